"""Stricter, looser, equal or not comparable; and whether what is declared meets what is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.indicators.canonical import Bounds
from registry.indicators.comparison import Comparison, Reason, Result, Satisfaction, compare, satisfies
from registry.indicators.dictionary import IndicatorEntry, OrdinalScale
from registry.indicators.values import (
    Comparator,
    Direction,
    Grade,
    Indicator,
    IndicatorKind,
    Interval,
    Method,
    Requirement,
)

METHOD = Method(number="GB/T 7725-2022", clause="6.3")
BOARD = OrdinalScale("人造板甲醛", ("E1", "E0", "ENF"), tuple(map(Decimal, range(1, 4))))
FASTNESS = OrdinalScale("色牢度", ("1", "2", "3", "4", "5"), tuple(map(Decimal, range(1, 6))), halves=True)


def _entry(direction: Direction, unit: str | None = None, **parts: Any) -> IndicatorEntry:
    return IndicatorEntry("x", "某指标", "Some indicator", IndicatorKind.PERFORMANCE, direction, unit, **parts)


NOISE = _entry(Direction.DOWN, "dB(A)", method_families={"GB/T 4214.1": "sound", "GB/T 7725": "sound"})
CONTENT = _entry(Direction.DOWN, "mg/kg")
EFFICIENCY = _entry(Direction.UP, "W·h/(W·h)")
ACIDITY = _entry(Direction.TARGET, method_matters=False)


def _declared(
    comparator: Comparator, value: str | None = None, unit: str | None = None, method: Method = METHOD, **parts: Any
) -> Indicator:
    numbers = {name: Decimal(parts.pop(name)) for name in ("low", "high") if name in parts}
    text = parts.pop("text", "")
    number = value and Decimal(value)
    requirement = Requirement(text=text, comparator=comparator, value=number or None, unit=unit, **numbers, **parts)
    return Indicator("某指标", IndicatorKind.PERFORMANCE, requirement, method, code="x")


def _stands(left: Indicator, right: Indicator, entry: IndicatorEntry | None) -> Result | Reason:
    found = compare(left, right, entry)
    assert (found.reason is None) == (found.result is not Result.NOT_COMPARABLE)
    return found.reason or found.result


@pytest.mark.parametrize(
    ("left", "right", "entry", "expected"),
    [
        (_declared(Comparator.LE, "42", "dB(A)"), _declared(Comparator.LE, "40", "dB(A)"), NOISE, Result.LOOSER),
        (_declared(Comparator.LE, "40", "dB"), _declared(Comparator.LE, "40", "dB(A)"), NOISE, Result.EQUAL),
        (_declared(Comparator.LT, "40", "dB(A)"), _declared(Comparator.LE, "40", "dB(A)"), NOISE, Result.STRICTER),
        (_declared(Comparator.LE, "1000", "mg/kg"), _declared(Comparator.LE, "0.1", "%"), CONTENT, Result.EQUAL),
        (_declared(Comparator.LE, "0.05", "%"), _declared(Comparator.LE, "1000", "mg/kg"), CONTENT, Result.STRICTER),
        (_declared(Comparator.GE, "5.00"), _declared(Comparator.GE, "4.5"), EFFICIENCY, Result.STRICTER),
        (_declared(Comparator.GT, "5"), _declared(Comparator.GE, "5"), EFFICIENCY, Result.STRICTER),
        (_declared(Comparator.EQ, "5"), _declared(Comparator.GE, "5"), EFFICIENCY, Result.EQUAL),
        (_declared(Comparator.EQ, "5"), _declared(Comparator.GE, "4"), EFFICIENCY, Result.STRICTER),
        (
            _declared(Comparator.RANGE, low="4.5", high="9"),
            _declared(Comparator.GE, "5"),
            EFFICIENCY,
            Result.LOOSER,
        ),
        (
            _declared(Comparator.RANGE, low="4.0", high="7.5"),
            _declared(Comparator.RANGE, low="4.0", high="8.5"),
            ACIDITY,
            Result.STRICTER,
        ),
        (
            _declared(Comparator.RANGE, low="3.5", high="7.5"),
            _declared(Comparator.RANGE, low="4.0", high="8.5"),
            ACIDITY,
            Reason.OVERLAPPING_WINDOWS,
        ),
        (_declared(Comparator.LE, "7.5"), _declared(Comparator.RANGE, low="4", high="7.5"), ACIDITY, Result.LOOSER),
        (_declared(Comparator.LE, "5"), _declared(Comparator.GE, "5"), EFFICIENCY, Reason.NO_BOUND),
        (_declared(Comparator.TEXT, text="低"), _declared(Comparator.GE, "5"), EFFICIENCY, Reason.NOT_NUMERIC),
        (
            _declared(Comparator.LE, "1", "mg/m³"),
            _declared(Comparator.LE, "1", "mg/kg"),
            CONTENT,
            Reason.OTHER_DIMENSION,
        ),
        (_declared(Comparator.LE, "1"), _declared(Comparator.LE, "1", "mg/kg"), CONTENT, Reason.OTHER_DIMENSION),
        (_declared(Comparator.GE, "5"), _declared(Comparator.GE, "5"), _entry(Direction.NONE), Reason.NO_DIRECTION),
        (_declared(Comparator.GE, "5"), _declared(Comparator.GE, "5"), None, Reason.UNKNOWN_INDICATOR),
        (
            _declared(Comparator.GE, "5", condition="额定制冷量≤4500W"),
            _declared(Comparator.GE, "5", condition="额定制冷量 ≤ 4500 W"),
            EFFICIENCY,
            Result.EQUAL,
        ),
        (
            _declared(Comparator.GE, "5", condition="WLTP"),
            _declared(Comparator.GE, "4", condition="CLTC"),
            EFFICIENCY,
            Reason.OTHER_CONDITION,
        ),
        (
            _declared(Comparator.GE, "5", condition="WLTP"),
            _declared(Comparator.GE, "5"),
            EFFICIENCY,
            Reason.OTHER_CONDITION,
        ),
        (
            _declared(Comparator.LE, "5", "mg/kg", basis="干基"),
            _declared(Comparator.LE, "5", "mg/kg"),
            CONTENT,
            Reason.OTHER_BASIS,
        ),
        (
            _declared(Comparator.BOOL, truth=True),
            _declared(Comparator.BOOL, truth=True),
            _entry(Direction.UP),
            Result.EQUAL,
        ),
        (
            _declared(Comparator.BOOL, truth=True),
            _declared(Comparator.BOOL, truth=False),
            _entry(Direction.UP),
            Reason.NOT_NUMERIC,
        ),
    ],
)
def test_how_one_requirement_stands_to_another(
    left: Indicator, right: Indicator, entry: IndicatorEntry | None, expected: Result | Reason
) -> None:
    assert _stands(left, right, entry) == expected


@pytest.mark.parametrize(
    ("left", "right", "entry", "expected"),
    [
        (Method("GB/T 7725-2004"), Method("GB/T 7725—2022"), EFFICIENCY, Result.EQUAL),
        (Method("GB/T 7725"), Method("GB/T 4214.1-2017"), NOISE, Result.EQUAL),
        (Method("GB/T 2912.1-2009"), Method("GB/T 2912.2-2009"), CONTENT, Reason.OTHER_METHOD),
        (Method(text="自有方法 A"), Method(text="自有方法A"), CONTENT, Result.EQUAL),
        (Method(text="自有方法 A"), Method(text="自有方法 B"), CONTENT, Reason.OTHER_METHOD),
        (Method(), Method(), CONTENT, Reason.METHOD_NOT_STATED),
        (Method(), METHOD, CONTENT, Reason.METHOD_NOT_STATED),
        (Method(), METHOD, replace(CONTENT, method_matters=False), Result.EQUAL),
    ],
)
def test_methods_of_one_family_compare(
    left: Method, right: Method, entry: IndicatorEntry, expected: Result | Reason
) -> None:
    unit = entry.unit
    assert (
        _stands(_declared(Comparator.EQ, "5", unit, left), _declared(Comparator.EQ, "5", unit, right), entry)
        == expected
    )


def test_another_indicator_does_not_compare() -> None:
    left, right = _declared(Comparator.GE, "5"), replace(_declared(Comparator.GE, "5"), code="y")
    assert _stands(left, right, EFFICIENCY) is Reason.OTHER_INDICATOR


@pytest.mark.parametrize(
    ("left", "right", "scale", "expected"),
    [
        (
            _declared(Comparator.ONE_OF, values=("ENF",)),
            _declared(Comparator.ONE_OF, values=("E0",)),
            BOARD,
            Result.STRICTER,
        ),
        (
            _declared(Comparator.ONE_OF, values=("E1", "E0")),
            _declared(Comparator.ONE_OF, values=("E1",)),
            BOARD,
            Result.EQUAL,  # E1 is the worst that may be delivered of both
        ),
        (
            _declared(Comparator.ONE_OF, values=("E1",)),
            _declared(Comparator.GE, text="不低于E0级", grade=Grade("E0")),
            BOARD,
            Result.LOOSER,
        ),
        (
            _declared(Comparator.GE, text="≥3-4级", unit="级", grade=Grade("3-4")),
            _declared(Comparator.GE, text="≥3级", unit="级", grade=Grade("3")),
            FASTNESS,
            Result.STRICTER,
        ),
        (
            _declared(Comparator.ONE_OF, values=("A",)),
            _declared(Comparator.ONE_OF, values=("E0",)),
            BOARD,
            Reason.OTHER_DIMENSION,
        ),
    ],
)
def test_grades_compare_by_their_declared_order(
    left: Indicator, right: Indicator, scale: OrdinalScale, expected: Result | Reason
) -> None:
    assert _stands(left, right, _entry(Direction.UP, scale=scale)) == expected


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_both_languages(reason: Reason) -> None:
    finding = reason.message.notice("/text")
    assert finding.code == reason.value
    assert finding.text("zh-Hans") != finding.text("en")


_ENTRIES = (
    *(_entry(direction, "mg/kg") for direction in Direction),
    _entry(Direction.TARGET, method_matters=False),
    _entry(Direction.UP, "级", scale=BOARD),
    _entry(Direction.UP, scale=FASTNESS),
)
_small = st.integers(min_value=-2, max_value=3).map(lambda number: str(number * 1000))
_labels = st.sampled_from(["E1", "E0", "ENF", "3", "3-4", "4", "A"])


@st.composite
def _requirements(draw: st.DrawFn) -> Requirement:
    comparator = draw(st.sampled_from(list(Comparator)))
    low, high = sorted((Decimal(draw(_small)), Decimal(draw(_small))))
    unit = draw(st.sampled_from([None, "mg/kg", "g/kg", "mm", "级"]))
    stated = {"condition": draw(st.sampled_from([None, "干态"])), "basis": draw(st.sampled_from([None, "以Pb计"]))}
    text = draw(st.sampled_from(["", "≥", "不低于"]))
    if draw(st.booleans()) and comparator not in {Comparator.RANGE, Comparator.PM, Comparator.ONE_OF}:
        return Requirement(text, comparator, unit=unit, grade=Grade(draw(_labels)), **stated)
    match comparator:
        case Comparator.RANGE | Comparator.PM:
            open_ends = {"low_open": draw(st.booleans()), "high_open": draw(st.booleans())}
            return Requirement(text, comparator, low=low, high=high, unit=unit, **open_ends, **stated)
        case Comparator.ONE_OF:
            values = tuple(draw(st.lists(_labels | _small, min_size=1, max_size=3)))
            return Requirement(text, comparator, values=values, unit=unit, **stated)
        case Comparator.BOOL:
            return Requirement(text, comparator, truth=draw(st.booleans()), **stated)
        case _:
            return Requirement(text, comparator, value=low, unit=unit, **stated)


_indicators = st.builds(
    Indicator,
    name=st.just("某指标"),
    kind=st.just(IndicatorKind.PERFORMANCE),
    requirement=_requirements(),
    method=st.sampled_from([Method(), METHOD, Method("GB/T 7725-2004"), Method(text="自有方法")]),
    code=st.sampled_from([None, "x"]),
)
_OPPOSITE = {Result.STRICTER: Result.LOOSER, Result.LOOSER: Result.STRICTER}


@given(_indicators, _indicators, st.sampled_from(_ENTRIES))
def test_comparison_is_antisymmetric(left: Indicator, right: Indicator, entry: IndicatorEntry) -> None:
    there, back = compare(left, right, entry), compare(right, left, entry)
    assert back == Comparison(_OPPOSITE.get(there.result, there.result), there.reason)


_AT_LEAST = {Result.STRICTER, Result.EQUAL}


def _transitive(one: Indicator, two: Indicator, three: Indicator, entry: IndicatorEntry) -> None:
    first, second = compare(one, two, entry).result, compare(two, three, entry).result
    if first in _AT_LEAST and second in _AT_LEAST:
        expected = Result.EQUAL if first is second is Result.EQUAL else Result.STRICTER
        assert compare(one, three, entry).result is expected


@given(_indicators, _indicators, _indicators, st.sampled_from(_ENTRIES))
def test_comparison_is_transitive(one: Indicator, two: Indicator, three: Indicator, entry: IndicatorEntry) -> None:
    _transitive(one, two, three, entry)


@given(st.lists(_requirements(), min_size=3, max_size=3), st.sampled_from(_ENTRIES))
def test_comparison_is_transitive_where_nothing_but_the_value_differs(
    requirements: list[Requirement], entry: IndicatorEntry
) -> None:
    one, two, three = (
        Indicator("某指标", IndicatorKind.PERFORMANCE, replace(each, condition=None, basis=None), METHOD, code="x")
        for each in requirements
    )
    _transitive(one, two, three, entry)


def _at_least(value: str) -> Bounds:
    return Bounds(Decimal(value), None)


@pytest.mark.parametrize(
    ("declared", "asked", "expected"),
    [
        (_at_least("5"), _at_least("4.5"), Satisfaction.INSIDE),
        (_at_least("4.5"), _at_least("4.5"), Satisfaction.INSIDE),
        (_at_least("4"), _at_least("4.5"), Satisfaction.OVERLAPS),
        (Bounds(None, Decimal(4)), _at_least("4.5"), Satisfaction.OUTSIDE),
        (Bounds(Decimal(3), Decimal(6)), Bounds(Decimal(4), Decimal(5)), Satisfaction.OVERLAPS),
        (Bounds(Decimal(4), Decimal(5)), Bounds(Decimal(3), Decimal(6)), Satisfaction.INSIDE),
        (Bounds(Decimal(4), Decimal(4)), Bounds(Decimal(4), None, low_open=True), Satisfaction.OUTSIDE),
        (Bounds(Decimal(4), None, low_open=True), _at_least("4"), Satisfaction.INSIDE),
        (_at_least("4"), Bounds(Decimal(4), None, low_open=True), Satisfaction.OVERLAPS),
        (Interval(Decimal(5), None, "m"), Interval(Decimal(4), None, "m"), Satisfaction.INSIDE),
        (Bounds(None, None), _at_least("4"), Satisfaction.OVERLAPS),
    ],
)
def test_what_is_declared_meets_what_is_asked(
    declared: Bounds | Interval, asked: Bounds | Interval, expected: Satisfaction
) -> None:
    assert satisfies(declared, asked) is expected


@st.composite
def _some_bounds(draw: st.DrawFn) -> Bounds:
    ends = st.none() | st.integers(min_value=0, max_value=3).map(Decimal)
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
        if low == high:
            return Bounds(low, high)
    return Bounds(low, high, low is not None and draw(st.booleans()), high is not None and draw(st.booleans()))


def _lets_through(bounds: Bounds, value: Decimal) -> bool:
    above = bounds.low is None or value > bounds.low or (value == bounds.low and not bounds.low_open)
    below = bounds.high is None or value < bounds.high or (value == bounds.high and not bounds.high_open)
    return above and below


@given(_some_bounds(), _some_bounds())
def test_satisfaction_is_what_the_values_say(declared: Bounds, asked: Bounds) -> None:
    halves = [Decimal(number) / 2 for number in range(-2, 9)]
    met = {_lets_through(asked, value) for value in halves if _lets_through(declared, value)}
    expected = {
        frozenset({True}): Satisfaction.INSIDE,
        frozenset({False}): Satisfaction.OUTSIDE,
        frozenset({True, False}): Satisfaction.OVERLAPS,
    }
    assert satisfies(declared, asked) is expected[frozenset(met)]
