"""Where less is better, the best values are read from the end that counts."""

from __future__ import annotations

from alembic import op

revision = "0015_highest_values"
down_revision = "0014_token_person"


def upgrade() -> None:
    op.create_index("ix_declared_indicators_high", "declared_indicators", ["code", "canonical_high"])
