"""The public pages of the rankings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, url_for

from registry.http import PageBlueprint, page, read_query, scope
from registry.http.cursor import make
from registry.kernel.access import PUBLIC
from registry.ranking import service
from registry.ranking.grading import Grading
from registry.ranking.published import published
from registry.ranking.schemas import EntriesQuery
from registry.ranking.values import GRADES, Chosen, Level, Outcome, Shown

blueprint = PageBlueprint("rankings", __name__)

FIRST, TOGETHER = 20, 50
"""Candidates of a tier: on the page of all tiers, and on a page of its own."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier, or with `grade` None those that are out, and why (`reasons`, counted)."""

    grade: int | None
    level: Level
    chosen: Chosen
    rows: Sequence[Shown]
    reasons: Sequence[tuple[str, int]]
    address: str


@blueprint.get("/rankings", policy=PUBLIC)
def index() -> Response:
    """Every scheme, those that have ended last."""
    today = scope().clock.today()
    schemes = sorted(
        service.schemes(scope()), key=lambda scheme: scheme.valid_to is not None and scheme.valid_to < today
    )
    return page(
        "ranking/index.html",
        section="rankings",
        sample=any(scheme.sample for scheme in schemes),
        data={"JSON": url_for("ranking.list_schemes")},
        schemes=schemes,
        published=published(),
        today=today,
    )


@blueprint.get("/rankings/<scheme>", policy=PUBLIC)
def ranking(scheme: str) -> Response:
    """The method of a scheme first, then every candidate in its tier, then those that are out and why.

    `grade` or those that are out are one tier, which is then read page by page.
    """
    asked, findings = read_query(EntriesQuery(exclude=("limit",)))
    grading = service.grading(scope(), scheme)
    grade, outcome = asked.get("grade"), asked.get("outcome")
    alone = grade is not None or outcome is Outcome.EXCLUDED
    if alone:
        chosen = {grade: grading.chosen(grade, outcome, asked.get("cursor"), TOGETHER)}
    else:
        chosen = {each: grading.chosen(each, None, None, FIRST) for each in GRADES}
        if outcome is None:
            chosen[None] = grading.chosen(None, Outcome.EXCLUDED, None, FIRST)
    shown = service.shown(scope(), grading, (place for each in chosen.values() for place in each.places))
    tiers = [
        _tier(grading, each, piece, shown, outcome if alone else None if each else Outcome.EXCLUDED)
        for each, piece in chosen.items()
    ]
    return page(
        "ranking/scheme.html",
        section="rankings",
        status=400 if findings else 200,
        sample=grading.scheme.sample or any(each.product.sample for each in shown.values()),
        data={"JSON": url_for("ranking.read_ranking", scheme=scheme)},
        grading=grading,
        scheme=grading.scheme,
        ended=not grading.scheme.in_force(scope().clock.today()),
        counts=grading.counts,
        levels=GRADES,
        dictionary=grading.dictionary,
        tiers=tiers,
        alone=alone,
        findings=findings,
        following=make(tiers[0].chosen.following) if alone and tiers[0].chosen.following else None,
    )


@blueprint.get("/rankings/<scheme>.zip", policy=PUBLIC)
def archive(scheme: str) -> Response:
    """All that the page was made of, and the program that makes it anew."""
    found = service.archive_of(scope(), scheme)
    name = f"{scheme}-{found.digest.removeprefix('sha256:')[:12]}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(found.content, mimetype="application/zip", headers=headers)


def _tier(
    grading: Grading, grade: int | None, chosen: Chosen, shown: Mapping[int, Shown], outcome: Outcome | None
) -> Tier:
    scheme = grading.scheme.id
    return Tier(
        grade=grade,
        level=Level.NONE if grade is None else GRADES[grade],
        chosen=chosen,
        rows=[shown[place] for place in chosen.places],
        reasons=grading.counts.by_reason if grade is None else (),
        address=url_for("rankings.ranking", scheme=scheme, grade=grade, outcome=outcome),
    )
