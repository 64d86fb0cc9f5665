"""Grading by columns: values and rules have no floats, so the arithmetic on doubles stands here, apart."""

from __future__ import annotations

from registry.ranking.grading.archive import Unsealed, prepared
from registry.ranking.grading.columns import columns
from registry.ranking.grading.entries import COLUMNS, boards, entries, values
from registry.ranking.grading.limits import codes_of, refusing, within
from registry.ranking.grading.method import grade
from registry.ranking.grading.result import Grading

__all__ = [
    "COLUMNS",
    "Grading",
    "Unsealed",
    "boards",
    "codes_of",
    "columns",
    "entries",
    "grade",
    "prepared",
    "refusing",
    "values",
    "within",
]
