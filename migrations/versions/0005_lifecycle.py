"""Correction, revision, withdrawal and disclosure of declarations."""

from __future__ import annotations

revision = "0005_lifecycle"
down_revision = "0004_accounts"


def upgrade() -> None:
    """Nothing yet."""
