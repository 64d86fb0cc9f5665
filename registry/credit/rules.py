"""When an entry counts, and what is asked of one that is to be recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from registry.credit.values import Bar, Entry, EntryStatus, NewEntry, NewRepair, RepairKind, Source
from registry.kernel.findings import Finding, Message

EARLIEST = date(1980, 1, 1)
YEARS_AHEAD = 30
"""No decision is older than the present authorities, or holds for longer than that: beyond lie slips of the hand."""

BLANK = Message("credit-text-blank", "{field} 不能只有空白。", "{field} is blank.")
OUT_OF_RANGE = Message(
    "credit-date-out-of-range",
    "日期 {given} 不在可以记录的范围内：{accepted}。",
    "The date {given} is out of range: {accepted} are taken.",
)
NOT_ISSUED = Message(
    "credit-source-not-issued",
    "来源的日期 {given} 还没有到；最晚为 {accepted}。",
    "The source is dated {given}, a day still to come; {accepted} is the last that is taken.",
)
REVERSED = Message(
    "credit-dates-reversed",
    "有效期止 {given} 早于有效期起 {accepted}。",
    "The last day, {given}, is before the first, {accepted}.",
)
ONE_SUBJECT = Message(
    "credit-one-subject",
    "一条记录只能针对企业、它的一项标准或一个产品；已写标准 {accepted}，不能再写产品 {given}。",
    "An entry is about the enterprise, one standard or one product of it: this one names the standard {accepted}, and "
    "the product {given} as well.",
)
OUTSIDE = Message(
    "credit-repair-outside-entry",
    "日期 {given} 不在该记录可以修复的期间内：{accepted}。",
    "The day {given} is outside of the time in which the entry can be repaired: {accepted}.",
)

_ENDED_BY = {RepairKind.REPAIR: EntryStatus.REPAIRED, RepairKind.LIFTING: EntryStatus.LIFTED}


def status(entry: Entry, day: date) -> EntryStatus:
    """What the entry is on that day; its first and last day are days on which it counts, that of its repair is not."""
    if entry.repair is not None and entry.repair.on <= day:
        return _ENDED_BY[entry.repair.kind]
    if day < entry.valid_from:
        return EntryStatus.UPCOMING
    if entry.valid_to is not None and entry.valid_to < day:
        return EntryStatus.ENDED
    return EntryStatus.IN_FORCE


def bars(entry: Entry, day: date, what: Bar) -> bool:
    """Whether the entry bars from that on that day."""
    return what in entry.bars and status(entry, day) is EntryStatus.IN_FORCE


def turning_days(entry: Entry) -> Iterator[date]:
    """The days on which it begins to count, and counts no more."""
    yield entry.valid_from
    if entry.valid_to is not None:
        yield entry.valid_to + timedelta(days=1)
    if entry.repair is not None:
        yield entry.repair.on


def of_entry(new: NewEntry, today: date) -> Iterator[Finding]:
    """What refuses an entry by itself, whatever is registered."""
    if not new.text.strip():
        yield BLANK.error("/text")
    yield from _of_source(new.source, today)
    yield from _in_range("/valid_from", new.valid_from, today)
    if new.valid_to is not None:
        yield from _in_range("/valid_to", new.valid_to, today)
        if new.valid_to < new.valid_from:
            yield REVERSED.error("/valid_to", given=new.valid_to.isoformat(), accepted=new.valid_from.isoformat())
    if new.standard is not None and new.product is not None:
        yield ONE_SUBJECT.error("/product", given=new.product, accepted=new.standard)


def of_repair(entry: Entry, new: NewRepair, today: date) -> Iterator[Finding]:
    """What refuses the repair of an entry: nothing is repaired before it was decided, or after its own end."""
    if not new.reason.strip():
        yield BLANK.error("/reason")
    yield from _of_source(new.source, today)
    first, last = entry.source.issued_on, entry.valid_to or _latest(today)
    if not first <= new.on <= last:
        yield OUTSIDE.error("/on", given=new.on.isoformat(), accepted=f"{first}..{last}")


def _of_source(source: Source, today: date) -> Iterator[Finding]:
    if not source.name.strip():
        yield BLANK.error("/source/name")
    if source.issued_on > today:
        yield NOT_ISSUED.error("/source/issued_on", given=source.issued_on.isoformat(), accepted=today.isoformat())
    elif source.issued_on < EARLIEST:
        yield from _in_range("/source/issued_on", source.issued_on, today)


def _in_range(field: str, day: date, today: date) -> Iterator[Finding]:
    if not EARLIEST <= day <= _latest(today):
        yield OUT_OF_RANGE.error(field, given=day.isoformat(), accepted=f"{EARLIEST}..{_latest(today)}")


def _latest(today: date) -> date:
    return date(min(today.year + YEARS_AHEAD, 9998), 12, 31)
