"""Events and their deliveries.

A command publishes an event, a topic and a subject, in its own transaction and knows no receiver. The worker holds the
table of handlers: it fans every event out into one delivery per handler that names the topic, and hands each handler
its deliveries in batches. This is a queue in the register's own database, because its rows must stand or fall with the
command; the price is that the worker has to ask.

A handler runs outside any transaction: one that commits a search index for seconds must not hold SQLite's only write
lock. Instead the worker leases the deliveries in one short transaction and settles them in another. So a delivery may
happen twice, after a crash or an expired lease, and handlers are idempotent, read the current state and do not rely on
order. A batch that fails is tried one by one, so that one bad event holds up no other; what fails is tried again later
and later, and after `ATTEMPTS` stands parked with its error. Nothing is ever dropped.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    Text,
    UniqueConstraint,
    Update,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry.kernel.database import Base, Instant, Key, table
from registry.kernel.transaction import Scope, Work, begin, reading

ATTEMPTS = 8
LEASE = timedelta(minutes=2)
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=10), timedelta(hours=1)
_FAN_OUT_BATCH = 500
_WAITING, _FREE, _LEASED = text("fanned_out_at IS NULL"), text("leased_by IS NULL"), text("leased_by IS NOT NULL")

_log = logging.getLogger(__name__)


class EventRow(Base):
    """What happened; `fanned_out_at` says when its deliveries were written."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    topic: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    fanned_out_at: Mapped[datetime | None] = mapped_column(Instant)


class DeliveryRow(Base):
    """What is still owed to a handler; the row goes when the delivery is made.

    `due_at` is when it may be tried, the end of the lease while somebody does, None once it is parked.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "handler"),
        Index("ix_deliveries_due", "handler", "due_at", sqlite_where=_FREE, postgresql_where=_FREE),
        Index("ix_deliveries_leased", "handler", "due_at", sqlite_where=_LEASED, postgresql_where=_LEASED),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    handler: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    leased_by: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)


_happened = insert(table(EventRow))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to `subject` (a public id) at `at`."""

    id: int
    topic: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Handler:
    """A receiver. `name` is written into the database: it stays when the function is renamed. `batch` is how many
    events `handle` takes at once."""

    name: str
    topics: frozenset[str]
    handle: Callable[[Scope, Sequence[Event]], None]
    batch: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A delivery that was given up until an operator retries it."""

    id: int
    handler: str
    event: Event
    error: str


@dataclass(frozen=True, slots=True)
class _Owed:
    id: int
    attempts: int
    event: Event


@dataclass(frozen=True, slots=True)
class _Lease:
    """Deliveries leased together under a name that no other lease has."""

    name: str
    owed: tuple[_Owed, ...]


def publish(work: Work, topic: str, subject: str) -> None:
    """Something happened: `topic` (`standard.published`) to `subject` (its public id)."""
    publish_all(work, ((topic, subject),))


def publish_all(work: Work, happened: Iterable[tuple[str, str]]) -> None:
    """As `publish`, in one statement: (topic, subject) of each event, in their order."""
    rows = [{"topic": topic, "subject": subject, "at": work.now} for topic, subject in happened]
    if rows:
        work.connection.execute(_happened, rows)


def deliver(scope: Scope, handlers: Sequence[Handler], worker: str, stopped: Callable[[], bool] = lambda: False) -> int:
    """Delivers until nothing is due any more; how many deliveries were made. `worker` names the caller in leases.

    Any number of workers may run it at once: on PostgreSQL they skip what the others hold, on SQLite they queue.
    `stopped` is asked between two batches, so that a long backlog does not keep a worker from ending.
    """
    made = 0
    while not stopped():
        moved = _fan_out(scope, handlers)
        for handler in handlers:
            lease = None if stopped() else _lease(scope, handler, worker)
            if lease is not None:
                moved += len(lease.owed)
                made += _run(scope, handler, lease)
        if not moved:
            break
    return made


def oldest_undelivered(session: Session) -> datetime | None:
    """When the oldest event happened that somebody is still to be told of; parked deliveries are not counted."""
    waiting = select(func.min(EventRow.id)).where(EventRow.fanned_out_at.is_(None))
    owed = select(func.min(DeliveryRow.event_id)).where(DeliveryRow.due_at.is_not(None))
    oldest = [event for event in (session.scalar(waiting), session.scalar(owed)) if event is not None]
    return session.get_one(EventRow, min(oldest)).at if oldest else None


def owed_besides(session: Session, handler: str, events: Collection[int]) -> bool:
    """Whether `handler` is still to be told of any event but these, parked ones too; one that waits to be fanned out
    may be for it."""
    waiting = select(EventRow.id).where(EventRow.fanned_out_at.is_(None)).limit(1)
    owed = select(DeliveryRow.id).where(DeliveryRow.handler == handler, DeliveryRow.event_id.not_in(events)).limit(1)
    return session.scalar(waiting) is not None or session.scalar(owed) is not None


def still_owed(session: Session, handler: str, subjects: Collection[str]) -> set[str]:
    """Those of the subjects of which `handler` has still to be told, or may have."""
    asked = select(EventRow.subject).where(EventRow.subject.in_(subjects))
    waiting = asked.where(EventRow.fanned_out_at.is_(None))
    owed = asked.join(DeliveryRow, DeliveryRow.event_id == EventRow.id).where(DeliveryRow.handler == handler)
    return {*session.scalars(waiting), *session.scalars(owed)}


def parked(session: Session) -> tuple[Parked, ...]:
    """Every delivery that was given up, oldest first."""
    rows = session.execute(
        select(DeliveryRow, EventRow).join(EventRow).where(DeliveryRow.due_at.is_(None)).order_by(DeliveryRow.id)
    )
    return tuple(Parked(row.id, row.handler, _event(event), row.error or "") for row, event in rows)


def _fan_out(scope: Scope, handlers: Sequence[Handler]) -> int:
    waiting = select(EventRow).where(EventRow.fanned_out_at.is_(None)).order_by(EventRow.id).limit(_FAN_OUT_BATCH)
    if not _any(scope, waiting):
        return 0
    with begin(scope) as work:
        events = work.session.scalars(waiting.with_for_update(skip_locked=True)).all()
        owed = [
            {"event_id": event.id, "handler": handler.name, "due_at": work.now}
            for event in events
            for handler in handlers
            if event.topic in handler.topics
        ]
        if owed:
            work.session.execute(insert(DeliveryRow), owed)
        for event in events:
            event.fanned_out_at = work.now
        return len(events)


def _lease(scope: Scope, handler: Handler, worker: str) -> _Lease | None:
    """The next deliveries of `handler`, leased.

    A lease that ran out is taken over one delivery at a time: what killed its holder may be among them, and must not
    take the others with it again.
    """
    for state, limit in ((DeliveryRow.leased_by.is_not(None), 1), (DeliveryRow.leased_by.is_(None), handler.batch)):
        due = (
            select(DeliveryRow)
            .where(DeliveryRow.handler == handler.name, DeliveryRow.due_at <= scope.clock.now(), state)
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
            .limit(limit)
        )
        if not _any(scope, due):
            continue
        name = f"{worker} {secrets.token_hex(8)}"
        owed = []
        with begin(scope) as work:
            rows = work.session.scalars(due.with_for_update(skip_locked=True)).all()
            told = select(EventRow).where(EventRow.id.in_([row.event_id for row in rows]))
            events = {event.id: _event(event) for event in work.session.scalars(told)}
            for row in rows:
                if row.attempts >= ATTEMPTS:
                    row.due_at = row.leased_by = None
                    row.error = row.error or "the worker stopped in the middle, each time"
                    continue
                row.attempts += 1
                row.due_at, row.leased_by = work.now + LEASE, name
                owed.append(_Owed(row.id, row.attempts, events[row.event_id]))
        if owed:
            return _Lease(name, tuple(owed))
    return None


def _run(scope: Scope, handler: Handler, lease: _Lease) -> int:
    try:
        handler.handle(scope, [owed.event for owed in lease.owed])
    except Exception as failure:  # noqa: BLE001 - whatever a handler raises is kept with the delivery
        if len(lease.owed) > 1:
            return sum(_run(scope, handler, replace(lease, owed=(each,))) for each in lease.owed)
        _postpone(scope, handler, lease, failure)
        return 0
    except BaseException:
        # Told to stop: what is still leased is due at once, for whoever comes next.
        with begin(scope) as work:
            work.session.execute(_leased(lease.name).values(leased_by=None, due_at=work.now))
        raise
    with begin(scope) as work:
        mine = DeliveryRow.id.in_([owed.id for owed in lease.owed]) & (DeliveryRow.leased_by == lease.name)
        work.session.execute(delete(DeliveryRow).where(mine))
    return len(lease.owed)


def _postpone(scope: Scope, handler: Handler, lease: _Lease, failure: Exception) -> None:
    (owed,) = lease.owed
    last = owed.attempts >= ATTEMPTS
    _log.warning(
        "delivery of %s %s to %s failed, attempt %d of %d%s",
        owed.event.topic,
        owed.event.subject,
        handler.name,
        owed.attempts,
        ATTEMPTS,
        ": parked" if last else "",
        exc_info=failure,
    )
    delay = min(FIRST_DELAY * 4 ** (owed.attempts - 1), LONGEST_DELAY)
    # PostgreSQL takes no NUL in a text, UTF-8 no half surrogate: an error that cannot be kept would never be parked.
    error = f"{type(failure).__name__}: {failure}".replace("\0", "\\0").encode(errors="backslashreplace").decode()
    with begin(scope) as work:
        work.session.execute(
            _leased(lease.name)
            .where(DeliveryRow.id == owed.id)
            .values(leased_by=None, due_at=None if last else work.now + delay, error=error)
        )


def _leased(name: str) -> Update:
    """An update of what is still held under this lease: nothing, where it ran out and was taken over."""
    return update(DeliveryRow).where(DeliveryRow.leased_by == name)


def _any(scope: Scope, due: Select[*tuple[Any, ...]]) -> bool:
    """A look without a lock: an idle worker must not take SQLite's write lock, several times a second, for nothing.

    The order stays in the query. Without it PostgreSQL may walk the whole table instead of the index.
    """
    with reading(scope) as session:
        return session.execute(due.limit(1)).first() is not None


def _event(row: EventRow) -> Event:
    return Event(row.id, row.topic, row.subject, row.at)
