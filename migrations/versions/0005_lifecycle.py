"""Correction, revision, withdrawal and disclosure of declarations."""

from __future__ import annotations

import json
import re

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0005_lifecycle"
down_revision = "0004_accounts"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("drafts", sa.Column("published_version", sa.Integer()))
    op.add_column("drafts", sa.Column("corrects_id", KEY))
    op.add_column("drafts", sa.Column("corrects_version", sa.Integer()))
    op.add_column("drafts", sa.Column("changed_at", INSTANT))
    op.add_column("drafts", sa.Column("body_hash", sa.String(71)))
    op.create_index("ix_drafts_of_enterprise", "drafts", ["enterprise_id", "body_hash"])
    op.execute("UPDATE drafts SET published_version = 1 WHERE published_standard_id IS NOT NULL")
    for name in ("change", "disclosure", "international"):
        op.add_column("standard_versions", sa.Column(name, sa.Text()))
    op.add_column(
        "declared_products", sa.Column("export_only", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "replacements",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("replaces_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_replacements_standard_id"),
        sa.ForeignKeyConstraint(["replaces_id"], ["standards.id"], name="fk_replacements_replaces_id"),
        sa.PrimaryKeyConstraint("standard_id", name="pk_replacements"),
    )
    op.create_index("ix_replacements_replaces_id", "replacements", ["replaces_id"])
    op.create_table(
        "withdrawals",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("log_index", KEY, nullable=False),
        sa.Column("leaf_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_withdrawals_standard_id"),
        sa.PrimaryKeyConstraint("standard_id", name="pk_withdrawals"),
        sa.UniqueConstraint("log_index", name="uq_withdrawals_log_index"),
    )
    for table in ("replacements", "withdrawals"):
        append_only(table)
    op.create_table(
        "declared_citations",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_declared_citations_standard_id"),
        sa.PrimaryKeyConstraint("standard_id", "number_key", name="pk_declared_citations"),
    )
    op.create_index("ix_declared_citations_number_key", "declared_citations", ["number_key"])
    _cite_what_is_declared()


def _cite_what_is_declared() -> None:
    """What the standards of the first release cite, in their lists and as methods."""
    connection = op.get_bind()
    newest = sa.text(
        "SELECT standard_id, cites FROM standard_versions AS this WHERE version = "
        "(SELECT max(version) FROM standard_versions WHERE standard_id = this.standard_id)"
    )
    cited = {(row.standard_id, number) for row in connection.execute(newest) for number in json.loads(row.cites)}
    for row in connection.execute(sa.text("SELECT standard_id, understood FROM declared_indicators")):
        cited.add((row.standard_id, json.loads(row.understood)["method"]["number"]))
    rows = sorted({(standard, _key(number)) for standard, number in cited if number})
    for standard, key in rows:
        add = sa.text("INSERT INTO declared_citations (standard_id, number_key) VALUES (:standard, :key)")
        connection.execute(add, {"standard": standard, "key": key})


def _key(number: str) -> str:
    """A number without blanks, with one kind of dash, in capitals: what a key is for nearly every way of writing."""
    return re.sub(r"\s", "", re.sub("[‐‑–—−－]", "-", number)).upper()
