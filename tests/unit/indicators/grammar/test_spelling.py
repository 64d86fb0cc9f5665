"""Any requirement, in whatever style it is spelled, reads back as itself; anything else is kept as it was written."""

from __future__ import annotations

import re
from decimal import Decimal

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from registry.indicators.grammar import parse
from registry.indicators.grammar.characters import fold
from registry.indicators.units import all_units
from registry.indicators.values import Comparator, Requirement

GRADED = {"grade", "class", "stars", "rank", "number size"}
# Units that begin with a digit or a bracket cannot be told from the number; multiples (万次) are expanded.
UNITS = sorted(
    unit.spelling
    for unit in all_units()
    if unit.dimension not in GRADED and unit.spelling[0] not in "1(百千万亿" and not unit.spelling.startswith("%(")
)
# Indicators that call for what else may be another thing: minutes or a minimum, kelvin or 4K, denier or a diameter.
NAMES = {"min": "时间", "K": "温度", "D": "线密度", "F": "电容", "d": "时间"}
WORDS = {
    Comparator.GE: (
        "≥{}", "≧ {}", "⩾{}", ">={}", "=>{}", "≮{}", "不小于{}", "不低于 {}", "不应少于{}", "不得低于{}", "應≥{}",
        "大于等于{}", "大于或等于{}", "至少{}", "最小{}", "{}以上", "{}及以上", "{}或以上", "达到{}以上", "min {}",
    ),
    Comparator.GT: ("＞{}", "> {}", "﹥{}", "大于{}", "高于{}", "超过{}", "应大于{}"),
    Comparator.LE: (
        "≤{}", "≦ {}", "⩽{}", "<={}", "=<{}", "≯{}", "不大于{}", "不超过 {}", "不应高于{}", "不得超过{}", "不超過{}",
        "小于等于{}", "小于或等于{}", "至多{}", "最大允许{}", "{}以下", "{}以内", "{}及以下", "最大值：{}", "max {}",
    ),
    Comparator.LT: ("＜{}", "< {}", "﹤{}", "小于{}", "低于{}", "少于{}", "必须低于{}"),
    Comparator.EQ: ("{}", " {} ", "={}", "＝ {}", "应为{}", "等于{}", "（{}）"),
}  # fmt: skip
RANGES = ("{0}~{1}", "{0} ～ {1}", "{0}〜{1}", "{0}至{1}", "{0} 到 {1}", "从{0}到{1}", "在{0}~{1}之间", "≥{0}且≤{1}",
          "不小于{0}，不大于{1}", "{0}≤X≤{1}", "≤{1}，≥{0}")  # fmt: skip
DASHES = ("{0}-{1}", "{0}–{1}", "{0}—{1}", "{0}——{1}", "{0} － {1}")
SPREADS = ("{0}±{1}", "{0} ± {1}", "{0}+/-{1}", "{0}正负{1}")


@st.composite
def numbers(draw: st.DrawFn, *, signed: bool = True) -> Decimal:
    digits = draw(st.integers(0, 10**9))
    value = Decimal(digits).scaleb(-draw(st.integers(0, 6)))
    assume(not re.fullmatch("10[1-9][0-9]?", f"{value:f}"))  # 109 Ω may be a lost 10⁹
    return -value if signed and value and draw(st.booleans()) else value


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() or c in ".-+%" else c for c in text)


def grouped(value: Decimal, separator: str) -> str:
    whole, point, rest = f"{abs(value):f}".partition(".")
    groups = []
    while whole:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    return ("-" if value < 0 else "") + separator.join(groups) + point + rest


@st.composite
def written(draw: st.DrawFn, value: Decimal) -> str:
    """`value` in one of the ways in which people write a number."""
    style = draw(st.sampled_from(("plain", "wide", "minus", "comma", "thin", "万", "power", "caret", "E")))
    plain = f"{value:f}"
    if style == "wide":
        return full_width(plain)
    if style == "minus":
        return plain.replace("-", "−")
    whole = plain.lstrip("-").partition(".")[0]
    if style in ("comma", "thin") and 4 <= len(whole) <= 5:  # beyond that a row of threes may be a list
        return grouped(value, "," if style == "comma" else "\u2009")
    power = draw(st.integers(-9, 9).filter(bool))
    mantissa = f"{value.scaleb(-power):f}"
    if style == "万":
        return f"{value.scaleb(-4):f}万"
    if style == "power":
        raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{mantissa}×10{raised}"
    if style == "caret":
        return f"{mantissa}x10^{power}"
    if style == "E" and (power < 0 or power > 2):
        return f"{mantissa}E{power} "
    return plain


def bounds(requirement: Requirement) -> tuple[Decimal | None, Decimal | None]:
    return requirement.low, requirement.high


@given(st.data(), st.sampled_from(sorted(WORDS)), numbers(), st.sampled_from(UNITS), st.booleans())
def test_a_bound_reads_back(
    data: st.DataObject, comparator: Comparator, value: Decimal, unit: str, apart: bool
) -> None:
    number = data.draw(written(value))
    assume(not (unit == "s" and number.endswith("°")))
    text = data.draw(st.sampled_from(WORDS[comparator])).format(number + (" " if apart else "") + unit)
    read = parse(text, name=NAMES.get(unit, ""))
    assert (read.comparator, read.value, read.unit) == (comparator, value, unit)
    low = value if comparator in (Comparator.GE, Comparator.GT, Comparator.EQ) else None
    high = value if comparator in (Comparator.LE, Comparator.LT, Comparator.EQ) else None
    assert bounds(read) == (low, high)
    assert read.text == text


@given(st.data(), numbers(), numbers(), st.sampled_from(UNITS))
def test_a_range_reads_back(data: st.DataObject, one: Decimal, other: Decimal, unit: str) -> None:
    low, high = sorted((one, other))
    ends = (f"{low:f}{unit}", f"{high:f}{unit}")
    style = data.draw(st.sampled_from(RANGES + DASHES))
    assume(high >= 0 or style != "{0}-{1}")  # `-5--1` is left as text
    text = style.format(*ends)
    read = parse(text, name=NAMES.get(unit, ""))
    assert (read.comparator, bounds(read), read.unit) == (Comparator.RANGE, (low, high), unit)


@given(numbers(signed=False), numbers(signed=False), st.sampled_from(UNITS))
def test_a_unit_behind_the_upper_end_holds_for_both(one: Decimal, other: Decimal, unit: str) -> None:
    low, high = sorted((one, other))
    read = parse(f"{low:f}~{high:f} {unit}", name=NAMES.get(unit, ""))
    assert (bounds(read), read.unit) == ((low, high), unit)


@given(st.data(), numbers(), numbers(signed=False), st.sampled_from([unit for unit in UNITS if unit != "%"]))
def test_a_tolerance_reads_back(data: st.DataObject, value: Decimal, size: Decimal, unit: str) -> None:
    style = data.draw(st.sampled_from(SPREADS))
    where = data.draw(st.sampled_from(("both", "right", "brackets")))
    text = {
        "both": style.format(f"{value:f}{unit}", f"{size:f}{unit}"),
        "right": style.format(f"{value:f}", f"{size:f}{unit}"),
        "brackets": f"（{style.format(f'{value:f}', f'{size:f}')}）{unit}",
    }[where]
    read = parse(text, name=NAMES.get(unit, ""))
    assert (read.comparator, read.value, bounds(read)) == (Comparator.PM, value, (value - size, value + size))
    assert read.unit == unit


@given(numbers(), st.integers(1, 99), st.sampled_from([unit for unit in UNITS if "%" not in unit]))
def test_percent_on_another_unit_is_relative(value: Decimal, percent: int, unit: str) -> None:
    read = parse(f"{value:f}{unit}±{percent}%", name=NAMES.get(unit, ""))
    part = abs(value) * percent / 100
    assert bounds(read) == (value - part, value + part)


@given(
    st.integers(0, 8),
    st.sampled_from(("≥{}级", "不低于 {} 级", "{}级及以上")),
    st.sampled_from("-–—~～"),
    st.booleans(),
)
def test_a_grade_reads_back(grade: int, style: str, dash: str, half: bool) -> None:
    label = f"{grade}{dash}{grade + 1}" if half else str(grade)
    read = parse(style.format(label))
    assert read.comparator is Comparator.GE
    assert read.value is None
    assert read.grade is not None
    assert read.grade.label == (f"{grade}-{grade + 1}" if half else str(grade))


ALPHABET = (
    (
        "≥ ≤ ＞ < = 不大于 不得低于 以上 以下 内 ± ~ - -- + / 、 , ， ; 或 且 ( ) 5 3-4 0.5 10⁵ -3 ×10³ 万 亿 % mm ℃"
        " 级 mg/kg h min 次 类 A B1 IP65 厚度 的 每 约 最大 最小 不 应 均 为 达到 至 合格 无 见表 ： 左右 V kg Ⅱ 倍"
        " 含 三 年 GB/T＿1234-2010 额定值的 * × . ＿ ｛ � 🙂 ١ ² ½"
    )
    .replace("＿", "\u3000")
    .split(" ")
)


@given(st.lists(st.sampled_from(ALPHABET), max_size=12).map("".join), st.sampled_from(("", "厚度", "尺寸偏差", "硬度")))
@example("(" * 2000, "")
@example("5" * 2000, "")
@example("每" * 2000, "")
def test_any_junk_is_kept_as_written(text: str, name: str) -> None:
    read = parse(text, name=name)
    assert read.text == text
    assert bool(read.findings) == (read.comparator is Comparator.TEXT)


@given(st.text(max_size=200), st.text(max_size=20), st.text(max_size=10))
def test_any_text_is_kept_as_written(text: str, name: str, unit: str) -> None:
    assert parse(text, name=name, unit=unit).text == text


PLAIN = (
    "≥ ≤ ＞ 不大于 以上 内 ~ - + / 、 ； 或 且 ( ) 5 7.25 12 60 mm ℃ 级 kg min 次 A B1 厚度 横向 的 每 最大 应 到 表 *"
)


@settings(max_examples=1000)
@given(st.lists(st.sampled_from(PLAIN.split(" ")), min_size=2, max_size=7).map("".join))
def test_no_number_is_passed_over(text: str) -> None:
    """Every number of a cell that is read stands in what was read: a value, a grade, a condition or a unit."""
    read = parse(text)
    if read.comparator is Comparator.TEXT:
        return
    claims = (read.value, read.low, read.high, read.values, read.grade, read.condition, read.unit)
    said = set(re.findall(r"[0-9]+", fold(" ".join(map(str, claims)))))
    assert set(re.findall(r"[0-9]+", fold(text))) <= said
