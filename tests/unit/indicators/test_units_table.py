"""The table itself: every factor and dimension against pint, every spelling against the rules of the table."""

from __future__ import annotations

import csv
import re
from collections import Counter
from fractions import Fraction
from importlib import resources

import pint
import pytest

from registry.indicators.units import all_spellings, all_units, find_unit

_FILES = resources.files("registry.indicators.units")
_ROWS = list(csv.DictReader(_FILES.joinpath("units.csv").read_text(encoding="utf-8").splitlines()))
_SPELLINGS = list(csv.DictReader(_FILES.joinpath("spellings.csv").read_text(encoding="utf-8").splitlines()))
_KNOWN_TO_PINT = [row for row in _ROWS if row["pint"]]

# Scales without a linear factor, quantities of our trade, and mean lengths that the unit itself defines.
_OURS = {
    *("working days", "class hours", "class hours per year", "cooling capacity in pi", "charge rate"),
    *("conductivity, annealed copper", "magnetic flux index", "events per month", "events per year", "drop rate"),
    *("level", "sound level", "sound level, C", "level re 1 pW", "level re 1 mW", "level re 1 W", "level re 1 μV"),
    *("level re 1 μV/m", "antenna gain", "attenuation", "loudness", "loudness level", "colour tolerance"),
    *("peroxide value", "Stormer viscosity", "cotton yarn count", "metric yarn count", "sieve", "grade", "class"),
    *("stars", "rank", "score", "number size", "colour or whiteness scale", "turbidity", "turbidity FNU", "acidity"),
    *("platinum-cobalt colour", "extract", "soluble solids", "sugar colour", "international units", "gloss"),
    *("gloss GS", "colonies per plate", "standard coal", "standard coal per mass", "reactive power"),
    *("Shore A hardness", "Shore D hardness", "Shore C hardness", "rubber hardness", "Rockwell A", "Rockwell B"),
    *("Rockwell C", "Rockwell M", "Rockwell R", "Vickers hardness", "Brinell hardness", "Barcol hardness"),
    *("Webster hardness", "Leeb hardness", "Knoop hardness", "Mohs hardness"),
}


@pytest.fixture(scope="module")
def registry() -> pint.UnitRegistry:
    """pint in exact fractions, with our counts (n_cycle, n_cfu …) as dimensions of their own."""
    units = pint.UnitRegistry(non_int_type=Fraction)
    for name in sorted({count for row in _ROWS for count in re.findall(r"n_\w+", row["pint"])}):
        units.define(f"{name} = [{name}]")
    return units


def _in_base_units(registry: pint.UnitRegistry, expression: str) -> tuple[Fraction, dict[str, Fraction]]:
    parsed = registry.Quantity(Fraction(1), "") * registry.parse_expression(expression)
    base = parsed.to_root_units()
    return Fraction(base.magnitude), dict(base.unit_items())


def test_pint_gives_exactly_our_factors(registry: pint.UnitRegistry) -> None:
    reference: dict[str, tuple[Fraction, dict[str, Fraction]]] = {}
    for row in _KNOWN_TO_PINT:
        if row["offset"]:
            continue
        unit = find_unit(row["unit"])
        assert unit is not None
        assert unit.factor is not None, f"{unit.spelling} has a pint expression and no factor"
        magnitude, dimension = _in_base_units(registry, row["pint"])
        scale, expected = reference.setdefault(unit.dimension, (magnitude / unit.factor, dimension))
        assert dimension == expected, f"{unit.spelling} is of another dimension than its fellows"
        assert magnitude == scale * unit.factor, f"the factor of {unit.spelling} is {magnitude / scale}"


@pytest.mark.parametrize(("spelling", "name"), [("℃", "degC"), ("℉", "degF"), ("K", "kelvin")])
@pytest.mark.parametrize("value", [Fraction(-40), Fraction(0), Fraction(373, 10)])
def test_pint_gives_exactly_our_temperatures(
    registry: pint.UnitRegistry, spelling: str, name: str, value: Fraction
) -> None:
    unit = find_unit(spelling)
    assert unit is not None
    assert unit.factor is not None
    assert registry.Quantity(value, name).to("kelvin").magnitude == value * unit.factor + unit.offset


def test_what_pint_does_not_know_is_named_here() -> None:
    # A new unit either brings its pint expression, or its dimension stands in the list above.
    assert {row["dimension"] for row in _ROWS if not row["pint"]} == _OURS


def test_units_that_share_a_base_dimension_are_kept_apart() -> None:
    dimension = {unit.spelling: unit.dimension for unit in all_units()}
    for one, other in [
        ("N·m", "J"),
        ("Hz", "r/min"),
        ("Hz", "次/min"),
        ("Hz", "s⁻¹"),
        ("℃", "ΔK"),
        ("%", "%vol"),
        ("%", "%(V/V)"),
        ("%", "百分点"),
        ("%", "%RH"),
        ("ppm", "mg/kg"),
        ("ppm", "μL/L"),
        ("mg/g", "mgKOH/g"),
        ("mg/m³", "kg/m³"),
        ("次", "转"),
        ("个", "片"),
        ("CFU/g", "1/g"),
        ("CFU/mL", "MPN/mL"),
        ("km/L", "L/100km"),
        ("W", "VA"),
        ("W", "Wp"),
        ("g/m²", "mg/dm²"),
        ("mm/m", "mm/2m"),
        ("kg/12h", "kg/24h"),
        ("MJ/m³", "MJ/Nm³"),
        ("m³/h", "Nm³/h"),
        ("L/(kW·h)", "m³/(W·h)"),
        ("tex", "g/m"),
    ]:
        assert dimension[one] != dimension[other], (one, other)


def test_a_canonical_spelling_always_means_its_own_unit() -> None:
    for unit in all_units():
        assert find_unit(unit.spelling) == unit


def test_a_spelling_has_at_most_one_default() -> None:
    defaults = Counter(row["spelling"] for row in _SPELLINGS if not row["when"])
    defaults.update(row["unit"] for row in _ROWS)
    assert [spelling for spelling, count in defaults.items() if count > 1] == []


def test_rows_are_tidy() -> None:
    units = {row["unit"] for row in _ROWS}
    assert len(units) == len(_ROWS)
    for row in _SPELLINGS:
        assert row["unit"] in units, row
        assert row["spelling"] == row["spelling"].strip(), row
        assert row["spelling"], row
        assert row["when"] == row["when"].strip("| "), row
    codes = Counter(row["unece"] for row in _ROWS if row["unece"])
    assert [code for code, count in codes.items() if count > 1] == []


def test_every_spelling_is_readable_in_some_way() -> None:
    by_spelling: dict[str, list[str]] = {}
    for row in _SPELLINGS:
        by_spelling.setdefault(row["spelling"], []).append(row["when"])
    for spelling in all_spellings():
        words = [when.split("|")[0] for when in by_spelling.get(spelling, []) if when not in {"", "dimension"}]
        names = ["", *words]
        assert any(find_unit(spelling, name=name) for name in names), spelling
