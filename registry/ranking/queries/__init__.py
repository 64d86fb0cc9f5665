"""Reads of schemes and of editions."""

from __future__ import annotations

from registry.ranking.queries.current import editions_of, levels, placed, placed_standard, standards_of
from registry.ranking.queries.editions import (
    archive,
    changed,
    count,
    edition,
    editions,
    editions_beside,
    latest,
    live_with,
    lock,
    lock_scheme,
    ranked,
    standards_in,
    standings,
)
from registry.ranking.queries.schemes import content_of, scheme, schemes, version_and_newest

__all__ = [
    "archive",
    "changed",
    "content_of",
    "count",
    "edition",
    "editions",
    "editions_beside",
    "editions_of",
    "latest",
    "levels",
    "live_with",
    "lock",
    "lock_scheme",
    "placed",
    "placed_standard",
    "ranked",
    "scheme",
    "schemes",
    "standards_in",
    "standards_of",
    "standings",
    "version_and_newest",
]
