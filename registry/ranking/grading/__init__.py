"""Grading by columns: values and rules have no floats, so the arithmetic on doubles stands here, apart."""

from __future__ import annotations

from registry.ranking.grading.archive import Archive, archive
from registry.ranking.grading.columns import columns
from registry.ranking.grading.limits import codes_of, refusing, within
from registry.ranking.grading.method import grade
from registry.ranking.grading.result import Grading

__all__ = [
    "Archive",
    "Grading",
    "archive",
    "codes_of",
    "columns",
    "grade",
    "refusing",
    "within",
]
