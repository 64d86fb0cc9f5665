"""Reads of schemes and of editions."""

from __future__ import annotations

from registry.ranking.queries.editions import (
    archive,
    changed,
    count,
    edition,
    editions,
    editions_beside,
    grades_of_products,
    latest,
    latest_of,
    live_with,
    lock,
    lock_scheme,
    ranked,
    standings,
)
from registry.ranking.queries.schemes import newest_content, scheme, schemes, version_and_newest

__all__ = [
    "archive",
    "changed",
    "count",
    "edition",
    "editions",
    "editions_beside",
    "grades_of_products",
    "latest",
    "latest_of",
    "live_with",
    "lock",
    "lock_scheme",
    "newest_content",
    "ranked",
    "scheme",
    "schemes",
    "standings",
    "version_and_newest",
]
