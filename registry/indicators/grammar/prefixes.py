"""A claim with what stands before it: the indicator again, a condition, a basis, or a reason to leave it alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from registry.indicators.grammar import measures
from registry.indicators.grammar.characters import bare
from registry.indicators.grammar.circumstances import (
    ATTRIBUTES,
    SYMBOLS,
    allows_comparison,
    circumstance,
    gives_no_nominal,
    points_elsewhere,
    restates,
)
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.conditions import dimension_of, is_condition, is_torn, tested_at
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.lexing import is_hardness
from registry.indicators.grammar.messages import SEVERAL, Doubt
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator

_PERCENTAGES = re.compile("(?<![功频速倍])率|含量|浓度|比例|湿度|纯度|水分")
_SHELF_LIFE = re.compile("保质期|保存期|货架期|贮存期|有效期")
_KEPT = re.compile("(?:常温|室温|冷藏|冷冻|阴凉|干燥|避光|密封|密闭|未开封|开封后|条件|环境|[处下、]|[保贮储]存|存放)+")
_COUNTED = frozenset(("pieces", "strands", "strips", "slices", "sheets", "places", "items", "layers"))


def with_prefix(claim: Claim, prefix: Sequence[Element], core: Sequence[Element], cell: Cell) -> Claim:
    """`claim`, which `core` states, after the elements `prefix`. Raises Doubt where they may change its meaning."""
    form = shape(prefix)
    if not prefix:
        return claim
    if is_torn([*prefix, core[0]], cell):
        raise Doubt
    if _names_storage(prefix, cell) and shape(core) == "N" and dimension_of(core[0]) == "time":
        return _under(claim, cell.words(prefix[0].start, prefix[-1].end))
    if form in ("N", "NRN"):
        return _after_measure(claim, prefix, cell)
    counted = form == "P" and prefix[0].unit is not None and prefix[0].unit.dimension in _COUNTED
    if (form == "K" or counted) and core[0].kind is Kind.COMPARE:  # A类≤20mg/kg, 每根≥10N
        return _under(claim, cell.words(prefix[0].start, prefix[0].end))
    if prefix[-1].kind is not Kind.WORDS or ("J" in form and "K" in form):
        raise Doubt
    if any(element.kind in "CSRA" for element in prefix) and not _is_attribute(prefix, core, cell):
        raise Doubt(SEVERAL, "≥3级") if "C" in form else Doubt
    if "N" in form and not _is_attribute(prefix, core, cell) and not is_condition(prefix, claim, cell):
        raise Doubt(SEVERAL, "≥3级")
    words = cell.words(prefix[0].start, prefix[-1].end)
    subject = bare(words)
    scale = find_unit(subject) if claim.unit is None and claim.stated and not subject.isascii() else None
    if scale is not None and is_hardness(scale):  # 邵氏A≥65
        return replace(claim, unit=scale)
    if not claim.stated:
        return _after_name(claim, prefix, subject, core, cell)
    if (
        not allows_comparison(subject)
        or _is_unit(subject)
        or (core[0].kind is Kind.MEASURE and points_elsewhere(subject))
    ):
        raise Doubt
    deviates = claim.comparator is Comparator.PM and claim.value is None
    if deviates and (gives_no_nominal(subject) or subject[-1].isdigit()):
        raise Doubt  # 规定值±0.02, 邵氏 A型65±5
    units = {element.unit for element in core if element.kind is Kind.MEASURE}
    if claim.comparator is Comparator.RANGE and core[0].kind is Kind.COMPARE and len(units) > 1:
        raise Doubt(SEVERAL, "≥3级")  # cosφ≥0.9 ≤50 μm
    if claim.comparator is Comparator.RANGE and core[0].kind is Kind.MEASURE:
        if subject.endswith("的"):  # 额定值的90%～110%
            if claim.unit is None or claim.unit.spelling != "%" or _is_counted_in_percent(cell):
                raise Doubt
            return replace(claim, basis=words.removesuffix("的"))
        if claim.unit is None and subject not in SYMBOLS and not restates(subject, cell.heading.name):
            raise Doubt
    if subject.endswith("允许") and claim.comparator not in (Comparator.LE, Comparator.LT):
        raise Doubt
    condition = circumstance(words, cell.heading.name)
    return _under(claim, condition) if condition else claim


def share_of(core: Sequence[Element], cell: Cell) -> str | None:
    """What `不小于额定值的95%` is a share of, or None where the elements do not say so."""
    if shape(core) != "CWN" or core[2].unit is None or core[2].unit.spelling not in ("%", "倍"):
        return None
    words = cell.words(core[1].start, core[1].end)
    subject = bare(words)
    if not subject.endswith("的") or not allows_comparison(subject) or any(char.isascii() for char in subject):
        return None
    if _is_counted_in_percent(cell):
        raise Doubt  # 除菌率不低于标称值的95%: 95 % is not what is removed
    return words.removesuffix("的")


def _is_counted_in_percent(cell: Cell) -> bool:
    unit = cell.heading.unit
    return _PERCENTAGES.search(cell.heading.name) is not None or (unit is not None and unit.spelling.startswith("%"))


def _after_measure(claim: Claim, prefix: Sequence[Element], cell: Cell) -> Claim:
    """`0.2mm²~1.0mm²≤20`: a measure of another dimension before the requirement is its condition."""
    numbers = [element for element in prefix if element.kind is Kind.MEASURE]
    dimensions = {measure.unit.dimension for measure in numbers if measure.unit is not None}
    if len(dimensions) != 1 or claim.unit is None or not claim.stated or not tested_at(numbers[-1:], claim):
        raise Doubt
    return _under(claim, cell.words(prefix[0].start, prefix[-1].end))


def _after_name(claim: Claim, prefix: Sequence[Element], subject: str, core: Sequence[Element], cell: Cell) -> Claim:
    """A value that nothing compares may follow its symbol (`Ra 0.8μm`), the indicator's own name, or the standard that
    names the grade (`UL94 V-0级`); after other words it may be anything (`见表1`)."""
    by_standard = prefix[0].label == "standard" and core[0].kind is Kind.CODE
    named = subject in SYMBOLS or (len(subject) > 1 and restates(subject, cell.heading.name))
    if len(prefix) == 1 and by_standard:
        return _under(claim, cell.words(prefix[0].start, prefix[0].end))
    if len(prefix) == 1 and named:
        return claim
    if subject.startswith("最小") and subject.endswith("厚度") and restates(subject[2:], cell.heading.name):
        return measures.one_sided(core[0], Op.GE, cell) if shape(core) == "N" else claim
    raise Doubt


def _names_storage(prefix: Sequence[Element], cell: Cell) -> bool:
    """保质期 `常温12个月`, `-18℃以下18个月`: how it is kept for so long."""
    if not _SHELF_LIFE.search(cell.heading.name):
        return False
    warmths = {dimension_of(element) for element in prefix if element.kind is Kind.MEASURE}
    form, last = shape(prefix), prefix[-1]
    words = bare(cell.words(last.start, last.end)) if last.kind is Kind.WORDS else ""
    if words and _KEPT.fullmatch(words) is None:
        return False
    return form == "W" or (warmths - {""} == {"temperature"} and form.removesuffix("W") in ("NA", "NRN"))


def _is_attribute(prefix: Sequence[Element], core: Sequence[Element], cell: Cell) -> bool:
    """`大于30mm的茶梗`, `1.5mm以下锈点`, `厚度≥7.5mm时`: a bound that only describes what is asked about."""
    form = shape(prefix)
    if form.endswith("AW"):
        return "C" not in form and core[0].kind is Kind.COMPARE
    words = cell.folded[prefix[-1].start : prefix[-1].end]
    return form.endswith("CNW") and form.count("C") == 1 and words.startswith(ATTRIBUTES)


def _is_unit(subject: str) -> bool:
    """`mm=100`: a unit is no name."""
    unit = find_unit(subject) if len(subject) > 1 else None
    return unit is not None and unit.spelling == subject


def _under(claim: Claim, condition: str) -> Claim:
    return replace(claim, conditions=(condition, *claim.conditions))
