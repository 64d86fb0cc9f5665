"""Imports of declarations and what they found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_imports"
down_revision = "0005_lifecycle"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("holder", KEY),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("position", KEY, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("drafted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text()),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_imports_enterprise_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        sqlite_autoincrement=True,
    )
    _of_import(
        "import_pieces",
        "position",
        sa.Column("position", KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    _of_import(
        "import_findings",
        "place",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("draft", sa.String()),
        sa.Column("finding", sa.Text(), nullable=False),
    )
    _of_import(
        "import_seen",
        "key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
    )


def _of_import(name: str, key: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("import_id", KEY, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=f"fk_{name}_import_id"),
        sa.PrimaryKeyConstraint("import_id", key, name=f"pk_{name}"),
    )
