"""Which declared values are counted together, by which of their ends, and what is kept of many."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from registry.indexing.values import STEPS, Alike
from registry.indicators.comparison import circumstances
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.values import Direction, Indicator
from registry.kernel.decimals import canonical

Number = TypeVar("Number", Decimal, float)


def counted(indicator: Indicator, dictionary: IndicatorDictionary) -> tuple[Alike, Decimal] | None:
    """With which values the declared one is alike, and by which number it counts.

    It is the end that counts when values are compared: the low one where more is better (≥650, 600–700), the high one
    where less is. A size, a rating or a target such as pH counts with the middle of its window, or with its only end.
    None for what the dictionary does not know, what is no number or grade, what is open on the side that counts, and
    where the method matters and is not stated.
    """
    alike = alike_with(indicator, dictionary)
    entry = dictionary.get(indicator.code) if indicator.code else None
    ends = indicator.canonical
    if alike is None or entry is None or ends is None:
        return None
    match entry.direction:
        case Direction.UP:
            value = ends.low
        case Direction.DOWN:
            value = ends.high
        case _ if ends.low is not None and ends.high is not None:
            value = canonical((ends.low + ends.high) / 2)
        case _:
            value = ends.high if ends.low is None else ends.low
    return None if value is None else (alike, value)


def alike_with(indicator: Indicator, dictionary: IndicatorDictionary) -> Alike | None:
    """The key of the values that this one compares with, whatever its own is; None where there are none."""
    entry = dictionary.get(indicator.code) if indicator.code else None
    found = circumstances(indicator, entry) if entry else None
    if entry is None or found is None:
        return None
    return entry.code, _short(found)


@lru_cache(maxsize=4096)
def _short(found: tuple[str, ...]) -> str:
    """A condition may be a page long, and a key of a table must not."""
    return hashlib.sha256("\0".join(found).encode()).hexdigest()[:32]


def quantiles(rising: Sequence[Number]) -> tuple[Number, ...]:
    """The least of `rising`, which are sorted and at least one, one for every 5 %, and the greatest."""
    count = len(rising)
    return tuple(rising[max(-(-count * step // STEPS), 1) - 1] for step in range(STEPS + 1))
