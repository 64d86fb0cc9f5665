"""What a scheme must hold to, and what may become of an edition."""

from __future__ import annotations

from registry.ranking.rules.schemes import MOST_ROWS, read

__all__ = ["MOST_ROWS", "read"]
