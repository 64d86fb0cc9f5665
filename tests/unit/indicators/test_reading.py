"""One declared cell, read with the grammar, the dictionary and the table of units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, OrdinalScale
from registry.indicators.reading import read_indicator
from registry.indicators.values import Comparator, Direction, Indicator, IndicatorKind, Interval, Method
from registry.kernel.findings import Finding, Severity

METHOD = Method(number="GB/T 7725-2022")
FASTNESS = OrdinalScale("色牢度", ("1", "2", "3", "4", "5"), tuple(map(Decimal, range(1, 6))), halves=True)


def _entry(code: str, name: str, direction: Direction, unit: str | None, **parts: object) -> IndicatorEntry:
    return IndicatorEntry(code, name, code, IndicatorKind.PERFORMANCE, direction, unit, **parts)  # type: ignore[arg-type]  # test shorthand


DICTIONARY = IndicatorDictionary(
    [
        _entry("apf", "全年能源消耗效率", Direction.UP, "W·h/(W·h)", synonyms=("APF",), categories=("air",)),
        _entry("noise", "噪声", Direction.DOWN, "dB(A)"),
        _entry("formaldehyde", "甲醛释放量", Direction.DOWN, "mg/m³"),
        _entry("lead", "铅", Direction.DOWN, "mg/kg"),
        _entry("rise", "绕组温升", Direction.DOWN, "ΔK"),
        _entry("washing", "耐洗刷性", Direction.UP, "次"),
        _entry("ph", "pH值", Direction.TARGET, None, synonyms=("pH",)),
        _entry("rubbing", "耐摩擦色牢度", Direction.UP, "级", scale=FASTNESS),
        _entry("efficiency", "热效率", Direction.UP, "%"),
    ]
)


def _read(
    name: str, text: str, unit: str = "", condition: str | None = None, category: str = "air"
) -> tuple[Indicator, tuple[Finding, ...]]:
    return read_indicator(
        name=name,
        kind=IndicatorKind.PERFORMANCE,
        text=text,
        unit=unit,
        condition=condition,
        method=METHOD,
        category=category,
        dictionary=DICTIONARY,
    )


@pytest.mark.parametrize(
    ("name", "text", "unit", "code", "low", "high", "canonical_unit"),
    [
        ("APF", "≥5.00", "", "apf", "5", None, "W·h/(W·h)"),
        ("APF", "≥5.00", "W/W", "apf", "5", None, "W·h/(W·h)"),
        ("APF", "≥5.00", "—", "apf", "5", None, "W·h/(W·h)"),
        ("噪声", "≤42 dB", "", "noise", None, "42", "dB(A)"),
        ("噪声/dB(A)", "≤42", "dB(A)", "noise", None, "42", "dB(A)"),
        ("甲醛释放量（mg/m³）", "≤0.124", "mg/m3", "formaldehyde", None, "0.124", "mg/m³"),
        ("铅", "≤0.1", "%", "lead", None, "1000", "mg/kg"),
        ("铅", "≤20 ppm", "", "lead", None, "20", "mg/kg"),
        ("绕组温升", "≤60 ℃", "", "rise", None, "60", "ΔK"),
        ("绕组温升", "≤60", "K", "rise", None, "60", "ΔK"),
        ("耐洗刷性", "≥1万次", "", "washing", "10000", None, "次"),
        ("pH值", "4.0~7.5", "", "ph", "4", "7.5", None),
        ("耐摩擦色牢度", "≥3-4级", "", "rubbing", "3.5", None, "级"),
        ("耐摩擦色牢度", "≥4", "", "rubbing", "4", None, "级"),
    ],
)
def test_a_cell_is_read_into_the_dictionarys_unit(
    name: str, text: str, unit: str, code: str, low: str | None, high: str | None, canonical_unit: str | None
) -> None:
    indicator, findings = _read(name, text, unit)
    assert findings == ()
    assert indicator.code == code
    assert indicator.requirement.text == text
    assert indicator.canonical == Interval(low and Decimal(low), high and Decimal(high), canonical_unit)


@pytest.mark.parametrize(
    ("name", "text", "unit", "code", "field", "accepted"),
    [
        ("热效率", "≥0.63", "", "unit-missing", "/text", "%"),
        ("耐洗刷性", "≥6000", "", "unit-missing", "/text", "次"),
        ("噪声", "≤42", "-", "unit-missing", "/text", "dB(A)"),
        ("甲醛释放量", "≤0.124 mg/kg", "", "unit-wrong-dimension", "/text", "mg/m³"),
        ("甲醛释放量", "≤20", "ppm", "unit-wrong-dimension", "/unit", "mg/m³"),
        ("pH值", "4.0~7.5 mm", "", "unit-wrong-dimension", "/text", "1"),
    ],
)
def test_a_unit_is_never_guessed(name: str, text: str, unit: str, code: str, field: str, accepted: str) -> None:
    indicator, (finding,) = _read(name, text, unit)
    assert indicator.canonical is None
    assert (finding.code, finding.severity, finding.field) == (code, Severity.NOTICE, field)
    assert finding.accepted == accepted
    assert accepted in finding.text("en")


def test_the_text_goes_before_the_unit_column_and_says_so() -> None:
    indicator, (finding,) = _read("铅", "≤5 mg/kg", "%")
    assert indicator.canonical == Interval(None, Decimal(5), "mg/kg")
    assert (finding.code, finding.given, finding.accepted) == ("unit-conflict", "%", "mg/kg")


def test_what_the_grammar_says_is_handed_on() -> None:
    indicator, findings = _read("铅", "约 5 mg/kg")
    assert indicator.requirement.comparator is Comparator.TEXT
    assert [finding.code for finding in findings] == [finding.code for finding in indicator.requirement.findings] != []


def test_an_indicator_outside_the_dictionary_is_read_without_a_canonical_interval() -> None:
    indicator, findings = _read("拉伸强度", "≥25 MPa")
    assert (indicator.code, indicator.canonical, findings) == (None, None, ())
    assert (indicator.requirement.value, indicator.requirement.unit) == (Decimal(25), "MPa")


def test_a_name_holds_in_its_category() -> None:
    assert _read("APF", "≥5.00", category="water")[0].code is None


def test_the_condition_beside_the_text_is_kept() -> None:
    assert _read("APF", "≥5.00", condition="额定制冷量≤4500 W")[0].requirement.condition == "额定制冷量≤4500 W"


def test_words_are_what_an_indicator_in_words_asks_for():
    entry = IndicatorEntry("battery_type", "电池类型", "Battery type", IndicatorKind.FUNCTIONAL, Direction.NONE)
    for dictionary, said in (
        (IndicatorDictionary([entry]), []),
        (IndicatorDictionary([]), ["requirement-descriptive"]),
    ):
        indicator, findings = read_indicator(
            name="电池类型",
            kind=IndicatorKind.FUNCTIONAL,
            text="铅酸",
            unit="",
            condition=None,
            method=Method(),
            category="electric-bicycles",
            dictionary=dictionary,
        )
        assert (indicator.requirement.text, [each.code for each in findings]) == ("铅酸", said)
