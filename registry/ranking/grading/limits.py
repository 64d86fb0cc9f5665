"""Which candidates keep the limits that would refuse their declaration on the day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np

from registry.declarations.values import Candidate, Told
from registry.indicators.wire import from_stored
from registry.ranking.grading.columns import Flags
from registry.reference.rules import Standing, judge
from registry.reference.snapshot import Reference
from registry.reference.values import Limit

Refusing = Mapping[str, Sequence[Limit]]
"""By category the limits of mandatory standards in force on a day that refuse what breaks them."""


def refusing(categories: Collection[str], known: Reference, day: date) -> Refusing:
    return {
        code: [limit for limit in known.limits.get(code, ()) if limit.refuses and limit.in_force(day)]
        for code in categories
    }


def codes_of(limits: Refusing) -> set[str]:
    """The indicators that decide about these limits."""
    return {
        code
        for each in limits.values()
        for limit in each
        for code in (limit.indicator, *(condition.indicator for condition in limit.when))
    }


def within(
    candidates: Sequence[Candidate],
    told: Sequence[Told],
    owners: Sequence[int],
    limits: Refusing,
    known: Reference,
    day: date,
) -> Flags:
    """Of each candidate whether it breaks none of the limits; `owners` are the places of those whose `told` is."""
    declared: dict[int, list[Told]] = {}
    for owner, each in zip(owners, told, strict=True):
        if limits.get(candidates[owner].category):
            declared.setdefault(owner, []).append(each)
    kept = np.ones(len(candidates), bool)
    for owner, rows in declared.items():
        indicators = [from_stored(each.stored) for each in rows]
        judged = judge(limits, candidates[owner].category, indicators, known.dictionary, day)
        kept[owner] = all(each.standing is not Standing.BROKEN for each in judged)
    return kept
