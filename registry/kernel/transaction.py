"""One command, one transaction.

    with begin(scope) as work:
        work.session.add(...)

`begin` opens a piece of work on a `Scope` and commits it at the end, or rolls it back when anything is raised. Given a
`Work` it joins: nothing is committed until the outermost `begin` ends. So use cases call each other freely, and an
import is many commands in one transaction, each in its own `work.savepoint()`.

`reading` gives a session for queries only: on SQLite it never takes the write lock, on PostgreSQL the transaction is
READ ONLY, and nothing that it holds is ever committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from registry.kernel.access import PUBLIC_READER, Actor
from registry.kernel.clock import Clock, legal_day
from registry.kernel.database import READ, WRITE, for_purpose


@dataclass(frozen=True, slots=True)
class Scope:
    """What a use case needs from outside: the database, who calls, and what time it is."""

    engine: Engine
    actor: Actor = PUBLIC_READER
    clock: Clock = Clock()


@dataclass(frozen=True, slots=True)
class Work:
    """An open transaction. `now` is one instant for all that the command does, `today` its legal day."""

    session: Session
    scope: Scope
    now: datetime

    @property
    def actor(self) -> Actor:
        return self.scope.actor

    @property
    def clock(self) -> Clock:
        """Stands still at `now`, so that a `Scope` and a `Work` are asked the time in the same way."""
        return Clock(frozen=self.now)

    @property
    def connection(self) -> Connection:
        """For statements on tables: the session, which looks after objects, would cost each a fifth more."""
        return self.session.connection()

    @property
    def today(self) -> date:
        return legal_day(self.now)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What is done inside stands or falls alone; the transaction goes on either way."""
        with self.session.begin_nested():
            yield


Where: TypeAlias = Scope | Work
"""First argument of every use case: a scope to begin on, or work to join."""


@contextmanager
def begin(where: Where) -> Iterator[Work]:
    if isinstance(where, Work):
        yield where
        return
    with Session(for_purpose(where.engine, WRITE), expire_on_commit=False) as session, session.begin():
        yield Work(session, where, where.clock.now())


@contextmanager
def reading(where: Where, *, snapshot: bool = False) -> Iterator[Session]:
    """A session to read with. `snapshot` makes every statement of it see one state (SQLite always does)."""
    if isinstance(where, Work):
        yield where.session
        return
    engine = for_purpose(where.engine, READ)
    if engine.dialect.name == "postgresql":
        # Said with BEGIN, which costs nothing, and undone when the connection goes back to the pool.
        level = "REPEATABLE READ" if snapshot else "READ COMMITTED"
        engine = engine.execution_options(isolation_level=level, postgresql_readonly=True)
    with Session(engine, autoflush=False) as session:
        yield session
        session.rollback()
