"""A cell as a whole: its segments, the words after a requirement, its brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from registry.indicators.grammar import brackets
from registry.indicators.grammar.characters import bare
from registry.indicators.grammar.circumstances import (
    ATTRIBUTES,
    allows_comparison,
    is_hanzi,
    is_negative,
    is_prose,
)
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.conditions import is_condition, is_premise
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.measures import one_sided
from registry.indicators.grammar.messages import LISTED_UNITS, SEVERAL, UNIT_UNKNOWN, Doubt
from registry.indicators.grammar.prefixes import share_of, with_prefix
from registry.indicators.grammar.shapes import read_core
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator

_BREAKS = frozenset((",", "，", ";", "。", "、", "\n", "\r", "且", "并且", "而且", "同时", "and"))
_FULL_STOPS = frozenset((";", "。", "\n", "\r"))
_ASKS = frozenset("CASR")
_HARMLESS = frozenset(("可调", "可选", "水洗", "即可", "为宜", "为佳", "为合格"))
_NO_REASON = "无理由"  # 7天无理由退货
_DESIGNATED = ("能效", "水效")
_COUNTED = frozenset(("operations", "revolutions", "time", "strokes"))
_LASTING = ("time", "working days")
_COMPOSED = ("成分", "组成", "面料", "材质", "纤维")


def read(elements: Sequence[Element], cell: Cell) -> Claim:
    """The one requirement of these elements. Raises Doubt where there is none that is sure, or more than one."""
    if len(elements) == 1 and elements[0].kind is Kind.GROUP:
        return read(elements[0].inner, cell)
    if not are_understood(elements, cell):
        raise Doubt
    whole = _listed(elements, cell)
    if whole is not None:
        return whole
    segments = split(elements, cell)
    if len(segments) == 1:
        return read_segment(segments[0], cell)
    if any(element.kind is Kind.JOIN and element.label in _FULL_STOPS for element in elements):
        raise Doubt(SEVERAL, "≥3级")
    return _last_of(segments, cell)


def split(elements: Sequence[Element], cell: Cell) -> list[Sequence[Element]]:
    """The elements cut at commas and their like, and at a blank between two requirements (`横向≥200 纵向≥300`)."""
    segments: list[list[Element]] = [[]]
    for index, element in enumerate(elements):
        if element.kind is Kind.JOIN and element.label in _BREAKS:
            segments.append([])
        elif shape(elements[index + 1 : index + 2]) == "C" and _begins_anew(segments[-1], element, cell):
            segments.append([element])
        else:
            segments[-1].append(element)
    return [segment for segment in segments if segment]


def read_segment(segment: Sequence[Element], cell: Cell) -> Claim:
    """One requirement: words of circumstance, then a core of a known shape, then brackets or harmless words."""
    form = shape(segment)
    if re.search("[WK]GW|NG[RSJNC]|NGWC", form):
        raise Doubt  # T(UVA)AV, 5mm(A型)~8mm, 12个月（常温） Ra≤1.6: a bracket within
    core = [element for element in segment if element.kind is not Kind.GROUP]
    trailing = core.pop() if core and core[-1].kind is Kind.WORDS and shape(core) != "NCW" else None
    claim = _core(core, cell, trailing)
    if trailing is not None:
        claim = _with_trailing(claim, trailing, core, cell)
    return _with_brackets(claim, segment, cell)


def _begins_anew(segment: Sequence[Element], element: Element, cell: Cell) -> bool:
    last = segment[-1] if segment else None
    if last is None or last.kind is not Kind.MEASURE or element.kind is not Kind.WORDS or element.start == last.end:
        return False
    compares = any(before.kind is Kind.COMPARE for before in segment)
    return compares and not cell.folded[element.start : element.end].startswith(ATTRIBUTES)


def _listed(elements: Sequence[Element], cell: Cell) -> Claim | None:
    """The claim of a cell whose joins belong to one requirement: `A、B级`, `12V/24V`, `等级1或2`, `≥0.8且≤1.2`."""
    form = shape(elements)
    core = list(elements[: form.index("G")] if "G" in form else elements)
    if core and core[-1].kind is Kind.WORDS and _written(core[-1], cell) in _HARMLESS:
        core.pop()
    elif form.startswith("WNJ") and _written(core[0], cell) in ("等级", "级别") and core[1].unit is None:
        grade = find_unit("级")
        core = [replace(part, unit=grade) if part.kind is Kind.MEASURE else part for part in core[1:]]
    if "J" not in shape(core) or "G" in form.rstrip("G"):
        return None
    claim = read_core(core, cell)
    return None if claim is None else _with_brackets(claim, elements, cell)


def _last_of(segments: Sequence[Sequence[Element]], cell: Cell) -> Claim:
    """`20min，70℃，不低于2级`: the last segment asks, those before say under what."""
    if not segments:
        raise Doubt
    *before, last = segments
    asking = [
        segment
        for segment in segments
        if any(element.kind in _ASKS for element in segment) and not is_premise(segment, cell)
    ]
    if len(asking) > 1:
        raise Doubt(SEVERAL, "≥3级")
    circumstances = cell.words(before[0][0].start, before[-1][-1].end)
    if asking != [last] or is_negative(circumstances):
        raise Doubt
    claim = read_segment(last, cell)
    if not all(is_condition(segment, claim, cell) for segment in before):
        raise Doubt(SEVERAL, "≥3级")
    return replace(claim, conditions=(circumstances, *claim.conditions))


def _core(core: Sequence[Element], cell: Cell, trailing: Element | None) -> Claim:
    share = share_of(core, cell)
    if share is not None:
        return replace(one_sided(core[2], core[0].op or Op.EQ, cell), basis=share)
    for start in range(len(core)):
        if start and core[start - 1].kind in "RSCJ":
            continue
        claim = read_core(core[start:], cell)
        if claim is not None:
            return with_prefix(claim, core[:start], core[start:], cell)
    raise _unknown_unit(core, trailing, cell)


def _with_brackets(claim: Claim, elements: Sequence[Element], cell: Cell) -> Claim:
    measure = next((element for element in elements if element.kind is Kind.MEASURE), None)
    for element in elements:
        if element.kind is Kind.MEASURE:
            measure = element
        elif element.kind is Kind.GROUP:
            claim = brackets.applied(claim, element, measure, cell)
    return claim


def _with_trailing(claim: Claim, words: Element, core: Sequence[Element], cell: Cell) -> Claim:
    text, form = _written(words, cell), shape(core)
    if text in _HARMLESS or (text.startswith(_NO_REASON) and form == "N"):
        return claim
    if claim.grade is not None and text in _DESIGNATED:  # 达到1级能效 names the grade
        named = claim.comparator is Comparator.GE and core[0].op is Op.REACH
        return replace(claim, comparator=Comparator.ORDINAL, stated=False) if named else claim
    dimension = claim.unit.dimension if claim.unit is not None else ""
    if is_hanzi(text) and len(text) <= 10:
        if not is_negative(text) and allows_comparison(text):
            if dimension in _LASTING and form.endswith("NA") and claim.comparator is Comparator.LE:
                return claim  # 2小时内到现场
            if form == "N" and core[0].label == "rate":
                return claim  # 每日2次巡检
            if form == "N" and dimension == "ratio" and any(word in cell.heading.name for word in _COMPOSED):
                return replace(claim, conditions=(*claim.conditions, text))  # 100% 纯棉
        elif text[0] in "不无未" and claim.stated and dimension in _COUNTED:
            return replace(claim, conditions=(*claim.conditions, text))  # ≥5000次不露底
    raise _unknown_unit(core, words, cell)


def _unknown_unit(core: Sequence[Element], trailing: Element | None, cell: Cell) -> Doubt:
    """What is said where a number is followed by words that are no unit."""
    last = core[-1] if core else None
    if trailing is None or last is None or last.kind is not Kind.MEASURE or last.unit is not None:
        return Doubt()
    return Doubt(UNIT_UNKNOWN, LISTED_UNITS, given=cell.words(trailing.start, trailing.end))


def are_understood(elements: Sequence[Element], cell: Cell) -> bool:
    """Whether no words among them hold a stray sign, brackets included. 70℃×22h is understood, 32*20 is not."""
    for index, element in enumerate(elements):
        if element.kind is not Kind.WORDS:
            understood = are_understood(element.inner, cell)
        else:
            beside = [*elements[max(index - 1, 0) : index], *elements[index + 1 : index + 2]]
            times = element.label == "×" and len(beside) == 2 and all(part.unit is not None for part in beside)
            understood = times or is_prose(cell.folded[element.start : element.end])
        if not understood:
            return False
    return True


def _written(words: Element, cell: Cell) -> str:
    return bare(cell.words(words.start, words.end))
