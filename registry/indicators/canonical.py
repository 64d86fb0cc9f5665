"""From a requirement as written to bounds in the dictionary's unit, on which every comparison is defined."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

from registry.indicators.dictionary import OrdinalScale
from registry.indicators.units import Unit, convert, find_unit
from registry.indicators.values import Comparator, Interval, Requirement
from registry.kernel.decimals import canonical, plain

_GRADE_UNITS = frozenset({"grade", "class", "stars", "rank"})
_SIGN = re.compile("[<>≤≥≦≧⩽⩾＜＞]")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The values that a requirement lets through, from `low` to `high`, None for no end. An open end (大于, 小于) does
    not let its own value through."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False


def canonical_interval(
    requirement: Requirement, unit_spelling: str | None, *, scale: OrdinalScale | None = None
) -> Interval | None:
    """The requirement's interval in the unit `unit_spelling` (None: no unit), 12 significant digits, no end None.

    None where the requirement is neither a number nor a grade of `scale`, where its unit does not convert, or where it
    has no unit and the dictionary's is more than the number one. ValueError for a `unit_spelling` not in the table.
    """
    found = bounds(requirement, unit_spelling, scale=scale)
    if found is None:
        return None
    target = _known(unit_spelling)
    return Interval(found.low, found.high, target.spelling if target else None)


def bounds(requirement: Requirement, unit_spelling: str | None, *, scale: OrdinalScale | None = None) -> Bounds | None:
    """As `canonical_interval`, knowing besides which ends are open."""
    return _graded(requirement, scale) if scale else _in_unit(requirement, unit_spelling)


@lru_cache(maxsize=4096)
def _in_unit(requirement: Requirement, unit_spelling: str | None) -> Bounds | None:
    """A comparison asks it of each value again for every other one."""
    written = _written(requirement)
    if written is None or not unit_fits(requirement, unit_spelling):
        return None
    target = _known(unit_spelling)
    source = find_unit(requirement.unit, like=target) if requirement.unit else None
    return replace(written, low=_canonical(written.low, source, target), high=_canonical(written.high, source, target))


def unit_fits(requirement: Requirement, unit_spelling: str | None) -> bool:
    """Whether the requirement's values can be given in the unit `unit_spelling` (None: no unit)."""
    target = _known(unit_spelling)
    if requirement.unit is None:
        return target is None or target.is_one
    source = find_unit(requirement.unit, like=target)
    if source is None or target is None:
        return source is not None and source.is_one
    return source == target or (
        source.dimension == target.dimension and source.factor is not None and target.factor is not None
    )


def _known(unit_spelling: str | None) -> Unit | None:
    unit = find_unit(unit_spelling) if unit_spelling else None
    if unit_spelling and unit is None:
        raise ValueError(f"{unit_spelling} is not in the table of units")
    return unit


def _canonical(value: Decimal | None, source: Unit | None, target: Unit | None) -> Decimal | None:
    if value is None:
        return None
    return canonical(convert(value, source, target) if source and target else value)


def _written(requirement: Requirement) -> Bounds | None:
    """The bounds in the requirement's own unit. Of an enumeration of numbers the least and the greatest."""
    value = requirement.value
    low = value if requirement.low is None else requirement.low
    high = value if requirement.high is None else requirement.high
    if requirement.grade:
        return None
    found: Bounds | None
    match requirement.comparator:
        case Comparator.GE | Comparator.GT:
            found = Bounds(low, None, low_open=requirement.comparator is Comparator.GT)
        case Comparator.LE | Comparator.LT:
            found = Bounds(None, high, high_open=requirement.comparator is Comparator.LT)
        case Comparator.EQ | Comparator.PM:
            found = Bounds(low, high)
        case Comparator.RANGE:
            found = Bounds(requirement.low, requirement.high, requirement.low_open, requirement.high_open)
        case Comparator.ONE_OF:
            found = _hull(map(_number, requirement.values))
        case _:
            return None
    return found if found and (found.low is not None or found.high is not None) else None


def _graded(requirement: Requirement, scale: OrdinalScale) -> Bounds | None:
    """The bounds as positions on `scale`."""
    unit = find_unit(requirement.unit) if requirement.unit else None
    if unit and unit.dimension not in _GRADE_UNITS:
        return None
    if requirement.comparator is Comparator.ONE_OF:
        return _hull(map(scale.position, requirement.values))
    if requirement.comparator is Comparator.RANGE:
        return _hull(_place(number, scale) for number in (requirement.low, requirement.high))
    place = scale.position(requirement.grade.label) if requirement.grade else _place(requirement.value, scale)
    if place is None:
        return None
    match _quality_asked(requirement, scale):
        case Comparator.GE | Comparator.GT as asked:
            return Bounds(place, None, low_open=asked is Comparator.GT)
        case Comparator.LE | Comparator.LT as asked:
            return Bounds(None, place, high_open=asked is Comparator.LT)
        case Comparator.EQ | Comparator.ORDINAL:
            return Bounds(place, place)
        case _:
            return None


def _quality_asked(requirement: Requirement, scale: OrdinalScale) -> Comparator | None:
    """The comparator as it bounds the position, which is the quality. None where that cannot be known.

    Words compare the quality: 能效不低于2级 asks for grade 2 or 1. A sign compares the numbers: ≤2级 asks the same.
    Grades without numbers (E1, ENF) have an order of quality only, so `≤E1级` says nothing that is sure.
    """
    asked = requirement.comparator
    numbers = [_number(grade) for grade in scale.grades]
    if not _SIGN.search(requirement.text):
        return asked
    if None in numbers:
        return None if asked in {Comparator.LE, Comparator.LT} else asked
    falling = all(worse > better for worse, better in pairwise(number for number in numbers if number is not None))
    mirror = {
        Comparator.GE: Comparator.LE,
        Comparator.GT: Comparator.LT,
        Comparator.LE: Comparator.GE,
        Comparator.LT: Comparator.GT,
    }
    return mirror.get(asked, asked) if falling else asked


def _hull(values: Iterable[Decimal | None]) -> Bounds | None:
    known = list(values)
    numbers = [value for value in known if value is not None]
    return Bounds(min(numbers), max(numbers)) if numbers and len(numbers) == len(known) else None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _place(number: Decimal | None, scale: OrdinalScale) -> Decimal | None:
    """Where a grade that was written as a bare number stands."""
    return None if number is None else scale.position(plain(canonical(number)))
