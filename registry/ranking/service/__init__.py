"""Use cases of ranking: publish a scheme, grade by it, issue editions."""

from __future__ import annotations

from registry.ranking.service.editions import (
    STATE_TOPICS,
    build,
    confirm,
    correct,
    finalize,
    mark_changed,
    notice,
    void,
)
from registry.ranking.service.grading import graded
from registry.ranking.service.reading import (
    Listed,
    Opened,
    archive_of,
    compared,
    count,
    edition,
    entries,
    latest,
    opened,
    overview,
    ranking,
)
from registry.ranking.service.schemes import add_scheme, found_scheme, owns, scheme, schemes

__all__ = [
    "STATE_TOPICS",
    "Listed",
    "Opened",
    "add_scheme",
    "archive_of",
    "build",
    "compared",
    "confirm",
    "correct",
    "count",
    "edition",
    "entries",
    "finalize",
    "found_scheme",
    "graded",
    "latest",
    "mark_changed",
    "notice",
    "opened",
    "overview",
    "owns",
    "ranking",
    "scheme",
    "schemes",
    "void",
]
