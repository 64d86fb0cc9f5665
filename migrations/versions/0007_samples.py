"""What was refused of the sample data."""

from __future__ import annotations

revision = "0007_samples"
down_revision = "0006_imports"


def upgrade() -> None:
    """Nothing yet."""
