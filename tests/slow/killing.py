"""Kills a command before its every statement, and looks at what is left.

    tables = killed_at_every_statement(database_url, publish_one)

runs `publish_one(scope)`, a function of an importable module, in a process of its own, once for every statement that it
sends: each time the process sends itself SIGKILL, which nothing can catch, before that statement or before the commit.
After each death the database must hold exactly what it held before. The last process lives to its end, and dies after
the commit. The processes are forked from one that has imported the module and has opened nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.synchronize import Event
from typing import Any

from sqlalchemy import Select, Table, event, select, text

from registry.kernel.access import COMMAND_LINE
from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.migrate import metadata
from registry.kernel.transaction import Scope
from tests.conftest import NOW

Tables = dict[str, list[tuple[Any, ...]]]
_MOST_STATEMENTS = 1000


def killed_at_every_statement(database_url: str, command: Callable[[Scope], None]) -> tuple[int, Tables]:
    """How many moments the command was killed at, and all tables after it was at last allowed to commit.

    AssertionError where a death left anything behind.
    """
    before = contents(database_url)
    for moment in range(1, _MOST_STATEMENTS):
        committed = _run(database_url, command, moment)
        after = contents(database_url)
        if committed:
            assert after != before, "the command was committed and has changed nothing"
            return moment - 1, after
        assert after == before, f"killed at moment {moment}, the command left something behind"
    raise AssertionError(f"the command sends more than {_MOST_STATEMENTS} statements")


def contents(database_url: str) -> Tables:
    """Every row of every table, read as another process would find it."""
    engine = open_engine(database_url)
    try:
        with engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(_as_kept(table))]
                for table in metadata().sorted_tables
            }
    finally:
        engine.dispose()


def _as_kept(table: Table) -> Select[Any]:
    """Every row as the driver gives it, for ten thousand of them are compared at every moment."""
    return select(text("*")).select_from(table).order_by(*table.primary_key)


def _run(database_url: str, command: Callable[[Scope], None], moment: int) -> bool:
    """Whether the command came to its commit before it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([command.__module__])
    committed = context.Event()
    process = context.Process(target=_killed, args=(database_url, command, moment, committed))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL, "the command failed before it could be killed"
    process.close()
    return committed.is_set()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed(database_url: str, command: Callable[[Scope], None], moment: int, committed: Event) -> None:
    engine = open_engine(database_url)
    passed = 0

    def reached(*_: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == moment:
            _die()

    event.listen(engine, "before_cursor_execute", reached)
    event.listen(engine, "commit", reached)
    command(Scope(engine, COMMAND_LINE, Clock(frozen=NOW)))
    committed.set()
    _die()
