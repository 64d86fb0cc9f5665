"""One declared cell → an `Indicator`, and what is to be said of it.

Joins the grammar, the dictionary and the table of units. Never a guess: a value without a unit is read in the
dictionary's unit only where that is the number one; 0.9 of an indicator given in % may be 0.9 % or 90 %.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from registry.indicators.canonical import canonical_interval, unit_fits
from registry.indicators.dictionary import IndicatorDictionary, OrdinalScale
from registry.indicators.grammar import parse
from registry.indicators.grammar.messages import DESCRIPTIVE
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Interval, Method, Requirement
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

_KEPT, _SHORT = 8192, 120
"""Cells that a process remembers, and the characters of one that is worth it: the same few stand in row after row of
an import, in draft and publication, in product after product."""


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
    short = len(name) + len(text) + len(column) + len(condition or "") <= _SHORT
    read = _understood if short else _understood.__wrapped__
    target = (entry.unit, entry.scale) if entry else None
    requirement, canonical, findings = read(text, name, column, condition, target)
    if entry and entry.in_words:
        findings = tuple(each for each in findings if each.code != DESCRIPTIVE.code)
    return Indicator(name, kind, requirement, method, entry.code if entry else None, canonical), findings


@lru_cache(maxsize=_KEPT)
def _understood(
    text: str, name: str, column: str, condition: str | None, target: tuple[str | None, OrdinalScale | None] | None
) -> tuple[Requirement, Interval | None, tuple[Finding, ...]]:
    """The requirement, its canonical interval and what is to be said; `target` is unit and scale of the dictionary,
    None where it does not know the indicator. Reading is most of what an examination costs."""
    unit, scale = target or (None, None)
    requirement = parse(text, name=name, unit=column, scale=scale).under(condition)
    canonical = canonical_interval(requirement, unit, scale=scale) if target else None
    return requirement, canonical, (*requirement.findings, *_about_unit(requirement, column, name, target))


def _about_unit(
    requirement: Requirement, column: str, name: str, target: tuple[str | None, OrdinalScale | None] | None
) -> Iterator[Finding]:
    used = find_unit(requirement.unit) if requirement.unit else None
    stated = find_unit(column, name=name, like=used) if column else None
    if used and stated and used != stated:
        yield UNIT_CONFLICT.notice("/unit", given=column, accepted=used.spelling)
    if target is None or requirement.comparator in _WITHOUT_UNIT or requirement.grade:
        return
    unit, scale = target
    if scale or unit_fits(requirement, unit):
        return
    if requirement.unit is None:
        yield UNIT_MISSING.notice("/text", given=requirement.text, accepted=unit)
    else:
        where = "/unit" if column else "/text"
        yield UNIT_WRONG_DIMENSION.notice(where, given=requirement.unit, accepted=unit or "1")
