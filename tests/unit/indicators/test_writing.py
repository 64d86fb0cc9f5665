"""What is written out is read back."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.indicators.grammar import parse
from registry.indicators.values import Comparator
from registry.indicators.writing import written
from registry.kernel.decimals import plain

NUMBERS = st.decimals("0.001", "99999", places=3).map(lambda number: plain(number.normalize()))
UNITS = st.sampled_from(["W", "mm", "℃", "dB(A)", "kW·h/a", "mg/m³", "%"])


@given(st.sampled_from(["ge", "gt", "le", "lt", "eq"]), NUMBERS, UNITS)
def test_a_bound_is_read_back(comparator, number, unit):
    read = parse(written(comparator, value=number, unit=unit))
    assert (read.comparator, read.value, read.unit) == (comparator, Decimal(number), unit)


@given(NUMBERS, NUMBERS, UNITS)
def test_a_range_and_a_tolerance_are_read_back(one, other, unit):
    low, high = sorted((one, other), key=Decimal)
    assume(Decimal(low) < Decimal(high))
    read = parse(written("range", low=low, high=high, unit=unit))
    assert (read.comparator, read.low, read.high, read.unit) == ("range", Decimal(low), Decimal(high), unit)
    middle = (Decimal(low) + Decimal(high)) / 2
    read = parse(written("pm", value=str(middle), low=low, high=high, unit=unit))
    assert (read.comparator, read.low, read.high, read.value) == (Comparator.PM, Decimal(low), Decimal(high), middle)


@pytest.mark.parametrize(
    ("given_values", "words"),
    [
        ({"comparator": "ge", "low": "5.00"}, "≥5.00"),
        ({"comparator": "le", "high": "0.050", "unit": "mg/m³"}, "≤0.050 mg/m³"),
        ({"comparator": "pm", "low": "-2", "high": "2", "unit": "mm"}, "±2 mm"),
        ({"comparator": "one_of", "values": ("E0", "ENF")}, "E0、ENF"),
    ],
)
def test_the_ends_may_be_given_instead_of_the_value(given_values, words):
    assert written(**given_values) == words


@pytest.mark.parametrize(
    "given_values",
    [
        {"comparator": "about", "value": "5"},
        {"comparator": "ge"},
        {"comparator": "ge", "value": "five"},
        {"comparator": "ge", "value": "NaN"},
        {"comparator": "pm", "low": "sNaN", "high": "sNaN"},
        {"comparator": "pm", "low": "-9e999999", "high": "9e999999", "value": "-9e999999"},
        {"comparator": "le", "value": "Infinity"},
        {"comparator": "le", "value": "1e999999999"},
        {"comparator": "le", "value": "1e-999999999"},
        {"comparator": "eq", "value": "9" * 100},
        {"comparator": "range", "low": "1"},
        {"comparator": "pm", "value": "10", "low": "8", "high": "11"},
        {"comparator": "one_of"},
        {"comparator": "text", "value": "5"},
    ],
)
def test_what_makes_no_requirement_is_none(given_values):
    assert written(**given_values) is None
