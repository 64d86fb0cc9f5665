"""The place of a value among its like: what every product counts with, and what is kept of a category."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_category_statistics"
down_revision = "0007_samples"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "category_values",
        sa.Column("product_id", KEY, nullable=False, autoincrement=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("circumstances", sa.String(length=32), nullable=False),
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", "code", "circumstances", name="pk_category_values"),
    )
    op.create_index("ix_category_values_standard_id", "category_values", ["standard_id"])
    op.create_index("ix_category_values_alike", "category_values", ["category", "code", "circumstances", "value"])
    op.create_table(
        "category_statistics",
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("circumstances", sa.String(length=32), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("quantiles", sa.Text(), nullable=False),
        sa.Column("covers", KEY, nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("category", "code", "circumstances", name="pk_category_statistics"),
    )
    op.create_index(
        "ix_category_statistics_stale",
        "category_statistics",
        ["category"],
        sqlite_where=sa.text("stale"),
        postgresql_where=sa.text("stale"),
    )
