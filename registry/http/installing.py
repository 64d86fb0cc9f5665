"""Everything that this room adds to an application, in one call."""

from __future__ import annotations

import importlib
import re
import secrets
import time
from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes

import structlog
from flask import Flask, Response, g, request
from sqlalchemy import Engine
from werkzeug.exceptions import NotFound
from werkzeug.middleware.proxy_fix import ProxyFix

from registry.http import assets, csrf, headers, health, layout, locale, preferences, problems
from registry.http.blueprints import refuse_without_policy, require_policies
from registry.http.context import EXTENSION, Authenticate, Installation, Recognise, installation
from registry.http.parsing import whole_body
from registry.http.strict_json import not_utf8, unwanted
from registry.kernel.clock import Clock
from registry.kernel.errors import Malformed
from registry.kernel.settings import Settings

BODY_LIMIT = 8 * 1024 * 1024
"""Bytes of one request; a route that takes files sets `request.max_content_length` for itself."""

_log = structlog.get_logger("registry.request")
_request_id = re.compile(r"[A-Za-z0-9._-]{8,64}")


def install(
    app: Flask,
    *,
    settings: Settings,
    engine: Engine,
    clock: Clock,
    authenticate: Authenticate,
    recognise: Recognise,
    readiness: Mapping[str, health.Check],
) -> None:
    """Makes `app` an application of the register. Called last, when every blueprint of the features is registered.

    `app` is made with `static_folder=None`. `authenticate` gives the actor of a bearer token, `recognise` the person of
    a session, `readiness` the checks of /readyz beside the database's own. Raises RuntimeError if a route declares no
    access policy.
    """
    key = settings.signing_key().encode()
    app.extensions[EXTENSION] = Installation(settings, engine, clock, authenticate, recognise, key)
    app.extensions[health.CHECKS] = dict(readiness)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is logged and answered, whatever the mode
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.template_folder = importlib.import_module("registry.templates").__path__[0]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, 0, hops)  # type: ignore[method-assign]
    app.before_request(_begin)
    app.before_request(refuse_without_policy)
    app.before_request(_refuse_unstorable_path)
    app.before_request(_refuse_unreadable_form)
    headers.limit_requests(app, settings)
    app.after_request(_end)
    locale.install(app)
    layout.install(app)
    problems.install(app)
    for blueprint in (assets.blueprint, preferences.blueprint, health.blueprint):
        if blueprint.name not in app.blueprints:  # health may stand in the API's document already
            app.register_blueprint(blueprint)
    require_policies(app)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "") if installation().settings.trusted_proxies else ""
    g.request_id = given if _request_id.fullmatch(given) else secrets.token_hex(8)
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _refuse_unstorable_path() -> None:
    """An address that no database could even be asked for is not found; PostgreSQL would fail on a NUL."""
    if unwanted(request.path):
        raise NotFound


def _refuse_unreadable_form() -> None:
    """A form in another encoding than its page's; werkzeug would take its escapes for what was typed."""
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(whole_body(request)).decode()
        except UnicodeDecodeError as error:
            raise Malformed(not_utf8("body", error)) from None


def _end(response: Response) -> Response:
    csrf.keep(response)
    headers.finish(response)
    # The path without its query: what people look for is nobody's business.
    _log.info(
        "request",
        method=request.method,
        path=quote(request.path),
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.started) * 1000, 1),
    )
    return response
