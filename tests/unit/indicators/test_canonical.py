"""From a requirement to its interval in the dictionary's unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from registry.indicators.canonical import Bounds, bounds, canonical_interval
from registry.indicators.dictionary import OrdinalScale
from registry.indicators.values import Comparator, Grade, Interval, Requirement

FASTNESS = OrdinalScale("色牢度", ("1", "2", "3", "4", "5"), tuple(map(Decimal, range(1, 6))), halves=True)
BOARD = OrdinalScale("人造板甲醛", ("E1", "E0", "ENF"), tuple(map(Decimal, range(1, 4))))
ENERGY = OrdinalScale("能效等级", ("5", "4", "3", "2", "1"), tuple(map(Decimal, range(1, 6))))


def _read(comparator: Comparator, *, text: str = "", unit: str | None = None, **parts: Any) -> Requirement:
    numbers = {name: Decimal(parts.pop(name)) for name in ("value", "low", "high") if name in parts}
    return Requirement(text=text, comparator=comparator, unit=unit, **numbers, **parts)


def _interval(low: str | None, high: str | None, unit: str | None) -> Interval:
    return Interval(low and Decimal(low), high and Decimal(high), unit)


@pytest.mark.parametrize(
    ("requirement", "unit", "expected"),
    [
        (_read(Comparator.LE, value="1000", high="1000", unit="mg/kg"), "%", _interval(None, "0.1", "%")),
        (_read(Comparator.LE, value="0.1", high="0.1", unit="%"), "mg/kg", _interval(None, "1000", "mg/kg")),
        (_read(Comparator.GE, value="0.5", low="0.5", unit="kPa"), "Pa", _interval("500", None, "Pa")),
        (_read(Comparator.GT, value="5", unit="mm"), "mm", _interval("5", None, "mm")),
        (_read(Comparator.EQ, value="1", unit="ft³"), "L", _interval("28.316846592", "28.316846592", "L")),
        (_read(Comparator.RANGE, low="-30", high="50", unit="℃"), "K", _interval("243.15", "323.15", "K")),
        (_read(Comparator.RANGE, low="4.0", high="7.5"), None, _interval("4", "7.5", None)),
        (_read(Comparator.PM, value="20", low="18", high="22", unit="℃"), "℃", _interval("18", "22", "℃")),
        (_read(Comparator.PM, low="-2", high="2", unit="℃"), "ΔK", _interval("-2", "2", "ΔK")),
        (_read(Comparator.ONE_OF, values=("2700", "3000", "4000"), unit="K"), "K", _interval("2700", "4000", "K")),
        (_read(Comparator.LE, value="60", unit="℃"), "ΔK", _interval(None, "60", "ΔK")),
        (_read(Comparator.LE, value="45", unit="dB"), "dB(A)", _interval(None, "45", "dB(A)")),
        (_read(Comparator.LE, value="20", unit="ppm"), "mg/kg", _interval(None, "20", "mg/kg")),
        (_read(Comparator.GE, value="60", unit="HRC"), "HRC", _interval("60", None, "HRC")),
        (_read(Comparator.GE, value="0.95"), "1", _interval("0.95", None, "1")),
        (_read(Comparator.GE, value="4.5"), "W·h/(W·h)", _interval("4.5", None, "W·h/(W·h)")),
        (_read(Comparator.LE, value="1", unit="kWh/d"), "kWh/a", _interval(None, "365", "kW·h/a")),
        (_read(Comparator.GE, value="1", unit="in"), "mm", _interval("25.4", None, "mm")),
    ],
)
def test_values_are_given_in_the_dictionarys_unit(requirement: Requirement, unit: str | None, expected: object) -> None:
    assert canonical_interval(requirement, unit) == expected


@pytest.mark.parametrize(
    ("requirement", "unit"),
    [
        (_read(Comparator.GE, value="0.9"), "%"),  # 0.9 % or 90 %
        (_read(Comparator.GE, value="6000"), "次"),  # 万次 is as common
        (_read(Comparator.LE, value="0.1", unit="mg/m³"), "mg/kg"),
        (_read(Comparator.LE, value="20", unit="ppm"), "mg/m³"),
        (_read(Comparator.LE, value="5", unit="mm"), None),
        (_read(Comparator.GE, value="60", unit="HRC"), "HV"),
        (_read(Comparator.GE, value="30", unit="mi/gal"), "L/100km"),
        (_read(Comparator.TEXT, text="无异味"), None),
        (_read(Comparator.BOOL, truth=True), None),
        (_read(Comparator.ONE_OF, values=("红", "蓝")), None),
        (_read(Comparator.GE, grade=Grade("B1"), text="不低于B1级"), None),
        (_read(Comparator.RANGE), None),
    ],
)
def test_what_cannot_be_known_has_no_interval(requirement: Requirement, unit: str | None) -> None:
    assert canonical_interval(requirement, unit) is None


def test_a_unit_that_is_not_in_the_table_is_an_error_of_the_dictionary() -> None:
    with pytest.raises(ValueError, match="furlong"):
        canonical_interval(_read(Comparator.GE, value="1"), "furlong")


def test_open_ends_are_known() -> None:
    asked = _read(Comparator.RANGE, low="35", high="40", high_open=True, unit="dB")
    assert bounds(asked, "dB") == Bounds(Decimal(35), Decimal(40), high_open=True)
    assert bounds(_read(Comparator.GT, value="1", unit="m"), "cm") == Bounds(Decimal(100), None, low_open=True)


@pytest.mark.parametrize(
    ("requirement", "scale", "expected"),
    [
        (_read(Comparator.GE, text="≥3-4级", grade=Grade("3-4"), unit="级"), FASTNESS, ("3.5", None)),
        (_read(Comparator.ORDINAL, text="4级", grade=Grade("4"), unit="级"), FASTNESS, ("4", "4")),
        (_read(Comparator.LE, text="≤3级", grade=Grade("3"), unit="级"), FASTNESS, (None, "3")),
        (_read(Comparator.GE, text="≥4", value="4.0"), FASTNESS, ("4", None)),
        (_read(Comparator.RANGE, text="3~5级", low="3", high="5", unit="级"), FASTNESS, ("3", "5")),
        (_read(Comparator.ONE_OF, text="E0级", values=("E0",)), BOARD, ("2", "2")),
        (_read(Comparator.ONE_OF, text="E1级或E0级", values=("E1", "E0")), BOARD, ("1", "2")),
        (_read(Comparator.GE, text="不低于E0级", grade=Grade("E0")), BOARD, ("2", None)),
        (_read(Comparator.GE, text="≥E0级", grade=Grade("E0")), BOARD, ("2", None)),
        (_read(Comparator.GE, text="不低于2级", grade=Grade("2"), unit="级"), ENERGY, ("4", None)),
        (_read(Comparator.LE, text="≤2级", grade=Grade("2"), unit="级"), ENERGY, ("4", None)),
        (_read(Comparator.EQ, text="1级", grade=Grade("1"), unit="级"), ENERGY, ("5", "5")),
    ],
)
def test_grades_stand_at_their_positions(
    requirement: Requirement, scale: OrdinalScale, expected: tuple[str | None, str | None]
) -> None:
    assert canonical_interval(requirement, "级", scale=scale) == _interval(*expected, "级")


@pytest.mark.parametrize(
    ("requirement", "scale"),
    [
        (_read(Comparator.LE, text="≤E1级", grade=Grade("E1")), BOARD),  # at most the emission, or the quality, of E1
        (_read(Comparator.ORDINAL, text="E2级", grade=Grade("E2")), BOARD),
        (_read(Comparator.ONE_OF, text="E0、E2", values=("E0", "E2")), BOARD),
        (_read(Comparator.GE, text="≥3-4级", grade=Grade("3-4"), unit="级"), ENERGY),  # no half steps there
        (_read(Comparator.GE, text="≥2-4级", grade=Grade("2-4"), unit="级"), FASTNESS),  # no neighbours
        (_read(Comparator.GE, text="≥4 mm", value="4", unit="mm"), FASTNESS),
    ],
)
def test_what_does_not_stand_on_the_scale_has_no_position(requirement: Requirement, scale: OrdinalScale) -> None:
    assert canonical_interval(requirement, None, scale=scale) is None
