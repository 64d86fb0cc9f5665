"""The place of a value among its like: the axis, the bars, and the words."""

from decimal import Decimal

import pytest

from registry.discovery.placing import BARS, Place, stricter_than
from registry.indexing.rules import quantiles
from registry.indexing.values import Distribution
from registry.indicators.values import Direction


def among(*values):
    rising = sorted(map(Decimal, values))
    return Distribution(len(rising), quantiles(rising), 1)


EVEN = among(*range(1, 101))


@pytest.mark.parametrize(
    ("value", "direction", "share"),
    [
        (100, Direction.UP, 95),
        (51, Direction.UP, 50),
        (1, Direction.UP, 0),
        (1000, Direction.UP, 100),
        (1, Direction.DOWN, 95),
        (0, Direction.DOWN, 100),
        (100, Direction.DOWN, 0),
        (50, Direction.NONE, None),
        (50, Direction.TARGET, None),
    ],
)
def test_about_how_many_ask_for_less(value, direction, share):
    assert stricter_than(EVEN, Decimal(value), direction) == share


def test_equal_values_are_stricter_than_nobody():
    assert stricter_than(among(*[5] * 50), Decimal(5), Direction.UP) == 0
    assert stricter_than(among(*[5] * 50), Decimal(5), Direction.DOWN) == 0


def test_the_axis_leaves_the_odd_one_out_but_shows_the_value_and_the_limit():
    odd = among(*range(1, 101), 100_000)
    low, high = Place(odd, Decimal(50), None, None).ends
    assert low == 1
    assert 100 < high < 200
    assert Place(odd, Decimal(500), None, None).ends[1] == 500
    assert Place(odd, Decimal(50), Decimal(-20), None).ends[0] == -20


def test_places_on_the_axis():
    place = Place(EVEN, Decimal(1), Decimal(100), None)
    assert (place.at(place.ends[0]), place.at(place.ends[1])) == (0.0, 1.0)
    assert place.at(Decimal(10**6)) == 1.0
    assert place.at(Decimal(-5)) == 0.0


def test_even_values_give_even_bars_and_equal_ones_a_single_bar():
    bars = Place(EVEN, Decimal(50), None, None).bars
    assert len(bars) == BARS
    assert max(bars) == 1
    assert min(bars) > 0.5
    same = Place(among(*[5] * 50), Decimal(6), None, None)
    assert sum(bar > 0 for bar in same.bars) == 1
    assert same.bars[0] == 1


def test_where_all_are_equal_there_is_nothing_to_part():
    same = Place(among(*[5] * 50), Decimal(5), None, None)
    assert same.at(Decimal(5)) == 0.5
    assert max(same.bars) == 1
