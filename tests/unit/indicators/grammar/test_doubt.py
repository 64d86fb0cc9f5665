"""Cells that look like a number and are none, family by family: never a wrong number, text where it is not sure."""

from __future__ import annotations

import pytest

from registry.indicators.grammar import parse
from registry.indicators.values import Comparator
from tests.unit.indicators.grammar.test_parse import brief

FOOTNOTES = ["≤5ᵃ", "≤5a", "≤5①", "≤5¹", "≤5⑴", "≤5T", "≤5ª", "≤5 mg/kgᵃ", "≤5以下T", "(5±1)T"]
LETTERS = [
    ("≥3O", "强度", "MPa"),
    ("≤2O", "重量", "kg"),
    ("≥5l", "强度", "MPa"),
    ("≥5l", "", ""),
    ("≥20M", "强度", "MPa"),
    ("≥9S", "合格率", "%"),
    ("≥2H", "", ""),
    ("≥2H", "表面硬度", ""),
    ("5G", "网络", ""),
    ("4K", "分辨率", ""),
    ("3步", "", ""),
    ("500道", "", ""),
    ("≥6D", "弯曲半径", ""),
    ("≥35d", "搭接长度", ""),
    ("d=2a", "弯心直径", ""),
    ("≥0.95C", "放电容量比", "%"),
    ("≥5m②", "", ""),
    ("≤.①", "", ""),
    (".①±1", "", ""),
    ("≥S00", "电阻", "Ω"),
    ("≥I0", "", ""),
    ("≤5 mm①", "", ""),
]
IDENTITIES = [
    ("3500", "型号"),
    ("304", "主体材质"),
    ("316L", "主体材质"),
    ("45", "钢号"),
    ("6901234567892", "条码"),
    ("4008208820", "服务电话"),
    ("2024年", "生产年份"),
    ("20240501", "生产日期"),
    ("1、2", "颜色"),
]


def _is_text(text: str, name: str = "", unit: str = "") -> bool:
    read = parse(text, name=name, unit=unit)
    return read.comparator is Comparator.TEXT and not read.parts and bool(read.findings)


@pytest.mark.parametrize("text", FOOTNOTES)
def test_a_footnote_is_no_unit(text: str) -> None:
    assert _is_text(text, "铅", "mg/kg")


@pytest.mark.parametrize(("text", "name", "unit"), LETTERS)
def test_a_letter_is_no_unit_where_it_may_be_another_thing(text: str, name: str, unit: str) -> None:
    assert _is_text(text, name, unit)


@pytest.mark.parametrize(("text", "name"), IDENTITIES)
def test_a_number_that_names_is_no_value(text: str, name: str) -> None:
    assert _is_text(text, name)


@pytest.mark.parametrize(
    ("text", "name", "unit", "expected"),
    [
        ("3000K", "色温", "", "eq 3000 K"),
        ("≤5步", "色容差", "", "le 5 SDCM"),
        ("≤7d", "发货时限", "", "le 7 d"),
        ("≤3L", "耗水量", "", "le 3 L"),
        ("≥2H", "漆膜硬度", "H", "ge 2H"),
        ("≤90º", "角度", "", "le 90 °"),
        ("≤5mm²", "截面", "", "le 5 mm²"),
        ("2.5P", "制冷匹数", "", "eq 2.5 匹"),
        ("≥10a", "设计使用年限", "", "ge 10 年"),
        ("≥5M", "长度", "mm", "ge 5 m"),
        ("100% 纯棉", "面料材质", "", "eq 100 % if 纯棉"),
        ("2mm", "材料厚度", "", "eq 2 mm"),
    ],
)
def test_a_letter_is_a_unit_where_name_or_column_call_for_it(text: str, name: str, unit: str, expected: str) -> None:
    assert brief(parse(text, name=name, unit=unit)) == expected
