"""What has changed between two versions, and what each change does to the promise (features N6)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.indicators.comparison import Reason
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.difference import Change, ChangeKind, Effect, difference, product_difference
from registry.indicators.values import Comparator, Direction, Indicator, IndicatorKind, Method, Requirement

METHOD = Method(number="GB/T 4214.1-2017", clause="5")


def _entry(code: str, direction: Direction, unit: str | None) -> IndicatorEntry:
    return IndicatorEntry(code, code, code, IndicatorKind.PERFORMANCE, direction, unit)


DICTIONARY = IndicatorDictionary(
    [
        _entry("noise", Direction.DOWN, "dB(A)"),
        _entry("lead", Direction.DOWN, "mg/kg"),
        _entry("volume", Direction.NONE, "L"),
        _entry("apf", Direction.UP, "W·h/(W·h)"),
    ]
)


def _indicator(
    code: str | None,
    text: str,
    comparator: Comparator = Comparator.TEXT,
    value: str | None = None,
    unit: str | None = None,
    *,
    method: Method = METHOD,
    name: str | None = None,
    **parts: Any,
) -> Indicator:
    requirement = Requirement(text, comparator, value=Decimal(value) if value else None, unit=unit, **parts)
    return Indicator(name or code or "某指标", IndicatorKind.PERFORMANCE, requirement, method, code=code)


QUIET = _indicator("noise", "≤40 dB", Comparator.LE, "40", "dB")
LOUDER = _indicator("noise", "≤42 dB", Comparator.LE, "42", "dB")
LEAD = _indicator("lead", "≤1,000 mg/kg", Comparator.LE, "1000", "mg/kg")
OTHER_METHOD = Method(number="GB/T 18801-2022")


def _said(before: Indicator, after: Indicator) -> list[tuple[ChangeKind, Effect, Reason | None]]:
    return [(each.kind, each.effect, each.reason) for each in difference([before], [after], DICTIONARY)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (QUIET, LOUDER, [(ChangeKind.VALUE, Effect.LOOSER, None)]),
        (LOUDER, QUIET, [(ChangeKind.VALUE, Effect.STRICTER, None)]),
        (
            LEAD,
            _indicator("lead", "≤0.1 %", Comparator.LE, "0.1", "%"),
            [(ChangeKind.UNIT, Effect.NEUTRAL, None)],
        ),
        (
            LEAD,
            _indicator("lead", "≤0.05 %", Comparator.LE, "0.05", "%"),
            [(ChangeKind.VALUE, Effect.STRICTER, None)],
        ),
        (
            LEAD,
            _indicator("lead", "≤5 mg/L", Comparator.LE, "5", "mg/L"),
            [(ChangeKind.UNIT, Effect.NOT_COMPARABLE, Reason.OTHER_DIMENSION)],
        ),
        (
            LEAD,
            _indicator("lead", "不大于1000mg/kg", Comparator.LE, "1000", "mg/kg"),
            [(ChangeKind.TEXT, Effect.NEUTRAL, None)],
        ),
        (
            _indicator("apf", "≥5", Comparator.GE, "5"),
            _indicator("apf", "≥5.00", Comparator.GE, "5.00"),
            [(ChangeKind.TEXT, Effect.NEUTRAL, None)],
        ),
        (
            _indicator("apf", "≥5", Comparator.GE, "5"),
            _indicator("apf", "＞5", Comparator.GT, "5"),
            [(ChangeKind.VALUE, Effect.STRICTER, None)],
        ),
        (
            QUIET,
            replace(QUIET, method=OTHER_METHOD),
            [(ChangeKind.METHOD, Effect.NOT_COMPARABLE, Reason.OTHER_METHOD)],
        ),
        (
            QUIET,
            replace(LOUDER, method=OTHER_METHOD),
            [
                (ChangeKind.METHOD, Effect.NOT_COMPARABLE, Reason.OTHER_METHOD),
                (ChangeKind.VALUE, Effect.NOT_COMPARABLE, Reason.OTHER_METHOD),
            ],
        ),
        (
            QUIET,
            replace(QUIET, method=Method("GB/T 4214.1-2000", "5")),
            [(ChangeKind.METHOD, Effect.NEUTRAL, None)],
        ),
        (
            QUIET,
            replace(QUIET, requirement=replace(QUIET.requirement, condition="高速档")),
            [(ChangeKind.CONDITION, Effect.NOT_COMPARABLE, Reason.OTHER_CONDITION)],
        ),
        (
            LEAD,
            replace(LEAD, requirement=replace(LEAD.requirement, basis="干基")),
            [(ChangeKind.CONDITION, Effect.NOT_COMPARABLE, Reason.OTHER_BASIS)],
        ),
        (
            _indicator("volume", "300 L", Comparator.EQ, "300", "L"),
            _indicator("volume", "310 L", Comparator.EQ, "310", "L"),
            [(ChangeKind.VALUE, Effect.NOT_COMPARABLE, Reason.NO_DIRECTION)],
        ),
        (
            _indicator(None, "无异味"),
            _indicator(None, "无明显异味"),
            [(ChangeKind.TEXT, Effect.NOT_COMPARABLE, Reason.NOT_NUMERIC)],
        ),
        (_indicator(None, "无异味"), _indicator(None, "无 异味"), [(ChangeKind.TEXT, Effect.NEUTRAL, None)]),
        (
            _indicator(None, "≥5 mm", Comparator.GE, "5", "mm"),
            _indicator(None, "≥0.5 cm", Comparator.GE, "0.5", "cm"),
            [(ChangeKind.UNIT, Effect.NEUTRAL, None)],
        ),
        (
            _indicator(None, "≥5 mm", Comparator.GE, "5", "mm"),
            _indicator(None, "≥6 mm", Comparator.GE, "6", "mm"),
            [(ChangeKind.VALUE, Effect.NOT_COMPARABLE, Reason.UNKNOWN_INDICATOR)],
        ),
        (
            _indicator(None, "红、绿", Comparator.ONE_OF, values=("红", "绿")),
            _indicator(None, "红、蓝", Comparator.ONE_OF, values=("红", "蓝")),
            [(ChangeKind.VALUE, Effect.NOT_COMPARABLE, Reason.UNKNOWN_INDICATOR)],
        ),
        (QUIET, QUIET, []),
    ],
)
def test_a_changed_indicator(
    before: Indicator, after: Indicator, expected: list[tuple[ChangeKind, Effect, Reason | None]]
) -> None:
    assert _said(before, after) == expected


def test_a_promise_more_and_a_promise_less() -> None:
    volume = _indicator("volume", "300 L", Comparator.EQ, "300", "L")
    assert difference([QUIET, volume], [LEAD], DICTIONARY) == (
        Change(ChangeKind.REMOVED, Effect.LOOSER, before=QUIET),
        Change(ChangeKind.REMOVED, Effect.NEUTRAL, before=volume),
        Change(ChangeKind.ADDED, Effect.STRICTER, after=LEAD),
    )


def _under(indicator: Indicator, condition: str, text: str, value: str) -> Indicator:
    requirement = replace(indicator.requirement, condition=condition, text=text, value=Decimal(value))
    return replace(indicator, requirement=requirement)


def test_rows_of_one_indicator_are_paired_by_their_condition() -> None:
    low, high = _under(QUIET, "低速档", "≤40 dB", "40"), _under(QUIET, "高速档", "≤60 dB", "60")
    louder = _under(QUIET, "高速档", "≤63 dB", "63")
    assert difference([low, high], [louder, low], DICTIONARY) == (
        Change(ChangeKind.VALUE, Effect.LOOSER, high, louder),
    )


def test_where_it_cannot_be_told_which_became_which_nothing_is_paired() -> None:
    before = [_under(QUIET, "低速档", "≤40 dB", "40"), _under(QUIET, "高速档", "≤60 dB", "60")]
    after = [_under(QUIET, "一档", "≤40 dB", "40"), _under(QUIET, "二档", "≤60 dB", "60")]
    kinds = [change.kind for change in difference(before, after, DICTIONARY)]
    assert kinds == [ChangeKind.REMOVED, ChangeKind.REMOVED, ChangeKind.ADDED, ChangeKind.ADDED]


def test_products_are_compared_by_their_key() -> None:
    changes = product_difference({"A": [QUIET], "B": [LEAD]}, {"A": [LOUDER], "C": [LEAD]}, DICTIONARY)
    assert changes == (
        Change(ChangeKind.VALUE, Effect.LOOSER, QUIET, LOUDER, product="A"),
        Change(ChangeKind.REMOVED, Effect.NEUTRAL, product="B"),
        Change(ChangeKind.ADDED, Effect.NEUTRAL, product="C"),
    )


_sets = st.lists(
    st.sampled_from(
        [
            QUIET,
            LOUDER,
            LEAD,
            replace(QUIET, method=OTHER_METHOD),
            _under(QUIET, "高速档", "≤60 dB", "60"),
            _indicator(None, "无异味"),
        ]
    ),
    max_size=5,
)


@given(_sets)
def test_nothing_has_changed_from_a_set_to_itself(indicators: list[Indicator]) -> None:
    assert difference(indicators, indicators, DICTIONARY) == ()


@given(_sets, _sets)
def test_backwards_the_effects_are_the_opposite(before: list[Indicator], after: list[Indicator]) -> None:
    opposite = {Effect.STRICTER: Effect.LOOSER, Effect.LOOSER: Effect.STRICTER}
    there, back = difference(before, after, DICTIONARY), difference(after, before, DICTIONARY)
    assert sorted(opposite.get(change.effect, change.effect) for change in there) == sorted(
        change.effect for change in back
    )


@given(_sets, _sets)
def test_every_indicator_is_accounted_for_once(before: list[Indicator], after: list[Indicator]) -> None:
    changes = difference(before, after, DICTIONARY)
    removed = sum(change.kind is ChangeKind.REMOVED for change in changes)
    added = sum(change.kind is ChangeKind.ADDED for change in changes)
    assert len(before) - removed == len(after) - added
