"""Use cases of importing: a file of this machine at once, a file that was sent by and by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import IO

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from registry.declarations.importing.lines import batches, lines
from registry.declarations.importing.settling import Prepared, Seen, foresee, keys, prepared, settle
from registry.declarations.importing.values import KEPT, Import, Report, RowFinding, Settled, State, Tally, told
from registry.declarations.models import ImportFindingRow, ImportPieceRow, ImportRow, ImportSeenRow
from registry.declarations.service.drafts import own_enterprise
from registry.enterprises import queries as enterprises
from registry.enterprises.values import Enterprise
from registry.http.strict_json import unwanted
from registry.kernel import events
from registry.kernel.access import Actor, Right, needs
from registry.kernel.clock import legal_day
from registry.kernel.database import table
from registry.kernel.errors import NOT_FOUND, Forbidden, NotFound, Refused, TooLarge
from registry.kernel.events import Event, Handler
from registry.kernel.findings import Finding, Message
from registry.kernel.ids import IMPORT, PublicId
from registry.kernel.transaction import Scope, Where, Work, begin, reading

REQUESTED = "import.requested"
"""Topic of an event: a file, or its rest, waits to be imported. The subject is the import's public id."""

NAME = "importing"
"""Of the handler."""

PIECE = 256 * 1024
"""Bytes of a file that are read, or kept in one row, at a time."""

MOST_ROWS = 100_000
"""Rows of a file that was sent; a command of this machine takes any number."""

ACCEPTED = ".jsonl"

_kept = table(ImportPieceRow)
_new_piece = insert(_kept)
_next_piece = (
    select(_kept.c.position, _kept.c.content)
    .where(_kept.c.import_id == bindparam("import_id"), _kept.c.position <= bindparam("position"))
    .order_by(_kept.c.position.desc())
    .limit(1)
)

FILE_KIND = Message(
    "import-file-kind",
    "不能导入文件“{given}”；可以导入 {accepted} 文件：UTF-8 文本，每行一个 JSON 对象，即一项声明。",
    "The file “{given}” cannot be imported; a {accepted} file can: UTF-8 text, each line one JSON object, which is one "
    "declaration.",
)
EMPTY_FILE = Message(
    "import-file-empty",
    "文件“{given}”是空的；应为 {accepted} 文件，每行一项声明。",
    "The file “{given}” is empty; a {accepted} file is expected, each line one declaration.",
)
TOO_LARGE = Message(
    "import-file-too-large",
    "文件超过 {accepted} 字节；请分成几个文件导入。",
    "The file has more than {accepted} bytes; import it as several files.",
)
TOO_MANY_ROWS = Message(
    "import-too-many-rows",
    "文件超过 {accepted} 行，从这一行起没有导入；请把其余各行另存为文件导入。",
    "The file has more than {accepted} rows; from this one on nothing was imported. Import the rest as another file.",
)


def import_file(
    scope: Scope,
    enterprise: Enterprise,
    pieces: Iterable[bytes],
    done: Callable[[int], None] = lambda _: None,
    *,
    dry_run: bool = False,
) -> Report:
    """Imports a file for `enterprise`, batch by batch; `done` is told how many bytes have been settled. A dry run says
    what would come of it, and changes nothing.

    A file of any size: it is read as it comes, but a dry run remembers the numbers. Raises Forbidden for a caller of
    another enterprise.
    """
    needs(Right.DECLARE).check(scope.actor)
    tally, kept, seen = Tally(), list[RowFinding](), Seen()
    for batch in batches(lines(pieces)):
        rows = prepared(scope, enterprise, batch.rows)
        if dry_run:
            with reading(scope) as session:
                settled = foresee(session, scope.actor, enterprise, rows, seen)
        else:
            with begin(scope) as work:
                settled = settle(work, enterprise, rows)
        tally = tally.plus(settled)
        kept += told(settled)[: KEPT - len(kept)]
        done(batch.ends)
    return Report(tally, tuple(kept))


def file_name(given: str) -> str:
    """The name as it can be kept and shown; Refused for a file of a kind that is not imported."""
    name = re.sub(r"\s+", " ", "".join("�" if unwanted(each) else each for each in given)).strip()[-200:]
    if not name.lower().endswith(ACCEPTED):
        raise Refused(FILE_KIND.error("/file", given=name, accepted=ACCEPTED))
    return name


def request_import(where: Where, file: IO[bytes], filename: str, most: int, *, dry_run: bool = False) -> Import:
    """Keeps a file of at most `most` bytes for the worker, which imports it with the rights of this caller.

    It is kept in the database and not on a disk: web processes and workers may run on several machines. Raises Refused
    for a file of another kind.
    """
    name = file_name(filename)
    with begin(where) as work:
        enterprise = own_enterprise(work.session, work.actor, Right.DECLARE)
        row = ImportRow(
            enterprise_id=enterprise.id,
            holder=work.actor.holder,
            asked_by=work.actor.name,
            dry_run=dry_run,
            filename=name,
            created_at=work.now,
            state=str(State.WAITING),
            size=0,
            sha256="",
        )
        work.session.add(row)
        work.session.flush()
        row.size, row.sha256 = _keep(work, row.id, file, most)
        if not row.size:
            raise Refused(EMPTY_FILE.error("/file", given=name, accepted=ACCEPTED))
        work.session.flush()
        events.publish(work, REQUESTED, str(_identity(row)))
        return _import(row)


def read_import(where: Where, identity: str) -> Import:
    """How far an own import has come. NotFound for another enterprise's."""
    with reading(where) as session:
        return _import(_own(session, where.actor, identity))


def findings_of(where: Where, identity: str, *, after: int = -1, limit: int) -> tuple[RowFinding, ...]:
    """What an own import has to say, in the order of the file, behind the place `after`; those that are kept."""
    with reading(where) as session:
        row = _own(session, where.actor, identity)
        found = session.scalars(
            select(ImportFindingRow)
            .where(ImportFindingRow.import_id == row.id, ImportFindingRow.place > after)
            .order_by(ImportFindingRow.place)
            .limit(limit)
        )
        return tuple(RowFinding(each.row, each.draft, Finding.from_stored(each.finding)) for each in found)


def handler() -> Handler:
    """What the worker does when a file was sent."""
    return Handler(NAME, frozenset({REQUESTED}), proceed, 1)


def proceed(scope: Scope, requested: Sequence[Event]) -> None:
    """Settles the next batch of each import, and asks for the one after it: so the worker gets to everything else
    between two batches, and whoever is killed has lost one batch at most, which is done again.

    What was settled and where the file has come to are written in one transaction: to do it twice changes nothing.
    """
    for event in requested:
        _proceed(scope, event.subject)


def _proceed(scope: Scope, subject: str) -> None:
    identity = PublicId.parse(subject, IMPORT)
    with reading(scope) as session:
        row = session.get(ImportRow, identity.number) if identity else None
        if row is None or row.state in (State.DONE, State.FAILED):
            return
        key, position, dry_run = row.id, row.position, row.dry_run
        enterprise = enterprises.by_ids(session, [row.enterprise_id])[row.enterprise_id]
        batch = next(batches(lines(_pieces(session, key, position), row.line, position)), None)
        over = row.rows >= MOST_ROWS
        acting = replace(scope, actor=Actor(row.asked_by, frozenset({Right.DECLARE}), row.holder))
    rows = prepared(acting, enterprise, batch.rows if batch and not over else ())
    try:
        with begin(acting) as work:
            row = work.session.get_one(ImportRow, key, with_for_update=True)
            if row.position != position or row.state in (State.DONE, State.FAILED):
                return  # somebody else has been here meanwhile
            if over and batch and batch.rows:
                _tell(
                    work, row, [RowFinding(batch.rows[0].number, None, TOO_MANY_ROWS.error("", None, str(MOST_ROWS)))]
                )
            elif batch:
                settled = _foreseen(work, row, enterprise, rows) if dry_run else settle(work, enterprise, rows)
                _tell(work, row, told(settled))
                _count(row, settled)
                row.state, row.line, row.position = str(State.RUNNING), batch.number, batch.ends
            if over or row.position >= row.size:
                _finish(work, row, State.DONE)
            else:
                events.publish(work, REQUESTED, subject)
    except Forbidden as refusal:
        with begin(scope) as work:
            row = work.session.get_one(ImportRow, key, with_for_update=True)
            row.failure = refusal.findings[0].stored()
            _finish(work, row, State.FAILED)


def _foreseen(work: Work, row: ImportRow, enterprise: Enterprise, rows: Sequence[Prepared]) -> list[Settled]:
    """As `foresee`, with what the batches before it have come across."""
    asked = select(ImportSeenRow).where(ImportSeenRow.import_id == row.id, ImportSeenRow.key.in_(keys(rows)))
    before = {each.key: each.digest for each in work.session.scalars(asked)}
    seen = dict(before)
    settled = foresee(work.session, work.actor, enterprise, rows, seen)
    added = [{"import_id": row.id, "key": key, "digest": seen[key]} for key in seen.keys() - before.keys()]
    if added:
        work.session.execute(insert(ImportSeenRow), added)
    return settled


def _keep(work: Work, key: int, file: IO[bytes], most: int) -> tuple[int, str]:
    """Writes the file into the database; its size and its hash."""
    size, digest = 0, hashlib.sha256()
    while piece := file.read(PIECE):
        work.session.execute(_new_piece, {"import_id": key, "position": size, "content": piece})
        size += len(piece)
        digest.update(piece)
        if size > most:
            raise TooLarge(TOO_LARGE.error("/file", accepted=str(most)))
    return size, digest.hexdigest()


def _pieces(session: Session, key: int, position: int) -> Iterator[bytes]:
    """What is kept of the file from `position` on."""
    while True:
        piece = session.execute(_next_piece, {"import_id": key, "position": position}).one_or_none()
        if piece is None or piece.position + len(piece.content) <= position:
            return
        yield piece.content[position - piece.position :]
        position = piece.position + len(piece.content)


def _tell(work: Work, row: ImportRow, findings: Sequence[RowFinding]) -> None:
    kept = [
        {
            "import_id": row.id,
            "place": row.findings + place,
            "row": each.row,
            "draft": each.draft,
            "finding": each.finding.stored(),
        }
        for place, each in enumerate(findings)
        if row.findings + place < KEPT
    ]
    if kept:
        work.session.execute(insert(ImportFindingRow), kept)
    row.findings += len(findings)


def _count(row: ImportRow, settled: Sequence[Settled]) -> None:
    tally = _tally(row).plus(settled)
    row.rows = tally.rows
    row.published, row.drafted, row.refused, row.repeated = (
        tally.published,
        tally.drafted,
        tally.refused,
        tally.repeated,
    )


def _finish(work: Work, row: ImportRow, state: State) -> None:
    """The file itself is not needed any more: what it held stands as declarations, drafts and findings."""
    for left in (ImportPieceRow, ImportSeenRow):
        work.session.execute(delete(left).where(left.import_id == row.id))
    row.state, row.finished_at = str(state), work.now


def _own(session: Session, actor: Actor, identity: str) -> ImportRow:
    enterprise = own_enterprise(session, actor, Right.DECLARE)
    asked = PublicId.parse(identity, IMPORT)
    row = session.get(ImportRow, asked.number) if asked else None
    if row is None or row.enterprise_id != enterprise.id or _identity(row) != asked:
        raise NotFound(NOT_FOUND.error("id", given=identity))
    return row


def _identity(row: ImportRow) -> PublicId:
    return PublicId(IMPORT, legal_day(row.created_at).year, row.id)


def _tally(row: ImportRow) -> Tally:
    return Tally(row.rows, row.published, row.drafted, row.refused, row.repeated, row.findings)


def _import(row: ImportRow) -> Import:
    return Import(
        id=_identity(row),
        state=State(row.state),
        dry_run=row.dry_run,
        filename=row.filename,
        size=row.size,
        created_at=row.created_at,
        finished_at=row.finished_at,
        tally=_tally(row),
        failure=Finding.from_stored(row.failure) if row.failure else None,
    )
