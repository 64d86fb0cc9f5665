"""What a declarant sends, read: nothing is refused here, what cannot be read is said with a pointer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.declarations.content import declared_hash
from registry.declarations.reading import read_declaration
from registry.declarations.schemas import DeclarationBody
from registry.identifiers.standard_number import StandardKind
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Comparator, Direction, IndicatorKind, Interval
from registry.kernel.ids import PRODUCT, PublicId
from tests.factories.declarations import BodyFactory, RefrigeratorFactory, indicator
from tests.unit.declarations.making import TODAY, cited, number

DICTIONARY = IndicatorDictionary(
    [
        IndicatorEntry(
            code="annual_energy_use",
            name="年耗电量",
            name_en="Annual energy use",
            kind=IndicatorKind.PERFORMANCE,
            direction=Direction.DOWN,
            unit="kWh/a",
            categories=("household-refrigerators",),
        )
    ]
)


def read(**changed):
    return read_declaration(BodyFactory(**changed), DICTIONARY, TODAY)


def said(findings):
    return [(each.code, each.field, each.given) for each in findings]


def of_product(**changed):
    return {"products": [RefrigeratorFactory(**changed)]}


def test_a_complete_declaration_is_read_without_a_word():
    declared, findings = read(number=" q/hzdq 001—2026 ", title=" 家用电冰箱 ", car=False)
    assert findings == ()
    assert (declared.number.text, declared.number_text) == ("Q/HZDQ 001-2026", "q/hzdq 001—2026")
    assert (declared.kind, declared.title) == (StandardKind.ENTERPRISE, "家用电冰箱")
    assert (declared.issued_on, declared.effective_on) == (date(2026, 11, 1), date(2026, 11, 15))
    assert declared.cites == (cited("GB/T 8059-2016"),)
    (fridge,) = declared.products
    assert (fridge.category, fridge.gtins) == ("household-refrigerators", (number("6901234567892"),))
    first = fridge.indicators[0].understood
    assert (first.code, first.requirement.comparator) == ("annual_energy_use", Comparator.LE)
    assert first.canonical == Interval(None, 350, "kW·h/a")


def test_an_empty_body_is_a_declaration_without_anything():
    declared, findings = read_declaration({}, DICTIONARY, TODAY)
    assert findings == ()
    assert (declared.number, declared.title, declared.kind, declared.products) == (None, "", None, ())


@pytest.mark.parametrize("blank", [None, "", "  ", "\t\n", "　"])
def test_what_is_blank_is_absent(blank):
    declared, findings = read(number=blank, title=blank, kind=blank, category=blank, industry=blank, issued_on=blank)
    assert findings == ()
    assert (declared.number_text, declared.title, declared.kind, declared.industry) == ("", "", None, None)
    assert (declared.category, declared.issued_on) == (None, None)


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2026-2-3",
        "20261101",
        "2026-W45-1",
        "2026-11-01T00:00",
        "11/01/2026",
        "２０２６-11-01",
        "0000-01-01",
        "1e3",
    ],
)
def test_a_date_is_written_in_one_way(written):
    declared, findings = read(effective_on=written)
    assert declared.effective_on is None
    assert said(findings) == [("date-not-understood", "/effective_on", written)]
    assert findings[0].is_error


@pytest.mark.parametrize("written", ["9999-12-31", "0001-01-01", "2028-02-29"])
def test_every_day_of_the_calendar_is_a_date(written):
    assert read(issued_on=written, effective_on=written)[0].effective_on.isoformat() == written


def test_a_choice_lists_what_may_be_chosen():
    declared, (finding,) = read(kind="company")
    assert declared.kind is None
    assert (finding.code, finding.field, finding.given) == ("value-not-in-list", "/kind", "company")
    assert finding.accepted == "enterprise | national | industry | local | association | international"


@pytest.mark.parametrize("written", ["EP2026-00000001-9", "ES2026-00000001-1", "1", "EP2026-٠٠٠٠٠٠٠١-1"])
def test_a_product_id_that_is_none_is_an_error(written):
    declared, findings = read(**of_product(id=written))
    assert said(findings) == [("product-id-not-understood", "/products/0/id", written)]
    assert declared.products[0].id is None


def test_a_product_may_keep_its_id():
    kept = PublicId(PRODUCT, 2026, 12)
    assert read(**of_product(id=str(kept)))[0].products[0].id == kept


def test_a_bar_code_that_is_wrong_is_kept_with_a_notice():
    declared, findings = read(**of_product(gtins=["690 1234 567892", "6901234567893", "x"]))
    assert declared.products[0].gtins == (
        number("690 1234 567892", "6901234567892"),
        number("6901234567893"),
        number("x"),
    )
    assert said(findings) == [
        ("gtin-check", "/products/0/gtins/1", "6901234567893"),
        ("gtin-malformed", "/products/0/gtins/2", "x"),
    ]
    assert not any(finding.is_error for finding in findings)


def test_the_text_of_a_requirement_is_kept_blank_for_blank():
    declared, _ = read(**of_product(indicators=[indicator(" 年耗电量 ", " ≤ 350  kWh/a ")]))
    (kept,) = declared.products[0].indicators
    assert (kept.name, kept.text) == ("年耗电量", " ≤ 350  kWh/a ")
    assert kept.understood.requirement.text == " ≤ 350  kWh/a "
    assert kept.understood.code == "annual_energy_use"


def test_a_product_has_the_category_of_the_declaration_unless_it_has_its_own():
    declared, _ = read(products=[RefrigeratorFactory(category="toys"), RefrigeratorFactory()])
    assert [product.category for product in declared.products] == ["toys", "household-refrigerators"]
    assert declared.products[0].indicators[0].understood.code is None


def test_a_citation_that_cannot_be_read_is_kept_as_text():
    declared, findings = read(cites=[{"number": "GB/T 8059"}, {"number": "厂内规程 3"}])
    assert declared.cites == (cited("GB/T 8059"), cited("厂内规程 3"))
    assert said(findings) == [("standard-reference-unknown", "/cites/1/number", "厂内规程 3")]


def test_what_was_understood_stands_beside_what_was_written():
    unkind = {"name": "年耗电量", "text": "≤350 kWh/a"}
    declared, _ = read(cites=[{"number": "gb/t8059－2016 "}], **of_product(indicators=[unkind]))
    assert declared.cites == (cited("gb/t8059－2016", "GB/T 8059-2016"),)
    (kept,) = declared.products[0].indicators
    assert (kept.kind, kept.understood.kind) == (None, IndicatorKind.PERFORMANCE)


texts = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
numerals = st.sampled_from(
    ["≥1e400", "1E-999999", "9" * 300, "10^999", "1/0", "－0", "٣", "≤∞", "NaN", "±", "½万亿 kWh/a"]
)


def bodies():
    method = st.fixed_dictionaries({}, optional={"number": texts, "clause": texts, "text": texts})
    one = {"name": texts, "kind": texts, "unit": texts, "condition": texts, "method": st.none() | method}
    indicators = st.fixed_dictionaries({}, optional={**one, "text": texts | numerals})
    words = dict.fromkeys(("id", "name", "brand", "model", "specification", "category"), texts)
    products = st.fixed_dictionaries(
        {},
        optional={
            **words,
            "gtins": st.lists(texts.filter(lambda text: text is not None), max_size=2),
            "indicators": st.lists(indicators, max_size=3),
        },
    )
    words = dict.fromkeys(("kind", "number", "title", "category", "industry", "issued_on", "effective_on"), texts)
    cites = st.fixed_dictionaries({}, optional={"number": texts})
    return st.fixed_dictionaries(
        {}, optional={**words, "cites": st.lists(cites, max_size=2), "products": st.lists(products, max_size=2)}
    )


@given(bodies())
def test_whatever_the_schema_lets_through_can_be_read_and_hashed(body):
    declared, findings = read_declaration(DeclarationBody().load(body), DICTIONARY, TODAY)
    declared_hash(declared)
    for finding in findings:
        assert finding.field.startswith("/")
        assert finding.text("zh-Hans")
        assert finding.text("en")
