"""Ranges and pairs of bounds: `-10~40℃`, `≥0.8且≤1.2`, `3000mg≤CCM<5000mg`, and the half grade 3-4级."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from registry.indicators.grammar import grades
from registry.indicators.grammar.circumstances import circumstance
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element
from registry.indicators.grammar.measures import LOWER, UPPER, agreed, one_sided, unit_of, value_of
from registry.indicators.grammar.messages import CONTRADICTS, HALF_GRADE, NUMBER, Doubt
from registry.indicators.grammar.numbers import exact
from registry.indicators.grammar.vocabulary import Op
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator

_MIRRORED = {Op.GE: Op.LE, Op.GT: Op.LT, Op.LE: Op.GE, Op.LT: Op.GT}
_BOUND_BREAKS = frozenset((",", "，", "且", "并且", "而且", "同时", "和", "and"))
_SYMBOL = re.compile(r"[A-Za-zΑ-ω][\w ]{0,11}|[\u4e00-\u9fff]{1,8}(?<![的上下内])")
_NO_SYMBOL = re.compile("达|最|每|不|无|未|以|[万亿]$|^[\u4e00-\u9fff]$")
_NEVER_GRADES = ("ph", "系数", "指数", "比值", "次数", "数量", "个数")


def between(elements: Sequence[Element], cell: Cell) -> Claim:
    """`-10~40℃`; `3-4级`; two deviations where the indicator is one (输入功率偏差 -10%～+5%)."""
    lower, upper = elements[0], elements[2]
    first, second = lower.measured, upper.measured
    if grades.is_graded(lower.unit or upper.unit, cell):
        if elements[1].label not in "-~":
            raise Doubt  # 3至4级: the half grade, or either of both
        op = cell.heading.op or Op.EQ
        return grades.half(first, second, upper.unit or lower.unit, op, cell)
    if cell.heading.op is not None:
        raise Doubt(CONTRADICTS, "4.0~7.5")
    if upper.unit is None and len(lower.label.strip()) == 1 and lower.unit != cell.heading.unit:
        raise Doubt  # 5W-40
    unit = unit_of([lower, upper], cell)
    name = cell.heading.name.lower()
    if unit is None and grades.is_step(first, second) and not any(word in name for word in _NEVER_GRADES):
        raise Doubt(HALF_GRADE, "3-4级, 3~4 mm")
    low, high = value_of(lower, unit), value_of(upper, unit)
    if lower.unit is None and second.power and not first.power and low:
        if second.power > 0 or low <= high:
            raise Doubt(NUMBER, "(6.5~8.0)×10⁻⁶, 5万次~10万次")
        low = low.scaleb(second.power, exact)  # 6.5-8.0×10⁻⁶: read literally it would fall
    both_signed = bool(first.sign) and bool(second.sign)
    if low > high and both_signed:
        low, high = high, low
    if low > high:
        raise Doubt
    deviates = cell.heading.is_deviation and low <= 0 <= high and (both_signed or not low or not high)
    return Claim(Comparator.PM if deviates else Comparator.RANGE, low=low, high=high, unit=unit)


def compared_between(elements: Sequence[Element], cell: Cell) -> Claim:
    """`≥3-4级` is a half grade; `为5~10` a range; any other comparator before a range is none of ours."""
    compare, lower, dash, upper = elements
    op = compare.asked
    if grades.is_graded(lower.unit or upper.unit, cell) and op is not Op.ABOUT and dash.label in "-~":
        return grades.half(lower.measured, upper.measured, upper.unit or lower.unit, agreed(op, cell), cell)
    if op is Op.EQ:
        return between([lower, dash, upper], cell)
    if grades.is_step(lower.measured, upper.measured) and unit_of([lower, upper], cell) is None:
        raise Doubt(HALF_GRADE, "≥3-4级")
    raise Doubt


def within_after(elements: Sequence[Element], cell: Cell) -> Claim:
    """`5~10mm之间`, `3-4级以上`."""
    lower, dash, upper, after = elements
    if after.asked is Op.EQ:
        return between(elements[:3], cell)
    if not grades.is_graded(lower.unit or upper.unit, cell) or dash.label not in "-~":
        raise Doubt  # 5~10mm以上
    return grades.half(lower.measured, upper.measured, upper.unit or lower.unit, agreed(after.asked, cell), cell)


def bounded(elements: Sequence[Element], cell: Cell) -> Claim:
    """`大于6%小于等于10%`, `≥0.8且≤1.2`: one lower and one upper bound."""
    first, one, *join, second, two = elements
    if join and join[0].label not in _BOUND_BREAKS:
        raise Doubt  # ≥5或≤1
    if cell.heading.op is not None:
        raise Doubt(CONTRADICTS, "≥0.8且≤1.2")
    apart = (join and join[0].label in (",", "，")) or (not join and second.start > one.end)
    if apart and one.unit is None and two.unit is not None:
        raise Doubt  # ≥5.27，小于1200kg: perhaps two quantities
    return _bounds((first.asked, one), (second.asked, two), cell)


def bounded_after(elements: Sequence[Element], cell: Cell) -> Claim:
    """`18℃以上26℃以下`."""
    one, first, *join, two, second = elements
    return bounded([first, one, *join, second, two], cell)


def _bounds(first: tuple[Op, Element], second: tuple[Op, Element], cell: Cell) -> Claim:
    if first[1].unit is not None and second[1].unit is None:
        raise Doubt  # 小于1200kg，≥1.03: a unit behind both holds for both, one between does not
    if first[0] in UPPER:
        first, second = second, first
    (lower_op, lower), (upper_op, upper) = first, second
    if lower_op not in LOWER or upper_op not in UPPER:
        raise Doubt
    unit = unit_of([lower, upper], cell)
    if unit is not None and grades.is_graded(unit, cell):
        raise Doubt
    low, high = value_of(lower, unit), value_of(upper, unit)
    if low > high or (low == high and lower.unit != upper.unit):
        raise Doubt
    return Claim(
        Comparator.RANGE, low=low, high=high, low_open=lower_op is Op.GT, high_open=upper_op is Op.LT, unit=unit
    )


def around_symbol(elements: Sequence[Element], cell: Cell) -> Claim:
    """`3000mg≤CCM<5000mg`."""
    one, first, symbol, second, two = elements
    if first.label != "sign" or second.label != "sign" or first.asked not in _MIRRORED:
        raise Doubt
    claim = _bounds((_MIRRORED[first.asked], one), (second.asked, two), cell)
    return _about(symbol, claim, cell)


def before_symbol(elements: Sequence[Element], cell: Cell) -> Claim:
    """`12000mg≤CCM`."""
    measure, compare, symbol = elements
    if compare.label != "sign" or compare.asked not in _MIRRORED:
        raise Doubt
    return _about(symbol, one_sided(measure, agreed(_MIRRORED[compare.asked], cell), cell), cell)


def _about(words: Element, claim: Claim, cell: Cell) -> Claim:
    """`claim` of what stands between or behind its bounds: CCM颗粒物, Q, 酒精度."""
    text = cell.folded[words.start : words.end].strip()
    if not _SYMBOL.fullmatch(text) or _NO_SYMBOL.search(text) or (len(text) > 1 and find_unit(text) is not None):
        raise Doubt
    condition = circumstance(cell.words(words.start, words.end), cell.heading.name)
    return replace(claim, conditions=(condition,)) if condition else claim
