"""Documents (文本) of drafts and versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0010_documents"
down_revision = "0009_enterprise_record"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_documents"),
    )
    op.create_table(
        "document_pieces",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("position", KEY, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_document_pieces_sha256"),
        sa.PrimaryKeyConstraint("sha256", "position", name="pk_document_pieces"),
    )
    op.create_table(
        "draft_documents",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name="fk_draft_documents_draft_id"),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_draft_documents_sha256"),
        sa.PrimaryKeyConstraint("draft_id", "sha256", name="pk_draft_documents"),
    )
    op.create_index("ix_draft_documents_sha256", "draft_documents", ["sha256"])
    op.create_table(
        "published_documents",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_published_documents_standard_id"),
        sa.ForeignKeyConstraint(["sha256"], ["documents.sha256"], name="fk_published_documents_sha256"),
        sa.PrimaryKeyConstraint("standard_id", "version", "sha256", name="pk_published_documents"),
    )
    op.create_index("ix_published_documents_sha256", "published_documents", ["sha256"])
    append_only("published_documents")
    op.add_column("standard_versions", sa.Column("documents", sa.Text()))
