"""The pages on which an evaluator declares its interests, and on which anybody reads them. They need no script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from marshmallow import Schema, ValidationError

from registry.http import PageBlueprint, page, scope
from registry.http.problems import problem_of
from registry.http.shape import body_findings
from registry.kernel.access import PUBLIC, Right, needs
from registry.kernel.errors import Conflict, Refused
from registry.kernel.findings import Finding
from registry.ranking import service as ranking
from registry.ranking.interests import service
from registry.ranking.interests.schemas import EndBody, InterestBody
from registry.ranking.interests.values import InterestKind

EVALUATE = needs(Right.EVALUATE)

blueprint = PageBlueprint("interest_pages", __name__)


@blueprint.get("/evaluate/interests", policy=EVALUATE)
def own_interests() -> Response:
    """What the own organisation has declared, and the form for more."""
    return _shown({}, ())


@blueprint.post("/evaluate/interests", policy=EVALUATE)
def declare_interest() -> Response:
    """Declares an interest; or the form again, with all that was written and what is to be said of it."""
    form = {name: text for name, text in request.form.items() if name in InterestBody().fields and text.strip()}
    try:
        service.declare(scope(), **_loaded(InterestBody(), form))
    except Refused as refusal:
        return _shown(form, refusal.findings, 422)
    return _back()


@blueprint.post("/evaluate/interests/<int:interest>/end", policy=EVALUATE)
def end_interest(interest: int) -> Response:
    """Declares the end of an interest."""
    form = {name: text for name, text in request.form.items() if name == "on" and text.strip()}
    try:
        service.end(scope(), interest, _loaded(EndBody(), form)["on"])
    except (Refused, Conflict) as refusal:
        return _shown({f"on-{interest}": form.get("on", "")}, refusal.findings, problem_of(refusal).status, interest)
    return _back()


@blueprint.get("/rankings/<scheme>/interests", policy=PUBLIC)
def interests_of_scheme(scheme: str) -> Response:
    """What the evaluator of a scheme has declared."""
    interests = service.of_scheme(scope(), scheme)
    found = ranking.scheme(scope(), scheme)
    return page(
        "ranking/declared_interests.html",
        section="rankings",
        sample=found.sample,
        data={"JSON": url_for("interests.interests_of_scheme", scheme=scheme)},
        scheme=found,
        interests=interests,
        today=scope().clock.today(),
    )


def _loaded(schema: Schema, form: Mapping[str, str]) -> dict[str, Any]:
    try:
        return dict(schema.load(dict(form)))
    except ValidationError as error:
        raise Refused(body_findings(error, schema)) from None


def _shown(
    form: Mapping[str, str], findings: tuple[Finding, ...], status: int = 200, ended: int | None = None
) -> Response:
    anchors = {finding.field: finding.field.removeprefix("/") for finding in findings}
    if ended is not None:
        anchors = {finding.field: f"on-{ended}" for finding in findings}
    response = page(
        "ranking/interests.html",
        section="evaluate",
        status=status,
        interests=service.own(scope()),
        today=scope().clock.today(),
        kinds=list(InterestKind),
        form=form,
        told={anchors[finding.field]: finding for finding in findings},
        findings=findings,
        anchors=anchors,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _back() -> Response:
    return make_response(redirect(url_for("interest_pages.own_interests"), 303))
