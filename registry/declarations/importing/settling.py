"""Rows → declarations: each published, else kept as a draft, else refused. One batch is one transaction.

A batch is read and examined before its transaction, so that other writers wait only while it is written. In it rows
that nothing but their numbers can keep from being published are published together; should that fail, and for every
other row, each has a savepoint of its own. A whole file in one transaction would hold up every other writer for
minutes, and what a killed process had done would be lost: so a file is many batches, and where it has come to stands
beside what it did.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from registry.declarations.content import declared_hash
from registry.declarations.importing.lines import Line
from registry.declarations.importing.reading import Row, read_row
from registry.declarations.importing.values import Outcome, Settled
from registry.declarations.service.drafts import body_hash, keep_draft, kept_draft
from registry.declarations.service.examining import Examined, examined_by
from registry.declarations.service.publishing import (
    declared_already,
    foreseen,
    number_taken,
    publish_examined,
    publish_together,
    stands_alone,
)
from registry.declarations.values import Receipt
from registry.enterprises.values import Enterprise
from registry.kernel import journal
from registry.kernel.access import Actor
from registry.kernel.errors import Conflict, Forbidden, RegistryError
from registry.kernel.findings import Finding, Message
from registry.kernel.transaction import Scope, Work, reading
from registry.reference.queries import reference
from registry.reference.snapshot import Reference

ROW_FAILED = Message(
    "row-failed",
    "处理这一行时系统内部出错，已经记录；其他各行不受影响。",
    "An internal error has occurred over this row and been recorded; the other rows are not affected.",
)

Seen = dict[str, str]
"""What a dry run has come across in its file: the hash of what was declared, by number or by draft."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A row, read and, where it can be, examined."""

    row: Row
    examined: Examined | None


def prepared(scope: Scope, enterprise: Enterprise, lines: Iterable[Line]) -> list[Prepared]:
    """The rows in `lines`, examined by the reference data of now."""
    with reading(scope) as session:
        known = reference(session)
    day = scope.clock.today()
    return [_prepared(row, known, enterprise, day) for row in map(read_row, lines)]


def _prepared(row: Row, known: Reference, enterprise: Enterprise, day: date) -> Prepared:
    if row.body is None:
        return Prepared(row, None)
    try:
        return Prepared(row, examined_by(known, enterprise, row.body, day))
    except Exception:  # noqa: BLE001 - one row must not take the others with it
        _log.exception("row %d of an import", row.number)
        return Prepared(replace(row, findings=(*row.findings, ROW_FAILED.error(""))), None)


def settle(work: Work, enterprise: Enterprise, rows: Sequence[Prepared]) -> list[Settled]:
    """Publishes what can be published, keeps as drafts what cannot, and says what it has done with each row.

    Raises Forbidden where the caller may not declare for the enterprise: then nothing is done.
    """
    known = reference(work.session)
    newest = journal.head(work.session)[0] - 1  # of the log, as this batch has left it
    settled = []
    for run in _runs(_present(each, known, enterprise, work.today) for each in rows):
        for each, receipt in zip(run, _together(work, enterprise, run), strict=True):
            done = receipt or _alone(work, enterprise, each)
            if isinstance(done, Receipt):
                fresh = done.published_at == work.now and done.log_index > newest
                newest = max(newest, done.log_index)
                done = Settled(each.row.number, Outcome.PUBLISHED if fresh else Outcome.REPEATED)
            settled.append(done)
    return settled


def _runs(rows: Iterable[Prepared]) -> Iterator[list[Prepared]]:
    """The rows in their order: those together that can be published together, every other one for itself."""
    run: list[Prepared] = []
    numbers: set[str] = set()
    for each in rows:
        number = _simple(each)
        if number is None or number in numbers:
            if run:
                yield run
            run, numbers = [], set()
        run.append(each)
        if number is None:
            yield run
            run = []
        else:
            numbers.add(number)
    if run:
        yield run


def _simple(each: Prepared) -> str | None:
    """The number of a row that can be published together with others; None of one that cannot."""
    if each.examined is None or each.row.publication is None or each.examined.declaration.number is None:
        return None
    return each.examined.declaration.number.key if stands_alone(each.examined, each.row.publication) else None


def _together(work: Work, enterprise: Enterprise, run: Sequence[Prepared]) -> list[Receipt | None]:
    """Publishes all of a run or, where anything goes wrong, none. None for a row that is to be looked at alone."""
    declared = [(each.examined, each.row.publication) for each in run if each.examined and each.row.publication]
    if len(declared) > 1:
        try:
            with work.savepoint():
                return publish_together(work, enterprise, declared)
        except (Forbidden, OperationalError):
            raise
        except Exception:  # noqa: BLE001 - whose fault it is shows when each is tried alone
            _log.exception("rows %d to %d of an import, which are tried alone", run[0].row.number, run[-1].row.number)
    return [None] * len(run)


def _alone(work: Work, enterprise: Enterprise, each: Prepared) -> Receipt | Settled:
    if each.examined is None:
        return Settled(each.row.number, Outcome.REFUSED, each.row.findings)
    try:
        return _settled(work, enterprise, each.row, each.examined)
    except (Forbidden, OperationalError):
        raise
    except Exception:  # noqa: BLE001 - one row must not take the others with it
        _log.exception("row %d of an import", each.row.number)
        return Settled(each.row.number, Outcome.REFUSED, (ROW_FAILED.error(""),))


def keys(rows: Iterable[Prepared]) -> set[str]:
    """By which `foresee` looks for these rows in what it has seen."""
    numbers = {each.examined.declaration.number for each in rows if each.examined}
    drafts = {body_hash(each.row.body) for each in rows if each.row.body is not None}
    return drafts | {number.key for number in numbers if number}


def foresee(
    session: Session, actor: Actor, enterprise: Enterprise, rows: Sequence[Prepared], seen: Seen
) -> list[Settled]:
    """What `settle` would do; nothing is written but in `seen`, which goes from batch to batch."""
    return [_foreseen(session, actor, enterprise, each, seen) for each in rows]


def _present(each: Prepared, known: Reference, enterprise: Enterprise, today: date) -> Prepared:
    """The row as it is examined now, read again where the day or the reference data have changed since."""
    if each.examined is None or (each.examined.load, each.examined.day) == (known.load, today):
        return each
    return _prepared(each.row, known, enterprise, today)


def _settled(work: Work, enterprise: Enterprise, row: Row, examined: Examined) -> Receipt | Settled:
    findings = row.findings
    try:
        with work.savepoint():
            if row.publication is not None:
                return publish_examined(work, enterprise, examined, row.publication)
            if receipt := declared_already(work.session, enterprise, examined.declaration):
                return receipt
    except Forbidden:
        raise
    except RegistryError as refusal:
        findings += refusal.findings
    with work.savepoint():
        return _kept(work, enterprise, row, findings)


def _kept(work: Work, enterprise: Enterprise, row: Row, findings: tuple[Finding, ...]) -> Settled:
    body = row.body or {}
    known = kept_draft(work.session, enterprise, body)
    draft = keep_draft(work, enterprise, body)
    if row.publication is None:
        findings += tuple(finding for finding in draft.findings if finding not in findings)
    return Settled(row.number, Outcome.REPEATED if known else Outcome.DRAFTED, findings, draft.id)


def _foreseen(session: Session, actor: Actor, enterprise: Enterprise, each: Prepared, seen: Seen) -> Settled:
    row, examined = each.row, each.examined
    if examined is None or row.body is None:
        return Settled(row.number, Outcome.REFUSED, row.findings)
    declaration, number = examined.declaration, examined.declaration.number
    receipt, findings = None, row.findings
    try:
        if row.publication is None:
            receipt = declared_already(session, enterprise, declaration)
            findings += examined.findings
        else:
            receipt = foreseen(session, actor, enterprise, examined, row.publication)
            if receipt is None and number is not None:
                digest, before = declared_hash(declaration), seen.get(number.key)
                seen.setdefault(number.key, digest)
                if before not in (None, digest):
                    raise Conflict(number_taken(number, None))
                return Settled(row.number, Outcome.REPEATED if before else Outcome.PUBLISHED)
    except Forbidden:
        raise
    except RegistryError as refusal:
        findings += refusal.findings
    if receipt is not None:
        return Settled(row.number, Outcome.REPEATED)
    draft, key = kept_draft(session, enterprise, row.body), body_hash(row.body)
    repeated = draft is not None or key in seen
    seen[key] = ""
    return Settled(row.number, Outcome.REPEATED if repeated else Outcome.DRAFTED, findings, draft)
