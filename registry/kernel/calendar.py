"""The calendar: what will happen because a day comes.

A command that sets a date on which something begins or ends writes a row here in its own transaction; the worker turns
rows whose day has come into events. Status itself is never stored: it is computed from dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Date, Index, Text, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant
from registry.kernel.events import publish
from registry.kernel.transaction import Scope, Work, begin, reading

_BATCH = 500


class DueDateRow(Base):
    """On the legal day `due_on` the event (topic, subject) happens."""

    __tablename__ = "due_dates"
    __table_args__ = (
        Index(
            "ix_due_dates_waiting",
            "due_on",
            sqlite_where=text("fired_at IS NULL"),
            postgresql_where=text("fired_at IS NULL"),
        ),
    )

    due_on: Mapped[date] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(Text, primary_key=True)
    subject: Mapped[str] = mapped_column(Text, primary_key=True)
    fired_at: Mapped[datetime | None] = mapped_column(Instant)


_expect = text(
    "INSERT INTO due_dates (due_on, topic, subject) VALUES (:due_on, :topic, :subject) ON CONFLICT DO NOTHING"
).bindparams(bindparam("due_on", type_=Date))


def expect(work: Work, on: date, topic: str, subject: str) -> None:
    """The event (topic, subject) will be published on the legal day `on`; said twice, it happens once."""
    expect_all(work, ((on, topic, subject),))


def expect_all(work: Work, expected: Iterable[tuple[date, str, str]]) -> None:
    """As `expect`, in one statement: (day, topic, subject) of each event."""
    rows = [{"due_on": on, "topic": topic, "subject": subject} for on, topic, subject in expected]
    if rows:
        work.connection.execute(_expect, rows)


def fire_due(scope: Scope) -> int:
    """Publishes the event of every row whose legal day has come, each once; how many there were."""
    fired = 0
    while batch := _fire_batch(scope):
        fired += batch
    return fired


def _fire_batch(scope: Scope) -> int:
    due = (
        select(DueDateRow)
        .where(DueDateRow.fired_at.is_(None), DueDateRow.due_on <= scope.clock.today())
        .order_by(DueDateRow.due_on)
        .limit(_BATCH)
    )
    with reading(scope) as session:
        if not session.scalar(select(due.exists())):
            return 0
    with begin(scope) as work:
        rows = work.session.scalars(due.with_for_update(skip_locked=True)).all()
        for row in rows:
            publish(work, row.topic, row.subject)
            row.fired_at = work.now
        return len(rows)
