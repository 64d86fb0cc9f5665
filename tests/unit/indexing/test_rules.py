"""Which values are counted together, by which end, and what is kept of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.indexing.rules import alike_with, counted, quantiles
from registry.indexing.values import Distribution
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import (
    Comparator,
    Direction,
    Indicator,
    IndicatorKind,
    Interval,
    Method,
    Requirement,
)
from registry.kernel.decimals import plain

DICTIONARY = IndicatorDictionary(
    IndicatorEntry(str(direction), f"指标{direction}", f"x {direction}", IndicatorKind.PERFORMANCE, direction, **more)
    for direction, more in (
        (Direction.UP, {"method_families": {"GB/T 1": "one", "GB/T 2": "one"}}),
        (Direction.DOWN, {}),
        (Direction.NONE, {"method_matters": False}),
        (Direction.TARGET, {"method_matters": False}),
    )
)


def declared(code="up", low=None, high=None, *, method="GB/T 1-2020", condition=None, basis=None):
    ends = [end and Decimal(end) for end in (low, high)]
    requirement = Requirement("", Comparator.RANGE, condition=condition, basis=basis)
    interval = None if ends == [None, None] else Interval(*ends, None)
    return Indicator("", IndicatorKind.PERFORMANCE, requirement, Method(method), code, interval)


def value(*arguments, **more):
    found = counted(declared(*arguments, **more), DICTIONARY)
    return None if found is None else plain(found[1])


@pytest.mark.parametrize(
    ("code", "low", "high", "expected"),
    [
        ("up", "650", None, "650"),  # ≥650
        ("up", "600", "700", "600"),
        ("up", None, "700", None),  # ≤700 promises nothing where more is better
        ("down", None, "58", "58"),
        ("down", "50", "58", "58"),
        ("down", "50", None, None),
        ("none", "500", "500", "500"),
        ("none", "220", "240", "230"),
        ("none", "300", None, "300"),
        ("none", None, "300", "300"),
        ("target", "4.0", "8.5", "6.25"),
        ("up", None, None, None),  # a text
    ],
)
def test_the_end_that_counts(code, low, high, expected):
    assert value(code, low, high) == expected


def test_what_the_dictionary_does_not_know_is_not_counted():
    assert value(None, "1", "1") is None
    assert value("gone", "1", "1") is None


def test_values_are_alike_under_the_same_condition_basis_and_family_of_methods():
    def key(**more):
        return alike_with(declared(low="1", **more), DICTIONARY)

    assert key() == key(method="GB/T 1-2021") == key(method="GB/T 2")
    assert key(condition="WLTP") == key(condition="wltp ")
    assert len({key(), key(condition="WLTP"), key(condition="CLTC"), key(basis="干基"), key(method="GB/T 3")}) == 5
    assert key(method=None) is None  # it compares with nothing
    assert alike_with(declared("none", method=None), DICTIONARY) == alike_with(declared("none"), DICTIONARY)


def test_a_quantile_is_a_value_that_somebody_declared():
    found = Distribution(4, quantiles([Decimal(1), Decimal(2), Decimal(3), Decimal(5)]), covers=9)
    assert (found.quantiles[0], found.p10, found.median, found.p90, found.quantiles[-1]) == (1, 1, 2, 5, 5)
    assert quantiles([Decimal(7)]) == (Decimal(7),) * 21


@given(st.lists(st.integers(0, 50).map(Decimal), min_size=1).map(sorted))
def test_at_least_so_many_lie_at_or_below_a_quantile_and_no_lesser_value_will_do(rising):
    for step, found in enumerate(quantiles(rising)):
        share = Decimal(step) / 20 * len(rising)
        assert sum(each <= found for each in rising) >= share
        assert step == 0 or sum(each < found for each in rising) < share
