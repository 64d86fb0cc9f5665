"""A migrated, empty database for every test that asks for one.

On SQLite each test has its own copy of a migrated file. With TEST_DATABASE_URL (PostgreSQL, any role that may create a
schema) each process of the session has a schema of its own, emptied before each test: so the tests can run in parallel.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, event, inspect, make_url, text

from registry.kernel.access import COMMAND_LINE
from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.migrate import upgrade
from registry.kernel.transaction import Scope, Work, begin

# A slow or busy machine is no failure: no test of ours asserts how long something takes.
settings.register_profile("register", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("register")

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""


@dataclass(frozen=True)
class Prepared:
    """A migrated database at `address`, and on PostgreSQL what it takes to empty it."""

    address: str
    tables: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()


@pytest.fixture(scope="session")
def prepared_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    with _empty_place(tmp_path_factory.mktemp("database")) as address, _opened(address) as engine:
        upgrade(engine)
        if engine.dialect.name == "postgresql":
            yield Prepared(address, *_tables(engine))
        else:
            engine.dispose()  # the last connection takes the write-ahead log into the file that is copied
            yield Prepared(address)


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    with _empty_place(tmp_path) as address, _opened(address) as engine:
        yield engine


@pytest.fixture
def left_alone() -> frozenset[str]:
    """Tables that a test finds as the one before has left them, on PostgreSQL: none."""
    return frozenset()


@pytest.fixture
def database_url(prepared_database: Prepared, tmp_path: Path, left_alone: frozenset[str]) -> str:
    """The address of a database with every table and no row, for this test alone; for processes it starts, too."""
    url = make_url(prepared_database.address)
    if url.get_backend_name() == "sqlite":
        own = tmp_path / "register.sqlite"
        shutil.copyfile(str(url.database), own)
        return f"sqlite:///{own}"
    with _opened(prepared_database.address) as engine:
        _empty(engine, prepared_database, left_alone)
    return prepared_database.address


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    with _opened(database_url) as engine:
        yield engine


@pytest.fixture
def scope(engine: Engine) -> Scope:
    """A trusted caller at a standing clock: noon of 2026-11-22 in Shanghai."""
    return Scope(engine, COMMAND_LINE, Clock(frozen=NOW))


@pytest.fixture
def work(scope: Scope) -> Iterator[Work]:
    """An open transaction, committed when the test ends. On SQLite nothing else can write meanwhile."""
    with begin(scope) as work:
        yield work


@contextmanager
def _empty_place(folder: Path) -> Iterator[str]:
    """The address of a new SQLite file in `folder`, or of a new schema where TEST_DATABASE_URL says PostgreSQL."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if not given:
        yield f"sqlite:///{folder / 'empty.sqlite'}"
        return
    schema = f"test_{secrets.token_hex(6)}"
    with _opened(given) as outside:
        with outside.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        url = make_url(given).update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
        with outside.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))


@contextmanager
def _opened(address: str) -> Iterator[Engine]:
    engine = open_engine(address)
    if engine.dialect.name == "sqlite":  # no power is cut in this process; those that it starts wait for the disk
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    try:
        yield engine
    finally:
        engine.dispose()


def _tables(engine: Engine) -> tuple[tuple[str, ...], tuple[str, ...]]:
    guarded = text(
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
    )
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return tuple(name for name in names if name != "alembic_version"), tuple(connection.scalars(guarded))


def _empty(engine: Engine, database: Prepared, left_alone: frozenset[str]) -> None:
    """TRUNCATE with the append-only triggers off: the owner of a table may, and needs no other privilege."""
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in database.tables if name not in left_alone
    )
    with engine.begin() as connection:
        filled = connection.scalars(text(asked)).all()
        if filled:
            triggers = "".join(f"ALTER TABLE {name} {{}} TRIGGER USER; " for name in database.guarded)
            truncate = f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE; "
            connection.exec_driver_sql(triggers.format(*["DISABLE"] * len(database.guarded)) + truncate)
            connection.exec_driver_sql(triggers.format(*["ENABLE"] * len(database.guarded)))
