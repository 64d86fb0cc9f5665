"""All reference data as one frozen thing that rules are given. Built from rows once, and kept while they stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from registry.identifiers.standard_number import StandardNumber, normalise, parse_reference
from registry.indicators.canonical import Bounds, bounds, canonical_interval
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, OrdinalScale, Plausible, tight
from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Direction, IndicatorKind, Method
from registry.reference.values import (
    Category,
    CitedStandard,
    CitedStatus,
    ClassEntry,
    Condition,
    Doubt,
    EnergyGrade,
    Limit,
    Provenance,
    RecommendedValue,
    Threshold,
    with_descendants,
)

THRESHOLDS = ("limit", "recommended", "energy-grade")
KINDS = ("category", "scale", "indicator", *THRESHOLDS, "standard", "synonym", "gbt4754", "gbt2260", "ccs", "ics")
"""The kinds of rows."""

Row = Mapping[str, Any]
Asked = TypeVar("Asked", bound=Threshold)


class Catalogue:
    """The standards that may be cited, found by number. ValueError where one number stands twice, however typed."""

    def __init__(self, standards: Iterable[CitedStandard]) -> None:
        self._by_key: dict[str, CitedStandard] = {}
        self._by_series: dict[str, list[CitedStandard]] = {}
        for standard in standards:
            number = _number(standard.number)
            if self._by_key.setdefault(number.key, standard) is not standard:
                raise ValueError(f"{standard.number} stands twice in the catalogue")
            self._by_series.setdefault(number.series, []).append(standard)

    def __iter__(self) -> Iterator[CitedStandard]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def matching(self, text: str) -> dict[str, CitedStandard]:
        """By key and in its order: those whose number begins as `text` does, however it is typed, and those whose
        number and title have all of its words. All of them for an empty text."""
        start, words = _letters(text), [tight(word) for word in text.split()]
        return {
            key: standard
            for key, standard in sorted(self._by_key.items())
            if (start and _letters(key).startswith(start))
            or all(word in tight(key) or word in tight(standard.title) for word in words)
        }

    def find(self, number: StandardNumber, day: date) -> CitedStandard | None:
        """The standard with this number; for an undated one the edition in force on `day`, else the newest known that
        is not yet to come. None too where the newest was replaced by an edition that the catalogue does not have."""
        found = self._by_key.get(number.key)
        if found is not None or number.edition:
            return found

        def rank(edition: CitedStandard) -> tuple[bool, bool, int]:
            status = edition.status_on(day)
            return status is CitedStatus.CURRENT, status is not CitedStatus.UPCOMING, _number(edition.number).year or 0

        best = max(self._by_series.get(number.series, ()), key=rank, default=None)
        if best is None or best.status_on(day) is not CitedStatus.REPLACED:
            return best
        return None if number.series in {_number(each).series for each in best.replaced_by} else best


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The reference data of one load; `load` is its running number. Thresholds are listed by category, those of a
    category above included. `synonyms` are the other words for a word without differences of width, case and blanks
    (`tight`); they widen a search and are never put in the place of what is declared."""

    load: int
    categories: Mapping[str, Category]
    dictionary: IndicatorDictionary
    limits: Mapping[str, Sequence[Limit]]
    recommended: Mapping[str, Sequence[RecommendedValue]]
    grades: Mapping[str, Sequence[EnergyGrade]]
    catalogue: Catalogue
    synonyms: Mapping[str, Sequence[str]]
    industries: Mapping[str, ClassEntry]
    regions: Mapping[str, ClassEntry]
    ccs: Mapping[str, ClassEntry]
    ics: Mapping[str, ClassEntry]
    words: Mapping[str, frozenset[str]]
    """For each indicator the words that some condition asks of it."""

    def condition(self, written: Row) -> Condition:
        """A condition that is written as those of the thresholds are. ValueError where it is not understood."""
        return _condition(written, self.dictionary, self.words)


def build(load: int, rows: Mapping[str, Mapping[str, Row]]) -> Reference:
    """The snapshot of `rows`: content by code, by kind of row. ValueError where a row contradicts another."""
    categories = _categories(rows["category"])
    below = {code: with_descendants(code, categories) for code in categories}
    scales = {code: _scale(row) for code, row in rows["scale"].items()}
    dictionary = IndicatorDictionary(_entry(row, below, scales) for row in rows["indicator"].values())
    thresholds = _Thresholds(dictionary, [row for kind in THRESHOLDS for row in rows[kind].values()])
    return Reference(
        load=load,
        categories=categories,
        dictionary=dictionary,
        limits=_listed(map(thresholds.limit, rows["limit"].values()), below),
        recommended=_listed(map(thresholds.recommended, rows["recommended"].values()), below),
        grades=_listed(map(thresholds.grade, rows["energy-grade"].values()), below),
        catalogue=Catalogue(_cited(row) for row in rows["standard"].values()),
        synonyms=_synonyms(rows["synonym"].values()),
        industries=_classes(rows["gbt4754"]),
        regions=_classes(rows["gbt2260"]),
        ccs=_classes(rows["ccs"]),
        ics=_classes(rows["ics"]),
        words=thresholds.words,
    )


def _categories(rows: Mapping[str, Row]) -> dict[str, Category]:
    """In the order of the codes. ValueError for a parent that is unknown, or below what it is the parent of."""
    categories = {code: Category(**rows[code]) for code in sorted(rows)}
    for category in categories.values():
        above, here = {category.code}, category.parent
        while here is not None:
            if here not in categories or here in above:
                raise ValueError(f"the category {category.code} has {here} above it")
            above.add(here)
            here = categories[here].parent
    return categories


def _synonyms(rows: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """For each term the others of its group; of a Chinese one not the English words, which nobody declares by, but the
    abbreviations (APF). ValueError for a term of two groups: it would have to mean both."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        for term in row["terms"]:
            if tight(term) in found:
                raise ValueError(f"{term} stands in two groups of synonyms")
            found[tight(term)] = tuple(
                other
                for other in row["terms"]
                if tight(other) != tight(term) and (term.isascii() or not other.isascii() or not other.islower())
            )
    return found


def _classes(rows: Mapping[str, Row]) -> dict[str, ClassEntry]:
    """The classes of a classification by code, in the order of the codes. ValueError for an unknown parent."""
    found = {code: ClassEntry(**rows[code]) for code in sorted(rows)}
    for each in found.values():
        if each.parent is not None and each.parent not in found:
            raise ValueError(f"the class {each.code} has {each.parent} above it")
    return found


_Below = Mapping[str, frozenset[str]]
"""Every category with those below it."""


def _covered(owner: str, codes: Iterable[str], below: _Below) -> frozenset[str]:
    """The categories `codes` with all below them. ValueError for an unknown one."""
    found = frozenset[str]()
    for code in codes:
        if code not in below:
            raise ValueError(f"{owner}: there is no category {code}")
        found |= below[code]
    return found


def _scale(row: Row) -> OrdinalScale:
    return OrdinalScale(row["name"], tuple(row["grades"]), tuple(map(Decimal, row["positions"])), row["halves"])


_LATER: Row = {"scale": None, "methods": (), "plausible_low": None, "plausible_high": None, "initials": []}
"""What the rows of earlier releases do not say of an indicator."""


def _entry(row: Row, below: _Below, scales: Mapping[str, OrdinalScale]) -> IndicatorEntry:
    row = {**_LATER, **row}
    if row["scale"] is not None and row["scale"] not in scales:
        raise ValueError(f"{row['code']}: there is no scale {row['scale']}")
    low, high = row["plausible_low"], row["plausible_high"]
    return IndicatorEntry(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        kind=IndicatorKind(row["kind"]),
        direction=Direction(row["direction"]),
        unit=row["unit"],
        synonyms=tuple(row["synonyms"]),
        initials=tuple(row["initials"]),
        scale=scales[row["scale"]] if row["scale"] else None,
        methods=tuple(row["methods"]),
        method_matters=row["method_matters"],
        method_families=row["method_families"],
        categories=tuple(sorted(_covered(row["code"], row["categories"], below))),
        plausible=Plausible(low and Decimal(low), high and Decimal(high)) if low or high else None,
    )


def _listed(thresholds: Iterable[Asked], below: _Below) -> dict[str, tuple[Asked, ...]]:
    found: dict[str, list[Asked]] = {}
    for threshold in thresholds:
        if not threshold.categories:
            raise ValueError(f"{threshold.id} names no category")
        for category in _covered(threshold.id, threshold.categories, below):
            found.setdefault(category, []).append(threshold)
    return {code: tuple(sorted(each, key=lambda threshold: threshold.id)) for code, each in found.items()}


class _Thresholds:
    """Reads limits, recommended values and grades, `rows` of all three. ValueError for one that could not be judged."""

    def __init__(self, dictionary: IndicatorDictionary, rows: Iterable[Row]) -> None:
        self._dictionary = dictionary
        words: dict[str, set[str]] = {}
        for row in rows:
            for each in row["when"]:
                words.setdefault(each["indicator"], set()).update(map(tight, each["value"].split("|")))
        self.words = {code: frozenset(each) for code, each in words.items()}

    def limit(self, row: Row) -> Limit:
        grace = _day(row["stock_grace_until"])
        known = self._read(row)
        doubt = None if row["trusted"] else Doubt(row.get("doubt") or Doubt.LOW_TRUST)  # earlier rows have no reason
        if known["provenance"] is not Provenance.SOURCED:
            doubt = Doubt.UNVERIFIED
        return Limit(**known, title=row["title"], trusted=row["trusted"], doubt=doubt, stock_grace_until=grace)

    def recommended(self, row: Row) -> RecommendedValue:
        return RecommendedValue(**self._read(row))

    def grade(self, row: Row) -> EnergyGrade:
        return EnergyGrade(**self._read(row), grade=int(row["grade"]))

    def _read(self, row: Row) -> dict[str, Any]:
        try:
            return self._understood(row)
        except ValueError as error:
            raise ValueError(f"{row['id']}: {error}") from None

    def _understood(self, row: Row) -> dict[str, Any]:
        entry = _known(self._dictionary, row["indicator"])
        requirement = parse(row["text"], name=entry.name, unit=row["unit"] or "", scale=entry.scale)
        # Between two of several values (220 V/380 V) lies nothing that is asked for.
        several = requirement.comparator is Comparator.ONE_OF and len(requirement.values) > 1
        limits = None if several else bounds(requirement, entry.unit, scale=entry.scale)
        if limits is None and requirement.comparator not in {Comparator.BOOL, Comparator.ONE_OF}:
            raise ValueError(f"{row['text']} {row['unit'] or ''} is not understood of {entry.code}")
        return {
            "id": row["id"],
            "standard": row["standard"],
            "clause": row.get("clause"),  # tables of grades have none
            "indicator": entry.code,
            "categories": tuple(row["categories"]),
            "when": tuple(_condition(each, self._dictionary, self.words) for each in row["when"]),
            "requirement": requirement,
            "bounds": limits,
            "canonical": canonical_interval(requirement, entry.unit, scale=entry.scale),
            "condition": row["condition"],
            "basis": row["basis"],
            "method": _method(row["method"]),
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "provenance": Provenance(row["provenance"]),
            "source": row["source"],
            "applies_to": row["applies_to"],
        }


def _condition(written: Row, dictionary: IndicatorDictionary, words: Mapping[str, frozenset[str]]) -> Condition:
    entry = _known(dictionary, written["indicator"])
    op, value, unit = Comparator(written["op"]), written["value"], written.get("unit")
    if op not in _SIGNS:
        raise ValueError(f"{op} is no condition")
    asked = [_asked(entry, op, each, unit) for each in (value.split("|") if op is Comparator.ONE_OF else [value])]
    limits = tuple(each for each in asked if each is not None)
    in_words = op in {Comparator.EQ, Comparator.ONE_OF} and not entry.scale and not entry.unit and not limits
    if len(limits) != len(asked) and not in_words:
        raise ValueError(f"{entry.code} {op} {value} {unit or ''} is not understood")
    return Condition(entry.code, op, value, unit, limits, words.get(entry.code, frozenset()))


def _known(dictionary: IndicatorDictionary, code: str) -> IndicatorEntry:
    entry = dictionary.get(code)
    if entry is None:
        raise ValueError(f"the dictionary has no {code}")
    return entry


_SIGNS = {
    Comparator.GE: "≥",
    Comparator.GT: ">",
    Comparator.LE: "≤",
    Comparator.LT: "<",
    Comparator.EQ: "",
    Comparator.ONE_OF: "",
}


def _asked(entry: IndicatorEntry, op: Comparator, value: str, unit: str | None) -> Bounds | None:
    """The bounds of one value of a condition, on a scale by the quality: `ge` B asks for B or better."""
    if entry.scale is None:
        return bounds(parse(f"{_SIGNS[op]}{value}", name=entry.name, unit=unit or ""), entry.unit)
    place = entry.scale.position(value)
    return None if place is None else _bounded(op, place)


def _bounded(op: Comparator, place: Decimal) -> Bounds:
    low = None if op in {Comparator.LE, Comparator.LT} else place
    high = None if op in {Comparator.GE, Comparator.GT} else place
    return Bounds(low, high, op is Comparator.GT, op is Comparator.LT)


def _method(written: str | None) -> Method | None:
    if written is None:
        return None
    number = _number(written)
    return Method(number=number.text) if number.kind else Method(text=written)


def _cited(row: Row) -> CitedStandard:
    days = {name: _day(row[name]) for name in ("issued_on", "effective_on", "ended_on")}
    return CitedStandard(
        number=row["number"],
        title=row["title"],
        kind=row["kind"],
        status=CitedStatus(row["status"]),
        replaces=tuple(row["replaces"]),
        replaced_by=tuple(row["replaced_by"]),
        provenance=Provenance(row["provenance"]),
        source=row["source"],
        note=row["note"],
        **days,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _number(written: str) -> StandardNumber:
    return parse_reference(written, date.max)[0]


def _letters(number: str) -> str:
    """A number as it may be begun: `gbt 7725` for GB/T 7725."""
    return re.sub(r"[ /]", "", normalise(number))
