"""What the name of an indicator says of its cells."""

import pytest

from registry.indicators.grammar.heading import read_heading
from registry.indicators.grammar.vocabulary import Op


def test_a_unit_before_the_name_proper_is_of_its_circumstance():
    assert read_heading("0-100 km/h 加速时间", "").unit is None
    assert read_heading("50m 噪声 dB(A)", "").unit.spelling == "dB(A)"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("COD(mg/L)", "mg/L"),
        ("COD/(mg/L)", "mg/L"),
        ("TVOC（mg/m³）", "mg/m³"),
        ("D50(μm)", "μm"),
        ("DHA（%）", "%"),
        ("长度L(mm)", "mm"),
        ("拉伸强度/MPa（纵向）", "MPa"),
        ("噪声dB(A)(高速)", "dB(A)"),
        ("传热系数 K[W/(m²·K)]", "W/(m²·K)"),
        ("APF[(W·h)/(W·h)]", "W·h/(W·h)"),
        ("力/N(kgf)", "N"),
        ("大肠菌群 MPN(100g)", "MPN/100g"),
        ("菌落总数 CFU/g(mL)", None),  # which of the two
        ("线损 W/(m·furlong)", None),
    ],
)
def test_a_bracket_is_of_the_unit_only_where_both_make_one(name: str, unit: str | None):
    read = read_heading(name, "").unit
    assert (read and read.spelling) == unit


@pytest.mark.parametrize(
    "name", ["扯断伸长率/%（不小于）", "扯断伸长率%(≥)", "扯断伸长率(%，不小于)", "DHA(%，不小于)"]
)
def test_a_bound_behind_the_unit_is_heard(name: str):
    heading = read_heading(name, "")
    assert (heading.op, heading.unit.spelling) == (Op.GE, "%")


def test_weight_on_weight_is_a_basis_and_watt_per_watt_a_unit():
    content, efficiency = read_heading("含量(W/W)", ""), read_heading("COP(W/W)", "")
    assert (content.basis, content.unit) == ("W/W", None)
    assert (efficiency.basis, efficiency.unit.spelling) == (None, "W·h/(W·h)")
