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
    ("14F", "导管规格", ""),
    ("H", "速度级别", ""),
    ("≤15d", "光泽变化", ""),
    ("≥5n", "拉力", ""),
    ("≤5c", "", ""),
    ("23O℃±2℃", "环境温度", ""),
    ("4ᵃ.2±0.05V", "电压", ""),
    ("4a分30秒以内", "沸腾时间", ""),
    ("900(0O,-2)mm", "宽度", ""),
    ("零下18℃以下", "", ""),
    ("负5℃~5℃", "", ""),
    ("≤GB 18580限值的50%", "甲醛", ""),
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
        ("8.8级", "性能等级", "", "one_of 8.8 8.8 级"),
        ("-6.00D～+4.00D", "球镜度", "", "range [-6.00,4.00] 屈光度"),
    ],
)
def test_a_letter_is_a_unit_where_name_or_column_call_for_it(text: str, name: str, unit: str, expected: str) -> None:
    assert brief(parse(text, name=name, unit=unit)) == expected


SWALLOWED = [
    "额定功率1800W；噪声≤60dB(A)",
    "容量2200mAh，内阻≤60mΩ",
    "容量2200mAh 内阻≤60mΩ",
    "额定功率1800W噪声≤60dB",
    "投诉处理率100％，回访率≥98%",
    "响应时间2h，修复率≥98%",
    "2小时内到达现场㊸24小时内修复",
    "100-240V ≤60W",
    "220V，≤60W",
    "B1级，≤0.05",
    "48h；≥20MΩ",
    "50mm，允许偏差±0.5mm",
    "5mm，≤0.5mm",
    "速率=5，≥3mm",
    "220V：≤60W",
    "≥5：≤8",
    "厚度≤6mm，≥26.0",
    "600mm×400mm，≤5kg",
    "3×2.5mm²",
    "≤25（70×22）",
    "不得添加；沸煮法合格",
    "不少于 2 年\n不具备",
    "合格 ≥95%",
    "应具有、5%-10%",
    "5000K±283K，≤5.0%",
    "3000K/4000K可选 ≤75W",
    "12个月（常温） Ra≤1.6μm",
    "65英寸，4.0~9.0",
    "白色/黑色，≤2.0",
    "每日2次巡检，≤80",
    "≤1.3；12.5～<16.3",
    "23负℃±2℃",
    "18个月，cosφ≥0.9",
]
BRACKETS = ["500g（允许短缺量3%）", "500g（-3%）", "500g（净含量-3%）", "≥500g（允许短缺量3%）", "超过90%（含85%）"]
BOUNDS = ["5W-40", "65英寸、2000", "≥5.27，小于1 200kg", "cosφ≥0.9 ≤50 um", "≥85 ≦85％RH"]


@pytest.mark.parametrize("text", [*SWALLOWED, *BRACKETS, *BOUNDS])
def test_no_requirement_becomes_the_condition_of_another(text: str) -> None:
    assert parse(text).comparator is Comparator.TEXT
    assert parse(text).parts == ()


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("125℃，压痕直径≤2mm", "", "le 2 mm if 125℃；压痕直径"),
        ("NSS 24h，不低于9级", "", "ge 9 级 if NSS 24h"),
        ("额定电压下,≤10A", "", "le 10 A if 额定电压下"),
        ("压力0.1MPa下流量≥5L/min", "", "ge 5 L/min if 压力0.1MPa下流量"),
        ("7d≥30MPa", "", "ge 30 MPa if 7d"),
        ("100目筛通过率≥95%", "", "ge 95 % if 100目筛通过率"),
        ("每500户不少于1人", "", "ge 1 人 if 每500户"),
        ("（23±2）℃，≤90 mg", "", "le 90 mg if （23±2）℃"),
        ("24h：≤8.0％", "吸水厚度膨胀率", "le 8.0 % if 24h"),
        ("-40℃：≥5kJ/m²", "", "ge 5 kJ/m² if -40℃"),
        ("h≤6时，≥26.0 MPa", "静曲强度", "ge 26.0 MPa if h≤6时"),
        ("≤2 mg/kg（乙醇≥10%时）", "甲醇", "le 2 mg/kg if 乙醇≥10%时"),
        ("50℃±2℃，7d，粘度增加≤10%", "", "le 10 % if 50℃±2℃，7d；粘度增加"),
        ("≤25%（70℃×22h）", "", "le 25 % if 70℃×22h"),
        ("任意50mm×50mm区域内≥40片", "碎片状态", "ge 40 片 if 任意50mm×50mm区域内"),
        ("总和≤0.1%", "", "le 0.1 % if 总和"),
        ("Rp0.2≥205MPa", "", "ge 205 MPa if Rp0.2"),
        ("最小厚度：60μm", "涂层厚度", "ge 60 μm"),
        ("常温12个月", "保质期", "eq 12 月 if 常温"),
        ("-18℃以下18个月", "保质期", "eq 18 月 if -18℃以下"),
        ("阴凉干燥处密封保存12个月", "保质期", "eq 12 月 if 阴凉干燥处密封保存"),
        ("0～4℃冷藏7天", "保质期", "eq 7 d if 0～4℃冷藏"),
        ("在-18℃以下冷冻保存18个月", "保质期", "eq 18 月 if -18℃以下冷冻保存"),
        ("q1≤1.5m³/(m·h)", "气密性能", "le 1.5 m³/(m·h) if q1"),
        ("邵氏A≥65", "硬度", "ge 65 Shore A"),
        ("邵氏A65±5", "硬度", "pm 65 [60,70] Shore A"),
        ("Shore D 50～60", "硬度", "range [50,60] Shore D"),
        ("0.1（最大限量）", "镉", "le 0.1"),
        ("≤0.1Ω（电源线除外）", "", "le 0.1 Ω if 电源线除外"),
        ("NEDC≥400km", "续驶里程", "ge 400 km if NEDC"),
        ("Pb≤90 mg/kg", "重金属", "le 90 mg/kg if Pb"),
        ("Pb≤90 mg/kg", "铅(Pb)", "le 90 mg/kg"),
        ("S≤0.045%", "化学成分", "le 0.045 % if S"),
        ("Ra≤0.8μm", "粗糙度", "le 0.8 μm"),
        ("超过90%（含90%）", "", "ge 90 %"),
        ("小于5（含）", "", "le 5"),
        ("大于5%小于10%（含10%）", "", "range (5,10] %"),
        ("不低于标称值的95%", "制冷量", "ge 95 % on 标称值"),
        ("不低于标称值的95%", "除菌率", "text requirement-not-understood"),
        ("额定值的90%～110%", "产水率", "text requirement-not-understood"),
        ("不超过额定值的110%", "消耗功率", "le 110 % on 额定值"),
    ],
)
def test_what_stands_before_and_behind_is_kept(text: str, name: str, expected: str) -> None:
    assert brief(parse(text, name=name)) == expected
