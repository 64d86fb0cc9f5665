"""Reference rows of every kind in one table, and the loads that brought them."""

from __future__ import annotations

revision = "0003_reference"
down_revision = "0002_declarations"


def upgrade() -> None:
    """Nothing yet."""
