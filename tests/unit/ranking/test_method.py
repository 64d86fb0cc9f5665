"""Everything that a scheme may ask beside core indicators."""

import pytest

from registry.indicators.values import Direction
from registry.ranking.values import Level
from tests.unit.ranking.making import DOWN, case, condition, core, declared, grading, scheme

SMALL, LARGE = condition("capacity", high=4500), condition("capacity", low="4500.1", high=7100)
BY_SIZE = (case(DOWN, (38, 42, 45), [SMALL]), case(DOWN, (40, 44, 48), [LARGE]))
NOISE = core("noise", cases=BY_SIZE)
TARGET = core("ph", Direction.TARGET, thresholds=((4, 7), (4, "7.5"), (4, "8.5")))


def capacity(low, high=None):
    return declared("capacity", low, low if high is None else high)


@pytest.mark.parametrize(
    ("indicators", "level", "note", "reason"),
    [
        ([capacity(3500), declared("noise", high=40)], Level.AVERAGE, None, None),
        ([capacity(7100), declared("noise", high=40)], Level.ADVANCED, None, None),
        ([capacity(4400, 4600), declared("noise", high=20)], Level.NONE, "applicability-unknown", None),
        ([declared("noise", high=20)], Level.NONE, "applicability-unknown", None),
        ([capacity(3500), capacity(7100), declared("noise", high=20)], Level.NONE, "applicability-unknown", None),
        ([declared("capacity", text="大"), declared("noise", high=20)], Level.NONE, "applicability-unknown", None),
        ([capacity(9000), declared("noise", high=20)], None, "not-asked", "no-core-asked"),
        ([capacity(9000)], None, "not-asked", "no-core-asked"),
    ],
)
def test_a_row_applies_by_what_else_is_declared(indicators, level, note, reason):
    entry = grading(scheme(NOISE), indicators).entry(0)
    assert (entry.cells[0].level, entry.cells[0].note) == (level, note)
    assert entry.reason == (reason or note)


def test_what_is_not_asked_of_a_product_does_not_hold_it_back():
    asked = scheme(core(), NOISE)
    entry = grading(asked, [declared(high=350), capacity(9000)]).entry(0)
    assert (entry.grade, [cell.level for cell in entry.cells]) == (1, [Level.ADVANCED, None])


@pytest.mark.parametrize(
    ("value", "level"),
    [((4, 7), 5), (("4.5", 6), 5), ((4, "7.5"), 4), (("3.9", 7), 0), ((None, 7), 0), ((4, None), 0), ((4, "8.6"), 0)],
)
def test_a_target_is_met_from_both_sides(value, level):
    entry = grading(scheme(TARGET), [declared("ph", *value)]).entry(0)
    assert entry.cells[0].level == level
    assert (entry.cells[0].note == "no-bound") == (None in value)


def test_a_base_indicator_must_hold_and_gives_no_grade():
    asked = scheme(core(), base=[core("safety", thresholds=(None, None, 10))])
    out, within = (grading(asked, [declared("safety", high=end), declared(high=500)]).entry(0) for end in (11, 10))
    assert (out.grade, out.reason, out.about) == (None, "base-not-met", "safety")
    assert (within.grade, within.reason) == (2, None)
    silent = grading(asked, [declared(high=1)]).entry(0)
    assert (silent.grade, silent.reason, silent.about) == (None, "not-declared", "safety")


@pytest.mark.parametrize(
    ("core_level", "innovations", "needed", "grade"),
    [
        (350, (10, 10), 2, 1),
        (350, (10, 20), 2, 2),
        (350, (20, 20), 2, 2),
        (350, (20, 30), 2, 3),
        (350, (30, 30), 0, 1),
        (500, (10, 10), 1, 2),
        (750, (30, 30), 2, 3),
    ],
)
def test_grades_one_and_two_ask_for_innovation(core_level, innovations, needed, grade):
    more = [core(f"new {place}", thresholds=(10, 20, None)) for place in range(len(innovations))]
    indicators = [declared(f"new {place}", high=end) for place, end in enumerate(innovations)]
    asked = scheme(core(), innovation=more, needed=needed)
    assert grading(asked, [*indicators, declared(high=core_level)]).entry(0).grade == grade


def test_who_breaks_a_limit_is_out():
    entry = grading(scheme(core()), [declared(high=1)], within_limits=[False]).entry(0)
    assert (entry.grade, entry.reason) == (None, "limit-broken")


def test_who_is_barred_is_out_after_what_the_standard_itself_says():
    alone = grading(scheme(core()), [declared(high=1)], barred=[True]).entry(0)
    assert (alone.grade, alone.reason, alone.about) == (None, "barred", None)
    both = grading(scheme(core()), [declared(high=1)], within_limits=[False], barred=[True]).entry(0)
    assert both.reason == "limit-broken"
    worse = grading(scheme(core()), [declared(high=9999)], barred=[True]).entry(0)
    assert worse.reason == "barred"


def test_whoever_the_evaluator_has_an_interest_in_is_out_and_it_is_said():
    entry = grading(scheme(core()), [declared(high=1)], conflicted=[True]).entry(0)
    assert (entry.grade, entry.reason, entry.about) == (None, "evaluator-conflict", None)
