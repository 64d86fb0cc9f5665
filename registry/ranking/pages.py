"""The public pages of the rankings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Response, url_for

from registry.http import PageBlueprint, page, read_query, scope
from registry.http.cursor import make
from registry.kernel.access import PUBLIC
from registry.ranking import service
from registry.ranking.schemas import EntriesQuery
from registry.ranking.values import Entry, Leaderboard, Level

blueprint = PageBlueprint("rankings", __name__)

FIRST, TOGETHER = 20, 50
"""Candidates of a tier: on the page of all tiers, and on a page of its own."""

EXCLUDED = "excluded"
LEVELS = {1: Level.ADVANCED, 2: Level.AVERAGE, 3: Level.BASELINE}


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier, or with `grade` None those that are out. `shown` begins at `start`; `reasons` counts why they are
    out."""

    grade: int | None
    level: Level
    total: int
    start: int
    shown: Sequence[Entry]
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

    `grade` or `outcome` asks for one tier, which is then read page by page.
    """
    asked, findings = read_query(EntriesQuery())
    leaderboard = service.leaderboard(scope(), scheme)
    alone = bool(asked.get("grade") or asked.get("outcome") == EXCLUDED)
    start = int(asked["cursor"][0]) if alone and asked.get("cursor") else 0
    grades = [*LEVELS, None] if not alone else [asked["grade"]]
    tiers = [_tier(leaderboard, grade, start, TOGETHER if alone else FIRST) for grade in grades]
    end = start + TOGETHER
    return page(
        "ranking/scheme.html",
        section="rankings",
        status=400 if findings else 200,
        sample=leaderboard.scheme.sample or any(entry.product.enterprise.sample for entry in leaderboard.entries),
        data={"JSON": url_for("ranking.read_ranking", scheme=scheme)},
        leaderboard=leaderboard,
        scheme=leaderboard.scheme,
        ended=not leaderboard.scheme.in_force(scope().clock.today()),
        counts=[(grade, level, len(leaderboard.of_grade(grade))) for grade, level in LEVELS.items()],
        tiers=tiers,
        alone=alone,
        findings=findings,
        following=make((end,)) if alone and end < tiers[0].total else None,
    )


def _tier(leaderboard: Leaderboard, grade: int | None, start: int, most: int) -> Tier:
    entries = leaderboard.excluded if grade is None else leaderboard.of_grade(grade)
    asked: dict[str, Any] = {"outcome": EXCLUDED} if grade is None else {"grade": grade}
    return Tier(
        grade=grade,
        level=Level.NONE if grade is None else LEVELS[grade],
        total=len(entries),
        start=start,
        shown=tuple(islice(entries, start, start + most)),
        reasons=Counter(entry.reason for entry in entries if entry.reason).most_common(),
        address=url_for("rankings.ranking", scheme=leaderboard.scheme.id, **asked),
    )
