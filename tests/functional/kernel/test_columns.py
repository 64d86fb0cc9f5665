"""The column types of the kernel, through a table of their own."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from registry.kernel.database import CanonicalNumber, Instant, Json

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
