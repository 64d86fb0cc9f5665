"""Grades: 3-4级, E1, B1级, 2H, 四星级."""

from __future__ import annotations

import re
from decimal import Decimal

from registry.indicators.dictionary import OrdinalScale
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element
from registry.indicators.grammar.messages import HALF_GRADE, Doubt
from registry.indicators.grammar.numbers import Number
from registry.indicators.grammar.vocabulary import Op
from registry.indicators.units import Unit
from registry.indicators.values import Comparator, Grade

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
_ROMAN_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧ"
_STEPPED = ("grade", "stars")
_ORDERED = (*_STEPPED, "class", "rank")
_COMPARATORS = {
    Op.GE: Comparator.GE, Op.GT: Comparator.GT, Op.LE: Comparator.LE, Op.LT: Comparator.LT, Op.EQ: Comparator.ORDINAL,
    Op.REACH: Comparator.GE, Op.BETTER: Comparator.GT, Op.NOT_WORSE: Comparator.GE,
}  # fmt: skip
_HALF = "≥3-4级"
_LOOKS_LIKE_A_NUMBER = re.compile("[OIS][0-9]|[A-Z]+0[0-9]")
_PENCIL = re.compile("[1-9][HB]|HB|H|F")


def is_graded(unit: Unit | None, cell: Cell) -> bool:
    """Whether a number in `unit` is a place on a scale of grades: by 级 or 星, or by the dictionary."""
    unit = unit or cell.heading.unit
    return cell.scale is not None if unit is None else unit.dimension in _ORDERED


def numbered(number: Number, unit: Unit | None, op: Op, cell: Cell) -> Claim:
    """`≥4级`, `4` in a column of 级. A number that only names a strength (42.5级) is a name."""
    unit = unit or cell.heading.unit
    if number.sign or number.power:
        raise Doubt
    name = cell.heading.name
    if op is Op.EQ and ("强度等级" in name or ("性能等级" in name and "." in number.digits)):  # 42.5级, 8.8级
        return named(number.digits, unit, cell)
    return _graded(number.digits, unit, op, cell)


def half(lower: Number, upper: Number, unit: Unit | None, op: Op, cell: Cell) -> Claim:
    """`3-4级`: the half step between two neighbours. A span of several grades is left as text."""
    if not is_step(lower, upper) or (unit is not None and unit.dimension not in _STEPPED):
        raise Doubt(HALF_GRADE, _HALF)
    return _graded(f"{lower.digits}-{upper.digits}", unit or cell.heading.unit, op, cell)


def is_step(lower: Number, upper: Number) -> bool:
    plain = lower.is_plain and upper.is_plain
    return plain and int(upper.digits) - int(lower.digits) == 1 and int(upper.digits) <= 10


def coded(code: Element, op: Op, cell: Cell) -> Claim:
    """`不低于B1级`, `E0`, `Ⅱ级`: a code is a name unless a comparator or a Roman numeral gives it a place."""
    unit = code.unit
    if code.label in _ROMAN and unit is not None and unit.dimension in _STEPPED:
        return _graded(str(_ROMAN.index(code.label) + 1), unit, op, cell)
    if op is Op.EQ and not _PENCIL.fullmatch(code.label):
        return named(code.label, unit, cell)
    return _graded(code.label, unit, op, cell)


def believe(code: Element, cell: Cell, *, compared: bool) -> None:
    """Raises Doubt where `code` need not be a grade: in a column of another unit (`≥S00` of Ω), or where a letter may
    stand for a figure (`≥I0`, `≤O5`)."""
    column = cell.heading.unit
    if column is not None and column.dimension not in _ORDERED and not is_known(code.label, cell):
        raise Doubt
    if compared and code.unit is None and _LOOKS_LIKE_A_NUMBER.match(code.label):
        raise Doubt


def named(label: str, unit: Unit | None, cell: Cell) -> Claim:
    """One name: `E1级`, `P4`, `一等品`. Ⅰ类 (a class of protection) has no order."""
    if label in _ROMAN:
        return Claim(Comparator.ONE_OF, unit=unit, values=(roman_sign(label),), stated=False)
    return Claim(Comparator.ONE_OF, unit=unit, values=(label,), grade=place(label, cell.scale), stated=False)


def is_known(label: str, cell: Cell) -> bool:
    """Whether letters alone are a grade: of pencil hardness, or of the dictionary's scale."""
    pencil = _PENCIL.fullmatch(label) is not None and "硬度" in cell.heading.name
    return pencil or (cell.scale is not None and label in cell.scale.grades)


def roman_sign(label: str) -> str:
    return _ROMAN_SIGNS[_ROMAN.index(label)] if label in _ROMAN else label


def place(label: str, scale: OrdinalScale | None) -> Grade:
    """The grade that `label` is, with its position where the scale is known."""
    if scale is None:
        return Grade(label)
    positions = dict(zip(scale.grades, scale.positions, strict=True))
    whole = label.removesuffix(".0")
    if whole in positions:
        return Grade(label, scale.name, positions[whole])
    lower, _, upper = label.partition("-")
    if label.endswith(".5") and label[:-2].isdigit():  # 3.5级 is 3-4级
        lower, upper = label[:-2], str(int(label[:-2]) + 1)
    if scale.halves and lower in positions and upper in positions:
        return Grade(label, scale.name, (positions[lower] + positions[upper]) / Decimal(2))
    return Grade(label)


def _graded(label: str, unit: Unit | None, op: Op, cell: Cell) -> Claim:
    if op not in _COMPARATORS:
        raise Doubt
    return Claim(_COMPARATORS[op], unit=unit, grade=place(label, cell.scale), stated=op is not Op.EQ)
