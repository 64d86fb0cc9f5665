"""The column types of the kernel, through a table of their own."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert, select, type_coerce
from sqlalchemy.exc import StatementError

from registry.kernel.database import TOGETHER, CanonicalNumber, Instant, Json, insert_rows, rows_of

table = Table(
    "test_columns",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Instant),
    Column("data", Json),
    Column("number", CanonicalNumber),
)


@pytest.fixture
def connection(engine):
    with engine.connect() as connection:
        table.create(connection)
        yield connection
        connection.rollback()


def kept(connection, **values):
    connection.execute(insert(table).values(values))
    return connection.execute(select(table)).one()


def test_an_instant_comes_back_in_utc_to_the_microsecond(connection):
    at = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    row = kept(connection, at=at)
    assert row.at == at
    assert row.at.tzinfo is UTC


def test_an_instant_without_zone_is_refused(connection):
    with pytest.raises(StatementError, match="needs its time zone"):
        kept(connection, at=datetime(2026, 11, 22))


def test_structured_data_comes_back_as_it_was(connection):
    data = {"标准": ["Q/AB 1", None, True, 3], "": {}}
    assert kept(connection, data=data).data == data


def test_canonical_numbers_come_back_and_order(connection):
    numbers = [Decimal(each) for each in ("-0.000123", "0", "0.1", "0.100000000001", "123456789012", "1E+20")]
    connection.execute(insert(table), [{"number": number} for number in reversed(numbers)])
    assert connection.scalars(select(table.c.number).order_by(table.c.number)).all() == numbers


def test_nothing_stays_nothing(connection):
    row = kept(connection, at=None, data=None, number=None)
    assert (row.at, row.data, row.number) == (None, None, None)


def test_very_many_rows_are_written_and_read_each_once(connection):
    rows = [(number, None if number % 2 else f"[{number}]") for number in range(2 * TOGETHER + 1)]
    insert_rows(connection, table, ("id", "data"), iter(rows))
    # The driver's own values: the text of what is structured.
    assert list(rows_of(connection, select(table.c.id, type_coerce(table.c.data, Text)).order_by(table.c.id))) == rows
