"""The indicator dictionary (指标词典): what an indicator means wherever it is declared. Types and look-up; the rows
come from the reference room."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from registry.indicators.units import find_unit
from registry.indicators.values import Direction, IndicatorKind


@dataclass(frozen=True, slots=True)
class OrdinalScale:
    """Grades in their declared order, worst first: `("E1", "E0", "ENF")`. Half steps lie between two neighbours where
    `halves` is true (色牢度: 3-4级 = 3.5). ValueError where the positions do not rise with the grades."""

    name: str
    grades: tuple[str, ...]
    positions: tuple[Decimal, ...]
    halves: bool = False

    def __post_init__(self) -> None:
        if len(self.grades) != len(self.positions) or any(low >= high for low, high in pairwise(self.positions)):
            raise ValueError(f"the positions of the scale {self.name} do not rise with its grades")

    def position(self, label: str) -> Decimal | None:
        """Where the grade `label` stands, however it is typed (`3-4`, `3～4级`, `e0 级`); None where it does not."""
        places = dict(zip(map(_grade, self.grades), self.positions, strict=True))
        written = _grade(label)
        if written in places:
            return places[written]
        lower, dash, upper = written.partition("-")
        if self.halves and dash and lower in places and upper in places:
            low, high = sorted((places[lower], places[upper]))
            if self.positions.index(high) - self.positions.index(low) == 1:
                return (low + high) / 2
        return None

    def label(self, position: Decimal) -> str:
        """The grade at a position, a half step as `3-4`; the number itself where there is neither."""
        places = dict(zip(self.positions, self.grades, strict=True))
        between = [place for pair in pairwise(self.positions) if sum(pair) / 2 == position for place in pair]
        return places.get(position) or "-".join(places[place] for place in between) or str(position)


@dataclass(frozen=True, slots=True)
class Plausible:
    """Bounds, in the entry's unit, outside which a value is an obvious slip (a power factor of 934)."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One row of the dictionary. `unit` is the canonical spelling in which canonical values are given (None: no unit).
    Differences of temperature (温升, 温差) are given in ΔK, not in K.

    On a `scale` a higher position is better, so its direction is never down. `method_families` maps a method's
    standard number (undated) or text to the family whose members measure the same; `method_matters` false means that
    values by any method compare.
    """

    code: str
    name: str
    name_en: str
    kind: IndicatorKind
    direction: Direction
    unit: str | None = None
    synonyms: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()  # 拼音首字母 of the name and of each synonym; empty for one without Chinese
    scale: OrdinalScale | None = None
    methods: tuple[str, ...] = ()  # usual ones, to choose from
    method_matters: bool = True
    method_families: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    plausible: Plausible | None = None

    @property
    def in_words(self) -> bool:
        """Whether it is told in words (电池类型, 样品材料): it has neither unit nor scale, and no better side."""
        return self.unit is None and self.scale is None and self.direction is Direction.NONE


class IndicatorDictionary:
    """Look-up by code, and by name within a category. Immutable once built.

    Building it checks the rows: ValueError for a code given twice, a name that means two things in one category, a
    unit that the table does not know. Units are kept in their canonical spelling (kWh/a becomes kW·h/a).
    """

    def __init__(self, entries: Iterable[IndicatorEntry]) -> None:
        self._by_code: dict[str, IndicatorEntry] = {}
        self._by_name: dict[tuple[str, str], IndicatorEntry] = {}
        for each in entries:
            entry = _checked(each)
            if self._by_code.setdefault(entry.code, entry) is not entry:
                raise ValueError(f"the indicator {entry.code} is given twice")
            for category in entry.categories or ("",):
                for name in (entry.name, entry.name_en, *entry.synonyms):
                    known = self._by_name.setdefault((category, tight(name)), entry)
                    if known is not entry:
                        raise ValueError(
                            f"{name} means {known.code} and {entry.code} in {category or 'every category'}"
                        )

    def __iter__(self) -> Iterator[IndicatorEntry]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> IndicatorEntry | None:
        return self._by_code.get(code)

    def named(self, name: str, category: str) -> IndicatorEntry | None:
        """The entry that `name` (or a synonym) means in `category`, else the one it means everywhere, else None.

        A unit or a comparator that the table's heading joins to the name is left out: 噪声/dB(A), 甲醛（mg/m³）≤.
        """
        for written in (tight(name), _bare(name)):
            found = self._by_name.get((category, written)) or self._by_name.get(("", written))
            if found:
                return found
        return None


def _checked(entry: IndicatorEntry) -> IndicatorEntry:
    if entry.scale and entry.direction is Direction.DOWN:
        raise ValueError(f"{entry.code}: a higher place on a scale is the better grade, so its direction is not down")
    if entry.unit is None:
        return entry
    unit = find_unit(entry.unit)
    if unit is None:
        raise ValueError(f"{entry.code}: the unit {entry.unit} is not in the table")
    # 60 ℃ is 333.15 K as a temperature, and 60 K as a rise of temperature.
    if unit.dimension == "temperature" and re.search("温升|温差|温度变化|温度波动", entry.name):
        raise ValueError(f"{entry.code}: a difference of temperature is given in Δ{unit.spelling}")
    return replace(entry, unit=unit.spelling)


_COMPARATOR_AT_END = re.compile(r"(?:[≥≤<>=≧≦⩾⩽]|不(?:大|小|高|低|少|多)于|不超过)+$")
_UNIT_AT_END = re.compile(r"(?:[/,、](?P<glued>[^/,、]+(?:/[^/,、]+)?)|\((?P<bracketed>.+)\))$")


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """The name, folded, without the comparator and the unit at its end."""
    text = _COMPARATOR_AT_END.sub("", unicodedata.normalize("NFKC", "".join(name.split())))
    at_end = _UNIT_AT_END.search(text)
    if at_end and find_unit(at_end["glued"] or at_end["bracketed"], name=text):
        text = text[: at_end.start()]
    return tight(_COMPARATOR_AT_END.sub("", text))


@lru_cache(maxsize=4096)
def tight(name: str) -> str:
    """What is written, without the differences that mean nothing: blanks, width, case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _grade(label: str) -> str:
    """A grade's label in one way of writing: `3～4 级` is 3-4, `ⅱ级` is II."""
    text = re.sub(r"[~—–−至/]", "-", unicodedata.normalize("NFKC", "".join(label.split()))).upper()
    return text.removesuffix("级").removesuffix("類").removesuffix("类") or text
