"""Sample data: the source of each standard, what was loaded, and what was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_samples"
down_revision = "0006_imports"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("standards", sa.Column("sample_source", sa.String()))
    op.add_column("standards", sa.Column("sample_licence", sa.String()))
    op.create_table(
        "sample_loads",
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("standards", sa.Integer(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("indicators", sa.Integer(), nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_sample_loads"),
    )
    op.create_table(
        "sample_refusals",
        sa.Column("id", KEY, nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["sample_loads.file"], name="fk_sample_refusals_file"),
        sa.PrimaryKeyConstraint("id", name="pk_sample_refusals"),
    )
    op.create_index("ix_sample_refusals_file", "sample_refusals", ["file"])
