"""Schemes and editions over HTTP."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from flask import Response

from registry.http import ApiBlueprint, PageQuery, listing, scope, where
from registry.kernel.access import PUBLIC, Right, needs
from registry.ranking import service
from registry.ranking.asking import wanted_of
from registry.ranking.schemas import (
    BuildBody,
    DifferenceQuery,
    EditionDifferenceSchema,
    EditionListSchema,
    EditionSchema,
    EntriesQuery,
    EntryListSchema,
    NoticeBody,
    RankingListSchema,
    RankingsQuery,
    ReasonBody,
    SchemeListSchema,
    SchemeSchema,
    SchemesQuery,
)
from registry.ranking.wire import (
    difference_to_wire,
    edition_to_wire,
    ranked_to_wire,
    ranking_to_wire,
    scheme_to_wire,
)

EVALUATE = needs(Right.EVALUATE)

blueprint = ApiBlueprint("ranking", __name__, description="Evaluation schemes and editions of rankings")


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


@blueprint.post("/schemes/<scheme>/editions", policy=EVALUATE)
@blueprint.arguments(BuildBody)
@blueprint.response(201, EditionSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(422)
def build_edition(body: dict[str, Any], scheme: str) -> Any:
    """Grades every candidate on the present state of the register; the new edition is a draft."""
    return edition_to_wire(service.build(where(), scheme, as_of=body["as_of"])), 201


@blueprint.get("/schemes/<scheme>/editions", policy=PUBLIC)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, EditionListSchema)
@blueprint.alt_response(404)
def list_editions(asked: dict[str, Any], scheme: str) -> dict[str, Any]:
    """The editions of a scheme, the newest first."""
    every, limit = service.ranking(scope(), scheme).all, asked["limit"]
    after = asked["cursor"]
    rest = [each for each in every if after is None or each.id.number < after[0]]
    shown = rest[:limit]
    following = (shown[-1].id.number,) if len(rest) > limit else None
    return listing([edition_to_wire(each) for each in shown], len(every), following)


@blueprint.get("/rankings", policy=PUBLIC)
@blueprint.arguments(RankingsQuery, location="query")
@blueprint.response(200, RankingListSchema)
def list_rankings(asked: dict[str, Any]) -> dict[str, Any]:
    """Every scheme with the edition that counts: the newest in notice or final, else the newest draft."""
    found, after, limit = service.overview(scope(), asked["category"]), asked["cursor"], asked["limit"]
    start = 0 if after is None else bisect_right(found, after, key=lambda each: each.scheme.place)
    shown = found[start : start + limit]
    following = shown[-1].scheme.place if start + limit < len(found) else None
    return listing([ranking_to_wire(each.scheme, each.edition) for each in shown], len(found), following)


@blueprint.get("/rankings/<scheme>/latest", policy=PUBLIC)
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404)
def latest(scheme: str) -> dict[str, Any]:
    """The edition of a scheme that counts: the newest in notice or final, else the newest draft."""
    return edition_to_wire(service.latest(scope(), scheme))


@blueprint.get("/editions/<edition>", policy=PUBLIC)
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404)
def read_edition(edition: str) -> dict[str, Any]:
    """An edition, and what became of it."""
    return edition_to_wire(service.edition(scope(), edition))


@blueprint.get("/editions/<edition>/entries", policy=PUBLIC)
@blueprint.arguments(EntriesQuery, location="query")
@blueprint.response(200, EntryListSchema)
@blueprint.alt_response(404)
def list_entries(asked: dict[str, Any], edition: str) -> dict[str, Any]:
    """Every candidate, in or out and why, in the order of the standards' numbers, which says nothing of their worth.

    With `list` and `level` those at this level of the list of a core indicator.
    """
    opened, limit = service.opened(scope(), edition), asked["limit"]
    wanted = wanted_of(opened, asked)
    after = asked["cursor"][0] if asked["cursor"] else None
    (rows,) = service.entries(scope(), opened, [wanted], after=after, limit=limit + 1)
    following = (rows[limit - 1].place,) if len(rows) > limit else None
    total = service.count(scope(), opened, wanted)
    return listing([ranked_to_wire(each) for each in rows[:limit]], total, following)


@blueprint.get("/editions/<edition>/diff", policy=PUBLIC)
@blueprint.arguments(DifferenceQuery, location="query")
@blueprint.response(200, EditionDifferenceSchema)
@blueprint.alt_response(404)
def differing_editions(asked: dict[str, Any], edition: str) -> dict[str, Any]:
    """Which candidates are new, gone, better or worse than in another edition of the scheme."""
    return difference_to_wire(service.compared(scope(), edition, asked["against"]))


@blueprint.get("/editions/<edition>/archive", policy=PUBLIC)
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="application/zip")
@blueprint.alt_response(404)
def archive(edition: str) -> Response:
    """All that the edition was made of, its result, and the program that makes it anew."""
    found, content = service.archive_of(scope(), edition)
    headers = {"Content-Disposition": f'attachment; filename="{found.scheme}-{found.id}.zip"'}
    return Response(content, mimetype="application/zip", headers=headers)


@blueprint.post("/editions/<edition>/notice", policy=EVALUATE)
@blueprint.arguments(NoticeBody)
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def notice(body: dict[str, Any], edition: str) -> dict[str, Any]:
    """Shows a draft for objections (公示), for as many days as its scheme says."""
    return edition_to_wire(service.notice(where(), edition, body["reason"]))


@blueprint.post("/editions/<edition>/finalize", policy=EVALUATE)
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def finalize(edition: str) -> dict[str, Any]:
    """Makes an edition final when its notice has ended; by another person than its builder."""
    return edition_to_wire(service.finalize(where(), edition))


@blueprint.post("/editions/<edition>/void", policy=EVALUATE)
@blueprint.arguments(ReasonBody)
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def void(body: dict[str, Any], edition: str) -> dict[str, Any]:
    """Gives up a draft or a notice (作废); it stays readable."""
    return edition_to_wire(service.void(where(), edition, body["reason"]))


@blueprint.post("/editions/<edition>/confirm", policy=EVALUATE)
@blueprint.arguments(ReasonBody)
@blueprint.response(200, EditionSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def confirm(body: dict[str, Any], edition: str) -> dict[str, Any]:
    """The evaluator stands by an edition whose basis has changed (依据已变化)."""
    return edition_to_wire(service.confirm(where(), edition, body["reason"]))


@blueprint.post("/editions/<edition>/corrections", policy=EVALUATE)
@blueprint.arguments(ReasonBody)
@blueprint.response(201, EditionSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def correct(body: dict[str, Any], edition: str) -> Any:
    """A new edition, in draft, that corrects a final one."""
    return edition_to_wire(service.correct(where(), edition, body["reason"])), 201
