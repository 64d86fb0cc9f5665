"""Where products and standards stand now: in the edition of each scheme that counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, case, func, select
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
        (
            _entry.product_id,
            _entry.product_year,
            _entry.standard_id,
            _entry.standard_year,
            _entry.grade,
            _entry.reason,
            _changed(),
        ),
        _entry.product_id.in_([each.number for each in products]),
    )
    found: dict[PublicId, list[Placed]] = {}
    for edition, (product, product_year, standard, year, grade, reason, changed) in rows:
        one = Placed(edition, PublicId(STANDARD, year, standard), grade, reason, bool(changed))
        found.setdefault(PublicId(PRODUCT, product_year, product), []).append(one)
    return found


def levels(session: Session, standards: Collection[PublicId]) -> dict[PublicId, frozenset[str]]:
    """The levels (`LEVELS`, by their names) that products of these standards reach in editions that count; not of what
    has changed since."""
    rows = _rows(
        session,
        (_entry.product_id, _entry.product_year, _entry.grade),
        _entry.standard_id.in_([each.number for each in standards]) & _entry.grade.is_not(None) & ~_changed(),
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


def editions_of(session: Session, standards: Collection[PublicId]) -> dict[PublicId, set[PublicId]]:
    """Every edition of the schemes of which these standards are, or were, candidates: what `standards_of` leads to
    them."""
    candidates = aliased(EditionRow)
    rows = session.execute(
        select(_entry.standard_year, _entry.standard_id, EditionRow.year, EditionRow.id)
        .join(candidates, candidates.id == _entry.edition_id)
        .join(EditionRow, EditionRow.scheme == candidates.scheme)
        .where(_entry.standard_id.in_([each.number for each in standards]))
        .distinct()
    )
    found: dict[PublicId, set[PublicId]] = {}
    for standard_year, standard, year, edition in rows:
        found.setdefault(PublicId(STANDARD, standard_year, standard), set()).add(PublicId(EDITION, year, edition))
    return found


def placed_standard(session: Session, standard: PublicId) -> list[PlacedStandard]:
    """How many products of a standard stand in each grade (None: out), by title of the scheme."""
    own = _entry.standard_id == standard.number
    rows = _rows(
        session, (_entry.grade, func.count(), _changed()), own, _entry.edition_id, _entry.standard_id, _entry.grade
    )
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


def _changed() -> ColumnElement[bool]:
    """Whether the standard of an entry has changed since the edition was built or its evaluator has last confirmed
    it, as `Edition.changes` has it."""
    confirmed = aliased(EditionActRow)
    last = (
        select(func.max(confirmed.position))
        .where(confirmed.edition_id == _entry.edition_id, confirmed.act == str(Act.BASIS_CONFIRMED))
        .correlate(_entry)
        .scalar_subquery()
    )
    row = EditionActRow
    own = (row.standard_id == _entry.standard_id) & (row.edition_id == _entry.edition_id)
    return select(row.position).where(own, row.position > func.coalesce(last, -1)).correlate(_entry).exists()
