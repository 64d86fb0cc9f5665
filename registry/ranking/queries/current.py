"""Where products and standards stand now: in the edition of each scheme that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import CTE, case, func, select
from sqlalchemy.orm import Session, aliased

from registry.kernel.ids import EDITION, PRODUCT, STANDARD, PublicId
from registry.ranking.models import EditionActRow, EditionEntryRow, EditionRow
from registry.ranking.values import GRADES, LEVELS, STATES, Act, Counted, Placed, PlacedStandard

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
    marked = _marked(session, {edition.id.number for edition, _ in rows})
    found: dict[PublicId, list[Placed]] = {}
    for edition, (product, product_year, standard, year, grade, reason) in rows:
        named = PublicId(STANDARD, year, standard)
        one = Placed(edition, named, grade, reason, (edition.id.number, str(named)) in marked)
        found.setdefault(PublicId(PRODUCT, product_year, product), []).append(one)
    return found


def levels(session: Session, standards: Collection[PublicId]) -> dict[PublicId, frozenset[str]]:
    """The levels (`LEVELS`, by their names) that products of these standards reach in editions that count; not of what
    has changed since."""
    rows = _rows(
        session,
        (_entry.product_id, _entry.product_year, _entry.standard_id, _entry.standard_year, _entry.grade),
        _entry.standard_id.in_([each.number for each in standards]) & _entry.grade.is_not(None),
    )
    marked = _marked(session, {edition.id.number for edition, _ in rows})
    found: dict[PublicId, frozenset[str]] = {}
    for edition, (product, year, standard, standard_year, grade) in rows:
        if (edition.id.number, str(PublicId(STANDARD, standard_year, standard))) in marked:
            continue
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
    act, changes, known = EditionActRow, aliased(EditionActRow), _known()
    confirmed = (
        select(func.max(act.position))
        .where(act.edition_id == known.c.id, act.act == str(Act.BASIS_CONFIRMED))
        .correlate(known)
        .scalar_subquery()
    )
    changed = (
        select(changes.position)
        .where(
            changes.edition_id == known.c.id,
            changes.act == str(Act.BASIS_CHANGED),
            changes.subject == str(standard),
            changes.position > func.coalesce(confirmed, -1),
        )
        .correlate(known)
        .exists()
    )
    own = _entry.standard_id == standard.number
    rows = _rows(session, (_entry.grade, func.count(), changed), own, _entry.grade)
    found: dict[PublicId, tuple[Counted, Counter[int | None], bool]] = {}
    for edition, (grade, number, marked) in rows:
        found.setdefault(edition.id, (edition, Counter(), bool(marked)))[1][grade] += number
    return [PlacedStandard(edition, dict(grades), marked) for edition, grades, marked in found.values()]


def _rows(
    session: Session, columns: tuple[Any, ...], condition: Any, *grouped: Any
) -> list[tuple[Counted, tuple[Any, ...]]]:
    """Columns of the entries that meet the condition, in editions that count, in one statement."""
    known = _known()
    about = (known.c.id, known.c.year, known.c.issue, known.c.scheme, known.c.title, known.c.title_en, known.c.act)
    asked = (
        select(*about, *columns)
        .join_from(_entry, known, known.c.id == _entry.edition_id)
        .where(condition, _entry.edition_id.in_(_counting(known)))
    )
    if grouped:
        asked = asked.group_by(*about, *grouped)
    rows = []
    for key, year, issue, scheme, title, title_en, act, *more in session.execute(asked):
        identity = PublicId(EDITION, year, key)
        rows.append((Counted(identity, issue, scheme, title, title_en, STATES[Act(act)]), tuple(more)))
    return sorted(rows, key=lambda each: (each[0].title, each[0].id.number))


@cache
def _known() -> CTE:
    """Every edition with the last act that made its state."""
    act = (
        select(EditionActRow.act)
        .where(EditionActRow.edition_id == EditionRow.id, EditionActRow.act.in_([str(each) for each in STATES]))
        .order_by(EditionActRow.position.desc())
        .limit(1)
        .correlate(EditionRow)
        .scalar_subquery()
    )
    row = EditionRow
    return select(row.id, row.year, row.issue, row.scheme, row.title, row.title_en, act.label("act")).cte("known")


def _counting(known: CTE) -> Any:
    """The keys of the editions that count, as `values.counting` has it."""

    def newest(*acts: Act) -> Any:
        return func.max(case((known.c.act.in_([str(act) for act in acts]), known.c.id)))

    published, drafted = newest(Act.NOTICED, Act.FINALIZED), newest(Act.BUILT)
    return select(func.coalesce(published, drafted)).group_by(known.c.scheme)


def _marked(session: Session, editions: Collection[int]) -> set[tuple[int, str]]:
    """(edition, standard) of what has changed in the basis of these editions since their evaluators last confirmed."""
    if not editions:
        return set()
    row, changes = EditionActRow, (str(Act.BASIS_CHANGED), str(Act.BASIS_CONFIRMED))
    rows = session.execute(
        select(row.edition_id, row.act, row.subject)
        .where(row.edition_id.in_(editions), row.act.in_(changes))
        .order_by(row.edition_id, row.position)
    )
    found: dict[int, set[str]] = {}
    for edition, act, subject in rows:
        if act == Act.BASIS_CHANGED and subject is not None:
            found.setdefault(edition, set()).add(subject)
        else:
            found.pop(edition, None)
    return {(edition, subject) for edition, subjects in found.items() for subject in subjects}
