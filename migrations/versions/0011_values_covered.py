"""The index of values holds whose they are, so that conditions and orders are answered from it alone."""

from __future__ import annotations

from alembic import op

revision = "0011_values_covered"
down_revision = "0010_documents"

NAME, TABLE = "ix_declared_indicators_value", "declared_indicators"


def upgrade() -> None:
    op.drop_index(NAME, TABLE)
    op.create_index(NAME, TABLE, ["code", "canonical_low", "canonical_high", "standard_id", "product_id"])
