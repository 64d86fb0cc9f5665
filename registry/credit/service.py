"""Use cases of the quality credit record: record an entry, end one, read what stands about an enterprise.

Nothing is ever changed or taken away: the end of an entry before its own day is recorded beside it. Both stand in the
journal, because whoever grades anew must be able to see who was barred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from registry.credit import queries, rules
from registry.credit.models import CreditEntryRow, CreditRepairRow
from registry.credit.values import CreditPage, Entry, NewEntry, NewRepair, RepairKind, Source
from registry.enterprises import queries as enterprises
from registry.enterprises.service import registered
from registry.enterprises.values import Enterprise
from registry.identifiers.uscc import parse_uscc
from registry.kernel import calendar, events, journal
from registry.kernel.access import Right, needs
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.clock import legal_day
from registry.kernel.errors import NOT_FOUND, Conflict, NotFound, Refused
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.ids import CREDIT, PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Where, Work, begin, reading

CHANGED = "credit.changed"
"""Topic of the event that somebody may be barred, or no more; its subject is the credit code."""

RECORDED = "credit.recorded"
ENDED = {RepairKind.REPAIR: "credit.repaired", RepairKind.LIFTING: "credit.lifted"}
"""Types of the journal entries; their subject is the entry's public id, version 1 the entry and 2 its end."""

CONTENT_VERSION = 1

NOT_REGISTERED = Message(
    "credit-enterprise-unknown",
    "统一社会信用代码为 {given} 的企业没有登记。",
    "No enterprise is registered with the credit code {given}.",
)
NOT_OWN_STANDARD = Message(
    "credit-standard-not-of-enterprise",
    "“{given}”不是这家企业声明的标准；应为其标准的登记号，如 {accepted}。",
    "“{given}” is no standard of this enterprise; the id of one is expected, such as {accepted}.",
)
NOT_OWN_PRODUCT = Message(
    "credit-product-not-of-enterprise",
    "“{given}”不是这家企业声明的产品；应为其产品的登记号，如 {accepted}。",
    "“{given}” is no product of this enterprise; the id of one is expected, such as {accepted}.",
)
ENDED_ALREADY = Message(
    "credit-entry-ended-already",
    "记录 {given} 已于 {accepted} 修复或移出，内容与所写的不同。",
    "The entry {given} was repaired or lifted already, from {accepted} on, and otherwise than given.",
)


def record(where: Where, new: NewEntry) -> Entry:
    """The entry, recorded; the one that is there where the very same was recorded before. Supervisors only.

    Raises Refused for whatever of it is not accepted.
    """
    with begin(where) as work:
        needs(Right.SUPERVISE).check(work.actor)
        enterprise, findings = _enterprise(work.session, new.enterprise)
        found = [*findings, *rules.of_entry(new, work.today)]
        if enterprise is not None:
            found += _not_own(work.session, new, enterprise)
        if enterprise is None or errors(found):
            raise Refused(errors(found))
        new = _trimmed(new, enterprise)
        content = canonical_json(_content(new))
        digest = content_hash(content)
        journal.reserve(work)  # from here on nobody else records: the same twice is seen, and the number is ours
        present = queries.with_content(work.session, digest)
        if present is not None:
            return _found(work.session, str(present))
        number = (work.session.scalar(select(func.max(CreditEntryRow.id))) or 0) + 1
        identity = PublicId(CREDIT, work.today.year, number)
        logged = journal.append(work, type=RECORDED, subject=str(identity), version=1, content_hash=digest)
        row = {
            "id": number,
            "year": identity.year,
            "enterprise_id": enterprise.id,
            "standard_id": _number(new.standard, STANDARD),
            "product_id": _number(new.product, PRODUCT),
            "kind": str(new.kind),
            "text": new.text,
            "source": new.source.written(),
            "valid_from": new.valid_from,
            "valid_to": new.valid_to,
            "bars": list(new.bars),
            **_recorded(work, content, logged),
        }
        work.session.execute(insert(CreditEntryRow).values(**row))
        entry = _found(work.session, str(identity))
        _announce(work, entry)
        return entry


def take(where: Where, new: NewEntry, repair: NewRepair | None) -> Entry:
    """The entry, recorded together with what ended it, both or none. Raises what the two raise."""
    with begin(where) as work:
        entry = record(work, new)
        if repair is None:
            return entry
        try:
            return end(work, str(entry.id), repair)
        except Refused as refusal:
            raise Refused(finding.at("/repair") for finding in refusal.findings) from None


def end(where: Where, entry: str, new: NewRepair) -> Entry:
    """The entry with its repair (信用修复) or lifting; the same again changes nothing. Supervisors only.

    Raises NotFound for an unknown entry, Refused for what is not accepted, Conflict where it was ended otherwise.
    """
    with begin(where) as work:
        needs(Right.SUPERVISE).check(work.actor)
        present = _found(work.session, entry)
        if found := tuple(rules.of_repair(present, new, work.today)):
            raise Refused(found)
        new = replace(new, reason=new.reason.strip(), source=_stripped(new.source))
        content = canonical_json(
            {
                "v": CONTENT_VERSION,
                "entry": str(present.id),
                "kind": str(new.kind),
                "on": new.on.isoformat(),
                "reason": new.reason,
                "source": new.source.written(),
            }
        )
        digest = content_hash(content)
        journal.reserve(work)
        present = _found(work.session, str(present.id))  # as it is now that nobody else can end it
        if present.repair is not None:
            if present.repair.recorded.content_hash == digest:
                return present
            raise Conflict(ENDED_ALREADY.error("id", given=str(present.id), accepted=present.repair.on.isoformat()))
        logged = journal.append(work, type=ENDED[new.kind], subject=str(present.id), version=2, content_hash=digest)
        row = {
            "entry_id": present.id.number,
            "kind": str(new.kind),
            "ends_on": new.on,
            "reason": new.reason,
            "source": new.source.written(),
            **_recorded(work, content, logged),
        }
        work.session.execute(insert(CreditRepairRow).values(**row))
        ended = _found(work.session, str(present.id))
        _announce(work, ended)
        return ended


def record_of(
    where: Where, text: str, *, as_of: datetime | None = None, after: int | None = None, limit: int = 20
) -> CreditPage:
    """One page of what is recorded about the enterprise with the credit code `text`, as it stood at `as_of` (None:
    now). Raises Malformed for what is no credit code, NotFound for one that is not registered."""
    day = where.clock.today() if as_of is None else legal_day(as_of)
    with reading(where) as session:
        enterprise = registered(session, text).enterprise
        return page(session, enterprise, day, as_of=as_of, after=after, limit=limit)


def page(
    session: Session,
    enterprise: Enterprise,
    day: date,
    *,
    as_of: datetime | None = None,
    after: int | None = None,
    limit: int = 20,
) -> CreditPage:
    """As `record_of`, of an enterprise that is known."""
    rows, total = queries.of_enterprise(session, enterprise.id, as_of=as_of, after=after, limit=limit + 1)
    shown = rows[:limit]
    return CreditPage(
        entries=tuple((each, rules.status(each, day)) for each in shown),
        total=total,
        following=shown[-1].id.number if len(rows) > limit else None,
        day=day,
    )


def _enterprise(session: Session, text: str) -> tuple[Enterprise | None, list[Finding]]:
    code, findings = parse_uscc(text, sample=True)
    if code is None:
        return None, [finding.at("/enterprise") for finding in findings]
    found = enterprises.by_uscc(session, code.code)
    return found, [] if found else [NOT_REGISTERED.error("/enterprise", given=text)]


def _not_own(session: Session, new: NewEntry, enterprise: Enterprise) -> Iterator[Finding]:
    if new.standard is not None:
        standard = PublicId.parse(new.standard, STANDARD)
        if standard is None or queries.owner_of_standard(session, standard) != enterprise.id:
            yield NOT_OWN_STANDARD.error("/standard", given=new.standard, accepted="ES2026-00012345-7")
    if new.product is not None:
        product = PublicId.parse(new.product, PRODUCT)
        if product is None or queries.owner_of_product(session, product) != enterprise.id:
            yield NOT_OWN_PRODUCT.error("/product", given=new.product, accepted="EP2026-00012345-2")


def _trimmed(new: NewEntry, enterprise: Enterprise) -> NewEntry:
    """In one way of writing, so that the same is known as the same."""
    return replace(
        new,
        enterprise=enterprise.uscc,
        standard=new.standard and str(PublicId.parse(new.standard, STANDARD)),
        product=new.product and str(PublicId.parse(new.product, PRODUCT)),
        text=new.text.strip(),
        source=_stripped(new.source),
        bars=tuple(sorted(set(new.bars))),
    )


def _stripped(source: Source) -> Source:
    return replace(source, name=source.name.strip(), number=(source.number or "").strip() or None)


def _content(new: NewEntry) -> dict[str, Any]:
    return {
        "v": CONTENT_VERSION,
        "enterprise": new.enterprise,
        "standard": new.standard,
        "product": new.product,
        "kind": str(new.kind),
        "text": new.text,
        "source": new.source.written(),
        "valid_from": new.valid_from.isoformat(),
        "valid_to": new.valid_to and new.valid_to.isoformat(),
        "bars": [str(each) for each in new.bars],
    }


def _number(text: str | None, prefix: str) -> int | None:
    identity = PublicId.parse(text, prefix) if text else None
    return identity.number if identity else None


def _recorded(work: Work, content: bytes, logged: journal.LogEntry) -> dict[str, Any]:
    return {
        "holder_id": work.actor.holder,
        "recorded_at": work.now,
        "content": content.decode(),
        "content_hash": content_hash(content),
        "log_index": logged.index,
        "leaf_hash": logged.leaf_hash.hex(),
    }


def _found(session: Session, entry: str) -> Entry:
    """The entry with this public id; NotFound where there is none."""
    identity = PublicId.parse(entry, CREDIT)
    found = queries.entry(session, identity) if identity else None
    if found is None:
        raise NotFound(NOT_FOUND.error("id", given=entry))
    return found


def _announce(work: Work, entry: Entry) -> None:
    """Tells of it now, and on the days on which it begins to count or counts no more."""
    uscc = entry.enterprise.uscc
    events.publish(work, CHANGED, uscc)
    calendar.expect_all(work, ((day, CHANGED, uscc) for day in rules.turning_days(entry) if day > work.today))
