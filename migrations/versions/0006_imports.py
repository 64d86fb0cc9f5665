"""Imports of declarations and what they found."""

from __future__ import annotations

revision = "0006_imports"
down_revision = "0005_lifecycle"


def upgrade() -> None:
    """Nothing yet."""
