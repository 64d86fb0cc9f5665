"""What becomes of a declared standard: correction (更正), revision (修订), withdrawal (废止)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from registry.declarations import queries
from registry.declarations.content import body_of, withdrawal_content
from registry.declarations.models import StandardRow, VersionRow, WithdrawalRow
from registry.declarations.service.drafts import keep_draft, own_enterprise
from registry.declarations.service.examining import ALREADY_REPLACED, successor_of
from registry.declarations.service.publishing import refuse_ended
from registry.declarations.values import Corrected, Draft, Receipt
from registry.enterprises.values import Enterprise
from registry.kernel import calendar, events, journal
from registry.kernel.access import Right
from registry.kernel.canonical import content_hash
from registry.kernel.errors import NOT_FOUND, Conflict, NotFound, Refused
from registry.kernel.findings import Message
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Where, begin

WITHDRAWN = "standard.withdrawn"
"""Topic of an event and type of a journal entry; the subject is the standard's public id."""

NO_REASON = Message("withdrawal-without-reason", "必须填写废止理由。", "The reason of the withdrawal is required.")
IN_THE_PAST = Message(
    "withdrawal-in-the-past",
    "废止日期 {given} 已过；可以写 {accepted} 或以后的日期。",
    "The day of withdrawal {given} is past; {accepted} or a later day is accepted.",
)


def correct(where: Where, standard: str) -> Draft:
    """A draft of a correction (更正): the current version, to be mended; publishing it makes the next version."""
    with begin(where) as work:
        row, enterprise = _own_standard(work.session, where, standard, Right.DRAFT)
        refuse_ended(work.session, row)
        version, body = _current(work.session, row)
        return keep_draft(work, enterprise, body, corrects=Corrected(row.id, version))


def revise(where: Where, standard: str) -> Draft:
    """A draft of a revision (修订): the current version without number and dates; it will supersede on the day on which
    it takes effect, until then the old standard stays current."""
    with begin(where) as work:
        row, enterprise = _own_standard(work.session, where, standard, Right.DRAFT)
        refuse_ended(work.session, row)
        successor = successor_of(work.session, row.id)
        if successor is not None:
            finding = ALREADY_REPLACED.error("id", given=row.number, accepted=str(successor))
            raise Conflict(finding, existing=f"/s/{successor}")
        _, body = _current(work.session, row)
        for name in ("number", "issued_on", "effective_on"):
            body.pop(name, None)
        return keep_draft(work, enterprise, {**body, "replaces": str(PublicId(STANDARD, row.year, row.id))})


def withdraw(where: Where, standard: str, reason: str, on: date) -> Receipt:
    """Ends a standard (废止) from the day `on`, which may be today or to come. It stays readable for ever.

    The same withdrawal again gives the same receipt; another one is a Conflict.
    """
    with begin(where) as work:
        row, enterprise = _own_standard(work.session, where, standard, Right.DECLARE)
        identity = PublicId(STANDARD, row.year, row.id)
        journal.reserve(work)
        present = work.session.get(WithdrawalRow, row.id)
        if present is not None:
            if (present.reason, present.withdrawn_on) != (reason.strip(), on):
                refuse_ended(work.session, row)
            return _receipt(row, present)
        if not reason.strip():
            raise Refused(NO_REASON.error("/reason"))
        if on < work.today:
            raise Refused(IN_THE_PAST.error("/on", given=on.isoformat(), accepted=work.today.isoformat()))
        version = _newest(work.session, row)
        content = withdrawal_content(identity, version, enterprise, reason.strip(), on)
        digest = content_hash(content)
        events.publish(work, WITHDRAWN, str(identity))
        if on > work.today:
            calendar.expect(work, on, WITHDRAWN, str(identity))
        entry = journal.append(work, type=WITHDRAWN, subject=str(identity), version=version, content_hash=digest)
        withdrawal = {
            "standard_id": row.id,
            "version": version,
            "reason": reason.strip(),
            "withdrawn_on": on,
            "recorded_at": work.now,
            "content": content.decode(),
            "content_hash": digest,
            "log_index": entry.index,
            "leaf_hash": entry.leaf_hash.hex(),
        }
        work.session.execute(insert(WithdrawalRow).values(**withdrawal))
        return _receipt(row, work.session.get_one(WithdrawalRow, row.id))


def _receipt(standard: StandardRow, withdrawal: WithdrawalRow) -> Receipt:
    return Receipt(
        id=PublicId(STANDARD, standard.year, standard.id),
        number=standard.number,
        version=withdrawal.version,
        published_at=withdrawal.recorded_at,
        content_hash=withdrawal.content_hash,
        log_index=withdrawal.log_index,
        leaf_hash=withdrawal.leaf_hash,
    )


def _own_standard(session: Session, where: Where, standard: str, right: Right) -> tuple[StandardRow, Enterprise]:
    """The standard and whose it is; NotFound for another enterprise's."""
    identity = PublicId.parse(standard, STANDARD)
    row = session.get(StandardRow, identity.number) if identity else None
    enterprise = own_enterprise(session, where.actor, right, named=row)
    if row is None or identity is None or row.year != identity.year or row.enterprise_id != enterprise.id:
        raise NotFound(NOT_FOUND.error("id", given=standard))
    return row, enterprise


def _current(session: Session, standard: StandardRow) -> tuple[int, dict[str, Any]]:
    """The number and the body of the newest version."""
    identity = PublicId(STANDARD, standard.year, standard.id)
    version = _newest(session, standard)
    content: Mapping[str, Any] = json.loads(queries.content_of(session, identity, version) or b"{}")
    return version, body_of(content)


def _newest(session: Session, standard: StandardRow) -> int:
    return session.scalar(select(func.max(VersionRow.version)).where(VersionRow.standard_id == standard.id)) or 1
