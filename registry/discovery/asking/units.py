"""Units as they are typed in a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from registry.indicators.canonical import bounds, unit_fits
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.units import Unit, find_unit
from registry.indicators.values import Comparator, Requirement

_EVERYDAY = {"分贝": ("dB",), "度": ("kWh", "°C"), "公斤": ("kg",)}
"""Spellings of everyday use that a question may have: whoever asks for 分贝 means what the dictionary gives."""

_EACH = re.compile(r"/(?:a|d|24h)$")


def fits(entry: IndicatorEntry, unit: str) -> bool:
    """Whether values in `unit`, a spelling, can be given in the unit of `entry`."""
    return _of(entry, unit) is not None


def is_told_per(entry: IndicatorEntry, unit: str) -> bool:
    """Whether `unit`, a spelling that fits `entry`, is told per the same as its unit: μg/m³ is told of what is told in
    mg/m³, and not of what is told in mg/L; 500 W is 0.5 kW of whatever has a power."""
    own = find_unit(entry.unit) if entry.unit else None
    asked = find_unit(_of(entry, unit) or unit, like=own)
    return own is not None and asked is not None and _per(own) == _per(asked)


def read_unit(spelling: str, likes: Sequence[IndicatorEntry]) -> str | None:
    """The unit as the table spells it, first of all one that fits an indicator."""
    for entry in likes:
        target = find_unit(entry.unit) if entry.unit else None
        unit = find_unit(_of(entry, spelling) or spelling, name=entry.name, like=target)
        if unit and target and unit.dimension == target.dimension:
            return unit.spelling
    unit = find_unit(_spellings(spelling)[0], name=likes[0].name if likes else "")
    return unit.spelling if unit else None


def canonical(number: Decimal, unit: str, entry: IndicatorEntry) -> Decimal:
    """The number in the unit of `entry`; one without unit is in it already."""
    spelling = read_unit(unit, [entry]) if unit else entry.unit
    found = bounds(Requirement("", Comparator.EQ, value=number, unit=spelling), entry.unit)
    assert found is not None  # noqa: S101 - the unit fits
    assert found.low is not None  # noqa: S101 - of an equality
    return found.low


def is_number(entry: IndicatorEntry) -> bool:
    """Whether values of `entry` have no unit."""
    unit = find_unit(entry.unit) if entry.unit else None
    return unit is None or unit.is_one


def _per(unit: Unit) -> str:
    return unit.spelling.partition("/")[2]


def _spellings(unit: str) -> tuple[str, ...]:
    return _EVERYDAY.get(unit, (unit,))


def _of(entry: IndicatorEntry, unit: str) -> str | None:
    """The spelling of the table for `unit` in which values of `entry` can be given, None where there is none. Of what
    is told a year or a day, 300 kWh is 300 kWh/a."""
    spelled = _spellings(unit)
    told = _EACH.search(entry.unit or "")
    if told:
        spelled = (*spelled, *(f"{each}{told[0]}" for each in spelled))
    return next((each for each in spelled if unit_fits(Requirement("", Comparator.EQ, unit=each), entry.unit)), None)
