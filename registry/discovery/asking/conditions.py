"""An indicator, a comparator and a value → a condition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from registry.discovery.asking import messages
from registry.discovery.asking.figures import number_at
from registry.discovery.asking.names import Names, key
from registry.discovery.asking.spans import Spelling, ends_word, is_letter, levelled, printable, splits_word
from registry.discovery.asking.units import canonical, fits, is_number, read_unit
from registry.discovery.asking.values import Condition
from registry.indicators.canonical import bounds
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.grammar.vocabulary import Kind, Op, word_at
from registry.indicators.values import Comparator, Direction, Grade, Requirement
from registry.kernel.decimals import plain
from registry.kernel.findings import Finding, Severity

LONGEST_UNIT, LONGEST_CONDITION = 20, 200

_OPS = {
    Op.GE: Comparator.GE,
    Op.GT: Comparator.GT,
    Op.LE: Comparator.LE,
    Op.LT: Comparator.LT,
    Op.EQ: Comparator.EQ,
    Op.REACH: Comparator.GE,
    Op.BETTER: Comparator.GT,
    Op.NOT_WORSE: Comparator.GE,
}
_WITHOUT = {Direction.UP: Comparator.GE, Direction.DOWN: Comparator.LE}
"""How a value without comparator is meant: what is as good, or better."""

_BLANK = re.compile(r"\s*")
_FILLER = re.compile(r"\s*(?:的|要求)?\s*(?:应当?|须|必须|需要?)?\s*(?:[为是:])?\s*")
_ENGLISH = re.compile(r"(?:(?P<lt>below|under)|(?P<gt>above|over))(?=[\s\d])", re.IGNORECASE)
_TO = re.compile(r"\s*(?:~|-|至|到|\.{2,3}|…+|to(?=[\s\d]))\s*")
_AND = re.compile(_TO.pattern.replace("至", "至|和|与"))
_FROM = re.compile(r"(?:从|在|介于)\s*")
_GRADE = re.compile(
    r"(?P<label>(?:[1-9](?:[-~/][1-9](?![.\d]))?|[一二三四五六七八九]|[ⅠⅡⅢⅣⅤ])(?![.\d])|[A-Za-z]{1,3}\d?(?![A-Za-z\d]))"
    r"\s?(?P<mark>[级类]?)"
)
_FIGURES = str.maketrans("一二三四五六七八九ⅠⅡⅢⅣⅤ", "12345678912345")
_GRADE_FIRST = re.compile(r"(?P<label>[1-9一二三四五六七八九ⅠⅡⅢⅣⅤ])\s?级(?P<after>[及或]?以[上下])?的?\s?")
_GRADE_ALONE = re.compile(r"(?P<label>[A-Za-z]{1,3}\d?)(?P<mark>[级类])")
_LETTERS = re.compile(r"[^\W\d_]+(?:[/·^]\S*)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands from `start` to `end` of the text: a condition, or why it is none; notices of the field `q`. `named`
    is where the name of the indicator stands; at the start, as wide as nothing, where it has none (ENF级)."""

    start: int
    end: int
    condition: Condition | None
    findings: tuple[Finding, ...] = ()
    named: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class _Value:
    """A comparator (as typed and as meant) with one number, or the two ends of a range, in `unit` as typed."""

    comparator: Comparator
    typed: str
    numbers: tuple[Decimal, ...]
    units: tuple[str, ...]
    end: int
    unknown_unit: bool = False
    assumed: bool = False


class Text:
    """A text in which conditions are looked for; positions are those of `text`. With `assume` a value without a
    comparator (CADR 400) and a grade without an indicator (ENF级) are conditions too."""

    def __init__(self, text: str, names: Names, category: str | None = None, *, assume: bool = False) -> None:
        self.text = printable(text)
        self.level = levelled(self.text)
        self._names = names
        self.category = category
        self._assume = assume
        self._spelling = Spelling(self.level, key)
        self._place = {start: place for place, start in self._spelling.starts()}

    def condition_at(self, start: int) -> Reading | None:
        """What is asked of the indicator whose name begins at `start`; None where none does, or nothing is asked."""
        if start not in self._place:
            return None
        for name, behind in self._names_at(start):
            found = self._asked_of(name, start, behind)
            if found:
                return replace(found, named=(start, behind))
        return self._grade_first(start) or (self._grade_alone(start) if self._assume else None)

    def _names_at(self, start: int) -> Iterator[tuple[str, int]]:
        """The names that begin at `start`, the longest first, each with what is behind it."""
        for name, end in self._names.at(self._spelling, self._place[start]):
            behind = self._spelling.typed(end - 1, end)[1]
            if not splits_word(self.level, behind, name):
                yield name, behind

    def _asked_of(self, name: str, start: int, behind: int) -> Reading | None:
        graded = self._graded(name, start, behind)
        value = None if graded else self._value(name, behind)
        return self._numeric(name, start, value) if value else graded

    def _graded(self, name: str, start: int, behind: int) -> Reading | None:
        """A grade asked of an indicator that has a scale."""
        found = self._names.candidates(name, "", self.category, graded=True)
        if not found or not found[0].scale:
            return None
        place = _end(_FILLER, self.level, behind)
        comparator, typed, place = self._comparator(place)
        match = _GRADE.match(self.level, place)
        if match is None:
            return None
        place = match.end()
        if not typed:
            after = self._after(place)
            if after:
                comparator, typed, place = after
            elif match["mark"] == "" and not ends_word(self.level, place):
                return None
        meant = [entry for entry in found if _position(entry, match["label"]) or _spread(entry, match["label"])]
        if not meant:
            return None
        return self._of_grade(start, place, meant, match["label"], comparator, typed)

    def _grade_first(self, start: int) -> Reading | None:
        """一级能效, 2级以上水效."""
        match = _GRADE_FIRST.match(self.level, start)
        if match is None or match.end() not in self._place:
            return None
        for name, behind in self._names_at(match.end()):
            meant = [
                entry
                for entry in self._names.candidates(name, "", self.category, graded=True)
                if _position(entry, match["label"])
            ]
            if meant:
                above = {"上": Comparator.GE, "下": Comparator.LE, "": Comparator.EQ}[(match["after"] or "")[-1:]]
                read = self._of_grade(start, behind, meant, match["label"], above, match["after"] or "")
                return replace(read, named=(match.end(), behind))
        return None

    def _grade_alone(self, start: int) -> Reading | None:
        """ENF级, A类: a grade that one scale alone has."""
        match = _GRADE_ALONE.match(self.level, start)
        meant = self._names.graded(match["label"], self.category) if match else ()
        if match is None or not meant:
            return None
        read = self._of_grade(start, match.end(), meant[:1], match["label"], Comparator.EQ, "")
        if read.condition is None:
            return None
        asked, given = replace(read.condition, also=tuple(meant[1:]), assumed=True), self.text[start : match.end()]
        said = [messages.ASSUMED.notice("q", given, asked.understood("zh"))]
        if asked.also:
            said.append(messages.ANY_OF.notice("q", given, self._names.described(meant)))
        return replace(read, condition=asked, findings=tuple(said), named=(start, start))

    def _of_grade(
        self, start: int, end: int, meant: Sequence[IndicatorEntry], label: str, comparator: Comparator, typed: str
    ) -> Reading:
        if len(meant) > 1:
            return self._refused(start, end, self._ambiguous(start, end, meant))
        (entry,) = meant
        single = _position(entry, label)
        if single is None:
            comparator, ends = Comparator.RANGE, sorted(map(Decimal, re.split("[-~/]", label)))
            asked = Requirement("", comparator, low=ends[0], high=ends[1])
        else:
            asked = Requirement(typed, comparator, grade=Grade(_label(label)))
        found = bounds(asked, None, scale=entry.scale)
        condition = Condition(entry, found, comparator) if found else None
        if condition is None or not condition.grades():
            return self._refused(
                start, end, messages.NOT_UNDERSTOOD.notice("q", self.text[start:end], messages.EXAMPLES)
            )
        return Reading(start, end, condition)

    def _numeric(self, name: str, start: int, value: _Value) -> Reading | None:
        found = self._compared(name, start, value)
        return None if value.assumed and found.condition is None else found

    def _compared(self, name: str, start: int, value: _Value) -> Reading:
        end, given = value.end, self.text[start : value.end]
        unit = next(filter(None, value.units), "")
        found = self._names.candidates(name, unit, self.category, graded=False)
        numeric = [entry for entry in found if not entry.in_words and not entry.scale]
        if not numeric:
            return self._refused(start, end, messages.NO_VALUES.notice("q", given, _instead(found[0])))
        if value.unknown_unit:
            return self._refused(start, end, messages.UNIT_UNKNOWN.notice("q", given, numeric[0].unit or "1"))
        if any(each and not fits(entry, each) for each in value.units for entry in numeric):
            return self._refused(start, end, messages.UNIT_WRONG.notice("q", given, numeric[0].unit or "1"))
        entry = numeric[0] if len(numeric) == 1 else self._names.general(name, numeric)
        also = tuple(self._names.family(name, entry, self.category)) if entry else tuple(numeric[1:])
        entry = entry or (numeric[0] if self._names.alike(numeric, self.category) else None)
        if entry is None:
            return self._refused(start, end, self._ambiguous(start, end, numeric))
        ends = [canonical(number, each or unit, entry) for number, each in zip(value.numbers, value.units, strict=True)]
        if ends[0] > ends[-1]:
            meant = f"{entry.name} {plain(ends[1])}～{plain(ends[0])} {entry.unit or ''}".strip()
            return self._refused(start, end, messages.REVERSED.notice("q", given, meant))
        comparator = _WITHOUT.get(entry.direction, Comparator.EQ) if value.assumed else value.comparator
        asked = Requirement("", comparator, value=ends[0], unit=entry.unit)
        if len(ends) > 1:
            asked = replace(asked, low=ends[0], high=ends[1])
        limits = bounds(asked, entry.unit)
        assert limits is not None  # noqa: S101 - a number in the entry's own unit
        condition = Condition(entry, limits, comparator, also, value.assumed)
        said = []
        if value.assumed:
            said.append(messages.ASSUMED.notice("q", given, condition.understood("zh")))
        if also:
            said.append(messages.ANY_OF.notice("q", given, self._names.described((entry, *also))))
        elif len(numeric) > 1 and name != key(entry.code):
            others = self._names.described(each for each in numeric if each is not entry)
            said.append(messages.TAKEN.notice("q", given, others))
        if not unit and not is_number(entry):
            said.append(messages.UNIT_ASSUMED.notice("q", given, entry.unit))
            word = self._no_unit(end)
            if word:
                said.append(messages.NO_UNIT.notice("q", word, entry.unit))
        return Reading(start, end, condition, tuple(said))

    def _value(self, name: str, behind: int) -> _Value | None:
        place, between = _end(_FILLER, self.level, behind), None
        comparator, typed, place = self._comparator(place)
        if not typed:
            between = _FROM.match(self.level, place)
            place = between.end() if between else place
        likes = self._names.candidates(name, "", None, graded=False)
        first = self._measure(place, likes)
        if first is None:
            return None
        figures = self.level[place].isascii()
        number, unit, place, unknown = first
        to = (_AND if between else _TO).match(self.level, place)
        second = self._measure(to.end(), likes) if to and not unknown and comparator is Comparator.EQ else None
        if second:
            place = second[2]
            after = word_at(self.level, place, after_measure=True) if place < len(self.level) else None
            if after and after[0] in {"之间", "以内", "之内", "内"}:
                place += len(after[0])
            return _Value(Comparator.RANGE, "~", (number, second[0]), (unit, second[1]), place, second[3])
        if not typed:
            behind_it = self._after(place)
            if behind_it is None:
                glued = is_letter(name[-1]) and self.level[behind : behind + 1].isdigit()  # Ra4 may be a model
                plainly = self._assume and figures and not between and not glued and number > 0
                return _Value(comparator, typed, (number,), (unit,), place, unknown, assumed=True) if plainly else None
            comparator, typed, place = behind_it
        return _Value(comparator, typed, (number,), (unit,), place, unknown)

    def _after(self, place: int) -> tuple[Comparator, str, int] | None:
        """The comparator behind a value that ends at `place` (以上), as typed, and what is behind it. After a blank it
        stands alone: 40 内墙漆 is no 40 内."""
        apart = _end(_BLANK, self.level, place)
        found = word_at(self.level, apart, after_measure=True) if apart < len(self.level) else None
        if found is None or found[1] is not Kind.AFTER or found[2] not in _OPS:
            return None
        end = apart + len(found[0])
        if apart > place and not ends_word(self.level, end) and self.level[end] != "的":
            return None
        return _OPS[found[2]], found[0], end

    def _comparator(self, place: int) -> tuple[Comparator, str, int]:
        """The comparator at `place`, as typed, and what is behind it; EQ and "" where there is none."""
        english = _ENGLISH.match(self.level, place)
        if english:
            return Comparator(english.lastgroup or ""), english[0], _end(_BLANK, self.level, english.end())
        found = word_at(self.level, place, after_measure=False) if place < len(self.level) else None
        if found and found[1] is Kind.COMPARE and found[2] in _OPS:
            return _OPS[found[2]], found[0], _end(_BLANK, self.level, place + len(found[0]))
        return Comparator.EQ, "", place

    def _measure(self, place: int, likes: Sequence[IndicatorEntry]) -> tuple[Decimal, str, int, bool] | None:
        """A number with its unit as typed ("" for none), what is behind them, and whether a unit stands there that is
        not in the table."""
        found = number_at(self.level, place)
        if found is None:
            return None
        number, end = found
        unit = self._unit_at(end, likes)
        if unit:
            return number, unit, end + len(unit), False
        apart = _end(_BLANK, self.level, end)
        if apart > end and self.level[apart : apart + 1] != '"':
            unit = self._unit_at(apart, likes)
            # `APF≥4.5 A`: a letter apart that is not the indicator's unit is a word of its own.
            if unit and (len(unit) > 1 or unit == "%" or any(fits(entry, unit) for entry in likes)):
                return number, unit, apart + len(unit), False
            return number, "", end, False
        letters = _LETTERS.match(self.level, end)
        if letters is None or word_at(self.level, end, after_measure=True) or self.level[end] == "的":
            return number, "", end, False
        word = letters[0]
        if not word.isascii() and (all(map(is_number, likes)) or self._begins_product(word)):
            return number, "", end, False
        return number, "", end + len(word), True

    def _no_unit(self, end: int) -> str | None:
        """The Latin word behind a value without a unit that is no known word and no name of an indicator."""
        place = _end(_BLANK, self.level, end)
        word = _LETTERS.match(self.level, place)
        if word is None or not word[0].isascii() or place == end or next(self._names_at(place), None):
            return None
        return None if self._begins_product(key(self.level[place : place + LONGEST_UNIT])) else word[0]

    def _begins_product(self, word: str) -> bool:
        return any(self._names.is_product(word[:length]) for length in range(2, len(word) + 1))

    def _unit_at(self, place: int, likes: Sequence[IndicatorEntry]) -> str:
        """The longest spelling of a unit at `place`, "" where none stands there."""
        ahead = self.level[place : place + LONGEST_UNIT].split(maxsplit=1)
        if not ahead or not self.level[place : place + 1].strip():
            return ""
        for length in range(len(ahead[0]), 0, -1):
            spelling = ahead[0][:length]
            following = ahead[0][length : length + 1]
            if is_letter(spelling[-1]) and (is_letter(following) or following.isdigit()):
                continue
            if spelling[-1] in "<>≤≥=~-,;:" or (following and following in "/·^"):
                continue
            if read_unit(spelling, likes):
                return spelling
        return ""

    def _ambiguous(self, start: int, end: int, entries: Sequence[IndicatorEntry]) -> Finding:
        return messages.AMBIGUOUS.notice("q", self.text[start:end], self._names.described(entries))

    @staticmethod
    def _refused(start: int, end: int, finding: Finding) -> Reading:
        return Reading(start, end, None, (finding,))


def read_condition(
    text: str, names: Names, category: str | None = None
) -> tuple[Condition | None, tuple[Finding, ...]]:
    """The condition that `text` is, all of it (`apf>=4.5`), and what is to be said: errors of the field `indicator`
    where it is none, besides that a notice where no unit is stated."""
    asked = text.strip()
    if len(asked) > LONGEST_CONDITION:
        return None, (messages.NOT_UNDERSTOOD.error("indicator", asked[:80], messages.EXAMPLES),)
    found = Text(asked, names, category).condition_at(0)
    if found is None:
        known = any(True for _ in _leading_names(asked, names))
        message = messages.NOT_UNDERSTOOD if known else messages.UNKNOWN
        return None, (message.error("indicator", asked, messages.EXAMPLES),)
    if found.condition is None:
        return None, tuple(replace(each, severity=Severity.ERROR, field="indicator") for each in found.findings)
    if found.end < len(asked):
        stray = next((each for each in found.findings if each.code == messages.NO_UNIT.code), None)
        if stray:
            return None, (messages.UNIT_UNKNOWN.error("indicator", asked, stray.accepted),)
        return None, (messages.NOT_UNDERSTOOD.error("indicator", asked, messages.EXAMPLES),)
    return found.condition, tuple(replace(each, field="indicator") for each in found.findings)


def _leading_names(text: str, names: Names) -> Iterator[tuple[str, int]]:
    spelling = Spelling(levelled(printable(text)), key)
    return names.at(spelling, 0) if spelling.text else iter(())


def _label(label: str) -> str:
    return label.translate(_FIGURES)


def _position(entry: IndicatorEntry, label: str) -> Decimal | None:
    return entry.scale.position(_label(label)) if entry.scale else None


def _spread(entry: IndicatorEntry, label: str) -> bool:
    """Whether `label` is a span of grades of the entry's scale: 1~2."""
    ends = re.split("[-~/]", _label(label))
    return len(ends) == 2 and all(_position(entry, each) for each in ends)


def _instead(entry: IndicatorEntry) -> str:
    if entry.scale:
        return f"{entry.name} {entry.scale.grades[-1]}级"
    return entry.name


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place
