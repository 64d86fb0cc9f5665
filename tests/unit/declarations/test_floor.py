"""What limits and recommended standards say of declared values, by reference data made by hand and by those that
ship."""

from datetime import date

import pytest

from registry.declarations.reading import read_declaration
from registry.declarations.rules import against_limits, as_catalogued, examine, examine_publication
from registry.declarations.values import Commitment, Publication
from registry.enterprises.values import VerificationLevel
from registry.reference.loading import shipped
from registry.reference.snapshot import build
from registry.reference.values import CitedStatus
from tests.unit.reference.making import limit, reference, standard, threshold

DAY = date(2026, 5, 31)
SIGNED = Publication(Commitment("王芳", "质量负责人"))


@pytest.fixture(scope="module")
def known():
    """The reference data that ship."""
    return build(1, shipped())


def body(values, category="panels", **more):
    """An own standard with one product that declares `values`, words by name."""
    method = {"number": "GB/T 17657-2022", "clause": "4.60"}
    rows = [{"name": name, "kind": "safety", "text": text, "method": method} for name, text in values.items()]
    product = {"name": "板", "model": "A", "indicators": rows, **more}
    return {
        "kind": "enterprise",
        "number": "Q/HZDQ 001-2026",
        "title": "板",
        "category": category,
        "effective_on": "2026-05-01",
        "products": [product],
    }


def examined(snapshot, given, day=DAY):
    """What is said beside of the method, which the reference data made by hand do not know."""
    declaration, _ = read_declaration(given, snapshot.dictionary, day)
    found = examine(declaration, snapshot, VerificationLevel.L1, day)
    return tuple(each for each in found if each.code != "cited-not-in-catalogue")


def said(snapshot, values, day=DAY, **more):
    return [(each.code, each.is_error) for each in examined(snapshot, body(values, **more), day)]


def shown(snapshot, values, category="panels", day=DAY):
    """Number, words and result of the limits that are shown, by place."""
    declaration, _ = read_declaration(body(values, category), snapshot.dictionary, day)
    indicators = [written.understood for written in declaration.products[0].indicators]
    found = against_limits(category, indicators, snapshot, day)
    return {place: (each.limit.id, str(each.result)) for place, each in found.items()}


FORMALDEHYDE = limit("formaldehyde", "≤0.124", unit="mg/m³")


def test_a_sourced_limit_that_is_broken_refuses_and_tells_clause_and_both_values_in_one_unit():
    given = body({"甲醛释放量": "≤200 μg/m³"})
    (finding,) = examined(reference(FORMALDEHYDE), given)
    assert (finding.code, finding.is_error, finding.field) == ("limit-broken", True, "/products/0/indicators/0")
    assert (finding.given, finding.accepted) == ("≤200 μg/m³", "≤0.124 mg/m³")
    for language in ("zh-Hans", "en"):
        text = finding.text(language)
        for part in ("GB 1—2020", "4.1", "≤0.2 mg/m³", "≤0.124 mg/m³"):
            assert part in text, text


@pytest.mark.parametrize(
    ("doubt", "code", "zh", "en"),
    [
        ({"provenance": "unverified"}, "limit-broken-unverified", "示例数据，未经核实", "unverified"),
        ({"provenance": "sample", "trusted": False}, "limit-broken-unverified", "示例数据，未经核实", "unverified"),
        ({"trusted": False}, "limit-broken-low-trust", "出处可信度低", "low trust"),
        ({"trusted": False, "doubt": "low-trust"}, "limit-broken-low-trust", "出处可信度低", "low trust"),
        (
            {"trusted": False, "doubt": "scope"},
            "limit-broken-scope-unknown",
            "没有说明适用于哪些材料",
            "which materials",
        ),
        ({"trusted": False, "doubt": "wording"}, "limit-broken-wording-open", "以文字表述", "in words"),
    ],
)
def test_a_limit_that_does_not_refuse_says_the_true_reason(doubt, code, zh, en):
    values = {"甲醛释放量": "≤0.2 mg/m³"}
    found = examined(reference({**FORMALDEHYDE, **doubt}), body(values))
    assert [(each.code, each.is_error) for each in found] == [(code, False)]
    assert zh in found[0].text("zh-Hans")
    assert en in found[0].text("en")
    assert ("未经核实" in found[0].text("zh-Hans")) == (code == "limit-broken-unverified")


@pytest.mark.parametrize("values", [{"甲醛释放量": "≤0.124 mg/m³"}, {"甲醛释放量": "0.05 mg/m³"}, {"甲醇": "≤1 g/L"}])
def test_what_keeps_the_limit_or_does_not_speak_of_it_is_told_nothing(values):
    assert said(reference(FORMALDEHYDE), values) == []


def test_what_is_made_for_export_only_is_outside_the_floor():
    assert said(reference(FORMALDEHYDE), {"甲醛释放量": "≤0.2 mg/m³"}, export_only=True) == []


def test_a_limit_to_come_is_told_beforehand_and_refuses_from_its_day_on():
    coming = reference(limit("formaldehyde", "≤0.124", unit="mg/m³", valid_from="2026-06-01"))
    values = {"甲醛释放量": "≤0.2 mg/m³"}
    assert said(coming, values) == [("limit-upcoming", False)]
    assert said(coming, values, day=date(2026, 6, 1)) == [("limit-broken", True)]


def test_what_may_be_sold_after_the_limit_came_is_told():
    grace = reference({**FORMALDEHYDE, "valid_from": "2026-01-01", "stock_grace_until": "2026-12-31"})
    assert ("limit-stock-grace", False) in said(grace, {"甲醛释放量": "≤0.2 mg/m³"})


def test_a_condition_that_nobody_declared_leaves_it_open():
    when = [{"indicator": "class", "op": "eq", "value": "A"}]
    asked = reference(limit("formaldehyde", "≤0.124", unit="mg/m³", when=when))
    found = examined(asked, body({"甲醛释放量": "≤0.2 mg/m³"}))
    assert [(each.code, each.is_error) for each in found] == [("limit-applicability-unknown", False)]
    assert "安全类别" in found[0].text("zh-Hans")
    assert said(asked, {"甲醛释放量": "≤0.2 mg/m³", "安全类别": "A"}) == [("limit-broken", True)]
    assert said(asked, {"甲醛释放量": "≤0.2 mg/m³", "安全类别": "B"}) == []


def test_values_under_other_circumstances_do_not_compare():
    asked = reference({**FORMALDEHYDE, "condition": "23 ℃"})
    assert said(asked, {"甲醛释放量": "≤0.2 mg/m³"}) == [("limit-not-comparable", False)]


def recommended(code, text, **more):
    return threshold(code, text, id="R1", standard="GB/T 1-2020", **more)


def test_a_shortfall_is_a_notice_that_publishing_asks_to_disclose():
    asked = reference(recommended=[recommended("formaldehyde", "≤0.05", unit="mg/m³")])
    for values, code in (({"甲醛释放量": "≤0.1 mg/m³"}, "shortfall-lower"), ({"甲醇": "≤1 g/L"}, "shortfall-missing")):
        found = examined(asked, body(values))
        assert [(each.code, each.is_error) for each in found] == [(code, False), ("shortfall-to-disclose", False)]
        refused = [each.code for each in examine_publication(SIGNED, found) if each.is_error]
        assert refused == ["shortfall-not-disclosed"]
        disclosed = examine_publication(Publication(SIGNED.commitment, disclose_shortfall=True), found)
        assert [(each.code, each.is_error) for each in disclosed] == [(code, False)]
    assert examined(asked, body({"甲醛释放量": "≤0.05 mg/m³"})) == ()


def test_a_shortfall_by_unverified_values_asks_for_nothing():
    asked = reference(recommended=[recommended("formaldehyde", "≤0.05", unit="mg/m³", provenance="unverified")])
    found = examined(asked, body({"甲醛释放量": "≤0.1 mg/m³"}))
    assert [each.code for each in found] == ["shortfall-lower-unverified"]
    assert not any(each.is_error for each in examine_publication(SIGNED, found))


def test_a_recommended_value_is_not_called_a_limit():
    value = recommended("formaldehyde", "≤0.05", unit="mg/m³")
    when = [{"indicator": "class", "op": "eq", "value": "A"}]
    for more, code in (
        ({"when": when}, "recommended-applicability-unknown"),
        ({"condition": "23 ℃"}, "recommended-not-comparable"),
    ):
        (found,) = examined(reference(recommended=[{**value, **more}]), body({"甲醛释放量": "≤0.1 mg/m³"}))
        assert (found.code, found.is_error) == (code, False)
        assert "推荐性标准 GB/T 1—2020" in found.text("zh-Hans")
        assert "recommended value ≤0.05" in found.text("en")
        assert "限值" not in found.text("zh-Hans")
        assert "limit" not in found.text("en")


def test_of_several_limits_the_strictest_is_shown():
    two = reference(FORMALDEHYDE, limit("formaldehyde", "≤0.05", id="L2", unit="mg/m³", standard="GB 2-2020"))
    for text, result in (("≤0.1 mg/m³", "looser"), ("≤50 μg/m³", "equal"), ("0.03 mg/m³", "stricter")):
        assert shown(two, {"甲醇": "≤1 g/L", "甲醛释放量": text}) == {1: ("L2", result)}
    assert shown(two, {"甲醛释放量": "少"}) == {0: ("L2", "not_comparable")}
    assert shown(two, {"甲醛释放量": "≤0.1 mg/m³"}, day=date(2019, 12, 31)) == {}
    assert shown(two, {"甲醛释放量": "≤0.1 mg/m³"}, category="textiles") == {}


def test_a_limit_is_not_shown_where_it_is_not_known_to_apply():
    when = [{"indicator": "class", "op": "eq", "value": "A"}]
    asked = reference(limit("formaldehyde", "≤0.124", unit="mg/m³", when=when))
    assert shown(asked, {"甲醛释放量": "≤0.1 mg/m³"}) == {}
    assert shown(asked, {"甲醛释放量": "≤0.1 mg/m³", "安全类别": "A"}) == {0: ("L1", "stricter")}


def test_what_the_catalogue_knows_of_cited_standards():
    snapshot = reference(
        standard=[
            standard("GB/T 1-2010", status="replaced", ended_on="2020-12-31", replaced_by=["GB/T 1-2020"]),
            standard("GB/T 1-2020", title="新版"),
        ]
    )
    old, current, other = as_catalogued(("GB/T 1-2010", "GB/T 1", "GB/T 9-2010"), snapshot.catalogue, DAY)
    assert (old.status, old.replaced_by, old.dated) == (CitedStatus.REPLACED, ("GB/T 1-2020",), True)
    assert (current.number, current.title, current.status, current.dated) == (
        "GB/T 1",
        "新版",
        CitedStatus.CURRENT,
        False,
    )
    assert (other.title, other.status, other.replaced_by, other.dated) == (None, None, (), True)


@pytest.mark.parametrize(
    ("category", "day", "expected"),
    [
        ("wood-panel-products", date(2026, 5, 31), [("limit-upcoming", False)]),
        ("wood-panel-products", date(2026, 6, 1), [("limit-broken", True)]),
        ("wood-based-panels", date(2026, 5, 31), []),
        ("wood-based-panels", date(2026, 6, 1), []),
    ],
)
def test_formaldehyde_of_panels_and_of_what_is_made_of_them(known, category, day, expected):
    """GB 18580-2025 asks ≤0.050 mg/m³ of products from 2026-06-01 on; panels keep ≤0.124 mg/m³."""
    found = examined(known, body({"甲醛释放量": "≤0.08 mg/m³"}, category), day)
    about = [(each.code, each.is_error) for each in found if each.code.startswith("limit-")]
    assert about == expected
    for each in found:
        if each.code in {"limit-upcoming", "limit-broken"}:
            for part in ("GB 18580—2025", "≤0.08 mg/m³", "≤0.05 mg/m³"):
                assert part in each.text("zh-Hans"), each.text("zh-Hans")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"甲醛含量": "≤20 mg/kg", "安全技术类别": "A类"}, []),
        ({"甲醛含量": "≤75 mg/kg", "安全技术类别": "A类"}, [("limit-broken", True)]),
        ({"甲醛含量": "≤75 mg/kg", "安全技术类别": "B类", "是否直接接触皮肤": "是"}, []),
        ({"甲醛含量": "≤300 mg/kg", "安全技术类别": "C类", "是否直接接触皮肤": "是"}, [("limit-broken", True)]),
    ],
)
def test_textiles_by_their_class(known, values, expected):
    """GB 18401-2010 by class; by GB 31701-2015 what children wear on the skin is of class B at least."""
    found = examined(known, body(values, "childrens-clothing"))
    about = [(each.code, each.is_error) for each in found if each.code in {"limit-broken", "limit-broken-unverified"}]
    assert about == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"光效": "≥20 lm/W"}, {("limit-applicability-unknown", False)}),
        ({"光效": "≥20 lm/W", "额定功率": "4 W", "相关色温": "3000 K"}, {("limit-broken", True)}),
        ({"光效": "≥200 lm/W", "额定功率": "4 W", "相关色温": "3000 K"}, set()),
    ],
)
def test_downlights_by_power_and_colour_temperature(known, values, expected):
    """GB 30255-2019 depends on both; where they are not declared the answer is open."""
    found = examined(known, body(values, "led-downlights"))
    assert {(each.code, each.is_error) for each in found if each.code.startswith("limit-")} == expected
