"""Declared interests over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from registry.http import ApiBlueprint, scope, where
from registry.kernel.access import PUBLIC, Right, needs
from registry.kernel.clock import rfc3339
from registry.ranking.interests import service
from registry.ranking.interests.schemas import EndBody, InterestBody, InterestListSchema, InterestSchema
from registry.ranking.interests.values import Interest

EVALUATE = needs(Right.EVALUATE)

blueprint = ApiBlueprint("interests", __name__, description="Declared interests of evaluators (scope `evaluate`)")


@blueprint.get("/schemes/<scheme>/interests", policy=PUBLIC)
@blueprint.response(200, InterestListSchema)
@blueprint.alt_response(404)
def interests_of_scheme(scheme: str) -> dict[str, Any]:
    """What the evaluator of a scheme has declared, the newest first: whose products are out for it, and how long."""
    return _listed(service.of_scheme(scope(), scheme))


@blueprint.get("/interests", policy=EVALUATE)
@blueprint.response(200, InterestListSchema)
def own_interests() -> dict[str, Any]:
    """What the own organisation has declared, the newest first."""
    return _listed(service.own(scope()))


@blueprint.post("/interests", policy=EVALUATE)
@blueprint.arguments(InterestBody)
@blueprint.response(201, InterestSchema)
@blueprint.alt_response(422)
def declare_interest(body: dict[str, Any]) -> dict[str, Any]:
    """Declares an interest in an enterprise. It is public, and stays: an end is declared beside it."""
    return interest_to_wire(service.declare(where(), **body))


@blueprint.post("/interests/<int:interest>/end", policy=EVALUATE)
@blueprint.arguments(EndBody)
@blueprint.response(200, InterestSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def end_interest(body: dict[str, Any], interest: int) -> dict[str, Any]:
    """Declares that an own interest ends on that day."""
    return interest_to_wire(service.end(where(), interest, body["on"]))


def interest_to_wire(interest: Interest) -> dict[str, Any]:
    until = interest.counts_until
    return {
        "id": interest.id,
        "uscc": interest.uscc,
        "enterprise": interest.enterprise,
        "kind": str(interest.kind),
        "starts_on": interest.starts_on.isoformat(),
        "ends_on": interest.ends_on and interest.ends_on.isoformat(),
        "counts_until": until and until.isoformat(),
        "note": interest.note,
        "recorded_at": rfc3339(interest.recorded_at),
        "ended_at": interest.ended_at and rfc3339(interest.ended_at),
    }


def _listed(interests: Sequence[Interest]) -> dict[str, Any]:
    return {"items": [interest_to_wire(each) for each in interests], "total": len(interests)}
