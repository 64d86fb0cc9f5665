"""What was asked, once it has been understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from registry.identifiers.standard_number import StandardNumber
from registry.indicators.canonical import Bounds
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator
from registry.kernel.decimals import plain
from registry.kernel.findings import Finding
from search.analysis import Word
from search.matching import Synonyms

_SIGNS = {Comparator.GE: "≥", Comparator.GT: ">", Comparator.LE: "≤", Comparator.LT: "<", Comparator.EQ: "="}


class PartKind(StrEnum):
    WORD = "word"
    PHRASE = "phrase"
    EXCLUDED = "excluded"
    SYNONYM = "synonym"
    NUMBER = "number"
    ENTERPRISE = "enterprise"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Condition:
    """An indicator whose value is asked to lie within `bounds`: in the unit of `entry`, 12 significant digits; on a
    scale the positions, a higher one being the better grade. An open end (<) leaves its own value out. `also`: other
    indicators, of the same unit or scale, one of which may meet it as well. `assumed`: no comparator was typed."""

    entry: IndicatorEntry
    bounds: Bounds
    comparator: Comparator  # ge, gt, le, lt, eq or range, as it bounds value or position
    also: tuple[IndicatorEntry, ...] = ()
    assumed: bool = False

    @property
    def asked(self) -> tuple[tuple[str, ...], Bounds]:
        """The codes of the indicators, one of which has to meet it, and where its value has to lie."""
        return (self.entry.code, *(each.code for each in self.also)), self.bounds

    def understood(self, language: str) -> str:
        """`噪声 < 62 dB(A)`; of a scale the grades that are meant: `能效等级 1 级、2 级`."""
        name = self.entry.name_en if language.startswith("en") else self.entry.name
        if self.entry.scale:
            grades = self.grades()
            figures = not language.startswith("en") and all(grade[0].isdigit() for grade in grades)
            return f"{name} {'/'.join(grades)}{' 级' if figures else ''}"
        known = find_unit(self.entry.unit) if self.entry.unit else None
        unit = f" {known.spelling}" if known and not known.is_one else ""
        low, high = (None if end is None else plain(end) for end in (self.bounds.low, self.bounds.high))
        if self.comparator is Comparator.RANGE:
            return f"{name} {low}～{high}{unit}"
        return f"{name} {_SIGNS[self.comparator]} {high if low is None else low}{unit}"

    def grades(self) -> list[str]:
        """The grades that are meant, the best first; none of an indicator that has no scale."""
        scale, low, high = self.entry.scale, self.bounds.low, self.bounds.high
        if scale is None:
            return []
        places = list(zip(scale.grades, scale.positions, strict=True))
        if scale.halves:
            places += [(f"{one}-{two}", (at + its) / 2) for (one, at), (two, its) in pairwise(places)]
        return [
            grade
            for grade, place in sorted(places, key=lambda each: each[1], reverse=True)
            if (low is None or place > low or (place == low and not self.bounds.low_open))
            and (high is None or place < high or (place == high and not self.bounds.high_open))
        ]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand side by side in this order; `text` is what was typed between the quotation marks."""

    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was understood: `text` as typed, what it was taken for in both languages, and `without`, the
    whole query without it. Of a synonym `understood` are the other words that are looked for as well."""

    kind: PartKind
    text: str
    understood: str
    understood_en: str
    without: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A query taken apart. Every one of `words`, `phrases` and `conditions` must hold, none of `excluded`.

    `rest` is the text of the words alone; `number` the standard number that all of it spells. `number_filter` and
    `enterprise_filter` are what stood behind 编号: and 企业:. What could not be used is among the words and said in
    `findings` (field `q`): notices, or the one error that the query is too long, and then nothing else is filled.
    `near` are words that are spelled nearly like one of these, to be looked for as its synonyms.
    """

    text: str
    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    rest: str = ""
    number: StandardNumber | None = None
    number_filter: str | None = None
    enterprise_filter: str | None = None
    conditions: tuple[Condition, ...] = ()
    parts: tuple[Part, ...] = ()
    findings: tuple[Finding, ...] = ()
    near: Synonyms = field(default_factory=dict)

    def widened(self, synonyms: Synonyms) -> Synonyms:
        """`synonyms` with `near`."""
        return {**synonyms, **self.near} if self.near else synonyms

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the text can be looked for."""
        return not self.parts
