"""What a version of a scheme says otherwise than another."""

from dataclasses import replace
from datetime import date

import pytest

from registry.indicators.values import Direction, Method
from registry.ranking.authoring.differing import differences
from registry.ranking.values import Attested
from tests.unit.ranking.making import DOWN, UP, case, condition, core, scheme

SMALL, LARGE = condition("capacity", high=4500), condition("capacity", low="4500.1", high=7100)


def told(old, new):
    return [
        (each.part, each.entry and each.entry.code, each.field, each.kind, each.before, each.after, each.effect)
        for each in differences(old, new)
    ]


def test_a_scheme_does_not_differ_from_itself():
    whole = scheme(core(), core("noise", cases=(case(DOWN, (1, 2, 3), [SMALL]), case(DOWN, (2, 3, 4), [LARGE]))))
    assert differences(whole, replace(whole, version=2)) == []


@pytest.mark.parametrize(
    ("direction", "old", "new", "effect"),
    [
        (DOWN, (350, 500, 750), (300, 500, 750), "stricter"),
        (DOWN, (350, 500, 750), (400, 500, 750), "looser"),
        (UP, (5, 4, 3), (6, 4, 3), "stricter"),
        (UP, (5, 4, 3), ("4.5", 4, 3), "looser"),
        (UP, (5, 4, 3), ("5.00", 4, 3), "neutral"),
        (Direction.TARGET, ((4, 7), (4, 8), (4, 9)), ((5, 6), (4, 8), (4, 9)), "stricter"),
        (Direction.TARGET, ((4, 7), (3, 8), (3, 9)), ((3, 6), (3, 8), (3, 9)), "not_comparable"),
    ],
)
def test_a_threshold_that_moves_is_stricter_or_looser(direction, old, new, effect):
    first, second = (scheme(core(direction=direction, thresholds=thresholds)) for thresholds in (old, new))
    assert told(first, second) == [("core", "energy", "advanced", "value", str(old[0]), str(new[0]), effect)]


def test_rows_come_and_go_and_the_rest_is_not_told():
    old = scheme(core(), core("noise"), core("range", UP, thresholds=(3, 2, 1)))
    new = scheme(core(), core("range", UP, thresholds=(3, 2, 1)), core("safety", thresholds=(1, 2, None)))
    assert told(old, new) == [
        ("core", "noise", "row", "removed", "350 / 500 / 750", None, None),
        ("core", "safety", "row", "added", None, "1 / 2 / —", None),
    ]


def test_a_row_is_found_again_under_another_method_condition_or_case():
    old = scheme(core(), core("noise", cases=(case(DOWN, (1, 2, 3), [SMALL]), case(DOWN, (2, 3, 4), [LARGE]))))
    other = replace(core(condition="WLTP"), method=Method("GB/T 1-2020"))
    new = scheme(other, core("noise", cases=(case(DOWN, (1, 2, 3), [LARGE]), case(DOWN, (2, 3, 4)))))
    assert told(old, new) == [
        ("core", "energy", "condition", "condition", None, "WLTP", None),
        ("core", "energy", "method", "method", "GB/T 8059-2016", "GB/T 1-2020", None),
        ("core", "noise", "advanced", "value", "2", "1", "stricter"),
        ("core", "noise", "average", "value", "3", "2", "stricter"),
        ("core", "noise", "baseline", "value", "4", "3", "stricter"),
        ("core", "noise", "when", "condition", "capacity le 4500", None, None),
        ("core", "noise", "advanced", "value", "1", "2", "looser"),
        ("core", "noise", "average", "value", "2", "3", "looser"),
        ("core", "noise", "baseline", "value", "3", "4", "looser"),
    ]


def test_a_level_that_comes_or_goes_is_told():
    old, new = scheme(core(thresholds=(350, None, 750))), scheme(core(thresholds=(350, 500, None)))
    assert told(old, new) == [
        ("core", "energy", "average", "added", None, "500", None),
        ("core", "energy", "baseline", "removed", "750", None, None),
    ]


def test_dates_requirements_and_standards_are_told():
    old = replace(scheme(core()), standards=("GB 1-2000",), attested=(Attested("无事故", "no accident"),))
    new = replace(
        old,
        valid_to=date(2027, 1, 1),
        notice_days=30,
        standards=("GB 1-2020",),
        attested=(Attested("无事故", "no accident"), Attested("批量生产", "in production")),
    )
    assert told(old, new) == [
        (None, None, "valid_to", "value", None, "2027-01-01", None),
        (None, None, "notice_days", "value", "15", "30", None),
        (None, None, "standards", "removed", "GB 1-2000", None, None),
        (None, None, "standards", "added", None, "GB 1-2020", None),
        (None, None, "attested", "added", None, "批量生产", None),
    ]
