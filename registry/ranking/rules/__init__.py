"""What a scheme must hold to, and what may become of an edition."""

from __future__ import annotations

from registry.ranking.rules.schemes import MOST_ROWS, PARTS, TOO_MANY, in_present_shape, read

__all__ = ["MOST_ROWS", "PARTS", "TOO_MANY", "in_present_shape", "read"]
