"""Whether what stands before a requirement says when it holds, or is a requirement of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from registry.indicators.grammar.circumstances import answers, is_hanzi
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.vocabulary import Kind
from registry.indicators.values import Comparator

# Quantities under which others are tested; a power or a mass beside a bound is a requirement of its own.
_TESTED_AT = frozenset(
    ("time", "temperature", "length", "area", "frequency", "operations", "revolutions", "relative humidity", "speed")
)
_TERMS = frozenset(("月", "年", "K"))  # shelf lives and colours of light, no conditions of a test
_SIZES = frozenset(("length", "area"))
_RATED = frozenset(("power", "voltage", "current", "electric charge", "energy", "mass", "volume"))
# What ends the words before a time or a temperature of a test: 10%碳酸钠溶液24h, NSS 24h.
_TREATED = re.compile(
    "(?:[液水油酸碱下时后经在存]|SS|盐雾|浸泡|浸渍|放置|静置|老化|加热|恒温|烘|煮|[温湿]度|初速度?|试验)$"
)
_AFTERWARDS = re.compile("^(?:的|时(?![间长限速])|后(?![座排])|下(?![降限层])|条件)|[时后下内]$|条件$")


def is_condition(segment: Sequence[Element], claim: Claim, cell: Cell) -> bool:
    """Whether `segment`, which a comma parts from `claim`, says when it holds (`20min，70℃`, `额定电压下`) and is no
    requirement of its own (`容量2200mAh`, `投诉处理率100%`)."""
    form = shape(segment)
    numbers = [element for element in segment if element.kind is Kind.MEASURE]
    last = segment[-1]
    if is_torn(segment, cell):
        return False
    humid = claim.unit is not None and claim.unit.spelling == "%RH"
    if humid or any("湿度" in words for words in claim.conditions):
        return False  # 20℃±2℃，≤90%RH: both are the environment
    if is_premise(segment, cell):
        return form != "NSN" or tested_at(numbers, claim)
    if cell.folded[segment[0].start] == "每":  # 每500户
        return form == "WNW"
    if last.kind is Kind.WORDS and not set(form) - set("WN"):
        return _words_tell(segment, claim, cell)
    if form == "K":
        return last.unit is not None and last.unit.dimension == "class"
    if set(form) - set("WNR") or not tested_at(numbers[-1:] if "W" in form else numbers, claim):
        return False
    if "W" in form:
        return _names_a_test(segment, cell)
    return not any(dimension_of(measure) in _SIZES for measure in numbers)


def _words_tell(segment: Sequence[Element], claim: Claim, cell: Cell) -> bool:
    """Whether words, with numbers before or among them, say when: 额定电压下, 100目筛, 压力0.1MPa下流量."""
    last = segment[-1]
    words = cell.folded[last.start : last.end].strip()
    numbers = [element for element in segment if element.kind is Kind.MEASURE]
    if not numbers:
        return not answers(words)
    if _AFTERWARDS.search(words) is not None:
        return True
    first = numbers[0]
    if segment[0] is not first:
        return False
    lost_nominal = claim.comparator is Comparator.PM and claim.value is None  # 23负℃±2℃
    same = claim.unit is not None and claim.unit.dimension == dimension_of(first)
    qualifies = shape(segment) == "NW" and last.start == first.end and first.label != "rate"
    return (qualifies and dimension_of(first) not in _RATED and not same and not lost_nominal) or tested_at(
        numbers, claim
    )


def is_torn(elements: Sequence[Element], cell: Cell) -> bool:
    """Whether a number among them runs on into what is no unit (`23O℃`, `4ᵃ.2`): half a number, or a misprint."""
    for element, following in pairwise(elements):
        glued = element.end == following.start
        if glued and element.kind is Kind.MEASURE and element.unit is None and following.kind is Kind.WORDS:
            if not is_hanzi(cell.folded[following.start]):
                return True
        elif glued and following.kind is Kind.MEASURE and cell.folded[element.end - 1] == ".":
            return True
    return False


def is_premise(segment: Sequence[Element], cell: Cell) -> bool:
    """Whether `segment` compares or tolerates, but only says when a requirement holds: `h≤6mm时`, `50℃±2℃`."""
    form = shape(segment)
    if form == "NSN":
        return all(element.unit is not None and element.unit.spelling == "℃" for element in (segment[0], segment[2]))
    return form == "WCNW" and cell.words(segment[3].start, segment[3].end) in ("时", "条件下", "情况下")


def tested_at(numbers: Sequence[Element], claim: Claim) -> bool:
    """Whether all of `numbers` are in quantities under which things are tested, and none in the claim's own."""
    own = claim.unit.dimension if claim.unit is not None else ""
    return all(
        dimension_of(measure) in _TESTED_AT - {own} and measure.unit is not None and measure.unit.spelling not in _TERMS
        for measure in numbers
    )


def dimension_of(measure: Element) -> str:
    return measure.unit.dimension if measure.unit is not None else ""


def _names_a_test(segment: Sequence[Element], cell: Cell) -> bool:
    *_, words, _ = segment
    return words.kind is Kind.WORDS and _TREATED.search(cell.folded[words.start : words.end].strip()) is not None
