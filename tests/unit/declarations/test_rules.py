"""What blocks publication (rules: «What blocks publication»): each rule alone, with code and pointer."""

from dataclasses import replace
from datetime import date

import pytest

from registry.declarations.rules import examine, examine_publication
from registry.declarations.values import Commitment, Publication
from registry.enterprises.values import VerificationLevel
from registry.identifiers.standard_number import StandardKind
from registry.indicators.values import Method
from registry.kernel.findings import errors
from registry.kernel.ids import PRODUCT, PublicId
from tests.unit.declarations.making import REFERENCE, TODAY, declaration, indicator, product

ACCEPTED_CATEGORIES = "battery-electric-cars | household-refrigerators | panels | textiles | wood"


def said(declared):
    return [
        (each.code, each.field, each.given, each.accepted)
        for each in examine(declared, REFERENCE, VerificationLevel.L1, TODAY)
    ]


def of_product(**changed):
    return declaration(products=(product(), product(**changed)))


def of_indicator(**changed):
    return of_product(indicators=(indicator("能耗"), indicator(**changed)))


def test_nothing_is_said_of_a_complete_declaration():
    assert said(declaration()) == []


@pytest.mark.parametrize(
    ("declared", "code", "field", "given", "accepted"),
    [
        (declaration(number_text="", number=None), "required", "/number", None, "Q/HZSL 001-2026"),
        (declaration(title=""), "required", "/title", None, "家用电冰箱"),
        (declaration(kind=None), "required", "/kind", None, " | ".join(StandardKind)),
        (
            declaration(kind=StandardKind.NATIONAL),
            "kind-does-not-match-number",
            "/kind",
            "Q/HZDQ 001—2026",
            "enterprise",
        ),
        (declaration(effective_on=None), "required", "/effective_on", None, "2026-12-01"),
        (
            declaration(effective_on=date(2026, 10, 31)),
            "effective-before-issued",
            "/effective_on",
            "2026-10-31",
            "2026-11-01",
        ),
        (declaration(category=None), "required", "/category", None, ACCEPTED_CATEGORIES),
        (
            declaration(category="no-such-category", products=(product(category="no-such-category"),)),
            "unknown-category",
            "/category",
            "no-such-category",
            ACCEPTED_CATEGORIES,
        ),
        (declaration(products=()), "no-product", "/products", "0", "≥ 1"),
        (of_product(name=""), "required", "/products/1/name", None, "家用电冰箱"),
        (of_product(model=""), "required", "/products/1/model", None, "BCD-500W"),
        (
            of_product(category="no-such-category"),
            "unknown-category",
            "/products/1/category",
            "no-such-category",
            ACCEPTED_CATEGORIES,
        ),
        (of_product(indicators=()), "no-indicator", "/products/1/indicators", "0", "≥ 1"),
        (of_indicator(name=""), "required", "/products/1/indicators/1/name", None, "年耗电量"),
        (of_indicator(text="  "), "required", "/products/1/indicators/1/text", None, "≤300 kWh/a"),
        (of_indicator(method=Method()), "no-method", "/products/1/indicators/1/method", None, "GB/T 8059-2016"),
        (
            of_indicator(method=Method(clause="6.1")),
            "no-method",
            "/products/1/indicators/1/method",
            None,
            "GB/T 8059-2016",
        ),
    ],
)
def test_a_rule_that_is_broken_says_where_and_what_is_accepted(declared, code, field, given, accepted):
    (finding,) = errors(examine(declared, REFERENCE, VerificationLevel.L1, TODAY))
    assert (finding.code, finding.field, finding.given, finding.accepted) == (code, field, given, accepted)
    for language in ("zh-Hans", "en"):
        assert "{" not in finding.text(language)


@pytest.mark.parametrize(("day", "noticed"), [("9999-12-31", True), ("0001-01-01", True), ("2030-01-01", False)])
def test_a_date_that_nobody_means_is_noticed(day, noticed):
    given = date.fromisoformat(day)
    found = said(declaration(issued_on=given, effective_on=given))
    assert [each[:3] for each in found] == [
        ("date-implausible", field, day) for field in ("/issued_on", "/effective_on") if noticed
    ]
    assert all("1949-10-01" in each[3] for each in found)


def test_a_product_is_listed_once():
    twice, other = PublicId(PRODUCT, 2026, 1), PublicId(PRODUCT, 2026, 2)
    products = (product(id=twice), product(), product(id=other), product(), product(id=twice))
    assert said(declaration(products=products)) == [("product-id-twice", "/products/4/id", str(twice), None)]


def test_an_own_method_with_its_reason_is_a_method():
    own = Method(text="企业自有方法，按附录A", reason="没有适用的标准试验方法")
    assert said(of_indicator(method=own)) == []
    code, field, given, _ = said(of_indicator(method=replace(own, reason=None)))[0]
    assert (code, field) == ("own-method-without-reason", "/products/1/indicators/1/method/reason")
    assert given == "企业自有方法，按附录A"


def test_a_standard_takes_effect_on_the_day_of_issue_at_the_earliest():
    assert said(declaration(issued_on=date(2026, 11, 1), effective_on=date(2026, 11, 1))) == []


def test_the_day_of_issue_may_be_left_out():
    assert said(declaration(issued_on=None)) == []


def test_only_enterprise_standards_need_indicators():
    """标准化法 art. 27: who follows a national standard need not repeat its indicators."""
    declared = declaration("GB/T 8059-2016", kind=StandardKind.NATIONAL, products=(product(indicators=()),))
    assert errors(examine(declared, REFERENCE, VerificationLevel.L1, TODAY)) == ()


def test_a_missing_category_is_said_once_and_not_again_for_each_product():
    declared = declaration(category=None, products=(product(category=""), product(category="")))
    assert said(declared) == [("required", "/category", None, ACCEPTED_CATEGORIES)]


def test_everything_that_is_wrong_is_said_at_once():
    declared = declaration(
        number=None, number_text="", title="", kind=None, category=None, effective_on=None, products=()
    )
    assert {field for _, field, _, _ in said(declared)} == {
        "/number",
        "/title",
        "/kind",
        "/category",
        "/effective_on",
        "/products",
    }


TWICE = ("indicator-declared-twice", "/products/1/indicators/1")


def twice(first, second):
    found = examine(of_product(indicators=(first, second)), REFERENCE, VerificationLevel.L1, TODAY)
    assert not any(finding.is_error for finding in found)
    return [(finding.code, finding.field) for finding in found]


def test_an_indicator_that_is_declared_twice_is_noticed_with_both_texts():
    first, second = indicator(text="≤38 dB(A)"), indicator(text="≤45 dB(A)")
    assert twice(first, second) == [TWICE]
    (finding,) = examine(of_product(indicators=(first, second)), REFERENCE, VerificationLevel.L1, TODAY)
    for language in ("zh-Hans", "en"):
        assert "“≤38 dB(A)”" in finding.text(language)
        assert "“≤45 dB(A)”" in finding.text(language)


def test_two_names_of_one_entry_are_one_indicator():
    def coded(name):
        written = indicator(name)
        return replace(written, understood=replace(written.understood, code="noise"))

    assert twice(coded("噪声"), coded("噪音")) == [TWICE]


def read_as(**of_requirement):
    written = indicator()
    understood = replace(written.understood, requirement=replace(written.understood.requirement, **of_requirement))
    return replace(written, understood=understood)


@pytest.mark.parametrize(
    "other",
    [
        indicator("能耗"),
        indicator(condition="高速档"),
        read_as(condition="高速档"),
        read_as(basis="干基"),
    ],
)
def test_another_name_condition_or_basis_is_another_indicator(other):
    assert twice(indicator(), other) == []


def test_each_product_declares_its_own_indicators():
    assert said(declaration(products=(product(), product()))) == []


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (VerificationLevel.L0, [("verification-too-low", "/enterprise", "L0", "L1")]),
        (VerificationLevel.L1, []),
        (VerificationLevel.L2, []),
    ],
)
def test_a_declarant_is_verified(level, expected):
    found = examine(declaration(), REFERENCE, level, TODAY)
    assert [(each.code, each.field, each.given, each.accepted) for each in found] == expected
    assert all(each.is_error for each in found)


def test_a_signed_commitment_is_enough():
    assert examine_publication(Publication(Commitment("王芳", "质量负责人")), ()) == ()


@pytest.mark.parametrize(
    ("commitment", "field"),
    [(Commitment(" ", "质量负责人"), "/commitment/signed_by"), (Commitment("王芳", "\t"), "/commitment/role")],
)
def test_what_is_asked_of_the_declarant(commitment, field):
    (finding,) = examine_publication(Publication(commitment), ())
    assert finding.is_error
    assert (finding.code, finding.field) == ("required", field)
