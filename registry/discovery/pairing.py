"""What two products of a comparison have to say to each other: for a reader who hears the table, or is in a hurry.

Only declared values are compared, and no product is called the better one (产品质量法 art. 25: no recommending).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from registry.discovery.values import CompareCell, CompareRow, Difference, Pair
from registry.indicators.comparison import Reason, Result, compare
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.units import find_unit
from registry.indicators.values import Direction

DIFFERENCES, APART = 4, 2
"""At most so many are told of a pair."""

NOT_DECLARED = "not-declared"
_NOTHING_TO_SAY = frozenset({Reason.UNKNOWN_INDICATOR, Reason.NO_DIRECTION})


def pairs(rows: Sequence[CompareRow], products: int) -> tuple[Pair, ...]:
    """Every pair among so many products, those with the first one first; each in the order of the rows."""
    return tuple(_pair(rows, *each) for each in combinations(range(products), 2))


def _pair(rows: Sequence[CompareRow], first: int, second: int) -> Pair:
    differences: list[Difference] = []
    apart: list[tuple[CompareRow, str]] = []
    equal = 0
    for row in rows:
        one, other = row.cells[first], row.cells[second]
        if row.entry is None or row.entry.direction is Direction.NONE:
            continue
        if one.declared is None or other.declared is None:
            if one.declared or other.declared:
                apart.append((row, NOT_DECLARED))
            continue
        found = compare(one.declared, other.declared, row.entry)
        if found.reason is not None:
            if found.reason not in _NOTHING_TO_SAY:
                apart.append((row, str(found.reason)))
        elif found.result is Result.EQUAL:
            equal += 1
        else:
            differences.append(_difference(row, one, other, row.entry))
    return Pair(
        first=first,
        second=second,
        differences=tuple(differences[:DIFFERENCES]),
        more=len(differences[DIFFERENCES:]),
        equal=equal,
        apart=tuple(apart[:APART]),
        more_apart=len(apart[APART:]),
    )


def _difference(row: CompareRow, one: CompareCell, other: CompareCell, entry: IndicatorEntry) -> Difference:
    """Of the ends that count. Where one is open and the other not (≤50, <50) there is no amount."""
    mine, its = ((cell.low, cell.high)[entry.direction is Direction.DOWN] for cell in (one, other))
    if entry.scale or entry.direction is Direction.TARGET or mine is None or its is None or mine == its:
        return Difference(row, None, None)
    amount = mine - its
    return Difference(row, amount, amount / its * 100 if its > 0 and _has_zero(entry) else None)


def _has_zero(entry: IndicatorEntry) -> bool:
    """Whether a part of a value means anything: not of decibels, of degrees, nor of what is a part already."""
    unit = find_unit(entry.unit) if entry.unit else None
    return unit is None or (unit.factor is not None and unit.dimension != "temperature" and "%" not in unit.spelling)
