"""The person to whom a token was given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_token_person"
down_revision = "0013_editions"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("user_id", KEY))
