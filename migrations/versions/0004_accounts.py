"""People, their passwords and their sessions."""

from __future__ import annotations

revision = "0004_accounts"
down_revision = "0003_reference"


def upgrade() -> None:
    """Nothing yet."""
