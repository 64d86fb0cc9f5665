"""One table for all reference data, with the moment from which a row says what it says."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0003_reference"
down_revision = "0002_declarations"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reference_rows",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.Text()),
        sa.PrimaryKeyConstraint("kind", "code", "recorded_at", name="pk_reference_rows"),
    )
    op.create_table(
        "reference_loads",
        sa.Column("id", KEY, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reference_loads"),
        sqlite_autoincrement=True,
    )
    for kind, table in (("category", "categories"), ("indicator", "dictionary_indicators")):
        op.execute(
            "INSERT INTO reference_rows (kind, code, recorded_at, content) "
            f"SELECT '{kind}', code, recorded_at, content FROM {table}"
        )
        op.drop_table(table)
    op.execute(
        "INSERT INTO reference_loads (recorded_at, digest) "
        "SELECT DISTINCT recorded_at, '' FROM reference_rows ORDER BY recorded_at"
    )
    for table in ("reference_rows", "reference_loads"):
        append_only(table)
