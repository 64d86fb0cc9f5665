"""A grading as the rows that an edition keeps of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from registry.kernel.canonical import canonical_json
from registry.ranking.grading.columns import Numbers
from registry.ranking.grading.method import NOT_ASKED, Measured
from registry.ranking.grading.result import Grading
from registry.ranking.values import REASONS, Board, Level, Measure
from registry.ranking.values.grading import KEPT_OUT

_CHARACTERS = {NOT_ASKED: "-", **{int(level): str(int(level)) for level in Level}}


def values(grading: Grading) -> list[tuple[int, str]]:
    """The declared indicators that are shown of any candidate, each once, and their numbers."""
    return [(number, stored) for stored, number in _numbers(grading).items()]


def entries(grading: Grading) -> Iterator[dict[str, Any]]:
    """Of each candidate what an edition keeps, by the names of the columns of `edition_entries`."""
    graded, stored = grading.graded, grading.columns.stored
    numbers = _numbers(grading)
    levels = [[_CHARACTERS[level] for level in each.level.tolist()] for each in graded.measured]
    cells = [
        [
            (REASONS[note] and str(REASONS[note]), numbers[stored[at]] if at >= 0 else None)
            for note, at in zip(each.note.tolist(), each.at.tolist(), strict=True)
        ]
        for each in graded.measured
    ]
    codes = [measure.indicator for measure in grading.scheme.measures]
    rows = zip(
        grading.candidates,
        graded.grade.tolist(),
        graded.reason.tolist(),
        graded.about.tolist(),
        zip(*levels, strict=True),
        zip(*cells, strict=True),
        strict=True,
    )
    written: dict[Any, str] = {}
    for place, (each, grade, reason, about, level, cell) in enumerate(rows):
        if cell not in written:
            written[cell] = canonical_json(list(map(list, cell))).decode()
        yield {
            "place": place,
            "standard_id": each.standard.number,
            "standard_year": each.standard.year,
            "version": each.version,
            "product_id": each.product.number,
            "product_year": each.product.year,
            "enterprise_id": each.enterprise,
            "number": each.number,
            "name": each.name,
            "brand": each.brand,
            "model": each.model,
            "specification": each.specification,
            "grade": grade or None,
            "reason": REASONS[reason] and str(REASONS[reason]),
            "about": codes[about] if about >= 0 else None,
            "levels": "".join(level),
            "cells": written[cell],
        }


def boards(grading: Grading) -> list[Board]:
    """The list of each core indicator; whoever is kept out of the ranking is in none."""
    first = len(grading.scheme.base)
    core = zip(grading.scheme.core, grading.graded.measured[first:], strict=False)
    return [_board(grading, measure, measured) for measure, measured in core]


def _board(grading: Grading, measure: Measure, measured: Measured) -> Board:
    kept_out = [REASONS.index(each) for each in KEPT_OUT]
    listed = ~np.isin(grading.graded.reason, kept_out)
    counted = Counter(measured.level[listed].tolist())
    levels = {None: counted.pop(NOT_ASKED, 0)} | {level: counted.get(int(level), 0) for level in Level}
    rows = measured.at[listed & (measured.level > 0)]
    ends = [_distinct(column[rows]) for column in (grading.columns.low, grading.columns.high)]
    return Board(measure.indicator, measure.condition, levels, equal=len(rows) > 1 and max(ends) == 1)


def _distinct(column: Any) -> int:
    return len(np.unique(column, equal_nan=True))


def _numbers(grading: Grading) -> dict[str, int]:
    stored = grading.columns.stored
    shown: Numbers = np.unique(np.concatenate([each.at for each in grading.graded.measured]))
    found: dict[str, int] = {}
    for at in shown[shown >= 0].tolist():
        found.setdefault(stored[at], len(found))
    return found
