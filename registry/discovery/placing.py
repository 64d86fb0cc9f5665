"""The place of a declared value in its category: what a strip draws, and the words and numbers behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from registry.declarations.values import AgainstLimit, ProductView
from registry.indexing.rules import counted
from registry.indexing.values import STEPS, Distribution, Distributions
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.values import Direction, Indicator, Interval

FEWEST = 5
"""With fewer products in a category a place says nothing."""

BARS = 24
_ENDS = (STEPS // 20, STEPS - STEPS // 20)
_MARGIN = Decimal("0.15")


@dataclass(frozen=True)
class Axis:
    """Where the values of a distribution are drawn: the middle nine tenths of the products with some room, and the
    `marks`, which are drawn beside them. Who lies outside is drawn at its end."""

    distribution: Distribution
    marks: tuple[Decimal, ...] = ()

    @cached_property
    def ends(self) -> tuple[Decimal, Decimal]:
        quantiles = self.distribution.quantiles
        low, high = (quantiles[end] for end in _ENDS)
        room = (high - low) * _MARGIN
        shown = (max(low - room, quantiles[0]), min(high + room, quantiles[-1]), *self.marks)
        return min(shown), max(shown)

    def at(self, value: Decimal) -> float:
        """Where `value` lies: 0 at the low end, 1 at the high one."""
        low, high = self.ends
        return min(max(float((value - low) / (high - low)), 0.0), 1.0) if high > low else 0.5

    @property
    def bars(self) -> tuple[float, ...]:
        """How many products lie in each of the equal parts of the axis, the fullest one being 1."""
        low, high = self.ends
        edges = [low + (high - low) * step / BARS for step in range(BARS + 1)]
        below = [0.0, *(_share(self.distribution, edge) for edge in edges[1:-1]), 1.0]
        parts = [after - before for before, after in pairwise(below)]
        most = max(parts)
        return tuple(part / most for part in parts)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands among those that products of its category declare of the same indicator, compared alike.

    All in the dictionary's unit. `limit` is the mandatory limit, `stricter_than` about how many of a hundred products
    ask for less, in steps of five; None where more is neither better nor worse.
    """

    distribution: Distribution
    value: Decimal
    limit: Decimal | None
    stricter_than: int | None

    @property
    def values(self) -> tuple[Decimal, ...]:
        return (self.value,)

    @property
    def axis(self) -> Axis:
        return _axis(self)


@dataclass(frozen=True, slots=True)
class Among:
    """Where the values of several products stand among those of their category, as of `Place`; the least first."""

    distribution: Distribution
    values: tuple[Decimal, ...]
    limit: Decimal | None

    @property
    def axis(self) -> Axis:
        return _axis(self)


def _axis(drawn: Place | Among) -> Axis:
    limit = () if drawn.limit is None else (drawn.limit,)
    return Axis(drawn.distribution, (drawn.values[0], drawn.values[-1], *limit))


def together(found: Iterable[Place | None]) -> Among | None:
    """The places of several products as one; None where there is none, or not all stand among the same."""
    stand = [place for place in found if place]
    if not stand or any(place.distribution != stand[0].distribution for place in stand):
        return None
    limits = {place.limit for place in stand}
    values = tuple(sorted(place.value for place in stand))
    return Among(stand[0].distribution, values, limits.pop() if len(limits) == 1 else None)


Places = Mapping[int, Place]
"""Of the indicators of a product, by their position in it."""


def places(
    product: ProductView, limits: Mapping[int, AgainstLimit], dictionary: IndicatorDictionary, found: Distributions
) -> Places:
    """The places of a product's indicators among those `found` in its category; none where too few declare alike."""
    alike = [(position, counted(each, dictionary)) for position, each in enumerate(product.indicators)]
    places: dict[int, Place] = {}
    for position, each in alike:
        if each is None or each[0] not in found or found[each[0]].count < FEWEST:
            continue
        key, value = each
        entry = dictionary.get(key[0])
        if entry is None or entry.scale is not None:
            continue  # places on a scale are no lengths
        against = limits.get(position)
        limit = _end(against.limit.canonical, entry.direction) if against else None
        places[position] = Place(found[key], value, limit, stricter_than(found[key], value, entry.direction))
    return places


def placed(product: ProductView, found: Places) -> list[tuple[Indicator, Place]]:
    """The indicators of a product that have a place, with it."""
    return [(product.indicators[position], place) for position, place in found.items()]


def _end(limit: Interval | None, direction: Direction) -> Decimal | None:
    if limit is None:
        return None
    return limit.high if direction is Direction.DOWN else limit.low


def stricter_than(distribution: Distribution, value: Decimal, direction: Direction) -> int | None:
    """About how many of a hundred products ask for less than `value`, in steps of five."""
    looser: int | None = None
    if direction is Direction.UP:
        looser = sum(each < value for each in distribution.quantiles[1:])
    elif direction is Direction.DOWN:
        looser = sum(each > value for each in distribution.quantiles[:-1])
    return None if looser is None else looser * 100 // STEPS


def _share(distribution: Distribution, value: Decimal) -> float:
    """The share of the products at or below `value`, even between two quantiles."""
    quantiles = distribution.quantiles
    if value < quantiles[0]:
        return 0.0
    step = max(place for place, each in enumerate(quantiles) if each <= value)
    if step == STEPS:
        return 1.0
    low, high = quantiles[step], quantiles[step + 1]
    return (step + float((value - low) / (high - low))) / STEPS
