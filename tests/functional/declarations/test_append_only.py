"""What is published cannot be changed, deleted or replaced, not even by SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.kernel.transaction import begin, reading
from tests.factories.declarations import PublishedFactory

HAPPENED = ("replacements", "withdrawals", "standard_versions", "receipts", "published_documents")
GUARDED = ("standards", "products", *HAPPENED)


def declare(scope):
    """A standard with a document that was corrected, replaced and withdrawn."""
    receipt = PublishedFactory(where=scope, correction=True, revision=True, withdrawn=True)
    named = {"standard": receipt.id.number, "sha256": "ab" * 32}
    shown = "INSERT INTO published_documents VALUES (:standard, 1, :sha256, '标准.pdf', true)"
    with begin(scope) as work:
        work.session.execute(text("INSERT INTO documents VALUES (:sha256, 137)"), named)
        work.session.execute(text(shown), named)


@pytest.mark.parametrize("table", GUARDED)
def test_no_row_is_replaced_by_the_hidden_key_of_sqlite(ready, table):
    if ready.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE and a hidden key")
    declare(ready)
    with reading(ready) as session:
        columns = [row.name for row in session.execute(text(f"PRAGMA table_info({table})"))]
        before = session.execute(text(f"SELECT * FROM {table}")).all()
    forged = ", ".join("77" if name in {"version", "year"} else f'"{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    replace = f"INSERT OR REPLACE INTO {table} (rowid, {names}) SELECT rowid, {forged} FROM {table} LIMIT 1"
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(replace))
    with reading(ready) as session:
        assert session.execute(text(f"SELECT * FROM {table}")).all() == before


@pytest.mark.parametrize("table", ["standards", "products"])
def test_identities_never_change(ready, table):
    PublishedFactory(where=ready)
    for statement in (f"UPDATE {table} SET year = 1999", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError), begin(ready) as work:
            work.session.execute(text(statement))


STATEMENTS = [
    "DELETE FROM {}",
    "UPDATE {} SET standard_id = standard_id",
    "UPDATE {} SET standard_id = standard_id + 1000",
]


@pytest.mark.parametrize("table", HAPPENED)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_what_happened_cannot_be_undone_even_by_sql(ready, table, statement):
    """On both databases."""
    declare(ready)
    rows = text(f"SELECT * FROM {table} ORDER BY standard_id")
    with reading(ready) as session:
        before = session.execute(rows).all()
    assert before
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(statement.format(table)))
    with reading(ready) as session:
        assert session.execute(rows).all() == before


@pytest.mark.parametrize("table", HAPPENED)
def test_nor_can_it_be_emptied(ready, table):
    if ready.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    declare(ready)
    with pytest.raises(DBAPIError, match="append-only"), begin(ready) as work:
        work.session.execute(text(f"TRUNCATE {table} CASCADE"))
