"""Industry, standing and former names of an enterprise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0009_enterprise_record"
down_revision = "0008_category_statistics"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("enterprises", sa.Column("industry", sa.String()))
    op.add_column("enterprises", sa.Column("standing", sa.String()))
    op.add_column("enterprises", sa.Column("standing_on", sa.Date()))
    op.create_table(
        "enterprise_names",
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_enterprise_names_enterprise_id"),
        sa.PrimaryKeyConstraint("enterprise_id", "until", name="pk_enterprise_names"),
    )
    append_only("enterprise_names")
