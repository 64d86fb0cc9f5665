"""Account holders, tokens, enterprises, reference data, declarations, schemes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from registry.migrations.append_only import append_only

revision = "0002_declarations"
down_revision = "0001_kernel"


KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "account_holders",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account_holders"),
    )
    op.create_table(
        "categories",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "recorded_at", name="pk_categories"),
    )
    op.create_table(
        "dictionary_indicators",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", "recorded_at", name="pk_dictionary_indicators"),
    )
    op.create_table(
        "scheme_versions",
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", "version", name="pk_scheme_versions"),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", KEY, nullable=False),
        sa.Column("holder_id", KEY, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["account_holders.id"], name="fk_api_tokens_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        sa.UniqueConstraint("sha256", name="uq_api_tokens_sha256"),
    )
    op.create_table(
        "enterprises",
        sa.Column("id", KEY, nullable=False),
        sa.Column("holder_id", KEY, nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("level", sa.String(length=2), nullable=False),
        sa.Column("level_on", sa.Date(), nullable=False),
        sa.Column("sample_source", sa.String(), nullable=True),
        sa.Column("sample_licence", sa.String(), nullable=True),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["account_holders.id"], name="fk_enterprises_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_enterprises"),
        sa.UniqueConstraint("holder_id", name="uq_enterprises_holder_id"),
        sa.UniqueConstraint("uscc", name="uq_enterprises_uscc"),
    )
    op.create_table(
        "products",
        sa.Column("id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_products_enterprise_id"),
        sa.PrimaryKeyConstraint("id", name="pk_products"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "standards",
        sa.Column("id", KEY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_standards_enterprise_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standards"),
        sa.UniqueConstraint("enterprise_id", "number_key", name="uq_standards_enterprise_id_number_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_standards_number_key", "standards", ["number_key"])

    op.create_table(
        "declared_indicators",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("canonical_low", sa.Double(), nullable=True),
        sa.Column("canonical_high", sa.Double(), nullable=True),
        sa.Column("understood", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_declared_indicators_product_id"),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_declared_indicators_standard_id"),
        sa.PrimaryKeyConstraint("standard_id", "product_id", "position", name="pk_declared_indicators"),
    )
    op.create_index("ix_declared_indicators_product", "declared_indicators", ["product_id", "standard_id", "position"])
    op.create_index("ix_declared_indicators_value", "declared_indicators", ["code", "canonical_low", "canonical_high"])

    op.create_table(
        "declared_products",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("product_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("specification", sa.String(), nullable=True),
        sa.Column("gtins", sa.Text(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_declared_products_product_id"),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_declared_products_standard_id"),
        sa.PrimaryKeyConstraint("standard_id", "product_id", name="pk_declared_products"),
    )
    op.create_index("ix_declared_products_category", "declared_products", ["category"])
    op.create_index("ix_declared_products_order", "declared_products", ["standard_id", "position"], unique=True)
    op.create_index("ix_declared_products_product_id", "declared_products", ["product_id"])

    op.create_table(
        "drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("enterprise_id", KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("published_standard_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprises.id"], name="fk_drafts_enterprise_id"),
        sa.ForeignKeyConstraint(["published_standard_id"], ["standards.id"], name="fk_drafts_published_standard_id"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "receipts",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("log_index", KEY, nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_receipts_standard_id"),
        sa.PrimaryKeyConstraint("standard_id", "version", name="pk_receipts"),
        sa.UniqueConstraint("log_index", name="uq_receipts_log_index"),
    )
    op.create_table(
        "standard_versions",
        sa.Column("standard_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("cites", sa.Text(), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("declared_hash", sa.String(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["standard_id"], ["standards.id"], name="fk_standard_versions_standard_id"),
        sa.PrimaryKeyConstraint("standard_id", "version", name="pk_standard_versions"),
    )

    for table in ("standards", "products", "standard_versions", "receipts", "scheme_versions"):
        append_only(table)
