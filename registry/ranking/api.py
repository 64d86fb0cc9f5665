"""Schemes and their gradings over HTTP."""

from __future__ import annotations

from typing import Any

from registry.http import ApiBlueprint, PageQuery, listing, scope
from registry.kernel.access import PUBLIC
from registry.ranking import service
from registry.ranking.schemas import EntriesQuery, LeaderboardSchema, SchemeListSchema, SchemeSchema
from registry.ranking.values import part
from registry.ranking.wire import entry_to_wire, leaderboard_to_wire, scheme_to_wire

blueprint = ApiBlueprint("ranking", __name__, description="Evaluation schemes and gradings")


@blueprint.get("/schemes", policy=PUBLIC)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, SchemeListSchema)
def list_schemes(asked: dict[str, Any]) -> dict[str, Any]:
    """The newest version of every scheme."""
    schemes = service.schemes(scope())
    shown = part(schemes, lambda scheme: scheme.place, asked["cursor"], asked["limit"])
    return listing([scheme_to_wire(each) for each in shown.rows], len(schemes), shown.following)


@blueprint.get("/schemes/<scheme>", policy=PUBLIC)
@blueprint.response(200, SchemeSchema)
@blueprint.alt_response(404)
def read_scheme(scheme: str) -> dict[str, Any]:
    """The newest version of a scheme."""
    return scheme_to_wire(service.scheme(scope(), scheme))


@blueprint.get("/rankings/<scheme>", policy=PUBLIC)
@blueprint.arguments(EntriesQuery, location="query")
@blueprint.response(200, LeaderboardSchema)
@blueprint.alt_response(404)
def read_ranking(asked: dict[str, Any], scheme: str) -> dict[str, Any]:
    """Every candidate of a scheme, graded on the present state of the register.

    It is not an edition: nobody has issued it.
    """
    leaderboard = service.leaderboard(scope(), scheme)
    entries = leaderboard.chosen(asked["grade"], asked["outcome"])
    shown = part(entries, lambda entry: entry.place, asked["cursor"], asked["limit"])
    items = [entry_to_wire(entry) for entry in shown.rows]
    return {**leaderboard_to_wire(leaderboard), **listing(items, len(entries), shown.following)}
