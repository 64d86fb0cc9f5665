"""The examination on the reference data that ship: textiles, panels by date, downlights, shortfalls."""

from datetime import date

import pytest

from registry.declarations.service import examined
from registry.kernel.transaction import reading
from tests.factories.declarations import BodyFactory, indicator

BEFORE, AFTER = date(2026, 5, 31), date(2026, 6, 1)
CHAMBER = "GB/T 17657"


@pytest.fixture
def said(ready, enterprise):
    """What is said of a declaration of one product on a day: (code, whether it refuses, sentence)."""

    def examine(category, indicators, day=date(2026, 11, 22), **product):
        made = {"name": "产品", "model": "A1", "indicators": indicators, **product}
        body = BodyFactory(
            number="Q/HZDQ 001-2025",
            category=category,
            issued_on="2025-01-01",
            effective_on="2025-02-01",
            cites=[],
            products=[made],
        )
        with reading(ready) as session:
            findings = examined(session, enterprise, body, day).findings
        told = [(each.code, each.is_error, each.text("zh-Hans")) for each in findings]
        return [each for each in told if each[0].startswith(("limit-", "shortfall-"))]

    return examine


def panel(text):
    return [indicator("甲醛释放量", text, kind="safety", method=CHAMBER)]


@pytest.mark.parametrize("text", ["≤0.080 mg/m³", "≤80 μg/m³"])
def test_panel_products_may_release_less_from_the_first_of_june(said, text):
    ((code, refuses, sentence),) = said("wood-panel-products", panel(text), BEFORE)
    assert (code, refuses) == ("limit-upcoming", False)
    assert "2026-06-01" in sentence
    ((code, refuses, sentence),) = said("wood-panel-products", panel(text), AFTER)
    assert (code, refuses) == ("limit-broken", True)
    for part in ("GB 18580—2025", "≤0.050", "≤0.08 mg/m³", "≤0.05 mg/m³"):
        assert part in sentence


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_raw_panels_may_go_on_as_they_were(said, day):
    assert said("wood-based-panels", panel("≤0.080 mg/m³"), day) == []
    assert next(code for code, *_ in said("wood-based-panels", panel("≤0.130 mg/m³"), day)) == "limit-broken"


def test_what_is_for_export_only_is_outside(said):
    assert said("wood-panel-products", panel("≤0.080 mg/m³"), AFTER, export_only=True) == []


def garment(of_class, *more):
    declared = [indicator("安全技术类别", of_class, kind="safety", method="GB 18401-2010")] if of_class else []
    return [*declared, *more]


def formaldehyde(text):
    return indicator("甲醛含量", text, kind="safety", method="GB/T 2912.1")


@pytest.mark.parametrize(
    ("of_class", "text", "refused"),
    [
        ("A类", "≤20 mg/kg", False),
        ("A类", "≤21 mg/kg", True),
        ("B类", "≤75 mg/kg", False),
        ("B类", "≤0.0076 %", True),
        ("C类", "≤300 mg/kg", False),
        ("C类", "≤301 mg/kg", True),
    ],
)
def test_formaldehyde_of_textiles_by_class(said, of_class, text, refused):
    broken = [code for code, refuses, _ in said("clothing", garment(of_class, formaldehyde(text))) if refuses]
    assert broken == (["limit-broken"] if refused else [])


def test_without_a_class_it_is_open_unless_every_limit_is_met(said):
    assert said("clothing", garment(None, formaldehyde("≤20 mg/kg"))) == []
    codes = {code for code, *_ in said("clothing", garment(None, formaldehyde("≤80 mg/kg")))}
    assert codes == {"limit-applicability-unknown"}


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("耐干摩擦色牢度", "≥4级", False),
        ("耐干摩擦色牢度", "≥3-4级", True),
        ("耐水色牢度", "≥3-4级", False),
        ("耐水色牢度", "≥3级", True),
        ("pH 值", "4.0~7.5", False),
        ("pH 值", "4.0~8.0", True),
    ],
)
def test_grades_and_windows_of_class_a(said, name, text, refused):
    found = said("infant-clothing", garment("A类", indicator(name, text, kind="safety", method="GB/T 3922")))
    assert [code for code, refuses, _ in found if refuses] == (["limit-broken"] if refused else [])


def downlight(efficacy, *conditions):
    return [*conditions, indicator("光效", efficacy, method="GB 30255-2019")]


POWER = indicator("额定功率", "4 W", kind="functional", method="GB 30255-2019")
WARM = indicator("相关色温", "3000 K", kind="functional", method="GB 30255-2019")


def test_efficacy_by_power_and_colour_temperature(said):
    ((code, refuses, sentence),) = [
        each for each in said("led-downlights", downlight("≥55 lm/W", POWER, WARM)) if each[1]
    ]
    assert (code, refuses) == ("limit-broken", True)
    assert "GB 30255—2019" in sentence
    assert not [each for each in said("led-downlights", downlight("≥60 lm/W", POWER, WARM)) if each[1]]
    codes = [code for code, *_ in said("led-downlights", downlight("≥55 lm/W", POWER)) if code.startswith("limit-")]
    assert set(codes) == {"limit-applicability-unknown"}


def test_an_unverified_limit_is_a_notice_and_says_so(said):
    """GB 21455-2019, grade 5: the values are from own knowledge."""
    cooler = [
        indicator("空调类型", "热泵型", kind="functional"),
        indicator("额定制冷量", "3500 W", kind="functional"),
        indicator("全年能源消耗效率（APF）", "≥3.00", method="GB 21455-2019"),
    ]
    told = [each for each in said("room-air-conditioners", cooler) if each[0].startswith("limit-broken")]
    assert [(code, refuses) for code, refuses, _ in told] == [("limit-broken-unverified", False)]
    assert "示例数据，未经核实" in told[0][2]


def test_a_shortfall_asks_for_a_disclosure(said):
    down = [indicator("绒子含量明示值", "≥45 %", method="GB/T 14272-2021")]
    codes = [code for code, *_ in said("down-jackets", down)]
    assert "shortfall-lower" in codes
    assert "shortfall-to-disclose" in codes
    without = [indicator("浊度", "≥600 mm", method="GB/T 14272-2021")]
    assert "shortfall-missing" in [code for code, *_ in said("down-jackets", without)]
    enough = [indicator("绒子含量明示值", "≥90 %", method="GB/T 14272-2021")]
    assert "shortfall-to-disclose" not in [code for code, *_ in said("down-jackets", enough)]
