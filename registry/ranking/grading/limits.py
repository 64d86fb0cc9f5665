"""Which candidates keep the limits that would refuse their declaration on the day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import numpy as np

from registry.declarations.values import Candidate
from registry.indicators.wire import from_stored
from registry.ranking.grading.columns import Columns, Flags
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


def within(candidates: Sequence[Candidate], declared: Columns, limits: Refusing, known: Reference, day: date) -> Flags:
    """Of each candidate whether it breaks none of the limits. What several declare alike is judged once."""
    kept = np.ones(len(candidates), bool)
    if not any(limits.values()):
        return kept
    judged = dict[tuple[str, tuple[int, ...]], bool]()
    ends = np.searchsorted(declared.owner, np.arange(len(candidates) + 1)).tolist()
    places = declared.place.tolist()
    for owner, (each, first, last) in enumerate(zip(candidates, ends, ends[1:], strict=False)):
        key = each.category, tuple(places[first:last])
        if key not in judged:
            indicators = [from_stored(declared.stored[place]) for place in key[1]]
            found = judge(limits, each.category, indicators, known.dictionary, day)
            judged[key] = all(judgement.standing is not Standing.BROKEN for judgement in found)
        kept[owner] = judged[key]
    return kept
