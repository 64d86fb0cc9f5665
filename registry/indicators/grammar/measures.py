"""One number against a comparator, and what every other shape needs to know of a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from registry.indicators.grammar import grades
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element
from registry.indicators.grammar.messages import (
    APPROXIMATE,
    CONTRADICTS,
    LISTED_UNITS,
    MINUTE,
    NUMBER,
    UNIT_UNKNOWN,
    Doubt,
)
from registry.indicators.grammar.vocabulary import Op
from registry.indicators.units import Unit
from registry.indicators.values import Comparator

UPPER = (Op.LE, Op.LT)
LOWER = (Op.GE, Op.GT)
_ONE_SIDED = {Op.GE: Comparator.GE, Op.GT: Comparator.GT, Op.LE: Comparator.LE, Op.LT: Comparator.LT}
# Quantities that are written as powers of ten: 109 Ω in a table is a 10⁹ that lost its superscript.
_IN_POWERS = (
    "resistance", "resistivity", "colonies per mass", "colonies per volume", "number content", "number density",
)  # fmt: skip
_TIMES = ("时", "期", "极限", "寿命", "续航", "间隔")
_PURE_NUMBERS = ("系数", "指数", "率", "比")


def value_of(measure: Element, unit: Unit | None) -> Decimal:
    """The value of a measure that stands in `unit`. Raises Doubt where it looks like a lost superscript."""
    number = measure.measured
    if unit is not None and unit.dimension in _IN_POWERS and number.is_plain and len(number.digits) in (3, 4):
        lost = number.digits.startswith("10") and number.digits[2] != "0"
        if lost and unit.spelling[0] not in "kMGmμ":
            raise Doubt(NUMBER, "≥1×10⁹ Ω")
    return number.value


def unit_of(measures: Sequence[Element], cell: Cell) -> Unit | None:
    """The one unit of these measures, else the heading's. Raises Doubt where the heading's is unknown."""
    own = {measure.unit for measure in measures} - {None}
    if len(own) > 1:
        raise Doubt
    if own:
        return own.pop()
    if cell.heading.unknown_unit:
        raise Doubt(UNIT_UNKNOWN, LISTED_UNITS, given=cell.heading.unknown_unit)
    return cell.heading.unit


def one_sided(measure: Element, op: Op, cell: Cell) -> Claim:
    """`op` against `measure`."""
    number = measure.measured
    if op is Op.ABOUT:
        raise Doubt(APPROXIMATE, "≥5 mm，5±0.5 mm")
    if grades.is_graded(measure.unit, cell):
        return grades.numbered(number, measure.unit, op, cell)
    unit = unit_of([measure], cell)
    value = value_of(measure, unit)
    if op is Op.EQ:
        return Claim(Comparator.EQ, value, value, value, unit=unit)
    op = Op.GE if op is Op.REACH else op
    if op not in _ONE_SIDED:
        raise Doubt
    low, high = (value, None) if op in LOWER else (None, value)
    return Claim(_ONE_SIDED[op], value, low, high, unit=unit)


def bare(elements: Sequence[Element], cell: Cell) -> Claim:
    """`5 mm`: the nominal value, unless the name of the indicator compares."""
    measure = elements[0]
    if measure.unit is not None and measure.unit.dimension == "class":
        if not measure.measured.is_plain:
            raise Doubt
        return grades.named(measure.measured.digits, measure.unit, cell)
    if cell.heading.op is not None:
        return one_sided(measure, cell.heading.op, cell)
    if measure.unit is not None and measure.label.lower() == "min":
        return _minutes_or_minimum(measure, cell)
    claim = one_sided(measure, Op.EQ, cell)
    return replace(claim, stated=False)


def _minutes_or_minimum(measure: Element, cell: Cell) -> Claim:
    heading = cell.heading
    of_time = heading.unit is not None and heading.unit.dimension == "time"
    if of_time or (heading.unit is None and any(word in heading.name for word in _TIMES)):
        value = value_of(measure, measure.unit)
        return Claim(Comparator.EQ, value, value, value, unit=measure.unit, stated=False)
    if heading.unit is not None or any(word in heading.name for word in _PURE_NUMBERS):
        return one_sided(replace(measure, unit=None), Op.GE, cell)
    raise Doubt(MINUTE, "≥0.85, 60分钟")


def compared(elements: Sequence[Element], cell: Cell) -> Claim:
    """`≥5 mm`."""
    compare, measure = elements
    return one_sided(measure, agreed(compare.asked, cell), cell)


def after(elements: Sequence[Element], cell: Cell) -> Claim:
    """`5 mm以上`."""
    measure, word = elements
    if word.asked is Op.EQ or (word.label.endswith("内") and grades.is_graded(measure.unit, cell)):
        raise Doubt  # 5mm之间, 3级内
    return one_sided(measure, agreed(word.asked, cell), cell)


def compared_after(elements: Sequence[Element], cell: Cell) -> Claim:
    """`达到95%以上`, `不超过5min以内`: both words must ask the same way."""
    compare, measure, word = elements
    first, second = compare.asked, word.asked
    if Op.ABOUT in (first, second):
        raise Doubt(APPROXIMATE, "≥5 mm，5±0.5 mm")
    if first not in (Op.REACH, Op.EQ, second):
        raise Doubt
    return after([measure, word], cell)


def agreed(op: Op, cell: Cell) -> Op:
    """`op`, unless the name of the indicator asks the other way."""
    heading = cell.heading.op
    sides = (UPPER, LOWER)
    if heading is not None and not any(op in side and heading in side for side in sides):
        raise Doubt(CONTRADICTS, "≥5 mm")
    return op
