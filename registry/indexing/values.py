"""The place of a value among its like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

STEPS = 20
"""A distribution has one quantile more: the least value, one for every 5 %, the greatest."""

Alike = tuple[str, str]
"""Which values are alike: the indicator's code and the key of the circumstances under which it is declared."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """The values that the products of a category declare of one indicator under one kind of circumstances, in the
    dictionary's unit (of a grade its place on the scale).

    `count` is how many products declare one, `covers` the size of the journal that was counted. A quantile is always a
    value that somebody declared (nearest rank): the mean of two grades would be none.
    """

    count: int
    quantiles: tuple[Decimal, ...]
    covers: int

    @property
    def median(self) -> Decimal:
        return self.quantiles[STEPS // 2]

    @property
    def p10(self) -> Decimal:
        return self.quantiles[STEPS // 10]

    @property
    def p90(self) -> Decimal:
        return self.quantiles[STEPS - STEPS // 10]


Distributions = Mapping[Alike, Distribution]
