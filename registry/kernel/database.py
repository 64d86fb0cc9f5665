"""The database: engine, base class of the models, column types.

SQLite runs with foreign keys, WAL and explicit transactions: a command begins with BEGIN IMMEDIATE, so that two
writers queue instead of failing half-way, and a reader can never turn into a writer. PostgreSQL is chosen by URL
alone, its driver named in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Double,
    Engine,
    Executable,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from registry.kernel.decimals import from_double, to_double

READ, WRITE = "read", "write"
_PURPOSE = "registry_purpose"
_QUERY_ONLY, _IDLE = "registry_query_only", "registry_idle_since"
BUSY_SECONDS = 30
TOGETHER = 1000
"""Rows that are read or written at a time."""

GREATEST_INTEGER = 2**31 - 1
"""No database is asked for a greater number than its integers hold."""

CACHE = 65_536
"""Kilobytes of pages that SQLite keeps while very many rows are written; else some 2,000."""

IDLE_SECONDS = 1
"""After so long a connection is asked whether it still stands before it is used."""


class Base(DeclarativeBase):
    """Base of every table. Constraint names follow one convention, so that migrations can name what they drop."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table(model: type[Base]) -> Table:
    """The table of a model. A statement on it costs a fraction of one on the model, which looks after objects as well:
    for what is written row by row, many times."""
    return cast(Table, model.__table__)


def rows_of(connection: Connection, asked: Executable) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as the driver gives them, a few at a time: no type of a column converts them. For what is
    read by the hundred thousand."""
    if connection.dialect.name == "sqlite":
        with connection.execute(asked) as result:
            yield from cast(Iterable[Any], result.cursor)  # no rows of SQLAlchemy's, which cost more than SQLite's work
    else:
        with connection.execute(asked, execution_options={"yield_per": TOGETHER}) as result:
            yield from map(tuple, result)


def insert_rows(
    connection: Connection, into: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]], otherwise: str = ""
) -> None:
    """Writes very many rows, each the values of the columns `names` as the driver takes them: no type of a column
    converts them, which is most of what SQLAlchemy's own `insert` takes for each. `otherwise` ends the statement: what
    is done where a row is there."""
    quote, mark = connection.dialect.identifier_preparer.quote, "?" if connection.dialect.name == "sqlite" else "%s"
    columns, marks = ", ".join(map(quote, names)), ", ".join([mark] * len(names))
    statement = f"INSERT INTO {quote(into.name)} ({columns}) VALUES ({marks}) {otherwise}"  # noqa: S608 - names of ours
    rows, many = iter(rows), False
    while some := list(islice(rows, TOGETHER)):
        if not many and len(some) == TOGETHER and connection.dialect.name == "sqlite":
            many = True  # an index that is written at random is written once, not page by page
            connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE}")
        connection.exec_driver_sql(statement, some)
    if many:
        connection.exec_driver_sql("PRAGMA cache_size=-2000")


Key = BigInteger().with_variant(Integer, "sqlite")
"""Type of a running primary key. SQLite counts only an INTEGER PRIMARY KEY; add `sqlite_autoincrement` where a number
must never be used twice."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, to the microsecond; naive datetimes are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Json(TypeDecorator[Any]):
    """Structured data kept as text, the same in both databases; it is read whole, never queried inside."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _write(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class CanonicalNumber(TypeDecorator[Decimal]):
    """A canonical value (12 significant digits) in a double, which orders it exactly as the decimal."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> float | None:
        return None if value is None else to_double(value)

    def process_result_value(self, value: float | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else from_double(value)


def open_engine(address: str) -> Engine:
    """An engine for `address`; on SQLite with the pragmas and transactions described above."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        engine = create_engine(url)
        event.listen(engine, "checkin", _laid_down)
        event.listen(engine, "checkout", _picked_up)
        if url.get_backend_name() == "postgresql":
            event.listen(engine, "connect", _prepare_postgresql)
        return engine
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_purpose(engine: Engine, purpose: str) -> Engine:
    """The same engine and pool, its transactions begun for `READ` or `WRITE`."""
    return engine.execution_options(**{_PURPOSE: purpose})


def _laid_down(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_IDLE] = monotonic()


def _picked_up(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    # The database may have started anew meanwhile; to ask each time would cost every transaction a round trip.
    if monotonic() - record.info.get(_IDLE, inf) > IDLE_SECONDS:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            connection.rollback()
        except Exception as reason:  # the pool looks for another connection then
            raise DisconnectionError from reason


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # Whoever waits for a lock gives up after a while, as on SQLite, instead of holding up a thread for ever.
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BUSY_SECONDS}s'")
    connection.commit()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own accord: its habit of doing so late breaks savepoints.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: a receipt that was given outlives a power cut, and its log index is given to nobody else.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_PURPOSE) == READ
    if connection.info.get(_QUERY_ONLY) is not reading:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.info[_QUERY_ONLY] = reading
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
