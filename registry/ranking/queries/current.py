"""Where products and standards stand now: in the edition of each scheme that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.kernel.ids import EDITION, PRODUCT, STANDARD, PublicId
from registry.ranking.models import EditionActRow, EditionEntryRow, EditionRow
from registry.ranking.values import GRADES, LEVELS, STATES, Act, Counted, Placed, PlacedStandard, counting

_entry = EditionEntryRow
_NAMES = {level: name for name, level in LEVELS.items()}


def placed(session: Session, products: Collection[PublicId]) -> dict[PublicId, list[Placed]]:
    """Where these products stand, by product and title of the scheme; one that is no candidate of any edition that
    counts is not named."""
    rows = _rows(
        session,
        (_entry.product_id, _entry.product_year, _entry.standard_id, _entry.standard_year, _entry.grade, _entry.reason),
        _entry.product_id.in_([each.number for each in products]),
    )
    found: dict[PublicId, list[Placed]] = {}
    for edition, (product, product_year, standard, year, grade, reason) in rows:
        one = Placed(edition, PublicId(STANDARD, year, standard), grade, reason)
        found.setdefault(PublicId(PRODUCT, product_year, product), []).append(one)
    return found


def levels(session: Session, standards: Collection[PublicId]) -> dict[PublicId, frozenset[str]]:
    """The levels (`LEVELS`, by their names) that products of these standards reach in editions that count."""
    rows = _rows(
        session,
        (_entry.product_id, _entry.product_year, _entry.grade),
        _entry.standard_id.in_([each.number for each in standards]) & _entry.grade.is_not(None),
    )
    found: dict[PublicId, frozenset[str]] = {}
    for _, (product, year, grade) in rows:
        identity = PublicId(PRODUCT, year, product)
        found[identity] = found.get(identity, frozenset()) | {_NAMES[GRADES[grade]]}
    return found


def standards_of(session: Session, edition: PublicId, *, after: int, limit: int) -> list[PublicId]:
    """The standards that are, or were, candidates of any edition of this one's scheme, whose key is above `after`."""
    scheme = select(EditionRow.scheme).where(EditionRow.id == edition.number).scalar_subquery()
    rows = session.execute(
        select(_entry.standard_id, _entry.standard_year)
        .join(EditionRow, EditionRow.id == _entry.edition_id)
        .where(EditionRow.scheme == scheme, _entry.standard_id > after)
        .distinct()
        .order_by(_entry.standard_id)
        .limit(limit)
    )
    return [PublicId(STANDARD, year, key) for key, year in rows]


def placed_standard(session: Session, standard: PublicId) -> list[PlacedStandard]:
    """How many products of a standard stand in each grade (None: out), by title of the scheme."""
    rows = _rows(session, (_entry.grade, func.count()), _entry.standard_id == standard.number, _entry.grade)
    found: dict[PublicId, tuple[Counted, Counter[int | None]]] = {}
    for edition, (grade, number) in rows:
        found.setdefault(edition.id, (edition, Counter()))[1][grade] += number
    return [PlacedStandard(edition, dict(grades)) for edition, grades in found.values()]


def _rows(
    session: Session, columns: tuple[Any, ...], condition: Any, *grouped: Any
) -> Iterable[tuple[Counted, tuple[Any, ...]]]:
    """Columns of the entries that meet the condition, in editions that count."""
    known = _counting(session)
    if not known:
        return []
    asked = select(_entry.edition_id, *columns).where(condition, _entry.edition_id.in_(list(known)))
    if grouped:
        asked = asked.group_by(_entry.edition_id, *grouped)
    rows = [(known[key], tuple(row)) for key, *row in session.execute(asked)]
    return sorted(rows, key=lambda each: (each[0].title, each[0].id.number))


def _counting(session: Session) -> dict[int, Counted]:
    """The editions that count, one of each scheme, by key."""
    act = (
        select(EditionActRow.act)
        .where(EditionActRow.edition_id == EditionRow.id, EditionActRow.act.in_([str(each) for each in STATES]))
        .order_by(EditionActRow.position.desc())
        .limit(1)
        .correlate(EditionRow)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            EditionRow.id,
            EditionRow.year,
            EditionRow.issue,
            EditionRow.scheme,
            EditionRow.title,
            EditionRow.title_en,
            act,
        ).order_by(EditionRow.id.desc())
    )
    listed = [
        Counted(PublicId(EDITION, year, key), issue, scheme, title, title_en, STATES[Act(done)])
        for key, year, issue, scheme, title, title_en, done in rows
    ]
    return {each.id.number: each for each in counting(listed).values()}
