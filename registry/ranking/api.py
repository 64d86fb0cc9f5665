"""Schemes and their gradings over HTTP."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from registry.http import ApiBlueprint, listing, scope
from registry.kernel.access import PUBLIC
from registry.ranking import service
from registry.ranking.schemas import EntriesQuery, GradingSchema, SchemeListSchema, SchemeSchema, SchemesQuery
from registry.ranking.wire import grading_to_wire, scheme_to_wire, shown_to_wire

blueprint = ApiBlueprint("ranking", __name__, description="Evaluation schemes and gradings")


@blueprint.get("/schemes", policy=PUBLIC)
@blueprint.arguments(SchemesQuery, location="query")
@blueprint.response(200, SchemeListSchema)
def list_schemes(asked: dict[str, Any]) -> dict[str, Any]:
    """The newest version of every scheme, or of those for a category and for what is below it."""
    schemes, after, limit = service.schemes(scope(), asked["category"]), asked["cursor"], asked["limit"]
    start = 0 if after is None else bisect_right(schemes, after, key=lambda scheme: scheme.place)
    shown = schemes[start : start + limit]
    following = shown[-1].place if start + limit < len(schemes) else None
    return listing([scheme_to_wire(each) for each in shown], len(schemes), following)


@blueprint.get("/schemes/<scheme>", policy=PUBLIC)
@blueprint.response(200, SchemeSchema)
@blueprint.alt_response(404)
def read_scheme(scheme: str) -> dict[str, Any]:
    """The newest version of a scheme."""
    return scheme_to_wire(service.scheme(scope(), scheme))


@blueprint.get("/rankings/<scheme>", policy=PUBLIC)
@blueprint.arguments(EntriesQuery, location="query")
@blueprint.response(200, GradingSchema)
@blueprint.alt_response(404)
def read_ranking(asked: dict[str, Any], scheme: str) -> dict[str, Any]:
    """Every candidate of a scheme, graded on the present state of the register.

    It is not an edition: nobody has issued it.
    """
    found = service.grading(scope(), scheme)
    chosen = found.chosen(asked["grade"], asked["outcome"], asked["cursor"], asked["limit"])
    items = [shown_to_wire(each) for each in service.shown(scope(), found, chosen.places).values()]
    return {**grading_to_wire(found), **listing(items, chosen.total, chosen.following)}
