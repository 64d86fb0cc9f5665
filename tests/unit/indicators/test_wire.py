"""An indicator survives the way into the database, and out to a program and back."""

import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from registry.indicators.values import (
    Comparator,
    Grade,
    Indicator,
    IndicatorKind,
    Interval,
    Method,
    Requirement,
)
from registry.indicators.wire import from_wire, to_wire

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
perhaps_text = st.none() | texts
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda value: abs(value.adjusted()) < 99
)
perhaps_number = st.none() | numbers
grades = st.builds(Grade, texts, perhaps_text, perhaps_number)


def requirements(parts):
    return st.builds(
        Requirement,
        text=texts,
        comparator=st.sampled_from(Comparator),
        value=perhaps_number,
        low=perhaps_number,
        high=perhaps_number,
        low_open=st.booleans(),
        high_open=st.booleans(),
        unit=perhaps_text,
        values=st.lists(texts, max_size=3).map(tuple),
        grade=st.none() | grades,
        truth=st.none() | st.booleans(),
        condition=perhaps_text,
        basis=perhaps_text,
        parts=parts,
    )


single = requirements(st.just(()))
indicators = st.builds(
    Indicator,
    name=texts,
    kind=st.sampled_from(IndicatorKind),
    requirement=single | requirements(st.lists(single, max_size=3).map(tuple)),
    method=st.builds(Method, perhaps_text, perhaps_text, perhaps_text),
    code=perhaps_text,
    canonical=st.none() | st.builds(Interval, perhaps_number, perhaps_number, perhaps_text),
)


@given(indicators)
def test_there_and_back(indicator):
    assert from_wire(json.loads(json.dumps(to_wire(indicator)))) == indicator


@given(numbers)
def test_a_number_travels_with_every_digit_that_was_written(value):
    told = to_wire(
        Indicator("指标", IndicatorKind.SAFETY, Requirement("文", Comparator.GE, value=value, low=value), Method())
    )
    assert "e" not in told["value"].lower()
    assert Decimal(told["value"]) == value
    if value.as_tuple().exponent <= 0:
        assert Decimal(told["value"]).as_tuple().exponent == value.as_tuple().exponent
