"""The two kinds of blueprint. A route says who may call it, or the application does not start."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import flask
import flask_smorest  # type: ignore[import-untyped]  # it carries no types
from flask import Flask, Response, current_app, make_response, request
from marshmallow import Schema

from registry.http import csrf, idempotency
from registry.http.context import actor, installation
from registry.http.parsing import QUERY, parser
from registry.kernel.access import Policy
from registry.kernel.settings import Settings

View = Callable[..., Any]
Decorator = Callable[[View], View]
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "__policy__"
MOST = "__most__"
ENVELOPE = 16 * 1024
"""Bytes that a form may need beside the file in it."""


class _Nothing(Schema):
    """What a route takes that declares nothing."""


class _Verbs(ABC):
    """`@blueprint.get(rule, policy=…)` and its sisters, typed, for both kinds."""

    def route(self, rule: str, *, policy: Policy, **options: Any) -> Callable[[Decorated], Decorated]:
        """Adds the view under `rule`; its endpoint is its name unless `endpoint=` says otherwise."""

        def decorate(view: Decorated) -> Decorated:
            self.add_url_rule(rule, options.pop("endpoint", None), view, policy=policy, **options)
            return view

        return decorate

    def get(self, rule: str, *, policy: Policy, **options: Any) -> Callable[[Decorated], Decorated]:
        return self.route(rule, policy=policy, methods=["GET"], **options)

    def post(self, rule: str, *, policy: Policy, **options: Any) -> Callable[[Decorated], Decorated]:
        return self.route(rule, policy=policy, methods=["POST"], **options)

    def put(self, rule: str, *, policy: Policy, **options: Any) -> Callable[[Decorated], Decorated]:
        return self.route(rule, policy=policy, methods=["PUT"], **options)

    def delete(self, rule: str, *, policy: Policy, **options: Any) -> Callable[[Decorated], Decorated]:
        return self.route(rule, policy=policy, methods=["DELETE"], **options)

    def takes_file(self, most: Callable[[Settings], int]) -> Decorator:
        """The view takes a body of up to `most` bytes, which the settings may say, and not of the few that are enough
        for JSON and texts."""

        def decorate(view: View) -> View:
            setattr(view, MOST, most)
            return view

        return decorate

    @abstractmethod
    def add_url_rule(self, rule: str, endpoint: str | None, view_func: View, *, policy: Policy, **options: Any) -> None:
        """As Flask's, with the policy of whoever may call."""


class ApiBlueprint(_Verbs, flask_smorest.Blueprint):  # type: ignore[misc]  # flask-smorest carries no types
    """Routes that answer JSON. Each takes `policy=`, reads strictly, and honours Idempotency-Key and ETag."""

    ARGUMENTS_PARSER = parser

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare_doc_cbks.append(_document_key)

    def add_url_rule(self, rule: str, endpoint: str | None, view_func: View, *, policy: Policy, **options: Any) -> None:
        if policy.right is not None:
            # OpenAPI 3.0 knows scopes of OAuth only; the right that a token must carry is said beside.
            view_func = self.doc(security=[{"bearer": []}], **{"x-scope": str(policy.right)})(view_func)
        flask_smorest.Blueprint.add_url_rule(self, rule, endpoint, _guarded(_api_view(view_func), policy), **options)

    def arguments(self, schema: type[Schema] | Schema, *, location: str = "json", **options: Any) -> Decorator:
        """The view takes what `schema` reads at `location` (query, json, form, files) as its first argument."""
        if location in QUERY:
            options = {"error_status_code": 400, **options}
        decorate: Decorator = super().arguments(schema, location=location, **options)
        return decorate

    def response(
        self, status_code: int, schema: type[Schema] | Schema | dict[str, str] | None = None, **options: Any
    ) -> Decorator:
        """The view's value is written by `schema`; it may also return (value, headers). A view that answers a file says
        by a dict what the document is to say of it."""
        decorate: Decorator = super().response(status_code, schema, **options)
        return decorate

    def header(self, parameter: dict[str, Any]) -> Decorator:
        """The document says that the view reads this header."""
        decorate: Decorator = self.doc(parameters=[parameter])
        return decorate

    def alt_response(self, status_code: int, **options: Any) -> Decorator:
        """The document says that the view may also answer so; a refusal needs no schema of its own."""
        decorate: Decorator = super().alt_response(status_code, **options)
        return decorate


class PageBlueprint(_Verbs, flask.Blueprint):  # type: ignore[misc]  # on purpose: a route cannot be added without policy
    """Routes that answer pages. Each takes `policy=`; what changes something must come from a form of ours."""

    def add_url_rule(  # type: ignore[override]  # on purpose, as above
        self, rule: str, endpoint: str | None, view_func: View, *, policy: Policy, **options: Any
    ) -> None:
        flask.Blueprint.add_url_rule(self, rule, endpoint, _guarded(_page_view(view_func), policy), **options)


_KEY = {
    "in": "header",
    "name": idempotency.HEADER,
    "description": "Sent twice with the same body, the call is done once and answered twice.",
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST},
}


def _document_key(doc: dict[str, Any], described: dict[str, Any], *, method: str, **_: Any) -> dict[str, Any]:
    if method == "post":
        doc.setdefault("parameters", []).append(_KEY)
        # What a view says of its parameters by `doc` replaces the list above.
        described.get("manual_doc", {}).get("parameters", []).append(_KEY)
    return doc


def _guarded(view: View, policy: Policy) -> View:
    most: Callable[[Settings], int] | None = getattr(view, MOST, None)

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        policy.check(actor())
        if most is not None:
            request.max_content_length = most(installation().settings) + ENVELOPE
        return view(*args, **kwargs)

    setattr(guarded, POLICY, policy)
    return guarded


def _api_view(view: View) -> View:
    declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    places = {parameter["in"] for parameter in declared}
    takes_query, takes_body = bool(places & set(QUERY)), bool(places - set(QUERY))

    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Response:
        if not takes_query:
            parser.parse(_Nothing, location="query")
        if not takes_body and request.method not in SAFE:
            parser.parse(_Nothing, location="json")
        if request.method == "POST" and idempotency.HEADER in request.headers:
            return idempotency.once(lambda: view(*args, **kwargs))
        response = make_response(view(*args, **kwargs))
        if request.method in SAFE and response.status_code == 200:
            response.add_etag()  # of these very bytes; a tag that the view has given stays
            response.make_conditional(request)
        return response

    return answered


def _page_view(view: View) -> View:
    @wraps(view)
    def answered(*args: Any, **kwargs: Any) -> Any:
        if request.method not in SAFE:
            csrf.check()
        return view(*args, **kwargs)

    return answered


def require_policies(app: Flask) -> None:
    """Raises RuntimeError naming every endpoint of `app` that declares no policy."""
    open_doors = sorted({rule.endpoint for rule in app.url_map.iter_rules() if not _has_policy(app, rule.endpoint)})
    if open_doors:
        raise RuntimeError(f"routes without an access policy: {', '.join(open_doors)}")


def refuse_without_policy() -> None:
    """Before each request: a route that was added after the application was checked does not answer either."""
    if request.endpoint is not None and not _has_policy(current_app, request.endpoint):
        raise RuntimeError(f"{request.endpoint} declares no access policy")


def _has_policy(app: Flask, endpoint: str) -> bool:
    return isinstance(getattr(app.view_functions.get(endpoint), POLICY, None), Policy)
