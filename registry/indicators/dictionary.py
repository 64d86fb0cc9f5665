"""The indicator dictionary (指标词典): what an indicator means wherever it is declared. Types and look-up; the rows
come from the reference room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from registry.indicators.values import Direction, IndicatorKind


@dataclass(frozen=True, slots=True)
class OrdinalScale:
    """Grades in their declared order, worst first: `("E1", "E0", "ENF")`. Half steps lie between two neighbours where
    `halves` is true (色牢度: 3-4级 = 3.5)."""

    name: str
    grades: tuple[str, ...]
    positions: tuple[Decimal, ...]
    halves: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorEntry:
    """One row of the dictionary. `unit` is the canonical spelling in which canonical values are given (None: no unit).

    `method_families` maps a method's standard number (undated) or text to the family whose members measure the same;
    `method_matters` false means that values by any method compare.
    """

    code: str
    name: str
    name_en: str
    kind: IndicatorKind
    direction: Direction
    unit: str | None = None
    synonyms: tuple[str, ...] = ()
    scale: OrdinalScale | None = None
    method_matters: bool = True
    method_families: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[str, ...] = ()


class IndicatorDictionary:
    """Look-up by code, and by name within a category. Immutable once built."""

    def __init__(self, entries: Iterable[IndicatorEntry]) -> None:
        self._by_code = {entry.code: entry for entry in entries}
        self._by_name: dict[tuple[str, str], IndicatorEntry] = {}
        for entry in self._by_code.values():
            for category in entry.categories or ("",):
                for name in (entry.name, entry.name_en, *entry.synonyms):
                    self._by_name.setdefault((category, _folded(name)), entry)

    def __iter__(self) -> Iterator[IndicatorEntry]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> IndicatorEntry | None:
        return self._by_code.get(code)

    def named(self, name: str, category: str) -> IndicatorEntry | None:
        """The entry that `name` (or a synonym) means in `category`, else the one it means everywhere, else None."""
        folded = _folded(name)
        return self._by_name.get((category, folded)) or self._by_name.get(("", folded))


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()
