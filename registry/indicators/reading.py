"""One declared cell → an `Indicator`, and what is to be said of it.

Joins the grammar, the dictionary and the table of units. Never a guess: a value without a unit is read in the
dictionary's unit only where that is the number one; 0.9 of an indicator given in % may be 0.9 % or 90 %.
"""

from __future__ import annotations

from collections.abc import Iterator

from registry.indicators.canonical import canonical_interval, unit_fits
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.grammar import parse
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Method, Requirement
from registry.kernel.findings import Finding, Message

UNIT_MISSING = Message(
    "unit-missing",
    "指标要求“{given}”没有单位，不能参与比较；请写明单位，如 {accepted}。",
    "The requirement “{given}” has no unit and cannot be compared; state one, such as {accepted}.",
)
UNIT_WRONG_DIMENSION = Message(
    "unit-wrong-dimension",
    "单位“{given}”不能换算成该指标的单位，不能参与比较；请用 {accepted} 或可换算的单位。",
    "The unit {given} does not convert into the unit of this indicator; use {accepted} or one that converts into it.",
)
UNIT_CONFLICT = Message(
    "unit-conflict",
    "单位栏写的是“{given}”，指标要求中写的是“{accepted}”，以指标要求为准；请只写一处。",
    "The unit column says {given}, the requirement says {accepted}, which is taken; state the unit once.",
)

# What tables put where there is no unit.
_NO_UNIT = frozenset({"", "-", "--", "—", "——", "–", "/", "／", "1", "无", "无量纲"})
_WITHOUT_UNIT = frozenset({Comparator.TEXT, Comparator.BOOL, Comparator.ORDINAL})


def read_indicator(
    *,
    name: str,
    kind: IndicatorKind,
    text: str,
    unit: str,
    condition: str | None,
    method: Method,
    category: str,
    dictionary: IndicatorDictionary,
) -> tuple[Indicator, tuple[Finding, ...]]:
    """The indicator that was declared, with its code and canonical interval where the dictionary knows it.

    `unit` is the unit column, empty where there is none; `condition` is what stands beside the text, and the text's
    own goes before it. The findings are notices; their fields are `/text` and `/unit`.
    """
    entry = dictionary.named(name, category)
    column = "" if unit.strip() in _NO_UNIT else unit.strip()
    scale = entry.scale if entry else None
    requirement = parse(text, name=name, unit=column, scale=scale).under(condition)
    canonical = canonical_interval(requirement, entry.unit, scale=scale) if entry else None
    findings = (*requirement.findings, *_about_unit(requirement, column, name, entry))
    return Indicator(name, kind, requirement, method, entry.code if entry else None, canonical), findings


def _about_unit(requirement: Requirement, column: str, name: str, entry: IndicatorEntry | None) -> Iterator[Finding]:
    used = find_unit(requirement.unit) if requirement.unit else None
    stated = find_unit(column, name=name, like=used) if column else None
    if used and stated and used != stated:
        yield UNIT_CONFLICT.notice("/unit", given=column, accepted=used.spelling)
    if entry is None or entry.scale or requirement.comparator in _WITHOUT_UNIT or unit_fits(requirement, entry.unit):
        return
    if requirement.unit is None:
        yield UNIT_MISSING.notice("/text", given=requirement.text, accepted=entry.unit)
    else:
        where = "/unit" if column else "/text"
        yield UNIT_WRONG_DIMENSION.notice(where, given=requirement.unit, accepted=entry.unit or "1")
