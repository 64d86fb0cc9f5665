"""What single cells mean, theme by theme."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry.indicators.dictionary import OrdinalScale
from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Grade, Requirement


def brief(requirement: Requirement) -> str:
    """A requirement in one line: `ge 5 mm`, `range [1,2) kg`, `text requirement-not-understood`."""
    if requirement.comparator is Comparator.TEXT:
        return " ".join(["text", *(finding.code for finding in requirement.findings)])
    ends = ""
    if requirement.comparator in (Comparator.RANGE, Comparator.PM):
        low, high = "(" if requirement.low_open else "[", ")" if requirement.high_open else "]"
        ends = f"{low}{requirement.low},{requirement.high}{high}"
    said = (
        str(requirement.comparator),
        "" if requirement.value is None else str(requirement.value),
        ends,
        "|".join(requirement.values),
        requirement.grade.label if requirement.grade else "",
        "" if requirement.truth is None else str(requirement.truth),
        requirement.unit or "",
        f"if {requirement.condition}" if requirement.condition else "",
        f"on {requirement.basis}" if requirement.basis else "",
    )
    return " ".join(part for part in said if part)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a bound, in words and signs
        ("不应小于 5 mm", "ge 5 mm"),
        ("應≥5mm", "ge 5 mm"),
        ("不得超过5 mg/kg", "le 5 mg/kg"),
        ("达到95%以上", "ge 95 %"),
        ("5%以上（不含5%）", "gt 5 %"),
        ("5%以上（含）", "ge 5 %"),
        ("最小值: 58 dB/km", "ge 58 dB/km"),
        ("75max", "le 75"),
        ("0.62（最小值）", "ge 0.62"),
        ("12000mg≤CCM", "ge 12000 mg"),
        ("≥标称值的 95%", "ge 95 % on 标称值"),
        # ranges and pairs of bounds
        ("-30℃~50℃", "range [-30,50] ℃"),
        ("-20-60℃", "range [-20,60] ℃"),
        ("-40℃——60℃", "range [-40,60] ℃"),
        ("大于5%且不大于10%", "range (5,10] %"),
        ("3000mg≤CCM<5000mg", "range [3000,5000) mg"),
        ("(-5)～5℃", "range [-5,5] ℃"),
        ("18℃以上26℃以下", "range [18,26] ℃"),
        ("6.5-8.0×10⁻⁶/℃", "range [0.0000065,0.0000080] 1/℃"),
        ("额定值的90%～110%", "range [90,110] % on 额定值"),
        # tolerances
        ("90%±3%", "pm 90 [87,93] %"),
        ("220V±10%", "pm 220 [198,242] V"),
        ("220×(1±10%)V", "pm 220 [198,242] V"),
        ("-100V±10%", "pm -100 [-110,-90] V"),
        ("1m±5mm", "pm 1 [0.995,1.005] m"),
        ("1800W（+5%，-10%）", "pm 1800 [1620,1890] W"),
        ("900(0,-2)mm", "pm 900 [898,900] mm"),
        ("2.0+0.1-0.2mm", "pm 2.0 [1.8,2.1] mm"),
        ("≤±25%", "pm [-25,25] %"),
        ("300mm（允许偏差±5mm）", "pm 300 [295,305] mm"),
        # numbers
        ("≥1.5万次", "ge 15000 次"),
        ("≥0.20亿/mL", "ge 20000000 1/mL"),
        ("≥30,000 h", "ge 30000 h"),
        ("≥25\u2009000 h", "ge 25000 h"),
        ("0,290 kg", "eq 0.290 kg"),
        ("≤.0778 Ω/km", "le 0.0778 Ω/km"),
        ("≥９９．９％", "ge 99.9 %"),
        ("≤1E-3 mg/L", "le 0.001 mg/L"),
        ("不少于三年", "ge 3 年"),
        ("百分之九十五以上", "ge 95 %"),
        ("4分30秒以内", "le 270 s"),
        # units
        ("≤ 75 mg•kg⁻¹", "le 75 mg/kg"),
        ("每分钟不多于3滴", "le 3 滴/min"),
        ("3cm不少于9针", "ge 9 针/3cm"),
        ("≤0.8（mg/dm²）", "le 0.8 mg/dm²"),
        ("不超过343.2Pa(35mmH2O)", "le 343.2 Pa"),
        ("220V~", "eq 220 V"),
        # grades, codes, choices, truth
        ("≥3-4级", "ge 3-4 级"),
        ("3～4级", "ordinal 3-4 级"),
        ("Ⅱ级", "ordinal 2 级"),
        ("四星级", "ordinal 4 星"),
        ("不低于B1级", "ge B1 级"),
        ("优于E1级", "gt E1 级"),
        ("P4", "one_of P4 P4"),
        ("Ⅰ类", "one_of Ⅰ 类"),
        ("UL94 V-0级", "one_of V-0 V-0 级 if UL94"),
        ("GB 31701 A类", "one_of A A 类 if GB 31701"),
        ("1级或2级", "one_of 1|2 级"),
        ("12V/24V", "one_of 12|24 V"),
        ("10,15,20", "one_of 10|15|20"),
        ("淡黄或乳白色", "one_of 淡黄色|乳白色"),
        ("应具有", "bool True"),
        ("不允许存在", "bool False"),
        # conditions and bases
        ("纵、横向均≥150%", "ge 150 % if 纵、横向"),
        ("≤58 dB(A)（额定制冷量≤4500W）", "le 58 dB(A) if 额定制冷量≤4500W"),
        ("20min，70℃，不低于2级", "ge 2 级 if 20min，70℃"),
        ("(其中大于30mm的茶梗不得超过0.5%)", "le 0.5 % if 大于30mm的茶梗"),
        ("A类≤20mg/kg", "le 20 mg/kg if A类"),
        ("每根≥10N", "ge 10 N if 每根"),
        ("≥5000次不露底", "ge 5000 次 if 不露底"),
        ("0.6 g/L(按100%酒精度折算)", "eq 0.6 g/L on 按100%酒精度折算"),
        ("≤5 mg/kg（以干基计）", "le 5 mg/kg on 以干基计"),
        ("4.5%～5.5%(W/V)", "range [4.5,5.5] % on W/V"),
    ],
)
def test_a_cell_is_read(text: str, expected: str) -> None:
    requirement = parse(text)
    assert brief(requirement) == expected
    assert requirement.text == text
    assert requirement.findings == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "requirement-empty"),
        ("  ", "requirement-empty"),
        ("无异味", "requirement-descriptive"),
        ("符合 GB 4806.7", "requirement-not-understood"),
        ("见表1~3", "requirement-not-understood"),
        ("不低于IP65", "requirement-not-understood"),
        ("0.2/30", "requirement-not-understood"),
        ("25×35 cm", "requirement-not-understood"),
        ("规定值±0.02", "requirement-not-understood"),
        ("邵尔A型 65±5", "requirement-not-understood"),
        ("4.0-8.5（A类4.0-7.5）", "requirement-several-parts"),
        ("不允许>5mm", "requirement-not-understood"),
        ("不适用于≥5mm", "requirement-not-understood"),
        ("5mm/7", "requirement-not-understood"),
        ("温度-18℃以下", "requirement-not-understood"),
        ("5~＜10", "requirement-not-understood"),
        ("±1级", "requirement-not-understood"),
        ("每100cm²不超过5个", "requirement-not-understood"),
        ("0.5;达到120", "requirement-several-parts"),
        ("≥5或≤1", "requirement-not-understood"),
        ("≤3 ≥5", "requirement-not-understood"),
        ("10~5mm", "requirement-not-understood"),
        ("-40℃--60℃", "requirement-not-understood"),
        ("≥5(mm", "requirement-not-understood"),
        ("3-4", "requirement-ambiguous-half-grade"),
        ("≥4-5", "requirement-ambiguous-half-grade"),
        ("1-3级", "requirement-ambiguous-half-grade"),
        ("100,200,300", "requirement-ambiguous-number"),
        ("2,5 kg", "requirement-ambiguous-number"),
        ("5-10万次", "requirement-ambiguous-number"),
        ("≥108 Ω·m", "requirement-ambiguous-number"),
        ("5×103 Ω", "requirement-ambiguous-number"),
        ("1E999999999", "requirement-ambiguous-number"),
        ("9" * 31, "requirement-ambiguous-number"),
        ("1.2±5%", "requirement-ambiguous-percent"),
        ("60 min", "requirement-ambiguous-min"),
        ("约5mm", "requirement-approximate"),
        ("5mm左右", "requirement-approximate"),
        ("≥5 furlong", "unit-unknown"),
        ("≥3级（深色2-3级）", "requirement-several-parts"),
        ("1000(300-針織布)", "requirement-not-understood"),
        ("ENF级（≤0.025 mg/m³）", "requirement-several-parts"),
        ("≥5mm" * 501, "requirement-too-long"),
    ],
)
def test_what_is_not_sure_stays_text(text: str, code: str) -> None:
    requirement = parse(text)
    assert brief(requirement) == f"text {code}"
    assert requirement.text == text
    assert requirement.parts == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("低速档≤45dB(A)，高速档≤60dB(A)", ["le 45 dB(A) if 低速档", "le 60 dB(A) if 高速档"]),
        ("橫向≥200N 縱向≥300N", ["ge 200 N if 橫向", "ge 300 N if 縱向"]),
        ("≥45% , 且额定总净水量≥2000升", ["ge 45 %", "ge 2000 L if 额定总净水量"]),
        ("≥ 15.0％（浓缩型≥25.0％）", ["ge 15.0 %", "ge 25.0 % if 浓缩型"]),
        ("Pb≤90，Cd≤75", ["le 90 if Pb", "le 75 if Cd"]),
        ("温度 25℃ ± 5℃,湿度 50% ± 10%", ["pm 25 [20,30] ℃ if 温度", "pm 50 [40,60] % if 湿度"]),
    ],
)
def test_several_requirements_are_split(text: str, parts: list[str]) -> None:
    requirement = parse(text)
    assert brief(requirement) == "text requirement-several-parts"
    assert [brief(part) for part in requirement.parts] == parts
    assert all(part.text in text for part in requirement.parts)


@pytest.mark.parametrize(
    "text",
    [
        "≥5mm，无裂纹",  # the second is no bound
        "接触±4kV，空气±8kV，判据B",
        "面板对角线长度≥1400，≤3.0",  # the first is a condition of the second
        "≤0.3(≤1.0)",  # for what, the cell does not say
        "n=5 c=2 m=10 M=10²",  # a plan of sampling
    ],
)
def test_never_half_a_cell(text: str) -> None:
    assert parse(text).parts == ()
    assert parse(text).comparator is Comparator.TEXT


@pytest.mark.parametrize(
    ("name", "unit", "text", "expected"),
    [
        ("游离甲醛(mg/kg, 不大于)", "", "20", "le 20 mg/kg"),
        ("总砷(以As计)/(mg/kg) ≤", "", "0.5", "le 0.5 mg/kg on 以As计"),
        ("不溶于水杂质mg/kg≤", "", "80", "le 80 mg/kg"),
        ("扯断伸长率,最小", "%", "400", "ge 400 %"),
        ("铅（迁移限量）", "mg/kg", "0.02", "le 0.02 mg/kg"),
        ("水浸出物（最低限量）", "%", "21.0", "ge 21.0 %"),
        ("甲醛释放量限值（mg/m³）", "", "0.1", "le 0.1 mg/m³"),
        ("下限值", "%", "5", "ge 5 %"),
        ("爆炸下限", "%", "5", "eq 5 %"),
        ("疲劳极限值", "MPa", "300", "eq 300 MPa"),
        ("抗压强度 平均值不小于", "MPa", "10.0", "ge 10.0 MPa"),
        ("拉伸强度不低于/MPa", "", "12", "ge 12 MPa"),
        ("拉伸强度≥MPa", "", "12", "ge 12 MPa"),
        ("拉伸强度（≥MPa）", "", "12", "ge 12 MPa"),
        ("粒径≥5mm的比例", "%", "5", "eq 5 %"),
        ("干燥时间(min)", "", "30", "eq 30 min"),
        ("表干时间（min）", "", "≤30", "le 30 min"),
        ("粘结强度(min)/MPa", "", "0.4", "ge 0.4 MPa"),
        ("密度(min)", "g/cm³", "0.9", "ge 0.9 g/cm³"),
        ("搅拌(min)", "", "30", "text unit-unknown"),
        ("最大风量", "", "23m3/min", "eq 23 m³/min"),
        ("耐湿摩擦色牢度/级 ≥", "", "2-3", "ge 2-3 级"),
        ("导热系数 W/(m·K)", "", "≤0.04", "le 0.04 W/(m·K)"),
        ("断裂强力(N)", "", "≥250", "ge 250 N"),
        ("总氮(N)", "", "≥2", "ge 2"),
        ("乙醇含量", "%(V/V)", "75±5", "pm 75 [70,80] % on V/V"),
        ("干燥时间", "h", "3-4", "range [3,4] h"),
        ("pH值", "", "6-7", "range [6,7]"),
        ("输入功率偏差", "", "+5%～-10%", "pm [-10,5] %"),
        ("水洗尺寸变化率", "", "-2.5%～+2.5%", "range [-2.5,2.5] %"),
        ("能量", "kJ/100g", "1800±20%", "pm 1800 [1440,2160] kJ/100g"),
        ("按键寿命", "万次", "≥10", "ge 100000 次"),
        ("铅溶出量", "mg/L", "扁平制品≤0.8（mg/dm²）", "le 0.8 mg/dm² if 扁平制品"),
        ("光泽变化", "", "光泽变化≤15", "le 15"),
        ("声响要求", "", "近耳玩具LpA≤65dB", "le 65 dB if 近耳玩具"),
        ("漆膜硬度", "", "HB", "ordinal HB"),
        ("充电时间", "", "60 min", "eq 60 min"),
        ("吸音系数", "", "0.85 min", "ge 0.85"),
        ("强度等级", "", "42.5级", "one_of 42.5 42.5 级"),
        ("pH", "", "pH：6～9", "range [6,9]"),
        ("铅", "-", "≤5", "le 5"),
        ("含水率,不小于", "", "≤5%", "text requirement-contradicts-name"),
        ("长度", "furlong", "≥5", "text unit-unknown"),
        ("游离甲醛(微克/克,不大于)", "", "不得有", "text requirement-descriptive"),
    ],
)
def test_name_and_unit_column_are_heard(name: str, unit: str, text: str, expected: str) -> None:
    assert brief(parse(text, name=name, unit=unit)) == expected


FASTNESS = OrdinalScale("色牢度", tuple("12345"), tuple(Decimal(n) for n in range(1, 6)), halves=True)
EMISSION = OrdinalScale("甲醛释放", ("E1", "E0", "ENF"), (Decimal(1), Decimal(2), Decimal(3)))


@pytest.mark.parametrize(
    ("scale", "text", "comparator", "grade"),
    [
        (FASTNESS, "3-4", Comparator.ORDINAL, Grade("3-4", "色牢度", Decimal("3.5"))),
        (FASTNESS, "≥3-4级", Comparator.GE, Grade("3-4", "色牢度", Decimal("3.5"))),
        (FASTNESS, "3.5级", Comparator.ORDINAL, Grade("3.5", "色牢度", Decimal("3.5"))),
        (FASTNESS, "4.0", Comparator.ORDINAL, Grade("4.0", "色牢度", Decimal(4))),
        (FASTNESS, "≥4", Comparator.GE, Grade("4", "色牢度", Decimal(4))),
        (FASTNESS, "7级", Comparator.ORDINAL, Grade("7")),
        (EMISSION, "不低于E0级", Comparator.GE, Grade("E0", "甲醛释放", Decimal(2))),
        (EMISSION, "ENF", Comparator.ONE_OF, Grade("ENF", "甲醛释放", Decimal(3))),
        (EMISSION, "E₀", Comparator.ONE_OF, Grade("E0", "甲醛释放", Decimal(2))),
    ],
)
def test_a_scale_gives_grades_their_place(scale: OrdinalScale, text: str, comparator: Comparator, grade: Grade) -> None:
    requirement = parse(text, scale=scale)
    assert requirement.comparator is comparator
    assert requirement.grade == grade
    assert requirement.value is None


def test_a_measure_stays_a_measure_beside_a_scale() -> None:
    assert brief(parse("≤0.05 mg/m³", scale=EMISSION)) == "le 0.05 mg/m³"
