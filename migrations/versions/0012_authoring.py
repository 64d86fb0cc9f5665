"""Schemes belong to their evaluator, are drafted, and evaluators declare their interests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0012_authoring"
down_revision = "0011_credit"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "schemes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("holder_id", KEY),
        sa.ForeignKeyConstraint(["holder_id"], ["account_holders.id"], name="fk_schemes_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schemes"),
    )
    op.create_index("ix_schemes_holder_id", "schemes", ["holder_id"])
    op.execute("INSERT INTO schemes (id) SELECT DISTINCT scheme FROM scheme_versions")
    op.create_table(
        "scheme_drafts",
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["scheme"], ["schemes.id"], name="fk_scheme_drafts_scheme"),
        sa.PrimaryKeyConstraint("scheme", name="pk_scheme_drafts"),
    )
    op.create_table(
        "interests",
        sa.Column("id", KEY, nullable=False),
        sa.Column("holder_id", KEY, nullable=False),
        sa.Column("uscc", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("note", sa.String()),
        sa.Column("ends", KEY),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["account_holders.id"], name="fk_interests_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interests"),
    )
    op.create_index("ix_interests_holder_id", "interests", ["holder_id"])
    append_only("interests")
