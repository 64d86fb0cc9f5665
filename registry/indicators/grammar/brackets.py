"""What a bracket beside a requirement says: a basis, a condition, a tolerance, the unit, or another requirement."""

from __future__ import annotations

from dataclasses import replace

from registry.indicators.grammar import measures
from registry.indicators.grammar.characters import bare
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.heading import is_basis
from registry.indicators.grammar.messages import SEVERAL, Doubt
from registry.indicators.grammar.vocabulary import COMPARING, Kind, Op
from registry.indicators.units import Unit, convert, find_unit
from registry.indicators.values import Comparator

_EXPLAINS = ("相当于", "即", "折合", "等于", "注", "可调", "可选", "不再", "含税")
_VERDICTS = ("不得", "不应", "不允许", "检出", "不合格", "不可", "禁止", "除外", "不适用")
_OPENS = ("不含", "不包括", "不包含", "除外")
_INCLUDES = ("包含", "包括", "含")
_SAME = 0.02  # how far a conversion in brackets may be rounded


def applied(claim: Claim, group: Element, measure: Element | None, cell: Cell) -> Claim:
    """`claim` with what `group` says of it. `measure` is the last measure before the bracket.

    Raises Doubt where the bracket holds a second requirement or a verdict."""
    written = cell.words(group.start + 1, group.end - 1)
    text = bare(written)
    if not text:
        raise Doubt
    if is_basis(written):
        return replace(claim, basis=written)
    edge = _edge(claim, group, text)
    if edge is not None:
        return edge
    if text.startswith(_EXPLAINS):
        return claim
    op = COMPARING.get(text.lower().rstrip(":"))
    if op is not None and claim.stated:
        raise Doubt
    if op is not None and measure is not None:  # 0.62（最小值）, (最大)5mm
        return measures.one_sided(measure, op, cell)
    if any(word in text for word in _VERDICTS):
        raise Doubt
    tolerated = _tolerated(claim, group, measure, cell)
    if tolerated is not None:
        return tolerated
    unit = find_unit(written, name=cell.heading.name) if len(text) > 1 or not text.isascii() or text == "%" else None
    if unit is not None and measure is not None and measure.unit is None and claim.grade is None:
        return replace(claim, unit=unit)
    if _converts(claim, group):
        return claim
    if _is_second_requirement(claim, group, cell):
        raise Doubt(SEVERAL, "≥3级")
    return replace(claim, conditions=(*claim.conditions, written))


def _edge(claim: Claim, group: Element, text: str) -> Claim | None:
    """`150以上（含150）`, `5%以下（不含5%）`: whether the bound itself is allowed."""
    numbers = [element.number.value for element in group.inner if element.number is not None]
    opens = text.startswith(_OPENS)
    if text in ("含", "不含") and claim.value is not None:
        numbers = [claim.value]
    elif not (opens or text.startswith(_INCLUDES)) or len(numbers) != 1 or shape(group.inner) not in ("WN", "N"):
        return None
    if claim.comparator is Comparator.RANGE and numbers[0] in (claim.low, claim.high):
        if not opens:
            return claim
        return replace(claim, low_open=numbers[0] == claim.low, high_open=numbers[0] == claim.high)
    if numbers[0] != claim.value:
        return None
    strict = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
    return replace(claim, comparator=strict.get(claim.comparator, claim.comparator)) if opens else claim


def _tolerated(claim: Claim, group: Element, measure: Element | None, cell: Cell) -> Claim | None:
    """`300mm（允许偏差±5mm）`, `20（+5%，0）`."""
    inner = group.inner[1:] if group.inner[:1] and group.inner[0].kind is Kind.WORDS else group.inner
    form = shape(inner)
    pair = form == "NJN" and measures.is_signed_pair(inner)
    if not pair and form != "SN":
        return None
    if claim.stated or claim.value is None or measure is None or (claim.unit is not None and claim.value is None):
        raise Doubt
    if pair:
        return measures.asymmetric(measure, inner, cell)
    size = inner[1].number
    if size is None or size.sign:
        raise Doubt
    return measures.tolerated(measure, (-size.value, size.value), inner[1].unit, cell)


def _converts(claim: Claim, group: Element) -> bool:
    """`343.2Pa(35mmH2O)`: the same value in another unit."""
    if shape(group.inner) != "N" or claim.value is None or claim.unit is None:
        return False
    other = group.inner[0]
    if other.unit is None or other.number is None or not _alike(other.unit, claim.unit):
        return False
    value = convert(other.number.value, other.unit, claim.unit)
    return other.unit != claim.unit and abs(float(value) - float(claim.value)) <= _SAME * abs(float(claim.value))


def _alike(one: Unit, other: Unit) -> bool:
    return one == other or (one.dimension == other.dimension and None not in (one.factor, other.factor))


def _is_second_requirement(claim: Claim, group: Element, cell: Cell) -> bool:
    """Whether the bracket asks again for what the cell asks: `≥3级（深色2-3级）`, `≤0.3(≤1.0)`. A bracket about another
    quantity (`额定制冷量≤4500W` beside dB) is a condition."""
    form = shape(group.inner)
    found = [element for element in group.inner if element.kind in (Kind.MEASURE, Kind.CODE)]
    asks = any(element.kind in (Kind.COMPARE, Kind.SPREAD, Kind.AFTER) for element in group.inner)
    for element in found:
        if element.kind is Kind.CODE:
            if claim.grade is not None:
                return True
            continue
        unit = element.unit
        main = claim.unit if claim.grade is None else None
        if claim.grade is not None and (unit is None or unit == claim.unit):
            return True
        if unit is None and (asks or form in ("N", "NW", "NRN", "WNRN", "WN")):
            glued = form == "WN" and cell.folded[group.inner[0].start : group.inner[0].end].isascii() and not asks
            if not glued:  # pH 7
                return True
        if unit is not None and main is not None and _alike(unit, main) and (asks or not form.endswith("NW")):
            return True
    return False


