"""Reads of editions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from registry.credit import queries as credit
from registry.credit.values import Bar
from registry.declarations import queries as declarations
from registry.declarations.values import Status
from registry.enterprises import queries as enterprises
from registry.indicators.wire import from_stored
from registry.kernel.ids import EDITION, PRODUCT, STANDARD, PublicId
from registry.ranking.interests.queries import conflicts
from registry.ranking.models import (
    EditionActRow,
    EditionArchiveRow,
    EditionEntryRow,
    EditionRow,
    EditionValueRow,
    SchemeVersionRow,
)
from registry.ranking.values import (
    Act,
    Board,
    Cell,
    Changed,
    Counts,
    Done,
    Edition,
    Level,
    Note,
    Outcome,
    Ranked,
    Wanted,
)
from registry.ranking.values.editions import Standing, State, counting
from registry.ranking.values.grading import KEPT_OUT, Obstacle
from registry.ranking.values.schemes import Scheme


def edition(session: Session, identity: PublicId) -> Edition | None:
    """The edition with this id."""
    found = _editions(session, EditionRow.id == identity.number, EditionRow.year == identity.year)
    return found[0] if found else None


def editions(session: Session, scheme: str) -> list[Edition]:
    """The editions of a scheme, the newest first."""
    return _editions(session, EditionRow.scheme == scheme)


def editions_beside(session: Session, identity: PublicId) -> list[Edition]:
    """The editions of the scheme that this one is of, itself among them, the newest first."""
    its = select(EditionRow.scheme).where(EditionRow.id == identity.number, EditionRow.year == identity.year)
    return _editions(session, EditionRow.scheme == its.scalar_subquery())


def latest(session: Session) -> dict[str, Edition]:
    """Of every scheme the edition that counts (`values.counting`), by scheme."""
    return counting(_editions(session))


def lock_scheme(session: Session, scheme: str) -> None:
    """From here to the end of the transaction nobody else writes an edition of this scheme."""
    session.execute(
        select(SchemeVersionRow.version).where(SchemeVersionRow.scheme == scheme).with_for_update(key_share=True)
    )


def lock(session: Session, identity: PublicId) -> None:
    """From here to the end of the transaction nobody else does anything with this edition. It may be named by another
    one meanwhile, which corrects it."""
    session.execute(select(EditionRow.id).where(EditionRow.id == identity.number).with_for_update(key_share=True))


def archive(session: Session, edition: PublicId) -> bytes:
    """The zip file of an edition."""
    return session.get_one(EditionArchiveRow, edition.number).content


def count(session: Session, edition: Edition, scheme: Scheme, wanted: Wanted) -> int:
    """How many candidates of the edition are wanted; it is known for what is asked most."""
    counts = edition.counts
    if wanted.measure is None:
        graded = counts.by_grade if wanted.grade is None else {wanted.grade: counts.by_grade[wanted.grade]}
        ranked = 0 if wanted.outcome is Outcome.EXCLUDED else sum(graded.values())
        return ranked + (0 if wanted.grade or wanted.outcome is Outcome.RANKED else counts.excluded)
    core = wanted.measure - len(scheme.base)
    if wanted.grade is None and wanted.outcome is None and wanted.level is not None and 0 <= core < len(edition.boards):
        return edition.boards[core].levels[wanted.level]
    row = EditionEntryRow
    of = (row.edition_id == edition.id.number, *_conditions(wanted))
    return session.scalar(select(func.count()).select_from(row).where(*of)) or 0


def ranked(
    session: Session, edition: Edition, scheme: Scheme, wanted: Sequence[Wanted], *, after: int | None, limit: int
) -> list[list[Ranked]]:
    """For each of `wanted` at most `limit` of the candidates, behind the place `after`. `scheme` is the version by
    which the edition is graded."""
    row = EditionEntryRow
    behind = () if after is None else (row.place > after,)
    pieces = [
        select(literal(number).label("piece"), row.place)
        .where(row.edition_id == edition.id.number, *_conditions(each), *behind)
        .order_by(row.place)
        .limit(limit)
        .subquery()
        for number, each in enumerate(wanted)
    ]
    chosen = sorted(map(tuple, session.execute(union_all(*(select(piece) for piece in pieces)))))
    found = {each.place: each for each in _ranked(session, edition, scheme, {place for _, place in chosen})}
    return [[found[place] for piece, place in chosen if piece == number] for number in range(len(wanted))]


def _conditions(wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    row = EditionEntryRow
    if wanted.grade is not None:
        yield row.grade == wanted.grade
    if wanted.outcome is not None:
        yield row.grade.is_(None) if wanted.outcome is Outcome.EXCLUDED else row.grade.is_not(None)
    if wanted.measure is not None and wanted.level is not None:
        yield func.substr(row.levels, wanted.measure + 1, 1) == str(int(wanted.level))
        yield row.reason.is_(None) | row.reason.not_in(sorted(map(str, KEPT_OUT)))


def _ranked(session: Session, edition: Edition, scheme: Scheme, places: Collection[int]) -> list[Ranked]:
    row = EditionEntryRow
    of = (row.edition_id == edition.id.number, row.place.in_(places))
    rows = session.scalars(select(row).where(*of).order_by(row.place)).all()
    cells = {each.place: json.loads(each.cells) for each in rows}
    numbers = {number for each in cells.values() for _, number in each if number is not None}
    stored = dict(
        session.execute(
            select(EditionValueRow.number, EditionValueRow.stored).where(
                EditionValueRow.edition_id == edition.id.number, EditionValueRow.number.in_(numbers)
            )
        ).all()
    )
    declared = {number: from_stored(text) for number, text in stored.items()}
    owners = enterprises.by_ids(session, (each.enterprise_id for each in rows))
    return [
        Ranked(
            place=each.place,
            standard=PublicId(STANDARD, each.standard_year, each.standard_id),
            version=each.version,
            number=each.number,
            product=PublicId(PRODUCT, each.product_year, each.product_id),
            name=each.name,
            brand=each.brand,
            model=each.model,
            specification=each.specification,
            enterprise=owners[each.enterprise_id],
            grade=each.grade,
            reason=each.reason,
            about=each.about,
            cells=tuple(
                Cell(
                    measure.indicator,
                    None if number is None else declared[number],
                    None if level == "-" else Level(int(level)),
                    Note(note) if note else None,
                )
                for measure, level, (note, number) in zip(scheme.measures, each.levels, cells[each.place], strict=True)
            ),
        )
        for each in rows
    ]


def standings(session: Session, edition: PublicId) -> list[Standing]:
    """Where every candidate of an edition stands."""
    row = EditionEntryRow
    rows = session.execute(
        select(
            row.place,
            row.standard_year,
            row.standard_id,
            row.product_year,
            row.product_id,
            row.version,
            row.number,
            row.model,
            row.grade,
        )
        .where(row.edition_id == edition.number)
        .order_by(row.place)
    )
    return [
        Standing(
            place,
            PublicId(STANDARD, year, standard),
            PublicId(PRODUCT, product_year, product),
            version,
            number,
            model,
            grade,
        )
        for place, year, standard, product_year, product, version, number, model, grade in rows
    ]


def live_with(session: Session, standards: Collection[PublicId]) -> dict[PublicId, list[PublicId]]:
    """By edition its candidates among these standards: of those editions that count, and of drafts and notices that are
    newer. What was final before them stays as it is."""
    row = EditionEntryRow
    rows = session.execute(
        select(row.edition_id, EditionRow.scheme, row.standard_year, row.standard_id)
        .join(EditionRow, EditionRow.id == row.edition_id)
        .where(row.standard_id.in_([each.number for each in standards]))
        .distinct()
        .order_by(row.edition_id, row.standard_id)
    ).all()
    live: dict[int, PublicId] = {}
    for scheme in {each.scheme for each in rows}:
        every = editions(session, scheme)
        counts = counting(every).get(scheme)
        for each in every:
            newer = each.state in {State.DRAFT, State.NOTICE} and (counts is None or each.id.number > counts.id.number)
            if newer or each is counts:
                live[each.id.number] = each.id
    found: dict[PublicId, list[PublicId]] = {}
    for key, _, year, standard in rows:
        if key in live:
            found.setdefault(live[key], []).append(PublicId(STANDARD, year, standard))
    return found


def standards_in(session: Session, edition: PublicId, *, after: int, limit: int) -> list[PublicId]:
    """The standards of the candidates of an edition whose key is above `after`."""
    row = EditionEntryRow
    rows = session.execute(
        select(row.standard_id, row.standard_year)
        .where(row.edition_id == edition.number, row.standard_id > after)
        .distinct()
        .order_by(row.standard_id)
        .limit(limit)
    )
    return [PublicId(STANDARD, year, key) for key, year in rows]


def changed(session: Session, edition: PublicId, standards: Collection[PublicId], day: date) -> list[Changed]:
    """Those of the standards whose newest version, whose being in force, whose bar or whose evaluator's interest on
    `day` is not what the edition has graded."""
    row = EditionEntryRow
    rows = session.execute(
        select(row.standard_year, row.standard_id, row.product_id, row.enterprise_id, row.version, row.reason).where(
            row.edition_id == edition.number, row.standard_id.in_([each.number for each in standards])
        )
    ).all()
    now = declarations.states(session, standards, day)
    owners = enterprises.by_ids(session, {each.enterprise_id for each in rows})
    out = credit.barred(session, [each.uscc for each in owners.values()], day, Bar.RANKING)
    scheme = session.scalar(select(EditionRow.scheme).where(EditionRow.id == edition.number)) or ""
    judged = conflicts(session, scheme, day)
    found = dict[PublicId, Changed]()
    for year, key, product, enterprise, version, reason in rows:
        identity = PublicId(STANDARD, year, key)
        newest, status = now[identity]
        barred = out.by(enterprise, key, product) is not None
        conflicted = owners[enterprise].uscc in judged
        # The first obstacle is the one that was said.
        if reason == Obstacle.LIMIT_BROKEN:
            same = True
        elif reason == Obstacle.NOT_CURRENT or status is not Status.CURRENT:
            same = (reason == Obstacle.NOT_CURRENT) is (status is not Status.CURRENT)
        elif reason == Obstacle.BARRED or barred:
            same = (reason == Obstacle.BARRED) is barred
        else:
            same = (reason == Obstacle.CONFLICT) is conflicted
        if newest != version or not same:
            fact = Changed(identity, newest, str(status), barred=barred, conflicted=conflicted)
            found.setdefault(identity, fact)
    return list(found.values())


def _editions(session: Session, *conditions: Any) -> list[Edition]:
    """The newest first."""
    corrected = aliased(EditionRow)
    rows = session.execute(
        select(EditionRow, EditionArchiveRow.size, corrected.year)
        .join(EditionArchiveRow, EditionArchiveRow.edition_id == EditionRow.id)
        .outerjoin(corrected, corrected.id == EditionRow.corrects_id)
        .where(*conditions)
        .order_by(EditionRow.id.desc())
    ).all()
    done = session.scalars(
        select(EditionActRow)
        .join(EditionRow, EditionRow.id == EditionActRow.edition_id)
        .where(*conditions)
        .order_by(EditionActRow.edition_id, EditionActRow.position)
    )
    acts = {key: tuple(_done(each) for each in group) for key, group in groupby(done, lambda each: each.edition_id)}
    return [_edition(row, size, acts[row.id], year) for row, size, year in rows]


def _edition(row: EditionRow, size: int, acts: Sequence[Done], corrected: int | None) -> Edition:
    return Edition(
        id=PublicId(EDITION, row.year, row.id),
        scheme=row.scheme,
        scheme_version=row.scheme_version,
        title=row.title,
        title_en=row.title_en,
        issue=row.issue,
        corrects=None
        if row.corrects_id is None or corrected is None
        else PublicId(EDITION, corrected, row.corrects_id),
        day=row.day,
        taken_at=row.taken_at,
        log_size=row.log_size,
        root_hash=row.root_hash,
        method=row.method,
        digest=row.digest,
        counts=Counts(
            candidates=row.counts["candidates"],
            by_grade={int(grade): number for grade, number in row.counts["by_grade"].items()},
            by_reason=[(reason, number) for reason, number in row.counts["by_reason"]],
        ),
        boards=[
            Board(
                each["indicator"],
                each["condition"],
                {None if level == "-" else Level(int(level)): number for level, number in each["levels"].items()},
                each["equal"],
            )
            for each in row.boards
        ],
        archive_size=size,
        sample=row.sample,
        acts=acts,
    )


def _done(row: EditionActRow) -> Done:
    return Done(
        act=Act(row.act),
        at=row.at,
        holder=row.holder,
        person=row.person,
        until=row.until,
        subject=row.subject,
        fact=row.fact,
        reason=row.reason,
    )
