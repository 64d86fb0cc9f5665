"""The public pages of the rankings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, url_for

from registry.http import PageBlueprint, page, read_query, scope
from registry.http.cursor import make
from registry.kernel.access import PUBLIC
from registry.ranking import service
from registry.ranking.schemas import EntriesQuery
from registry.ranking.values import Entry, Leaderboard, Level, Outcome, Part, Place, part

blueprint = PageBlueprint("rankings", __name__)

FIRST, TOGETHER = 20, 50
"""Candidates of a tier: on the page of all tiers, and on a page of its own."""

LEVELS = {1: Level.ADVANCED, 2: Level.AVERAGE, 3: Level.BASELINE}


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier, or with `grade` None those that are out; `reasons` counts why they are."""

    grade: int | None
    level: Level
    total: int
    shown: Part[Entry]
    reasons: Sequence[tuple[str, int]]
    address: str


@blueprint.get("/rankings", policy=PUBLIC)
def index() -> Response:
    """Every scheme."""
    schemes = service.schemes(scope())
    return page(
        "ranking/index.html",
        section="rankings",
        sample=any(scheme.sample for scheme in schemes),
        data={"JSON": url_for("ranking.list_schemes")},
        schemes=schemes,
        today=scope().clock.today(),
    )


@blueprint.get("/rankings/<scheme>", policy=PUBLIC)
def ranking(scheme: str) -> Response:
    """The method of a scheme first, then every candidate in its tier, then those that are out and why.

    `grade` or those that are out are one tier, which is then read page by page.
    """
    asked, findings = read_query(EntriesQuery(exclude=("limit",)))
    leaderboard = service.leaderboard(scope(), scheme)
    grade, outcome = asked.get("grade"), asked.get("outcome")
    alone = grade is not None or outcome is Outcome.EXCLUDED
    if alone:
        tiers = [_tier(leaderboard, grade, outcome, asked.get("cursor"), TOGETHER)]
    else:
        tiers = [_tier(leaderboard, each, None, None, FIRST) for each in LEVELS]
        if outcome is None:
            tiers.append(_tier(leaderboard, None, Outcome.EXCLUDED, None, FIRST))
    return page(
        "ranking/scheme.html",
        section="rankings",
        status=400 if findings else 200,
        sample=leaderboard.scheme.sample or any(entry.product.sample for entry in leaderboard.entries),
        data={"JSON": url_for("ranking.read_ranking", scheme=scheme)},
        leaderboard=leaderboard,
        scheme=leaderboard.scheme,
        ended=not leaderboard.scheme.in_force(scope().clock.today()),
        counts=[(grade, level, len(leaderboard.of_grade(grade))) for grade, level in LEVELS.items()],
        tiers=tiers,
        alone=alone,
        findings=findings,
        following=make(tiers[0].shown.following) if alone and tiers[0].shown.following else None,
    )


def _tier(leaderboard: Leaderboard, grade: int | None, outcome: Outcome | None, after: Place | None, most: int) -> Tier:
    entries = leaderboard.chosen(grade, outcome)
    shown = part(entries, lambda entry: entry.place, after, most)
    return Tier(
        grade=grade,
        level=Level.NONE if grade is None else LEVELS[grade],
        total=len(entries),
        shown=shown,
        reasons=Counter(entry.reason for entry in entries if entry.reason).most_common(),
        address=url_for("rankings.ranking", scheme=leaderboard.scheme.id, grade=grade, outcome=outcome),
    )
