"""Text to elements, in one pass from left to right."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from registry.indicators.grammar.circumstances import is_hanzi
from registry.indicators.grammar.elements import Element
from registry.indicators.grammar.messages import Doubt
from registry.indicators.grammar.numbers import (
    MULTIPLIERS,
    NUMERALS,
    Number,
    chinese_number_at,
    digits_end_at,
    number_at,
    past_blanks,
    power_at,
)
from registry.indicators.grammar.vocabulary import OFTEN_NAMES, PERCENTAGES, SIGNS, STARTS, Kind, Op, word_at
from registry.indicators.units import Unit, find_unit

MOST_ELEMENTS = 120
_LONGEST_UNIT = 24
_NEVER_IN_UNIT = frozenset("≥≤>=±~,，;、。:?&|!\n\r") | frozenset("0123456789. ")
_STANDARDS = frozenset(("GB", "UL", "ISO", "IEC", "EN", "ASTM", "JIS", "DIN", "ANSI", "BS", "JJF", "JJG", "AATCC"))
_GRADE_UNITS = ("级", "类", "等", "型")
_PROOF = frozenset(("Rp", "Rr", "Rt", "σ"))  # Rp0.2: stress at a given strain, a symbol
_ROMAN = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI", "Ⅶ": "VII", "Ⅷ": "VIII"}
_BEGINNERS = STARTS | frozenset("每百千×") | frozenset(_ROMAN)
_RANKS = ("grade", "rank", "class", "stars")
_PENCIL = ("漆", "涂", "膜", "铅笔")
_HARMONY = "总之饱温缓中调"  # 总和, 饱和: no conjunction
_INSIDE = "径壁部层胆衬腔侧阻存圈孔角应置饰容"  # 内径: not 以内


def lex(text: str, name: str) -> list[Element]:
    """The elements of the folded `text` of the indicator `name`. Raises Doubt where a number has two readings or the
    text has more elements than any requirement."""
    return _Lexer(text, name).run()


def unit_at(text: str, start: int, name: str) -> tuple[Unit, int] | None:
    """The longest unit that starts at `start` and ends there: 5 kg/件 has none, for kg is only a part of it."""
    end = start
    while end < len(text) and end - start < _LONGEST_UNIT and (text[end] not in _NEVER_IN_UNIT or end > start):
        if text[end] in "\n\r" or _is_mark(text[end], first=end == start):
            break
        end += 1
    for stop in range(end, start, -1):
        spelling = text[start:stop]
        if spelling[-1] != " " and _may_end(text, start, stop) and _is_whole(spelling):
            unit = find_unit(spelling, name=name if spelling != "%" else "")
            if unit is not None and not unit.spelling.startswith("%("):  # 5%(V/V): the bracket is the basis
                return unit, stop
    return None


def _is_mark(char: str, *, first: bool) -> bool:
    """Whether `char` marks a footnote (`5ᵃ`, `5①`, `5 mm⑴`). A raised figure belongs to a unit, but begins none."""
    if char.isascii() or is_hanzi(char) or char == "º":
        return False
    raised_figure = char in "²³⁻¹⁰⁴⁵⁶⁷⁸⁹"
    raised = unicodedata.decomposition(char).startswith(("<super>", "<sub>", "<circle>"))
    return first if raised_figure else raised or unicodedata.numeric(char, None) is not None


def _may_end(text: str, start: int, stop: int) -> bool:
    last, after = text[stop - 1], text[stop : stop + 1]
    if not after:
        return last != "*"
    if last == "~":
        following = text[stop:].lstrip(" ")[:1]
        return not (following.isdigit() or following in ("-", "+", "."))
    if last in "x×*X":
        return last != "*" and not text[stop:].lstrip(" ")[:1].isdigit() and text[stop:].lstrip(" ")[:1] != "("
    if _is_latin(last) and (_is_latin(after) or after in "^·*"):
        return False
    if _is_latin(last) and after.isdigit():
        return text[start:stop] in ("h", "min")  # 1h30min
    runs_on = after.isdigit() or after == "." or _is_latin(after)
    if after in "²³⁻¹^·*" or (runs_on and (last.isdigit() or last == ".")):
        return False  # 0s-1.5s: not s-1
    if after == "/":
        following = text[stop + 1 :].lstrip(" ")[:1]
        return following.isdigit() or following in ("-", "+", ".", "±")
    return True


def _is_whole(spelling: str) -> bool:
    """Brackets closed, and no number after a blank: `5 m 3` is not 5 m³."""
    if spelling.count("(") != spelling.count(")") or (spelling[0] in "()" and ")/" not in spelling):
        return False
    blank = spelling.find(" ")
    return blank < 0 or not spelling[blank:].lstrip(" ")[:1].isdigit()


def _is_plain(char: str) -> bool:
    return not (char.isascii() or char in _BEGINNERS or char in NUMERALS or _is_latin(char))


def _is_latin(char: str) -> bool:
    return ("a" <= char <= "z") or ("A" <= char <= "Z") or ("α" <= char <= "ω") or ("Α" <= char <= "Ω") or char in "ΔØø"


class _Lexer:
    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.at = 0
        self.found: list[Element] = []
        self.open: list[int] = []  # where the groups that are not yet closed begin in `found`
        self.pencil = "硬度" in name and any(word in name for word in _PENCIL)

    def run(self) -> list[Element]:
        while self.at < len(self.text):
            if len(self.found) > MOST_ELEMENTS:
                raise Doubt
            plain = self._plain_end()
            if plain > self.at:
                self._add(Kind.WORDS, plain)
            elif self.text[self.at] == " ":
                self.at += 1
            elif not (
                self._word() or self._bracket() or self._pencil_grade() or self._number() or self._detached_unit()
                or self._latin() or self._roman()
            ):  # fmt: skip
                self._add(Kind.WORDS, self.at + 1, label="×" if self.text[self.at] == "×" else "")
        if self.open:
            raise Doubt
        return self.found

    def _plain_end(self) -> int:
        """Where the characters end that begin no element: most of a description, passed over at once."""
        end = self.at
        if self._last() not in (Kind.GROUP, Kind.AFTER):  # a unit may follow these
            while end < len(self.text) and _is_plain(self.text[end]):
                end += 1
        return end

    def _last(self) -> Kind | None:
        """The kind of the element before; None at the start of the cell and of a bracket."""
        return self.found[-1].kind if self.found and self.found[-1].label != "open" else None

    def _add(self, kind: Kind, end: int, *, number: Number | None = None, unit: Unit | None = None,
             op: Op | None = None, label: str = "") -> None:  # fmt: skip
        last = self.found[-1] if self.found else None
        joins = last is not None and kind is Kind.WORDS and (last.kind, last.end, last.label) == (kind, self.at, label)
        if joins and last is not None:
            self.found[-1] = replace(last, end=end)
        else:
            self.found.append(Element(kind, self.at, end, number, unit, op, label))
        self.at = end

    def _word(self) -> bool:
        after_measure = self._last() in (Kind.MEASURE, Kind.CODE, Kind.UNIT, Kind.GROUP)
        found = word_at(self.text, self.at, after_measure=after_measure)
        if found is None:
            return self._per() or self._percentage()
        word, kind, op = found
        end = self.at + len(word)
        if word == "和" and self.at and self.text[self.at - 1] in _HARMONY:
            return False
        if kind is Kind.AFTER and word.endswith("内") and self.text[end : end + 1] and self.text[end] in _INSIDE:
            return False
        if kind is Kind.COMPARE:
            while self.text[end : end + 1] in (" ", ":", "为"):
                end += 1
        self._add(kind, end, op=op, label="sign" if word in SIGNS else "name" if word.startswith(OFTEN_NAMES) else word)
        return True

    def _per(self) -> bool:
        if self.text[self.at] != "每":
            return False
        start = past_blanks(self.text, self.at + 1)
        unit = unit_at(self.text, digits_end_at(self.text, start), self.name)
        if unit is None:
            return False
        self._add(Kind.PER, unit[1], unit=unit[0], label=self.text[start : unit[1]])
        return True

    def _percentage(self) -> bool:
        spelling = self.text[self.at : self.at + 3]
        if spelling not in PERCENTAGES:
            return False
        start = self.at + 3
        arabic = number_at(self.text, start, lone_point=False) if start < len(self.text) else None
        chinese = chinese_number_at(self.text, start)
        if arabic is not None:
            numbers, end = arabic
        elif chinese is not None:
            numbers, end = [chinese[0]], chinese[1]
        else:
            return False
        self._add(Kind.MEASURE, end, number=numbers[0], unit=find_unit(PERCENTAGES[spelling]))
        return True

    def _bracket(self) -> bool:
        char = self.text[self.at]
        if char == "(":
            self.open.append(len(self.found))
            self._add(Kind.GROUP, self.at + 1, label="open")
            return True
        if char != ")":
            return False
        if not self.open:
            raise Doubt
        first = self.open.pop()
        opening, *inner = self.found[first:]
        self.at += 1
        self.found[first:] = [Element(Kind.GROUP, opening.start, self.at, inner=tuple(inner))]
        power, end = power_at(self.text, self.at)
        if end > self.at:  # (1~5)×10³
            self.found[first] = replace(self.found[first], end=end, number=Number("1", power))
            self.at = end
        self.at = past_blanks(self.text, self.at)
        self._detached_unit()
        return True

    def _pencil_grade(self) -> bool:
        if not self.pencil:
            return False
        end = self.at + (digits_end_at(self.text, self.at) == self.at + 1)
        letters = next((grade for grade in ("HB", "H", "B", "F") if self.text.startswith(grade, end)), "")
        end += len(letters)
        if not letters or (end < len(self.text) and (_is_latin(self.text[end]) or self.text[end].isdigit())):
            return False
        self._add(Kind.CODE, end, label=self.text[self.at : end])
        return True

    def _number(self) -> bool:
        last = self._last()
        fresh = last in (None, Kind.COMPARE, Kind.MODAL, Kind.JOIN)
        by_sign = last is Kind.COMPARE and self.found[-1].label == "sign"  # `min.5` is 5 or 0.5
        found = number_at(self.text, self.at, lone_point=by_sign or not self.found)
        if found is None:
            return fresh and self._chinese_number()
        if not self.found and ". " in self.text[self.at : found[1]]:
            raise Doubt  # `1. 5mm`: a numbered paragraph or 1.5 mm
        numbers, end = found
        for number in numbers[:-1]:
            self._add(Kind.MEASURE, self.at + len(number.digits), number=number)
            self._add(Kind.JOIN, self.at + 1, label=",")
        self._measure(numbers[-1], end)
        return True

    def _chinese_number(self) -> bool:
        found = chinese_number_at(self.text, self.at)
        if found is None:
            return False
        number, end = found
        after = end
        number = replace(number, power=4) if self.text[end : end + 1] == "万" else number
        after += number.power > 0
        found_unit = unit_at(self.text, after, self.name)
        if found_unit is None:
            return False
        unit, stop = found_unit
        rest = past_blanks(self.text, stop)
        following = word_at(self.text, rest, after_measure=False) if rest < len(self.text) else None
        if unit.dimension in _RANKS and following is not None and following[1] is Kind.COMPARE:
            return False  # 一等品≤5: the words name what the bound is for
        self._measure(number, after)
        return True

    def _measure(self, number: Number, end: int) -> None:
        blank = past_blanks(self.text, end)
        found = unit_at(self.text, blank, self.name)
        if self.text[blank : blank + 1] == "千":
            of_thousand = unit_at(self.text, blank + 1, self.name)
            if of_thousand is not None and (found is None or found[0].spelling.startswith("千")):  # 5千次, not 5千克
                number, found = replace(number, power=number.power + 3), of_thousand
        if found is None and number.power and self.text[end - 1] in "万亿":  # 5亿/毫升: the unit holds the 亿
            found = unit_at(self.text, end - 1, self.name)
            number = number if found is None else replace(number, power=number.power - MULTIPLIERS[self.text[end - 1]])
        unit, end = found if found is not None else (None, end)
        self._add(Kind.MEASURE, end, number=number, unit=unit, label=self.text[blank:end])

    def _detached_unit(self) -> bool:
        after_words = self._last() is Kind.AFTER and not is_hanzi(self.text[self.at : self.at + 1])  # 24h内回复率
        if self._last() is not Kind.GROUP and not after_words:
            return False
        found = unit_at(self.text, self.at, self.name) if self.at < len(self.text) else None
        if found is None:
            return False
        self._add(Kind.UNIT, found[1], unit=found[0], label=self.text[self.at : found[1]])
        return True

    def _latin(self) -> bool:
        text, start = self.text, self.at
        end = start
        while end < len(text) and _is_latin(text[end]):
            end += 1
        if end == start:
            return False
        letters = text[start:end]
        if letters in _PROOF:
            self._add(Kind.WORDS, _decimal_end(text, end))
            return True
        if letters in _STANDARDS and (number_end := _standard_number_end(text, end)) > end:
            self._add(Kind.WORDS, number_end, label="standard")
            return True
        if self._scale_in_words(end):
            return True
        index_end = digits_end_at(text, end)
        if end < index_end <= end + 2 and text[past_blanks(text, index_end) :][:1] in SIGNS and letters.islower():
            self._add(Kind.WORDS, index_end)  # q1≤1.5
            return True
        digits_start = end + (text[end : end + 1] in ("-", " ") and self._is_hardness(letters, text[end : end + 1]))
        if letters.isupper() and len(letters) <= 3 and letters.isascii():
            return self._code(letters, end, digits_start)
        self._grade_letters(letters, end)
        return True

    def _scale_in_words(self, end: int) -> bool:
        """Takes `邵氏A65`, `Shore A 60` as a measure: word and letter before the number are its scale."""
        last = self.found[-1] if self.found and self._last() is Kind.WORDS else None
        start = past_blanks(self.text, end)
        digits_end = _decimal_end(self.text, start)
        if last is None or digits_end == start or self.text[last.end : self.at].strip():
            return False
        scale = find_unit(self.text[last.start : end])
        if scale is None or not is_hardness(scale):
            return False
        self.found.pop()
        self.at = last.start
        self._add(Kind.MEASURE, digits_end, number=Number(self.text[start:digits_end]), unit=scale)
        return True

    def _is_hardness(self, letters: str, mark: str) -> bool:
        """A hyphen may stand within a code (V-0); a blank only between a scale of hardness and its number."""
        if mark == "-":
            return True
        unit = find_unit(letters, name=self.name)
        return unit is not None and is_hardness(unit)

    def _code(self, letters: str, end: int, digits_start: int) -> bool:
        text = self.text
        digits_end = _decimal_end(text, digits_start)
        after = text[digits_end : digits_end + 1]
        if not 0 < digits_end - digits_start <= 5 or (after and (_is_latin(after) or after in "²³^")):
            self._grade_letters(letters, end)
            return True
        label = letters + ("-" if text[end] == "-" else "") + text[digits_start:digits_end]
        scale = find_unit(letters, name=self.name) if len(letters) > 1 and "-" not in label else None
        if scale is not None and is_hardness(scale):
            self._add(Kind.MEASURE, digits_end, number=Number(text[digits_start:digits_end]), unit=scale)
        elif letters.startswith("IP"):
            self._add(Kind.WORDS, digits_end)
        else:
            self._grade(label, digits_end)
        return True

    def _grade_letters(self, letters: str, end: int) -> None:
        after = past_blanks(self.text, end)
        if letters.isupper() and len(letters) <= 5 and self.text[after : after + 1] in _GRADE_UNITS:
            self._grade(letters, end)
        elif letters.isupper() and letters.isascii() and len(set(letters)) == 1:
            self._add(Kind.CODE, end, label=letters)
        else:
            self._add(Kind.WORDS, end, label="")

    def _grade(self, label: str, end: int) -> None:
        unit_start = past_blanks(self.text, end)
        unit = None
        if self.text[unit_start : unit_start + 1] in _GRADE_UNITS:
            unit = find_unit(self.text[unit_start])
            end = unit_start + 1
        self._add(Kind.CODE, end, unit=unit, label=label)

    def _roman(self) -> bool:
        label = _ROMAN.get(self.text[self.at])
        if label is None:
            return False
        self._grade(label, self.at + 1)
        return True


def _decimal_end(text: str, start: int) -> int:
    """Where digits and a fraction at `start` end."""
    end = digits_end_at(text, start)
    fraction_end = digits_end_at(text, end + 1) if text[end : end + 1] == "." else end
    return fraction_end if fraction_end > end + 1 else end


def is_hardness(unit: Unit) -> bool:
    return unit.dimension.endswith("hardness") or unit.dimension.startswith("Rockwell")


def _standard_number_end(text: str, start: int) -> int:
    """Where the number of a standard ends after its letters (`GB / T 4745-2012`), or `start` where none follows."""
    end = start
    while end < len(text) and text[end] in " /TZ":
        end += 1
    digits = end
    while end < len(text) and ((text[end].isascii() and text[end].isdigit()) or (text[end] in ".-" and end > digits)):
        end += 1
    return end if end > digits else start
