"""How a written unit is found: exact, folded, by the indicator's words, by the dictionary's dimension."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.indicators.units import all_spellings, find_unit

CORPUS = Path(__file__).parents[2] / "data" / "requirements.csv"


def _spelled(spelling: str, name: str = "", like: str | None = None) -> str | None:
    found = find_unit(spelling, name=name, like=find_unit(like) if like else None)
    return found.spelling if found else None


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("mg/m3", "mg/m³"),
        ("mg/㎥", "mg/m³"),
        ("ｍｇ／ｋｇ", "mg/kg"),
        ("毫克每千克", "mg/kg"),
        ("KPa", "kPa"),
        ("Mpa", "MPa"),
        ("kWh", "kW·h"),
        ("KW.H", "kW·h"),
        ("kw-h", "kW·h"),
        ("W/m·K", "W/(m·K)"),
        ("W/(m·℃)", "W/(m·K)"),
        ("mm<sup>2</sup>", "mm²"),
        ("m^3/h", "m³/h"),
        ("CMH", "m³/h"),
        ("db（A）", "dB(A)"),
        ("° C", "℃"),
        ("℃.", "℃"),
        ("µm", "μm"),
        ("Ω", "Ω"),
        ("克每立方厘米", "g/cm³"),
        (" 次 ", "次"),
        ("KG/M3", "kg/m³"),
        ("×", "倍"),
        ("%(V/V)", "%(V/V)"),
        ("ug/kg", "μg/kg"),
        ("kg·m⁻³", None),
        ("furlong", None),
        ("", None),
        ("()", None),
        ("·", None),
    ],
)
def test_a_written_unit_is_found(written: str, unit: str | None) -> None:
    assert _spelled(written) == unit


# The columns of the product files, of the limits, of the grades and of the schemes.
@pytest.mark.parametrize(
    "written",
    [
        "%",
        "(ft3/min)/W",
        "1",
        "A",
        "Btu/(W·h)",
        "Btu/h",
        "K",
        "L",
        "L/kWh",
        "V",
        "W",
        "W/W",
        "a",
        "cd/m2",
        "dB(A)",
        "ft3",
        "ft3/(kWh·cycle)",
        "ft3/min",
        "gal",
        "gal/(cycle·ft3)",
        "gal/a",
        "gal/cycle",
        "gal/h",
        "h",
        "in",
        "kBtu/h",
        "kW",
        "kWh",
        "kWh/a",
        "kWh/d",
        "kg",
        "km",
        "km/h",
        "lb/kWh",
        "lm",
        "lm/W",
        "m2",
        "mi/gal",
        "min",
        "mm",
        "pint/d",
        "s",
        "sone",
        "L/(cycle·kg)",
        "W·h/(W·h)",
        "cd/W",
        "g/L",
        "g/kg",
        "g/m2",
        "kW·h",
        "kW·h/(cycle·kg)",
        "kW·h/d",
        "lx",
        "m3/(W·h)",
        "mg/L",
        "mg/dm2",
        "mg/kg",
        "mg/m3",
        "ug/kg",
        "倍",
        "次",
        "类",
        "级",
        "cm",
        "mg",
        "mg/100g",
    ],
)
def test_every_unit_of_the_data_is_in_the_table(written: str) -> None:
    assert find_unit(written) is not None


@pytest.mark.parametrize(
    ("written", "name", "unit"),
    [
        ("度", "洗涤温度", "℃"),
        ("度", "邵尔 A 型硬度", "Shore A"),
        ("度", "混浊度", "度"),
        ("度", "耗电量", "kW·h"),
        ("度", "弯折角", "°"),
        ("度", "冷弯性能", "°"),
        ("度", "热水能耗", "kW·h"),
        ("度", "", "度"),
        ("分", "顾客满意度", "分"),
        ("分", "连续工作时间", "min"),
        ("分", "保持清洁评分", "分"),
        ("s", "纱支", "英支"),
        ("s", "离焰后燃烧时间", "s"),
        ("%", "光泽", "GU"),
        ("%", "光泽保持率", "%"),
        ("%", "酒精度", "%vol"),
        ("%(V/V)", "酒精度", "%vol"),
        ("平方", "导体截面", "mm²"),
        ("G", "运行内存", "GB"),
        ("D", "保质期", "d"),
        ("D", "TPE硬度", "Shore D"),
        ("P", "制冷能力", "匹"),
        ("P", "等级", None),
        ("ppm", "打印速度", "页/min"),
        ("毫安", "电池容量", "mAh"),
        ("毫安", "泄漏电流", "mA"),
        ("毫安", "电池充电电流", "mA"),
        ("″", "屏幕尺寸", "in"),
        ("″", "点火时长", "s"),
        ("″", "", None),
        ("个/g", "菌落总数", "CFU/g"),
        ("C", "放电倍率", "C倍率"),
        ("C", "充电温度", "℃"),
        ("S", "支架加热时间", "s"),
    ],
)
def test_the_indicators_name_decides_between_rivals(written: str, name: str, unit: str | None) -> None:
    assert _spelled(written, name) == unit


@pytest.mark.parametrize(
    ("written", "dictionary", "unit"),
    [
        ("℃", "ΔK", "Δ℃"),
        ("K", "ΔK", "ΔK"),
        ("℃", "K", "℃"),
        ("dB", "dB(A)", "dB(A)"),
        ("%", "%vol", "%vol"),
        ("ppm", "mg/kg", "ppm(m/m)"),
        ("ppm", "μL/L", "μL/L"),
        ("ppm", "mg/m³", "ppm"),
        ("度", "℃", "℃"),
        ("s", "英支", "英支"),
        ("mg/g", "mgKOH/g", "mgKOH/g"),
        ("W", "Wp", "Wp"),
        ("mm/s", "dm³/(m²·s)", "dm³/(m²·s)"),
        ("mm", "mg/kg", "mm"),
    ],
)
def test_the_dictionary_decides_before_all(written: str, dictionary: str, unit: str) -> None:
    assert _spelled(written, like=dictionary) == unit


def test_milli_is_never_mega() -> None:
    for small, large in [("mW", "MW"), ("mΩ", "MΩ"), ("mHz", "MHz"), ("mN", "MN"), ("mJ", "MJ"), ("mPa", "MPa")]:
        first, second = find_unit(small), find_unit(large)
        assert first is not None
        assert second is not None
        assert first.factor is not None
        assert second.factor is not None
        assert second.factor / first.factor == 10**9
    assert (_spelled("Mw"), _spelled("mw")) == ("MW", "mW")


def test_every_unit_of_the_corpus_is_canonical() -> None:
    with CORPUS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["unit"]:
            assert _spelled(row["unit"]) == row["unit"], row


@given(st.sampled_from(all_spellings()), st.sampled_from(["", " ", "\u3000"]))
def test_widths_and_blanks_do_not_count(spelling: str, blank: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in spelling)
    meant = find_unit(spelling)
    if meant is not None:
        assert find_unit(f"{blank}{wide}{blank}") == meant


@given(st.text(max_size=30))
def test_any_text_is_a_unit_of_the_table_or_none(text: str) -> None:
    found = find_unit(text)
    assert found is None or found == find_unit(found.spelling)
