"""All reference data as one frozen thing that rules are given. Built from rows once, and kept while they stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from registry.identifiers.standard_number import StandardNumber, parse_reference
from registry.indicators.canonical import Bounds, bounds, canonical_interval
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, OrdinalScale, Plausible
from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Direction, IndicatorKind, Method
from registry.reference.values import (
    Category,
    CitedStandard,
    CitedStatus,
    ClassEntry,
    Condition,
    EnergyGrade,
    Limit,
    Provenance,
    RecommendedValue,
    Threshold,
    with_descendants,
)

Row = Mapping[str, Any]
Asked = TypeVar("Asked", bound=Threshold)


class Catalogue:
    """The standards that may be cited, found by number."""

    def __init__(self, standards: Iterable[CitedStandard]) -> None:
        self._by_key: dict[str, CitedStandard] = {}
        self._by_series: dict[str, list[CitedStandard]] = {}
        for standard in standards:
            number = parse_reference(standard.number, date.max)[0]
            self._by_key[number.key] = standard
            self._by_series.setdefault(number.series, []).append(standard)

    def __iter__(self) -> Iterator[CitedStandard]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def find(self, number: StandardNumber, day: date) -> CitedStandard | None:
        """The standard with this number; for an undated one the edition in force on `day`, else the newest known."""
        found = self._by_key.get(number.key)
        if found is not None or number.edition:
            return found
        editions = sorted(self._by_series.get(number.series, ()), key=lambda each: _year(each.number))
        current = [each for each in editions if each.status_on(day) is CitedStatus.CURRENT]
        found_editions = current or editions
        return found_editions[-1] if found_editions else None


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The reference data of one load; `load` is its running number. Thresholds are listed by category, those of a
    category above included."""

    load: int
    categories: Mapping[str, Category]
    dictionary: IndicatorDictionary
    limits: Mapping[str, Sequence[Limit]]
    recommended: Mapping[str, Sequence[RecommendedValue]]
    grades: Mapping[str, Sequence[EnergyGrade]]
    catalogue: Catalogue
    industries: Mapping[str, ClassEntry]
    regions: Mapping[str, ClassEntry]


def build(load: int, rows: Mapping[str, Mapping[str, Row]]) -> Reference:
    """The snapshot of `rows`: content by code, by kind of row. ValueError where a row contradicts another."""
    categories = {code: Category(**row) for code, row in rows["category"].items()}
    scales = {code: _scale(row) for code, row in rows["scale"].items()}
    dictionary = IndicatorDictionary(_entry(row, categories, scales) for row in rows["indicator"].values())
    return Reference(
        load=load,
        categories=categories,
        dictionary=dictionary,
        limits=_listed((_limit(row, dictionary) for row in rows["limit"].values()), categories),
        recommended=_listed((_recommended(row, dictionary) for row in rows["recommended"].values()), categories),
        grades=_listed((_grade(row, dictionary) for row in rows["energy-grade"].values()), categories),
        catalogue=Catalogue(_cited(row) for row in rows["standard"].values()),
        industries=classes(rows["gbt4754"]),
        regions=classes(rows["gbt2260"]),
    )


def classes(rows: Mapping[str, Row]) -> dict[str, ClassEntry]:
    """The classes of a classification by code, in the order of the codes."""
    return {code: ClassEntry(**rows[code]) for code in sorted(rows)}


def _scale(row: Row) -> OrdinalScale:
    return OrdinalScale(row["name"], tuple(row["grades"]), tuple(map(Decimal, row["positions"])), row["halves"])


def _entry(row: Row, categories: Mapping[str, Category], scales: Mapping[str, OrdinalScale]) -> IndicatorEntry:
    low, high = row["plausible_low"], row["plausible_high"]
    return IndicatorEntry(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        kind=IndicatorKind(row["kind"]),
        direction=Direction(row["direction"]),
        unit=row["unit"],
        synonyms=tuple(row["synonyms"]),
        scale=scales[row["scale"]] if row["scale"] else None,
        methods=tuple(row["methods"]),
        method_matters=row["method_matters"],
        method_families=row["method_families"],
        categories=tuple(sorted({each for code in row["categories"] for each in with_descendants(code, categories)})),
        plausible=Plausible(low and Decimal(low), high and Decimal(high)) if low or high else None,
    )


def _listed(thresholds: Iterable[Asked], categories: Mapping[str, Category]) -> dict[str, tuple[Asked, ...]]:
    found: dict[str, list[Asked]] = {}
    for threshold in thresholds:
        covered = frozenset[str]().union(*(with_descendants(code, categories) for code in threshold.categories))
        for category in covered:
            found.setdefault(category, []).append(threshold)
    return {code: tuple(sorted(each, key=lambda threshold: threshold.id)) for code, each in found.items()}


def _limit(row: Row, dictionary: IndicatorDictionary) -> Limit:
    return Limit(
        **_threshold(row, dictionary),
        title=row["title"],
        trusted=row["trusted"],
        stock_grace_until=_day(row["stock_grace_until"]),
    )


def _recommended(row: Row, dictionary: IndicatorDictionary) -> RecommendedValue:
    return RecommendedValue(**_threshold(row, dictionary))


def _grade(row: Row, dictionary: IndicatorDictionary) -> EnergyGrade:
    return EnergyGrade(**_threshold(row, dictionary), grade=int(row["grade"]))


def _threshold(row: Row, dictionary: IndicatorDictionary) -> dict[str, Any]:
    entry = dictionary.get(row["indicator"])
    if entry is None:
        raise ValueError(f"{row['id']}: the dictionary has no {row['indicator']}")
    requirement = parse(row["text"], name=entry.name, unit=row["unit"] or "", scale=entry.scale)
    if requirement.comparator is Comparator.TEXT:
        raise ValueError(f"{row['id']}: {row['text']} is not understood")
    return {
        "id": row["id"],
        "standard": row["standard"],
        "clause": row["clause"],
        "indicator": entry.code,
        "categories": tuple(row["categories"]),
        "when": tuple(_condition(each, dictionary) for each in row["when"]),
        "requirement": requirement,
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


_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": ""}


def _condition(written: Row, dictionary: IndicatorDictionary) -> Condition:
    """ValueError where the condition asks for an unknown indicator, or for a number that cannot be read."""
    entry = dictionary.get(written["indicator"])
    if entry is None:
        raise ValueError(f"the dictionary has no {written['indicator']}")
    op, value, unit = Comparator(written["op"]), written["value"], written.get("unit")
    limits: Bounds | None = None
    if op is not Comparator.ONE_OF and (entry.scale or entry.unit or op is not Comparator.EQ):
        if entry.scale:
            place = entry.scale.position(value)
            limits = None if place is None else _bounded(op, place)
        else:
            asked = parse(f"{_SIGNS[op]}{value}", name=entry.name, unit=unit or "")
            limits = bounds(asked, entry.unit)
        if limits is None:
            raise ValueError(f"{written['indicator']} {op} {value} {unit or ''} is not understood")
    return Condition(entry.code, op, value, unit, limits)


def _bounded(op: Comparator, place: Decimal) -> Bounds:
    low = place if op in {Comparator.GE, Comparator.GT, Comparator.EQ} else None
    high = place if op in {Comparator.LE, Comparator.LT, Comparator.EQ} else None
    return Bounds(low, high, op is Comparator.GT, op is Comparator.LT)


def _method(written: str | None) -> Method | None:
    if written is None:
        return None
    number = parse_reference(written, date.max)[0]
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


def _year(number: str) -> int:
    return parse_reference(number, date.max)[0].year or 0
