"""A cell as a whole: its segments, the words before and after a requirement, its brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from registry.indicators.grammar import brackets
from registry.indicators.grammar.characters import bare
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.measures import BOUND_BREAKS, one_sided, read_core
from registry.indicators.grammar.messages import SEVERAL, UNIT_UNKNOWN, Doubt
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.units import Unit, find_unit
from registry.indicators.values import Comparator

_BREAKS = frozenset((",", "，", ";", "。", "、", "\n", "\r", "且", "并且", "而且", "同时", "and"))
_ASKS = frozenset("CASR")
_REFERS = re.compile("见|附录|符合|执行|参照|参见|依据|规定|标准|除|不适用|不符合|不应|不得|不能|不可|不宜|不允许|不许|未|禁止")
_POINTS = ("表", "图", "第", "条", "节", "章", "附录")
_UNGIVEN = re.compile("标称|额定|规定|标识|标示|设定|公称|名义|明示|中心|值$")
_DENIES = re.compile("[不无未没]")
_HARMLESS = frozenset("可调 可选 水洗 即可 为宜 为佳 为合格 无理由 无理由退货 无理由退换货 无理由退换 之间".split())
_DESIGNATED = ("能效", "水效")
_COUNTED = frozenset(("operations", "revolutions", "time", "strokes"))
_COMPOSED = ("成分", "组成", "面料", "材质", "纤维")
# A symbol that stands before its value without an equals sign.
_SYMBOLS = frozenset("Ra Rz Φ φ Ø AC DC S pH PH pH值 PH值".split())


def read(elements: Sequence[Element], cell: Cell) -> Claim:
    """The one requirement of these elements. Raises Doubt where there is none that is sure, or more than one."""
    if len(elements) == 1 and elements[0].kind is Kind.GROUP:
        return read(elements[0].inner, cell)
    if any(element.kind is Kind.WORDS and not _has_letters(element, cell) for element in elements):
        raise Doubt  # 32*20, 5~＜10: signs that say nothing here
    whole = _plain(elements, cell)
    if whole is not None:
        return whole
    segments = split(elements, cell)
    if len(segments) > 1:
        return _last_of(segments, cell)
    return read_segment(segments[0] if segments else (), cell)


def split(elements: Sequence[Element], cell: Cell) -> list[Sequence[Element]]:
    """The elements cut at commas and their like, and at a blank between two requirements (`横向≥200 纵向≥300`)."""
    segments: list[list[Element]] = [[]]
    for element in elements:
        if element.kind is Kind.JOIN and element.label in _BREAKS:
            segments.append([])
        elif _begins_anew(segments[-1], element, cell):
            segments.append([element])
        else:
            segments[-1].append(element)
    return [segment for segment in segments if segment]


def _begins_anew(segment: Sequence[Element], element: Element, cell: Cell) -> bool:
    last = segment[-1] if segment else None
    return (
        last is not None and element.kind is Kind.WORDS and last.kind is Kind.MEASURE and element.start > last.end
        and any(before.kind is Kind.COMPARE for before in segment)
        and not cell.folded[element.start : element.end].startswith("的")
    )  # fmt: skip


def _plain(elements: Sequence[Element], cell: Cell) -> Claim | None:
    """The claim of a cell that is one of the shapes and nothing else but brackets behind it."""
    core = [element for element in elements if element.kind is not Kind.GROUP]
    joins = {element.label for element in core if element.kind is Kind.JOIN}
    if shape(core) == "CNJCN" and not joins <= BOUND_BREAKS:
        return None
    trailing = core[-1] if core and core[-1].kind is Kind.WORDS else None
    if trailing is not None and _written(trailing, cell) in _HARMLESS:
        core = core[:-1]
    elif len(core) > 1 and core[0].kind is Kind.WORDS and "J" in shape(core) and _is_prefix_unit(core[0], core[1], cell):
        core = [core[1], *core[2:]]
        core = [replace(part, unit=find_unit("级")) if part.kind is Kind.MEASURE else part for part in core]
    if not any(element.kind is Kind.JOIN for element in core):
        return None
    claim = read_core(core, cell)
    return None if claim is None else _with_brackets(claim, elements, cell)


def _is_prefix_unit(words: Element, measure: Element, cell: Cell) -> bool:
    """`等级1或2`."""
    return _written(words, cell) in ("等级", "级别") and measure.kind is Kind.MEASURE and measure.unit is None


def _last_of(segments: Sequence[Sequence[Element]], cell: Cell) -> Claim:
    """`20min，70℃，不低于2级`: the last segment asks, those before say under what."""
    *before, last = segments
    if any(element.kind in _ASKS for segment in before for element in segment):
        raise Doubt(SEVERAL, "≥3级") if sum(map(_asks, segments)) > 1 else Doubt
    circumstances = cell.words(before[0][0].start, before[-1][-1].end)
    if _DENIES.search(bare(circumstances)) or not _asks(last):
        raise Doubt
    claim = read_segment(last, cell)
    return replace(claim, conditions=(circumstances, *claim.conditions))


def _asks(segment: Sequence[Element]) -> bool:
    return any(element.kind in _ASKS for element in segment)


def read_segment(segment: Sequence[Element], cell: Cell) -> Claim:
    """One requirement: words of circumstance, then a core of a known shape, then brackets or harmless words."""
    core = [element for element in segment if element.kind is not Kind.GROUP]
    trailing: Element | None = None
    if shape(core) != "NCW" and core and core[-1].kind is Kind.WORDS:
        trailing = core.pop()
    claim = _after_prefix(core, cell, trailing)
    if trailing is not None:
        claim = _with_trailing(claim, trailing, core, cell)
    return _with_brackets(claim, segment, cell)


def _with_brackets(claim: Claim, elements: Sequence[Element], cell: Cell) -> Claim:
    measure = next((element for element in elements if element.kind is Kind.MEASURE), None)
    for element in elements:
        if element.kind is Kind.MEASURE:
            measure = element
        elif element.kind is Kind.GROUP:
            claim = brackets.applied(claim, element, measure, cell)
    return claim


def _after_prefix(core: Sequence[Element], cell: Cell, trailing: Element | None) -> Claim:
    relative = _relative(core, cell)
    if relative is not None:
        return relative
    for start in range(len(core)):
        if start and core[start - 1].kind in "RSCJ":
            continue
        claim = read_core(core[start:], cell)
        if claim is not None:
            return _with_prefix(claim, core[:start], core[start:], cell)
    if trailing is not None and core and core[-1].kind is Kind.MEASURE and core[-1].unit is None:
        raise Doubt(UNIT_UNKNOWN, "mm, mg/kg, ℃, 次", given=cell.words(trailing.start, trailing.end))
    raise Doubt


def _relative(core: Sequence[Element], cell: Cell) -> Claim | None:
    """`不小于额定值的95%`: a share of a value that stands elsewhere, which is the basis."""
    form = shape(core)
    if form != "CWN" or core[2].unit is None or core[2].unit.spelling not in ("%", "倍"):
        return None
    words = _written(core[1], cell)
    if not words.endswith("的") or _REFERS.search(words) and "规定值" not in words:
        return None
    op = core[0].op
    if op is None:
        return None
    return replace(one_sided(core[2], op, cell), basis=cell.words(core[1].start, core[1].end).removesuffix("的"))


def _with_prefix(claim: Claim, prefix: Sequence[Element], core: Sequence[Element], cell: Cell) -> Claim:
    if not prefix:
        return claim
    form = shape(prefix)
    if form in ("N", "NRN"):
        return _with_measured_prefix(claim, prefix, cell)
    words = prefix[-1]
    if words.kind is not Kind.WORDS:
        raise Doubt
    if any(element.kind in "CSRA" for element in prefix) and not _is_attribute(prefix, cell):
        raise Doubt(SEVERAL, "≥3级") if "C" in form else Doubt
    subject = _written(words, cell) if form == "W" else bare(cell.text[prefix[0].start : words.end])
    if _REFERS.search(subject) or subject.endswith(_POINTS):
        if form == "W" and words.label == "standard" and core[0].kind is Kind.CODE:
            return claim
        raise Doubt
    if not claim.stated:
        return _with_symbol(claim, form, subject, core, words, cell)
    if claim.comparator is Comparator.PM and claim.value is None and _UNGIVEN.search(subject):
        raise Doubt  # 规定值±0.02
    if subject.endswith("的") and core[0].kind is Kind.MEASURE and claim.comparator is Comparator.RANGE:
        if claim.unit is None or claim.unit.spelling != "%":
            raise Doubt
        return replace(claim, basis=cell.words(prefix[0].start, words.end).removesuffix("的"))
    if claim.comparator is Comparator.RANGE and claim.unit is None and not (
        subject in _SYMBOLS or restates(subject, cell.heading.name)
    ):
        raise Doubt
    if subject.endswith("允许") and claim.comparator not in (Comparator.LE, Comparator.LT):
        raise Doubt
    condition = circumstance(cell.words(prefix[0].start, words.end), cell)
    return replace(claim, conditions=(condition, *claim.conditions)) if condition else claim


def _with_measured_prefix(claim: Claim, prefix: Sequence[Element], cell: Cell) -> Claim:
    """`0.2mm²~1.0mm²≤20`: a measure of another dimension before the requirement is its condition."""
    units: set[Unit | None] = {element.unit for element in prefix if element.kind is Kind.MEASURE} - {None}
    if len(units) != 1 or claim.unit is None or not claim.stated:
        raise Doubt
    unit = units.pop()
    if unit is None or unit.dimension == claim.unit.dimension:
        raise Doubt
    return replace(claim, conditions=(cell.words(prefix[0].start, prefix[-1].end), *claim.conditions))


def _with_symbol(claim: Claim, form: str, subject: str, core: Sequence[Element], words: Element, cell: Cell) -> Claim:
    """A value that nothing compares may follow its symbol (`Ra 0.8μm`), the indicator's own name or the standard that
    names the grade (`UL94 V-0级`); after other words it may be anything (`见表1`)."""
    standard = words.label == "standard" and core[0].kind is Kind.CODE
    if form == "W" and (standard or subject in _SYMBOLS or (len(subject) > 1 and restates(subject, cell.heading.name))):
        return claim
    raise Doubt


def _is_attribute(prefix: Sequence[Element], cell: Cell) -> bool:
    """`大于30mm的茶梗`, `1.5mm以下锈点`: a bound that only describes what is counted."""
    form = shape(prefix)
    if form.endswith("AW"):
        return "C" not in form
    return form.endswith("CNW") and form.count("C") == 1 and _written(prefix[-1], cell).startswith("的")


def _with_trailing(claim: Claim, words: Element, core: Sequence[Element], cell: Cell) -> Claim:
    text = _written(words, cell)
    form = shape(core)
    if text in _HARMLESS:
        return claim
    if claim.grade is not None and text in _DESIGNATED:
        named = claim.comparator is Comparator.GE and core[0].op is Op.REACH
        return replace(claim, comparator=Comparator.ORDINAL, stated=False) if named else claim
    hanzi = all("\u4e00" <= char <= "\u9fff" for char in text) and len(text) <= 10
    timed = claim.unit is not None and claim.unit.dimension == "time"
    if hanzi and not _DENIES.search(text) and not _REFERS.search(text):
        if timed and form.endswith("NA") and claim.comparator is Comparator.LE:
            return claim  # 2小时内到现场
        if claim.unit is not None and "/" in claim.unit.spelling and form == "N":
            return claim  # 每日2次巡检
        composed = claim.unit is not None and claim.unit.spelling == "%" and form == "N"
        if composed and any(word in cell.heading.name for word in _COMPOSED):
            return replace(claim, conditions=(*claim.conditions, cell.words(words.start, words.end)))
    if hanzi and text[0] in "不无未" and claim.stated and claim.unit is not None and claim.unit.dimension in _COUNTED:
        return replace(claim, conditions=(*claim.conditions, cell.words(words.start, words.end)))  # ≥5000次不露底
    if core and core[-1].kind is Kind.MEASURE and core[-1].unit is None and words.start <= core[-1].end + 1:
        raise Doubt(UNIT_UNKNOWN, "mm, mg/kg, ℃, 次", given=cell.words(words.start, words.end))
    raise Doubt


def circumstance(words: str, cell: Cell) -> str:
    """The condition that the words before a requirement state; empty where they only name the indicator or a symbol."""
    text = words.strip()
    for modal in ("均应", "应当", "均", "应", "都", "须", "需"):
        if text.endswith(modal) and len(text) > len(modal) + 1 and text[-2:] not in ("平均", "响应", "反应", "效应"):
            text = text.removesuffix(modal)
    text = text.removeprefix("其中").strip()
    symbol = re.search(r"[A-Za-zΑ-ω][\w+Α-ω./-]*$", text)
    if symbol is not None and not text[symbol.start() :].endswith(tuple("级类型")):
        text = text[: symbol.start()].strip() if not _has_hanzi(text[symbol.start() :]) else text
    return "" if restates(bare(text), cell.heading.name) else text


def restates(words: str, name: str) -> bool:
    """Whether `words` only repeat the indicator: 光泽变化, or 燃烧 of 离焰后燃烧."""
    words = words.strip()
    return not words or (len(words) > 1 and words in name and name.split("(")[0].endswith(words)) or words == name


def _has_letters(words: Element, cell: Cell) -> bool:
    return any(char.isalpha() for char in cell.text[words.start : words.end])


def _has_hanzi(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _written(words: Element, cell: Cell) -> str:
    return bare(cell.text[words.start : words.end]).strip(",，、;。:")
