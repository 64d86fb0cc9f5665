"""How what is declared stands to what is asked: by value, by circumstances, by what else is declared, by day."""

from datetime import date

import pytest

from registry.indicators.values import Method
from registry.reference.rules import Standing, judge
from tests.unit.reference.making import declared, limit, reference

TODAY = date(2026, 11, 22)
MET, BROKEN, NOT_DECLARED = Standing.MET, Standing.BROKEN, Standing.NOT_DECLARED
UNDECIDED, NOT_COMPARABLE = Standing.UNDECIDED, Standing.NOT_COMPARABLE


def judged(snapshot, *indicators, day=TODAY, category="panels", upcoming=False):
    return list(judge(snapshot.limits, category, indicators, snapshot.dictionary, day, upcoming=upcoming))


def standings(limits, declarations, **more):
    """How each declared (code, text) stands to `limits`."""
    snapshot = reference(*limits)
    indicators = [declared(snapshot, code, text) for code, text in declarations]
    return [each.standing for each in judged(snapshot, *indicators, **more)]


@pytest.mark.parametrize(
    ("code", "asked", "promised", "standing"),
    [
        ("formaldehyde", "≤0.05 mg/m³", "≤0.05 mg/m³", MET),
        ("formaldehyde", "≤0.05 mg/m³", "≤50 µg/m³", MET),
        ("formaldehyde", "≤0.05 mg/m³", "≤51 µg/m³", BROKEN),
        ("formaldehyde", "≤0.05 mg/m³", "<0.05 mg/m³", MET),
        ("formaldehyde", "<0.05 mg/m³", "≤0.05 mg/m³", BROKEN),
        ("formaldehyde", "<0.05 mg/m³", "<0.05 mg/m³", MET),
        ("formaldehyde", "≤0.05 mg/m³", "0.03~0.06 mg/m³", BROKEN),
        ("formaldehyde", "≤0.05 mg/m³", "0.04 mg/m³", MET),
        ("formaldehyde", "≤0.05 mg/m³", "0.045±0.01 mg/m³", BROKEN),
        ("formaldehyde", "≤0.05 mg/m³", "≥0.01 mg/m³", NOT_COMPARABLE),
        ("formaldehyde", "≤0.05 mg/m³", "≥0.06 mg/m³", BROKEN),
        ("formaldehyde", "≤0.05 mg/m³", "≤0.05", NOT_COMPARABLE),
        ("formaldehyde", "≤0.05 mg/m³", "≤0.5 mg/kg", NOT_COMPARABLE),
        ("formaldehyde", "≤0.05 mg/m³", "符合标准要求", NOT_COMPARABLE),
        ("acidity", "4.0~7.5", "4.5~7.0", MET),
        ("acidity", "4.0~7.5", "4.0～7.5", MET),
        ("acidity", "4.0~7.5", "4.0~8.5", BROKEN),
        ("acidity", "4.0~7.5", "3.5~7.0", BROKEN),
        ("acidity", "4.0~7.5", "≤7.0", NOT_COMPARABLE),
        ("acidity", "4.0~7.5", "≤8.0", BROKEN),
        ("acidity", "4.0~7.5", "6.0±0.5", MET),
        ("fastness", "≥3-4级", "≥4级", MET),
        ("fastness", "≥3-4级", "3-4级", MET),
        ("fastness", "≥3-4级", "≥3级", BROKEN),
        ("fastness", "≥3-4级", "3级", BROKEN),
        ("fastness", "≥3-4级", "2-3级", BROKEN),
        ("fastness", "≥3-4级", "优", NOT_COMPARABLE),
        ("class", "不低于B类", "A类", MET),
        ("class", "不低于B类", "C", BROKEN),
        ("odour", "无", "无", MET),
        ("odour", "无", "不得有", MET),
        ("odour", "无", "有", BROKEN),
        ("odour", "无", "轻微", NOT_COMPARABLE),
        ("voltage", "220V/380V", "380V/220V", MET),
        ("voltage", "220V/380V", "300V", NOT_COMPARABLE),
        ("form", "折叠式/固定式", "折叠式", MET),
        ("form", "折叠式/固定式", "悬挂式", NOT_COMPARABLE),
        # Of several in one cell all must stand alike: which one counts is not known.
        ("methanol", "≤2.0 g/L", "≤1.0 g/L（浓缩型≤1.5 g/L）", MET),
        ("methanol", "≤2.0 g/L", "≤1.0 g/L（浓缩型≤3.0 g/L）", NOT_COMPARABLE),
        ("methanol", "≤2.0 g/L", "≤2.5 g/L（浓缩型≤3.0 g/L）", BROKEN),
    ],
)
def test_a_promise_must_lie_inside_what_is_asked(code, asked, promised, standing):
    assert standings([limit(code, asked)], [(code, promised)]) == [standing]


def test_what_is_not_declared_is_said_without_a_place():
    (found,) = judged(reference(limit("odour", "无")))
    assert (found.standing, found.place, found.unknown) == (NOT_DECLARED, None, ())


def test_a_limit_holds_below_its_category_and_nowhere_else():
    asked = limit("odour", "无", categories=["panels"])
    assert standings([asked], [("odour", "有")], category="panels") == [BROKEN]
    assert standings([asked], [("odour", "有")], category="wood") == []
    assert standings([asked], [("odour", "有")], category="no-such") == []
    assert standings([limit("odour", "无", categories=["wood"])], [("odour", "有")]) == [BROKEN]
    assert standings([limit("odour", "无", categories=["wood", "panels"])], [("odour", "有")]) == [BROKEN]


@pytest.mark.parametrize(
    ("day", "in_force", "upcoming"),
    [
        (date(2025, 12, 31), [], [BROKEN]),
        (date(2026, 1, 1), [BROKEN], []),
        (date(2026, 5, 31), [BROKEN], []),
        (date(2026, 6, 1), [], []),
    ],
)
def test_both_ends_of_a_window_are_inside_it(day, in_force, upcoming):
    asked = limit("odour", "无", valid_from="2026-01-01", valid_to="2026-05-31")
    assert standings([asked], [("odour", "有")], day=day) == in_force
    assert standings([asked], [("odour", "有")], day=day, upcoming=True) == upcoming


def test_without_dates_it_always_holds_and_never_comes():
    asked = limit("odour", "无", valid_from=None)
    assert standings([asked], [("odour", "有")], day=date.min) == [BROKEN]
    assert standings([asked], [("odour", "有")], upcoming=True) == []


@pytest.mark.parametrize(
    ("text", "condition", "standing"),
    [
        ("≤0.3 mg/m³", "1 m³ 气候箱", BROKEN),
        ("≤0.3 mg/m³", "1m³气候箱", BROKEN),
        ("≤0.3 mg/m³", "干燥器", NOT_COMPARABLE),
        ("≤0.3 mg/m³", None, NOT_COMPARABLE),
    ],
)
def test_where_the_limit_depends_on_a_condition_only_values_under_it_compare(text, condition, standing):
    snapshot = reference(limit("formaldehyde", "≤0.124 mg/m³", condition="1 m³ 气候箱"))
    (found,) = judged(snapshot, declared(snapshot, "formaldehyde", text, condition=condition))
    assert found.standing is standing


def test_where_it_depends_on_none_every_condition_compares():
    snapshot = reference(limit("formaldehyde", "≤0.124 mg/m³"))
    (found,) = judged(snapshot, declared(snapshot, "formaldehyde", "≤0.3 mg/m³", condition="干燥器"))
    assert found.standing is BROKEN


@pytest.mark.parametrize(
    ("basis", "text", "standing"),
    [
        ("按100%酒精度折算", "≤3.0 g/L（按100%酒精度折算）", BROKEN),
        ("按100%酒精度折算", "≤3.0 g/L", NOT_COMPARABLE),
        (None, "≤3.0 g/L（按100%酒精度折算）", NOT_COMPARABLE),
    ],
)
def test_values_on_another_basis_do_not_compare(basis, text, standing):
    snapshot = reference(limit("methanol", "≤2.0 g/L", basis=basis))
    value = declared(snapshot, "methanol", text)
    assert (value.requirement.basis is None) == ("折算" not in text)
    (found,) = judged(snapshot, value)
    assert found.standing is standing


@pytest.mark.parametrize(
    ("method", "standing"),
    [
        (Method("GB/T 17657-2022"), BROKEN),
        (Method("GB/T 17657-2013", "4.59"), BROKEN),
        (Method("GB/T 15102-2017"), NOT_COMPARABLE),
        (Method(), NOT_COMPARABLE),
    ],
)
def test_where_the_limit_depends_on_a_method_only_values_by_it_compare(method, standing):
    snapshot = reference(limit("formaldehyde", "≤0.124 mg/m³", method="GB/T 17657-2022"))
    (found,) = judged(snapshot, declared(snapshot, "formaldehyde", "≤0.3 mg/m³", method=method))
    assert found.standing is standing


def test_every_declared_value_of_an_indicator_is_judged():
    values = [("odour", "有"), ("formaldehyde", "≤0.1 mg/m³"), ("formaldehyde", "≤0.2 mg/m³")]
    snapshot = reference(limit("formaldehyde", "≤0.124 mg/m³"))
    found = judged(snapshot, *(declared(snapshot, code, text) for code, text in values))
    assert [(each.standing, each.place) for each in found] == [(MET, 1), (BROKEN, 2)]


def test_values_under_other_circumstances_are_not_told_of_beside_one_that_compares():
    snapshot = reference(limit("formaldehyde", "≤0.124 mg/m³", condition="气候箱"))
    chamber = declared(snapshot, "formaldehyde", "≤0.1 mg/m³", condition="气候箱")
    other = declared(snapshot, "formaldehyde", "≤9 mg/m³", condition="干燥器")
    assert [(each.standing, each.place) for each in judged(snapshot, other, chamber)] == [(MET, 1)]
    assert [each.standing for each in judged(snapshot, other, other)] == [NOT_COMPARABLE, NOT_COMPARABLE]


def when(indicator, op, value, unit=None):
    return {"indicator": indicator, "op": op, "value": value, "unit": unit}


SMALL = when("capacity", "le", "4500", "W")
MIDDLE = [when("capacity", "gt", "4500", "W"), when("capacity", "le", "7.1", "kW")]
FOLDING = when("form", "eq", "折叠式")


@pytest.mark.parametrize(
    ("conditions", "said", "applies"),
    [
        ([SMALL], ["4500W"], True),
        ([SMALL], ["4.5 kW"], True),
        ([SMALL], ["4501 W"], False),
        ([SMALL], ["4000~5000 W"], None),
        ([SMALL], ["≥4500 W"], None),
        ([SMALL], ["4500"], None),
        ([SMALL], [], None),
        ([SMALL], ["3500W", "4000W"], True),
        ([SMALL], ["3500W", "5000W"], None),
        (MIDDLE, ["3500W"], False),
        (MIDDLE, ["5000W"], True),
        (MIDDLE, ["4500W"], False),
        (MIDDLE, ["7200W"], False),
        (MIDDLE, [], None),
    ],
)
def test_a_limit_for_some_sizes(conditions, said, applies):
    assert_applies(conditions, [("capacity", text) for text in said], applies)


@pytest.mark.parametrize(
    ("condition", "code", "said", "applies"),
    [
        (when("class", "eq", "A"), "class", "A类", True),
        (when("class", "eq", "A"), "class", "B类", False),
        (when("class", "ge", "B"), "class", "A", True),
        (when("class", "ge", "B"), "class", "C", False),
        (when("class", "one_of", "A|C"), "class", "C类", True),
        (when("class", "one_of", "A|C"), "class", "B类", False),
        (when("class", "eq", "A"), "class", "见标识", None),
        (when("voltage", "one_of", "220|380", "V"), "voltage", "0.38 kV", True),
        (when("voltage", "one_of", "220|380", "V"), "voltage", "300 V", False),
        (when("layers", "eq", "3"), "layers", "3.0", True),
        (when("layers", "eq", "3"), "layers", "5", False),
        (when("odour", "eq", "有"), "odour", "无", False),
        (when("odour", "eq", "有"), "odour", "具有", True),
        (FOLDING, "form", "折 叠 式", True),
        (FOLDING, "form", "折叠式/固定式", None),
        (FOLDING, "form", "能折叠", None),
        (when("form", "one_of", "折叠式|固定式"), "form", "固定式", True),
    ],
)
def test_a_limit_for_some_kinds(condition, code, said, applies):
    assert_applies([condition], [(code, said)], applies)


def test_a_word_that_another_condition_asks_for_decides():
    fixed = limit("methanol", "≤9 g/L", id="L2", when=[when("form", "eq", "固定式")])
    folding = limit("methanol", "≤2 g/L", when=[FOLDING])
    snapshot = reference(folding, fixed)
    found = judged(snapshot, declared(snapshot, "form", "固定式"), declared(snapshot, "methanol", "≤5 g/L"))
    assert [(each.threshold.id, each.standing) for each in found] == [("L2", MET)]


def assert_applies(conditions, said, applies):
    """None: it is not known. A value that meets the limit is told of as such all the same."""
    snapshot = reference(limit("methanol", "≤2 g/L", when=conditions))
    context = [declared(snapshot, code, text) for code, text in said]
    broken, met = (declared(snapshot, "methanol", text) for text in ("≤3 g/L", "≤1 g/L"))
    found = [judged(snapshot, *context, *value) for value in ([broken], [met], [])]
    expected = {True: (BROKEN, MET, NOT_DECLARED), None: (UNDECIDED, MET, UNDECIDED), False: ()}[applies]
    assert tuple(each.standing for some in found for each in some) == expected
    unknown = (conditions[0]["indicator"],) if applies is None else ()
    assert all(each.unknown == unknown for some in found for each in some)


@pytest.mark.parametrize(
    ("more", "refuses"),
    [
        ({}, True),
        ({"trusted": False}, False),
        ({"provenance": "unverified"}, False),
        ({"provenance": "sample"}, False),
    ],
)
def test_only_a_trusted_sourced_limit_refuses(more, refuses):
    (found,) = judged(reference(limit("odour", "无", **more)))
    assert found.threshold.refuses is refuses
