"""Conversion is exact, stays within a dimension, and comes back."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import groupby, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.indicators.units import Unit, all_units, convert, find_unit
from registry.kernel.decimals import DIGITS, canonical


def _unit(spelling: str) -> Unit:
    found = find_unit(spelling)
    assert found is not None, spelling
    return found


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("1", "in", "mm", "25.4"),
        ("1", "ft3", "L", "28.316846592"),
        ("1", "gal", "L", "3.785411784"),
        ("100", "cfm", "m³/h", "169.901079552"),
        ("12000", "Btu/h", "W", "3516.85284207"),
        ("10.5", "Btu/(W·h)", "W/W", "3.07724623681"),
        ("1000", "mg/kg", "%", "0.1"),
        ("0.5", "kPa", "mmH₂O", "50.9858106489"),
        ("1", "psi", "Pa", "6894.75729317"),
        ("25", "℃", "K", "298.15"),
        ("25", "℃", "℉", "77"),
        ("-40", "℉", "℃", "-40"),
        ("60", "Δ℃", "ΔK", "60"),
        ("9", "Δ℉", "Δ℃", "5"),
        ("12", "月", "年", "1"),
        ("365", "kWh/a", "kWh/d", "1"),
        ("10", "万次", "次", "100000"),
        ("30", "pint/d", "L/d", "14.19529419"),
        ("90", "°", "角分", "5400"),
        ("150", "D", "dtex", "166.666666667"),
        ("30", "mi/gal", "km/L", "12.7543112229"),
        ("1", "N/50mm", "N/m", "20"),
        ("1", "亩", "m²", "666.666666667"),
    ],
)
def test_known_conversions(value: str, source: str, target: str, expected: str) -> None:
    assert canonical(convert(Decimal(value), _unit(source), _unit(target))) == Decimal(expected)


@pytest.mark.parametrize(
    ("source", "target"),
    [("mm", "kg"), ("mi/gal", "L/100km"), ("HRC", "HV"), ("dB", "dB(A)"), ("%", "%vol"), ("℃", "ΔK"), ("英支", "公支")],
)
def test_what_is_of_another_dimension_does_not_convert(source: str, target: str) -> None:
    with pytest.raises(ValueError, match=r"does not convert|without a linear factor"):
        convert(Decimal(1), _unit(source), _unit(target))


def test_a_scale_converts_into_itself() -> None:
    assert convert(Decimal(60), _unit("HRC"), _unit("HRC")) == 60


_PAIRS = [
    pair
    for _, fellows in groupby(sorted(all_units(), key=lambda unit: unit.dimension), key=lambda unit: unit.dimension)
    for pair in permutations([unit for unit in fellows if unit.factor is not None], 2)
]
_VALUES = st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), allow_nan=False, allow_infinity=False)


def test_the_pairs_cover_the_table() -> None:
    assert len(_PAIRS) > 2000


def _quantum(value: Decimal) -> Fraction:
    """One unit of the 12th digit of a canonical value."""
    return Fraction(10) ** (value.adjusted() - DIGITS + 1)


@given(st.sampled_from(_PAIRS), _VALUES)
def test_conversion_is_exact_both_ways(pair: tuple[Unit, Unit], value: Decimal) -> None:
    source, target = pair
    assert convert(convert(value, source, target), target, source) == Fraction(value)


@given(st.sampled_from(_PAIRS), _VALUES)
def test_canonical_values_come_back_within_one_quantum(pair: tuple[Unit, Unit], value: Decimal) -> None:
    source, target = pair
    start = canonical(value)
    there = canonical(convert(start, source, target))
    back = canonical(convert(there, target, source))
    assert source.factor is not None
    assert target.factor is not None
    # One unit of the 12th digit, of the two values the one that is given the more coarsely.
    allowed = max(_quantum(back), _quantum(start), _quantum(there) * target.factor / source.factor)
    assert abs(Fraction(back) - Fraction(start)) <= allowed


@given(st.sampled_from(_PAIRS), _VALUES, _VALUES)
def test_conversion_keeps_the_order(pair: tuple[Unit, Unit], one: Decimal, other: Decimal) -> None:
    source, target = pair
    assert (one < other) == (convert(one, source, target) < convert(other, source, target))
