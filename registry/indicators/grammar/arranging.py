"""Elements as they stand to each other: signs told from dashes, words gathered, units brought to their numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.messages import Doubt
from registry.indicators.grammar.numbers import Number
from registry.indicators.grammar.vocabulary import Kind
from registry.indicators.units import Unit, convert, find_unit

_VALUES = frozenset((Kind.MEASURE, Kind.CODE))
_CLOCK = ("d", "h", "min", "s")
_WORDS_ENDING_SO = ("响应", "反应", "适应", "供应", "效应", "感应", "平均", "行为")
_AND = frozenset("、和及与")


def arrange(elements: list[Element], text: str, name: str) -> list[Element]:
    """The elements ready to be read by shape: signed measures, ranges only between measures, words as runs, brackets
    that hold a value with its tolerance opened."""
    arranged = [
        replace(element, inner=tuple(arrange(list(element.inner), text, name)))
        if element.kind is Kind.GROUP
        else element
        for element in elements
    ]
    for step in (_signs, _opened, _units, _clock_times):
        arranged = step(arranged)
    return _rates(_words(arranged, text), text, name)


def _signs(elements: list[Element]) -> list[Element]:
    waiting = list(reversed(elements))
    found: list[Element] = []
    while waiting:
        element = waiting.pop()
        following = waiting[-1] if waiting else None
        before = found[-1] if found else None
        sign = _is_sign(element, following, found)
        if sign and following is not None and following.number is not None:
            waiting[-1] = replace(
                following,
                start=element.start,
                number=replace(following.number, sign="+" if element.kind is Kind.PLUS else "-"),
            )
        elif element.kind is Kind.DASH:
            between = before is not None and before.kind in _VALUES and following is not None
            found.append(replace(element, kind=Kind.RANGE if between else Kind.WORDS))
        elif element.kind is Kind.PLUS:
            found.append(replace(element, kind=Kind.WORDS))
        else:
            found.append(element)
    return found


def _is_sign(element: Element, following: Element | None, found: list[Element]) -> bool:
    if element.kind not in (Kind.PLUS, Kind.DASH) or following is None or following.kind is not Kind.MEASURE:
        return False
    before = found[-1] if found else None
    apart = before is None or before.end < element.start
    if before is not None and before.kind is Kind.WORDS and not (apart and following.start == element.end):
        raise Doubt  # 温度-18℃: a sign or a hyphen
    if element.kind is Kind.PLUS:
        return True
    if before is None or before.kind not in (Kind.MEASURE, Kind.CODE, Kind.GROUP, Kind.AFTER, Kind.UNIT):
        return True
    # 2.0+0.1-0.2: the second of two tolerances
    signed = before.number is not None and before.number.sign == "+"
    return signed and len(found) > 1 and found[-2].kind is Kind.MEASURE


def _opened(elements: list[Element]) -> list[Element]:
    """`(50±5)%` becomes `50% ± 5%`; `220(1±10%)V` becomes `220V ± 10%`."""
    waiting = list(reversed(elements))
    found: list[Element] = []
    while waiting:
        element = waiting.pop()
        inner = shape(element.inner) if element.kind is Kind.GROUP else ""
        if inner == "N" and element.inner[0].number and element.inner[0].number.sign and shape(found[-1:]) != "N":
            found.append(element.inner[0])  # (-5)~5
            continue
        if inner not in ("NSN", "NRN"):
            found.append(element)
            continue
        behind = waiting[-1] if waiting and waiting[-1].kind is Kind.UNIT else None
        times = 2 if len(found) > 1 and found[-1].label == "×" else 1
        nominal = found[-times] if len(found) >= times and found[-times].kind is Kind.MEASURE else None
        if _is_factor(element) and nominal is not None:
            tolerance = replace(element.inner[2], label="relative")
            found[-times:] = [_in_unit(nominal, behind), element.inner[1], tolerance]
        elif nominal is None and (element.number is not None or behind is not None or not found):
            power = element.number.power if element.number is not None else 0
            found += [_scaled(part, power, behind) if part.kind is Kind.MEASURE else part for part in element.inner]
            found[-3] = replace(found[-3], start=element.start)
            found[-1] = replace(found[-1], end=element.end if behind is None else behind.end)
        else:
            found.append(element)
            continue
        if behind is not None:
            waiting.pop()
    return found


def _is_factor(group: Element) -> bool:
    one, spread, tolerance = group.inner
    return spread.kind is Kind.SPREAD and (
        one.number == Number("1") and one.unit is None and tolerance.unit is not None and tolerance.unit.spelling == "%"
    )


def _scaled(measure: Element, power: int, behind: Element | None) -> Element:
    number = measure.number
    if number is not None and power:
        number = replace(number, power=number.power + power)
    return _in_unit(replace(measure, number=number), behind)


def _in_unit(measure: Element, behind: Element | None) -> Element:
    """`measure` in its own unit, else in that of the element `behind` it."""
    if measure.unit is not None or behind is None:
        return measure
    return replace(measure, unit=behind.unit, label=behind.label)


def _units(elements: list[Element]) -> list[Element]:
    """A unit apart from its number (`95以上%`, `900(0,-2)mm`) goes to it, unless it has another."""
    found: list[Element] = []
    for element in elements:
        measure = next((i for i in range(len(found) - 1, -1, -1) if found[i].kind is Kind.MEASURE), None)
        between = shape(found[measure + 1 :]) if measure is not None else "?"
        holds = element.kind is Kind.UNIT and measure is not None and between in ("", "A", "G")
        if holds and measure is not None and found[measure].unit in (None, element.unit):
            found[measure] = replace(found[measure], unit=element.unit, label=element.label)
        else:
            found.append(element)
    return found


def _clock_times(elements: list[Element]) -> list[Element]:
    """`4分30秒` is one time, in its smallest unit."""
    found: list[Element] = []
    for element in elements:
        before = found[-1] if found else None
        larger = before and _clock_unit(before, following=element)
        if before is not None and larger and element.unit is not None and _is_smaller(element.unit, larger):
            total = convert(before.measured.value, larger, element.unit) + Fraction(element.measured.value)
            if total.denominator == 1 and not element.measured.sign:
                found[-1] = replace(element, start=before.start, number=Number(str(total.numerator)))
                continue
        found.append(element)
    return found


def _clock_unit(measure: Element, following: Element) -> Unit | None:
    if measure.kind is not Kind.MEASURE or following.kind is not Kind.MEASURE or measure.unit is None:
        return None
    if measure.unit.spelling == "分" and following.unit is not None and following.unit.spelling == "s":
        return find_unit("分钟")
    return measure.unit


def _is_smaller(unit: Unit, larger: Unit) -> bool:
    pair = (larger.spelling, unit.spelling)
    return all(name in _CLOCK for name in pair) and _CLOCK.index(pair[0]) < _CLOCK.index(pair[1])


def _words(elements: list[Element], text: str) -> list[Element]:
    """Whatever carries no meaning where it stands becomes words, and neighbouring words one run."""
    kept: list[Element] = []
    for index, element in enumerate(elements):
        following = elements[index + 1] if index + 1 < len(elements) else None
        before = kept[-1] if kept else None
        leads = following is not None and following.kind in "CNSKPG"
        if element.kind is Kind.MODAL and leads and (before is None or _is_modal(before, element, text)):
            continue
        if element.label == ":" and leads and before is not None and before.kind in "WK":
            kept[-1] = replace(before, kind=Kind.WORDS, unit=None, label="")  # 长度：5mm
            continue
        compares = following is not None and following.kind is Kind.COMPARE
        if element.label == ":" and shape(kept) in ("N", "NRN") and compares:
            continue  # 24h：≤8%
        idle = element.kind is Kind.MODAL or _is_idle(element, kept, following)
        current = replace(element, kind=Kind.WORDS, label="") if idle else element
        if current.kind in (Kind.WORDS, Kind.JOIN) and before is not None and before.kind is current.kind:
            kept[-1] = replace(before, end=current.end, label=current.label if current.kind is Kind.JOIN else "")
        else:
            kept.append(current)
    return _joined_words(kept)


def _rates(elements: list[Element], text: str, name: str) -> list[Element]:
    """`每分钟不多于3滴` is `≤3滴/分钟`, `3cm不少于9针` is `≥9针/3cm`, where the table has such a unit."""
    if not elements or elements[0].kind not in (Kind.PER, Kind.MEASURE):
        return elements
    base, *rest = elements
    compare, rest = (rest[:1], rest[1:]) if rest and rest[0].kind is Kind.COMPARE else ([], rest)
    if not rest or rest[0].kind is not Kind.MEASURE or (base.kind is Kind.MEASURE and not compare):
        return elements
    measure, rest = rest[0], rest[1:]
    counted = measure.label
    if measure.unit is None and rest and rest[0].kind is Kind.WORDS and rest[0].start <= measure.end + 1:
        counted, rest = text[rest[0].start : rest[0].end], rest[1:]
    per = base.label if base.kind is Kind.PER else text[base.start : base.end]
    unit = find_unit(f"{counted}/{per.replace(' ', '')}", name=name) if counted else None
    return elements if unit is None else [*compare, replace(measure, unit=unit, label="rate"), *rest]


def _is_modal(before: Element, modal: Element, text: str) -> bool:
    """Whether 应, 均, 为 after `before` stand for themselves: in 响应 and 平均 they are the end of a word."""
    if before.kind is not Kind.WORDS:
        return before.kind is Kind.JOIN
    return before.end != modal.start or text[before.end - 1 : modal.end] not in _WORDS_ENDING_SO


def _is_idle(element: Element, kept: list[Element], following: Element | None) -> bool:
    before = kept[-1] if kept else None
    if element.kind is Kind.RANGE:
        return not (
            before is not None and before.kind in _VALUES and following is not None and following.kind in _VALUES
        )
    if element.kind is Kind.CODE:
        if shape(kept[-2:]) == "NC" and following is None and element.unit is None:
            return len(element.label) == 1  # 5≤T
        glued = before is not None and before.kind is Kind.WORDS and before.end == element.start
        return element.unit is None and (
            glued
            or (
                following is not None
                and following.kind in "CW"
                and (following.kind == "C" or following.start == element.end)
            )
        )
    if element.kind is Kind.COMPARE and element.label == "name":
        return following is None or following.kind not in "NSK"
    if element.kind is Kind.SPREAD:
        return following is None or following.kind is not Kind.MEASURE
    return False


def _joined_words(elements: list[Element]) -> list[Element]:
    """`纵、横向` is one run of words."""
    found: list[Element] = []
    for index, element in enumerate(elements):
        following = elements[index + 1] if index + 1 < len(elements) else None
        if (
            element.kind is Kind.JOIN and element.label in _AND and element.label
            and found and found[-1].kind is Kind.WORDS and following is not None and following.kind is Kind.WORDS
        ):  # fmt: skip
            found[-1] = replace(found[-1], end=element.end)
        elif element.kind is Kind.WORDS and found and found[-1].kind is Kind.WORDS:
            found[-1] = replace(found[-1], end=element.end)
        else:
            found.append(element)
    return found
