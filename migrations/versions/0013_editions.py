"""Editions of the rankings: entries, archive, and what becomes of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0013_editions"
down_revision = "0012_authoring"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def _edition(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=f"fk_{table}_edition_id")


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("scheme_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("corrects_id", KEY),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", INSTANT, nullable=False),
        sa.Column("log_size", KEY, nullable=False),
        sa.Column("root_hash", sa.String(64), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("digest", sa.String(71), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("boards", sa.Text(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme", "scheme_version"],
            ["scheme_versions.scheme", "scheme_versions.version"],
            name="fk_editions_scheme_scheme_version",
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["editions.id"], name="fk_editions_corrects_id"),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sa.UniqueConstraint("scheme", "year", "issue", name="uq_editions_scheme_year_issue"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "edition_archives",
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _edition("edition_archives"),
        sa.PrimaryKeyConstraint("edition_id", name="pk_edition_archives"),
    )
    op.create_table(
        "edition_values",
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stored", sa.String(), nullable=False),
        _edition("edition_values"),
        sa.PrimaryKeyConstraint("edition_id", "number", name="pk_edition_values"),
    )
    op.create_table(
        "edition_entries",
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("standard_year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("product_year", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("brand", sa.String()),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("specification", sa.String()),
        sa.Column("grade", sa.Integer()),
        sa.Column("reason", sa.String()),
        sa.Column("about", sa.String()),
        sa.Column("levels", sa.String(), nullable=False),
        sa.Column("cells", sa.String(), nullable=False),
        _edition("edition_entries"),
        sa.PrimaryKeyConstraint("edition_id", "place", name="pk_edition_entries"),
    )
    op.create_index("ix_edition_entries_grade", "edition_entries", ["edition_id", "grade", "place"])
    op.create_index("ix_edition_entries_product", "edition_entries", ["product_id", "edition_id"])
    op.create_index("ix_edition_entries_standard", "edition_entries", ["standard_id", "edition_id"])
    op.create_table(
        "edition_acts",
        sa.Column("edition_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("holder", KEY),
        sa.Column("person", KEY),
        sa.Column("until", sa.Date()),
        sa.Column("subject", sa.String()),
        sa.Column("standard_id", KEY),
        sa.Column("fact", sa.String()),
        sa.Column("reason", sa.String()),
        _edition("edition_acts"),
        sa.PrimaryKeyConstraint("edition_id", "position", name="pk_edition_acts"),
    )
    op.create_index("ix_edition_acts_standard", "edition_acts", ["standard_id", "edition_id"])
    for table in ("editions", "edition_archives", "edition_values", "edition_entries", "edition_acts"):
        append_only(table)
