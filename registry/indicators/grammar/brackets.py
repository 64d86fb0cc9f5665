"""What a bracket beside a requirement says: a basis, a condition, a tolerance, the unit, or another requirement."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from registry.indicators.grammar import measures, tolerances
from registry.indicators.grammar.characters import bare
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.heading import is_basis, limit
from registry.indicators.grammar.messages import SEVERAL, Doubt
from registry.indicators.grammar.vocabulary import COMPARING, Kind
from registry.indicators.units import Unit, convert, find_unit
from registry.indicators.values import Comparator

_EXPLAINS = ("相当于", "即", "折合", "等于", "注", "可调", "可选", "不再", "含税")
_VERDICTS = ("不得", "不应", "不允许", "检出", "不合格", "不可", "禁止", "不适用")
_OPENS = ("不含", "不包括", "不包含", "除外")
_INCLUDES = ("包含", "包括", "含")
_TOLERATES = ("短缺", "偏差", "公差", "误差", "允差", "允许")
_STRICT = {Comparator.GE: Comparator.GT, Comparator.LE: Comparator.LT}
_INCLUSIVE = {strict: inclusive for inclusive, strict in _STRICT.items()}
_SAME = Fraction(1, 50)  # how far a conversion in brackets may be rounded


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
    op = op or (None if claim.stated else limit(text))
    if op is not None and measure is not None:  # 0.62（最小值）, (最大)5mm, 0.1（限量）
        return measures.one_sided(measure, op, cell)
    if any(word in text for word in _VERDICTS):
        raise Doubt
    if not claim.stated and any(element.kind is Kind.COMPARE for element in group.inner):
        raise Doubt(SEVERAL, "≤0.025 mg/m³")  # ENF级（≤0.025 mg/m³）
    tolerated = _tolerated(claim, group, measure, cell)
    if tolerated is not None:
        return tolerated
    if any(_falls_short(element) for element in group.inner) or any(word in text for word in _TOLERATES):
        raise Doubt  # 500g（-3%）, 500g（允许短缺量3%）
    unit = find_unit(written, name=cell.heading.name) if len(text) > 1 or not text.isascii() or text == "%" else None
    if unit is not None and measure is not None and measure.unit is None and claim.grade is None:
        return replace(claim, unit=unit)
    if _converts(claim, group):
        return claim
    if text.endswith(("时", "条件下", "情况下")):
        return replace(claim, conditions=(*claim.conditions, written))
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
        at_low, at_high = numbers[0] == claim.low, numbers[0] == claim.high
        return replace(
            claim,
            low_open=opens if at_low else claim.low_open,
            high_open=opens if at_high else claim.high_open,
        )
    if numbers[0] != claim.value:
        return None
    changed = _STRICT if opens else _INCLUSIVE  # 超过90%（含90%） is at least 90 %
    return replace(claim, comparator=changed.get(claim.comparator, claim.comparator))


def _tolerated(claim: Claim, group: Element, measure: Element | None, cell: Cell) -> Claim | None:
    """`300mm（允许偏差±5mm）`, `20（+5%，0）`."""
    inner = group.inner[1:] if group.inner[:1] and group.inner[0].kind is Kind.WORDS else group.inner
    form = shape(inner)
    pair = form == "NJN" and tolerances.is_signed_pair(inner)
    if not pair and form != "SN":
        return None
    if claim.stated or claim.value is None or measure is None:
        raise Doubt
    if pair:
        return tolerances.asymmetric(measure, inner, cell)
    size = inner[1].number
    if size is None or size.sign:
        raise Doubt
    return tolerances.tolerated(measure, (-size.value, size.value), inner[1].unit, cell)


def _falls_short(element: Element) -> bool:
    of_nominal = element.unit is None or element.unit.spelling == "%"
    return of_nominal and element.number is not None and bool(element.number.sign)


def _converts(claim: Claim, group: Element) -> bool:
    """`343.2Pa(35mmH2O)`: the same value in another unit."""
    if shape(group.inner) != "N" or claim.value is None or claim.unit is None:
        return False
    other = group.inner[0]
    if other.unit is None or other.number is None or not _alike(other.unit, claim.unit):
        return False
    value = convert(other.number.value, other.unit, claim.unit)
    stated = Fraction(claim.value)
    return other.unit != claim.unit and abs(value - stated) <= _SAME * abs(stated)


def _alike(one: Unit, other: Unit) -> bool:
    return one == other or (one.dimension == other.dimension and None not in (one.factor, other.factor))


def _is_second_requirement(claim: Claim, group: Element, cell: Cell) -> bool:
    """Whether the bracket asks again for what the cell asks: `≥3级（深色2-3级）`, `≤0.3(≤1.0)`. A bracket about another
    quantity (`额定制冷量≤4500W` beside dB) is a condition."""
    form = shape(group.inner)
    asks = any(element.kind in "CSA" for element in group.inner)
    measures_inside = [element for element in group.inner if element.kind is Kind.MEASURE]
    if claim.grade is not None:
        return "K" in form or any(measure.unit in (None, claim.unit) for measure in measures_inside)
    if any(measure.unit is None for measure in measures_inside):
        first = group.inner[0]
        is_symbol = form == "WN" and cell.folded[first.start : first.end].isascii()  # pH 7
        return asks or form == "KNRN" or (form in ("N", "NW", "NRN", "WNRN", "WN") and not is_symbol)
    describes = form.endswith("NW") and not asks  # 1%溶液
    return not describes and any(
        measure.unit is not None and claim.unit is not None and _alike(measure.unit, claim.unit)
        for measure in measures_inside
    )
