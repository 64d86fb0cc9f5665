"""The grading rule (rules: «Grading»)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.indicators.values import Method
from registry.ranking.values import Level, Note
from tests.unit.ranking.making import DOWN, UP, core, declared, grading, scheme

SMALLEST = Decimal("0.000000001")
ADVANCED, AVERAGE, BASELINE, NONE = Level.ADVANCED, Level.AVERAGE, Level.BASELINE, Level.NONE


def only_cell(asked, *indicators, **more):
    entry = grading(scheme(asked), indicators, **more).entry(0)
    (cell,) = entry.cells
    return entry, cell


@pytest.mark.parametrize(
    ("worst", "level", "reached"),
    [
        ("0", ADVANCED, 1),
        (350, ADVANCED, 1),
        (350 + SMALLEST, AVERAGE, 2),
        (500, AVERAGE, 2),
        (500 + SMALLEST, BASELINE, 3),
        (750, BASELINE, 3),
        (750 + SMALLEST, NONE, None),
    ],
)
def test_less_is_better_both_sides_of_every_threshold(worst, level, reached):
    for low in (None, worst):
        entry, cell = only_cell(core(direction=DOWN), declared(low=low, high=worst))
        assert (cell.level, cell.note, entry.grade) == (level, None, reached)
        assert entry.reason == (None if reached else "below-baseline")


@pytest.mark.parametrize(
    ("worst", "level", "reached"),
    [
        (550 + SMALLEST, ADVANCED, 1),
        (550, ADVANCED, 1),
        (550 - SMALLEST, AVERAGE, 2),
        (450, AVERAGE, 2),
        (450 - SMALLEST, BASELINE, 3),
        (350, BASELINE, 3),
        (350 - SMALLEST, NONE, None),
        (-1, NONE, None),
    ],
)
def test_more_is_better_both_sides_of_every_threshold(worst, level, reached):
    asked = core(direction=UP, thresholds=(550, 450, 350))
    for high in (None, 9999):
        entry, cell = only_cell(asked, declared(low=worst, high=high))
        assert (cell.level, cell.note, entry.grade) == (level, None, reached)


def test_the_worst_end_of_a_range_counts():
    assert only_cell(core(direction=DOWN), declared(low=300, high=600))[1].level is BASELINE
    assert only_cell(core(direction=UP, thresholds=(550, 450, 350)), declared(low=400, high=600))[1].level is BASELINE


@pytest.mark.parametrize(
    ("asked", "indicators", "note"),
    [
        (core(), [], Note.NOT_DECLARED),
        (core(), [declared("volume", high=1)], Note.NOT_DECLARED),
        (core(condition="WLTP"), [declared(high=1)], Note.OTHER_CONDITION),
        (core(condition="WLTP"), [declared(high=1, condition="CLTC")], Note.OTHER_CONDITION),
        (core(), [declared(high=1, condition="CLTC")], Note.OTHER_CONDITION),
        (core(), [declared(high=1, basis="以干基计")], Note.OTHER_BASIS),
        (core(), [declared(high=1, method=Method("GB/T 7725-2022"))], Note.OTHER_METHOD),
        (core(), [declared(high=1, method=Method(text="自有方法"))], Note.OTHER_METHOD),
        (core(), [declared()], Note.NOT_A_NUMBER),
        (core(direction=DOWN), [declared(low=1)], Note.NO_BOUND),
        (core(direction=UP), [declared(high=9999)], Note.NO_BOUND),
    ],
)
def test_what_cannot_be_compared_is_level_none_and_said(asked, indicators, note):
    entry, cell = only_cell(asked, *indicators)
    assert (cell.level, cell.note) == (NONE, note)
    assert (entry.grade, entry.reason) == (None, str(note))


def test_the_value_under_the_asked_condition_is_found_among_others():
    asked = core(condition="WLTP")
    entry, cell = only_cell(asked, declared(high=1, condition="CLTC"), declared(high=400, condition="WLTP"))
    assert (cell.level, entry.grade) == (AVERAGE, 2)


@pytest.mark.parametrize("turned", [False, True])
def test_of_an_indicator_declared_twice_the_weaker_promise_counts(turned):
    twice = [declared(high=300), declared(high=600)]
    entry, cell = only_cell(core(), *(twice[::-1] if turned else twice))
    assert (cell.level, entry.grade) == (BASELINE, 3)
    assert cell.declared == declared(high=600)
    entry, cell = only_cell(core(), *[*twice, declared()][:: -1 if turned else 1])
    assert (cell.level, cell.note, entry.grade) == (NONE, Note.NOT_A_NUMBER, None)
    other = declared(high=900, method=Method("GB/T 7725-2022"))
    assert only_cell(core(), *[other, declared(high=300)][:: -1 if turned else 1])[0].grade == 1


def test_a_condition_is_the_same_however_it_is_typed():
    assert only_cell(core(condition="WLTP"), declared(high=1, condition="ｗｌｔｐ "))[1].level is ADVANCED


def test_a_standard_that_is_not_in_force_is_no_candidate():
    entry, cell = only_cell(core(), declared(high=1), current=[False])
    assert (entry.grade, entry.reason) == (None, "standard-not-current")
    assert cell.level is ADVANCED  # what it would be is shown all the same


def test_the_first_obstacle_is_the_reason():
    asked = scheme(core("a"), core("b"), core("c"))
    entry = grading(asked, [declared("a", high=1), declared("c", low=1)]).entry(0)
    assert (entry.reason, entry.about) == (Note.NOT_DECLARED, "b")
    assert [cell.level for cell in entry.cells] == [ADVANCED, NONE, NONE]


GRADES = {ADVANCED: 1, AVERAGE: 2, BASELINE: 3, NONE: None}
VALUES = {ADVANCED: 350, AVERAGE: 500, BASELINE: 750, NONE: 751}


@given(st.lists(st.sampled_from(list(Level)), min_size=1, max_size=6))
def test_the_grade_is_that_of_the_lowest_level(levels):
    cores = [core(f"indicator {place}") for place in range(len(levels))]
    indicators = [declared(f"indicator {place}", high=VALUES[level]) for place, level in enumerate(levels)]
    entry = grading(scheme(*cores), indicators).entry(0)
    assert tuple(cell.level for cell in entry.cells) == tuple(levels)
    assert entry.grade == GRADES[min(levels)]
    assert (entry.reason is None) == (entry.grade is not None)


numbers = st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False)


@given(thresholds=st.lists(numbers, min_size=3, max_size=3, unique=True).map(sorted), left=numbers, right=numbers)
def test_a_better_value_never_has_a_lower_level(thresholds, left, right):
    better, worse = sorted((left, right))
    asked = core(direction=DOWN, thresholds=thresholds)
    assert only_cell(asked, declared(high=better))[1].level >= only_cell(asked, declared(high=worse))[1].level
    asked = core(direction=UP, thresholds=thresholds[::-1])
    assert only_cell(asked, declared(low=better))[1].level <= only_cell(asked, declared(low=worse))[1].level
