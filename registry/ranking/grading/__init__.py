"""Grading by columns: values and rules have no floats, so the arithmetic on doubles stands here, apart."""

from __future__ import annotations

from registry.ranking.grading.archive import Archive, archive
from registry.ranking.grading.columns import Columns, Flags, columns
from registry.ranking.grading.method import Graded, grade
from registry.ranking.grading.result import Grading

__all__ = ["Archive", "Columns", "Flags", "Graded", "Grading", "archive", "columns", "grade"]
