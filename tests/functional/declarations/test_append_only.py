"""What is published cannot be replaced by any key that a table has."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.kernel.transaction import begin, reading
from tests.factories.declarations import PublishedFactory

GUARDED = ("standards", "products", "standard_versions", "receipts", "replacements", "withdrawals")


@pytest.mark.parametrize("table", GUARDED)
def test_no_row_is_replaced_by_the_hidden_key_of_sqlite(ready, table):
    if ready.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE and a hidden key")
    PublishedFactory(where=ready, revision=True, withdrawn=True)
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
