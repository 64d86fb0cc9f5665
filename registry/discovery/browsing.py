"""The reference data as lists that are read piece by piece, each in the order of its codes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Generic, TypeVar

from registry.declarations import queries as declarations
from registry.discovery.values import ClassificationName
from registry.identifiers.standard_number import parse_reference
from registry.indicators.dictionary import IndicatorEntry
from registry.kernel.clock import legal_day
from registry.kernel.errors import Malformed
from registry.kernel.findings import Message
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference
from registry.reference.snapshot import Reference
from registry.reference.values import (
    Category,
    CitedStandard,
    ClassEntry,
    EnergyGrade,
    Limit,
    RecommendedValue,
    Threshold,
    with_descendants,
)

Row = TypeVar("Row")
AnyThreshold = TypeVar("AnyThreshold", bound=Threshold)

UNKNOWN_CODE = Message(
    "reference-code-unknown",
    "参数 {field} 的代码 {given} 不存在；可用的代码见 {accepted}。",
    "There is no code {given} for {field}; the codes are listed at {accepted}.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which piece of a list: what follows `after`, at most `limit` rows, as it stood at `as_of` (None: now)."""

    as_of: datetime | None = None
    after: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Piece(Generic[Row]):
    """`rows` of `total`; `next` is the code of the last one where more follow. States are those of `day`."""

    rows: tuple[Row, ...]
    total: int
    next: str | None
    reference: Reference
    day: date


def categories(where: Where, asked: Asked) -> Piece[Category]:
    found = _reference(where, asked)
    return _piece(found.categories, asked, where, found)


def indicators(where: Where, asked: Asked, category: str | None = None) -> Piece[IndicatorEntry]:
    """The dictionary, or what of it is for a category or for one below it. Raises Malformed for an unknown one."""
    found = _reference(where, asked)
    _known(category, found.categories, "category", "categories")
    rows = found.dictionary if category is None else indicators_of(found, category)
    return _piece({entry.code: entry for entry in rows}, asked, where, found)


def indicators_of(found: Reference, category: str) -> list[IndicatorEntry]:
    """The entries for a category and for those below it, with the ones that are for every category."""
    covered = with_descendants(category, found.categories)
    return [entry for entry in found.dictionary if not entry.categories or not covered.isdisjoint(entry.categories)]


def classes(where: Where, asked: Asked, name: ClassificationName, parent: str | None = None) -> Piece[ClassEntry]:
    """The classes of a classification right below `parent`, the top ones for an empty one; all of them for None.
    Raises Malformed for an unknown parent."""
    found = _reference(where, asked)
    rows: Mapping[str, ClassEntry] = getattr(found, name)
    _known(parent or None, rows, "parent", name)
    if parent is not None:
        rows = {code: entry for code, entry in rows.items() if entry.parent == (parent or None)}
    return _piece(rows, asked, where, found)


def standards(where: Where, asked: Asked, text: str = "") -> Piece[CitedStandard]:
    """The catalogue of cited standards, or those whose number begins with `text` or whose title has its words."""
    found = _reference(where, asked)
    return _piece(found.catalogue.matching(text), asked, where, found)


def limits(where: Where, asked: Asked, category: str | None = None, on: date | None = None) -> Piece[Limit]:
    """The mandatory limits, or those for a category and for those below it, or those in force `on` a day. Raises
    Malformed for an unknown category."""
    found = _reference(where, asked)
    return _thresholds(found, found.limits, where, asked, category, on)


def recommended(
    where: Where, asked: Asked, category: str | None = None, on: date | None = None
) -> Piece[RecommendedValue]:
    """As `limits`, what recommended standards ask."""
    found = _reference(where, asked)
    return _thresholds(found, found.recommended, where, asked, category, on)


def grades(where: Where, asked: Asked, category: str | None = None, on: date | None = None) -> Piece[EnergyGrade]:
    """As `limits`, the grades of energy and water efficiency."""
    found = _reference(where, asked)
    return _thresholds(found, found.grades, where, asked, category, on)


def _thresholds(
    found: Reference,
    listed: Mapping[str, Sequence[AnyThreshold]],
    where: Where,
    asked: Asked,
    category: str | None,
    on: date | None,
) -> Piece[AnyThreshold]:
    _known(category, found.categories, "category", "categories")
    covered = found.categories if category is None else with_descendants(category, found.categories)
    rows = {each.id: each for code in covered for each in listed.get(code, ()) if on is None or each.in_force(on)}
    return _piece(rows, asked, where, found)


def products_of(where: Where, found: Piece[Category], asked: Asked) -> dict[str, int | None]:
    """How many products are declared of each of these categories and of those below it; None for an earlier state, of
    which it is not kept."""
    if asked.as_of is not None:
        return dict.fromkeys(row.code for row in found.rows)
    with reading(where) as session:
        counted = declarations.products_by_category(session)
    known = found.reference.categories
    return {row.code: sum(counted.get(each, 0) for each in with_descendants(row.code, known)) for row in found.rows}


def citations_of(where: Where, found: Piece[CitedStandard], asked: Asked) -> dict[str, int | None]:
    """How many declared standards cite each of these, a reference without a year counting for the edition that it
    follows; None for an earlier state, of which it is not kept."""
    if asked.as_of is not None:
        return dict.fromkeys(row.number for row in found.rows)
    keys = {row.number: _cited_keys(row, found) for row in found.rows}
    with reading(where) as session:
        counted = declarations.cited_by(session, {key for each in keys.values() for key in each})
    return {number: sum(counted.get(key, 0) for key in each) for number, each in keys.items()}


def _cited_keys(row: CitedStandard, found: Piece[CitedStandard]) -> set[str]:
    number, _ = parse_reference(row.number, date.max)
    follows = found.reference.catalogue.find(replace(number, edition="", note=""), found.day) is row
    return {number.key, number.series} if follows else {number.key}


def _reference(where: Where, asked: Asked) -> Reference:
    with reading(where) as session:
        return reference.reference(session, asked.as_of)


def _known(code: str | None, codes: Mapping[str, object], field: str, listed: str) -> None:
    if code is not None and code not in codes:
        raise Malformed(UNKNOWN_CODE.error(field, given=code, accepted=f"/api/v1/reference/{listed}"))


def _piece(rows: Mapping[str, Row], asked: Asked, where: Where, found: Reference) -> Piece[Row]:
    codes = sorted(rows)
    start = 0 if asked.after is None else bisect_right(codes, asked.after)
    shown = codes[start : start + asked.limit]
    more = start + asked.limit < len(codes)
    day = where.clock.today() if asked.as_of is None else legal_day(asked.as_of)
    return Piece(tuple(rows[code] for code in shown), len(codes), shown[-1] if more else None, found, day)
