"""What the limits and recommended values that ship say of declared products: honest ones pass, others do not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from registry.indicators.reading import read_indicator
from registry.indicators.values import IndicatorKind, Method
from registry.reference.loading import shipped
from registry.reference.rules import judge
from registry.reference.snapshot import Reference, build

DAY = date(2026, 11, 25)
Declared = Mapping[str, str]
OWN_METHOD = Method(text="企业方法")
METHODS = {"甲醛释放量": Method(number="GB/T 17657-2022")}


@pytest.fixture(scope="module")
def reference() -> Reference:
    return build(1, shipped())


def _standings(
    reference: Reference, category: str, declared: Declared, day: date, method: Method | None = None
) -> dict[str, str]:
    """How the product stands to all limits and recommended values on what it declares."""
    indicators = [
        read_indicator(
            name=name,
            kind=IndicatorKind.SAFETY,
            text=text,
            unit="",
            condition=None,
            method=method or METHODS.get(name, OWN_METHOD),
            category=category,
            dictionary=reference.dictionary,
        )[0]
        for name, text in declared.items()
    ]
    return {
        judged.threshold.id: judged.standing.value
        for table in (reference.limits, reference.recommended)
        for judged in judge(table, category, indicators, reference.dictionary, day)
        if judged.place is not None
    }


@pytest.mark.parametrize(
    ("category", "declared", "expected"),
    [
        ("wood-based-panels", {"甲醛释放量": "≤0.124 mg/m³"}, {"M02": "met", "R02.1": "met"}),
        ("wood-panel-products", {"甲醛释放量": "≤0.124 mg/m³"}, {"M03": "broken", "R02.1": "met"}),
        ("wood-panel-products", {"甲醛释放量": "≤0.05 mg/m³"}, {"M03": "met", "R02.1": "met"}),
        ("wooden-furniture", {"甲醛释放量（干燥器法）": "≤1.5 mg/L"}, {}),
        (
            "childrens-clothing",
            {"甲醛含量": "≤75 mg/kg", "安全技术类别": "B类", "是否直接接触皮肤": "是", "pH值": "4.0~8.5"},
            {"M05": "met", "M06": "met", "M07.B": "met", "M07.C": "met", "M16.B": "met"},
        ),
        (
            "childrens-clothing",
            {"甲醛含量": "≤75 mg/kg", "安全技术类别": "A类", "pH 值": "4.0~8.5"},
            {"M04": "broken", "M06": "met", "M07.A": "broken", "M07.C": "met", "M16.B": "met", "M16.C": "met"},
        ),
        (
            "childrens-clothing",
            {"甲醛含量": "≤350mg/kg"},
            {"M04": "undecided", "M05": "undecided", "M06": "broken"},
        ),
        (
            "infant-clothing",
            {"安全技术类别": "B类", "耐唾液色牢度": "≥4级", "总铅": "≤100 mg/kg", "是否含涂层或涂料印染": "是"},
            {"M10": "met", "M13": "broken", "M16.A": "broken"},
        ),
        (
            "infant-clothing",
            {"安全技术类别": "A类", "耐湿摩擦色牢度": "≥2-3级"},
            {"M16.A": "met", "M53.A": "undecided"},
        ),
        ("grain-spirits", {"甲醇": "≤0.8 g/L（按100%酒精度折算）"}, {"M17": "broken", "R12.1": "undecided"}),
        ("grain-spirits", {"甲醇": "≤0.5 g/L"}, {"M17": "not_comparable", "R12.1": "undecided"}),
        ("other-spirits", {"甲醇": "≤0.8 g/L（按100%酒精度折算）"}, {"M18": "met"}),
        ("milled-rice", {"无机砷": "≤0.3 mg/kg", "苯并[a]芘": "≤2.0 μg/kg"}, {"M47.3": "broken", "M47.4": "met"}),
        ("brown-rice", {"无机砷": "≤0.3 mg/kg"}, {"M47.2": "met"}),
        ("led-downlights", {"光效": "≥50 lm/W", "功率": "4 W", "相关色温": "3000 K"}, {"M44.1": "broken"}),
        ("led-downlights", {"光效": "≥72 lm/W", "功率": "9 W", "相关色温": "4000 K"}, {"M44.4": "broken"}),
        (
            "interior-wall-paints",
            {"VOC含量": "≤60 g/L", "涂料类型": "合成树脂乳液", "光泽": "≤10 GU", "耐洗刷性": "≥300次"},
            {"M49.1": "broken", "R03.1": "broken"},
        ),
        ("interior-wall-paints", {"VOC含量": "≤60 g/L"}, {"M49.1": "undecided"}),
        ("electric-bicycles", {"整车质量": "≤60 kg", "电池类型": "铅酸蓄电池"}, {"M32.1": "met"}),
        ("electric-bicycles", {"整车质量": "≤60 kg", "电池类型": "锂离子电池"}, {"M32.2": "broken"}),
        ("exercise-books", {"D65亮度": "75%~90%", "定量": "≥70 g/m²"}, {"M48.1": "broken", "M48.3": "met"}),
        ("drawing-books", {"D65亮度": "75%~90%"}, {}),
        ("toilets", {"平均用水量": "≤5.5 L", "节水类型": "节水型"}, {"R06.1": "broken"}),
        ("toilets", {"平均用水量": "≤5.5 L", "节水类型": "普通型"}, {"R06.1": "undecided", "R06.2": "undecided"}),
        ("correction-products", {"可迁移铅": "≤60 mg/kg", "苯": "≤0.02 g/kg"}, {"M20": "broken", "M22.Pb": "met"}),
    ],
)
def test_limits_of_the_day(
    reference: Reference, category: str, declared: Declared, expected: Mapping[str, str]
) -> None:
    assert _standings(reference, category, declared, DAY) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 5, 31), {"M01": "met", "R02.1": "met"}),
        (date(2026, 6, 1), {"M03": "broken", "R02.1": "met"}),
    ],
)
def test_panel_products_may_release_less_from_the_first_of_june(
    reference: Reference, day: date, expected: Mapping[str, str]
) -> None:
    assert _standings(reference, "wood-panel-products", {"甲醛释放量": "≤0.124 mg/m³"}, day) == expected


def test_formaldehyde_of_furniture_compares_by_its_own_chamber_only(reference: Reference) -> None:
    declared = {"甲醛释放量": "≤0.10 mg/m³"}
    own = _standings(reference, "wooden-furniture", declared, DAY, Method(number="GB 18584-2024", clause="附录D"))
    other = _standings(reference, "wooden-furniture", declared, DAY, Method(number="GB/T 17657-2022"))
    assert own == {"M34.1": "broken"}
    assert other == {"M34.1": "not_comparable"}


def test_toys_for_the_youngest_are_told_by_age_and_material(reference: Reference) -> None:
    declared = {"甲醛": "≤40 mg/kg", "样品材料": "纺织品"}
    after = date(2026, 11, 1)
    assert _standings(reference, "general-toys", {**declared, "适用年龄": "18个月~24个月"}, after) == {"M27": "broken"}
    assert _standings(reference, "general-toys", {**declared, "适用年龄": "3岁以上"}, after) == {}
    assert _standings(reference, "general-toys", declared, after) == {"M27": "undecided"}
