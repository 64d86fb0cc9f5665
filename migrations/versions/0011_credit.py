"""The quality credit record: entries, and what ended them early."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0011_credit"
down_revision = "0010_documents"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "credit_entries",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("standard_id", KEY, nullable=True),
        sa.Column("product_id", KEY, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("bars", sa.Text(), nullable=False),
        sa.Column("holder_id", KEY, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("log_index", KEY, nullable=False),
        sa.Column("leaf_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_credit_entries_enterprise_id"),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_credit_entries_standard_id"),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_credit_entries_product_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["account_holders.id"], name="fk_credit_entries_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_credit_entries"),
        sa.UniqueConstraint("content_hash", name="uq_credit_entries_content_hash"),
        sa.UniqueConstraint("log_index", name="uq_credit_entries_log_index"),
    )
    op.create_index("ix_credit_entries_enterprise_id", "credit_entries", ["enterprise_id"])
    op.create_table(
        "credit_repairs",
        sa.Column("entry_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("holder_id", KEY, nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("log_index", KEY, nullable=False),
        sa.Column("leaf_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["credit_entries.id"], name="fk_credit_repairs_entry_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["account_holders.id"], name="fk_credit_repairs_holder_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_credit_repairs"),
        sa.UniqueConstraint("log_index", name="uq_credit_repairs_log_index"),
    )
    for table in ("credit_entries", "credit_repairs"):
        append_only(table)
