"""Journal, events and their deliveries, due dates, idempotency keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0001_kernel"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("index", KEY, autoincrement=False, nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("index", name="pk_journal"),
    )
    append_only("journal")

    op.create_table(
        "events",
        sa.Column("id", KEY, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("fanned_out_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
    )
    _partial_index("ix_events_waiting", "events", ["id"], "fanned_out_at IS NULL")

    op.create_table(
        "deliveries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("handler", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("leased_by", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_deliveries_event_id"),
        sa.UniqueConstraint("event_id", "handler", name="uq_deliveries_event_id_handler"),
    )
    _partial_index("ix_deliveries_due", "deliveries", ["handler", "due_at"], "leased_by IS NULL")
    _partial_index("ix_deliveries_leased", "deliveries", ["handler", "due_at"], "leased_by IS NOT NULL")

    op.create_table(
        "due_dates",
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("fired_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("due_on", "topic", "subject", name="pk_due_dates"),
    )
    _partial_index("ix_due_dates_waiting", "due_dates", ["due_on"], "fired_at IS NULL")

    op.create_table(
        "idempotency_keys",
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("holder", "key", name="pk_idempotency_keys"),
    )


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
