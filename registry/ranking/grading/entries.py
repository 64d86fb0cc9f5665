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
from registry.ranking.values import REASONS, Board, Level, Measure, Scheme
from registry.ranking.values.grading import KEPT_OUT

_CHARACTERS = {NOT_ASKED: "-", **{int(level): str(int(level)) for level in Level}}

Row = tuple[str | int | None, ...]

COLUMNS = (
    *("place", "standard_id", "standard_year", "version", "product_id", "product_year", "enterprise_id", "number"),
    *("name", "brand", "model", "specification", "grade", "reason", "about", "levels", "cells"),
)
"""What an edition keeps of a candidate, by the names of the columns of `edition_entries`."""


def values(grading: Grading) -> list[tuple[int, str]]:
    """The declared indicators that are shown of any candidate, each once, and their numbers."""
    stored = grading.columns.stored
    return [(number, stored[place]) for number, place in enumerate(_shown(grading))]


def entries(grading: Grading) -> Iterator[Row]:
    """Of each candidate the COLUMNS."""
    graded, declared = grading.graded, grading.columns
    numbers = np.full(len(declared.stored) + 1, -1)  # the last is of what is not declared
    shown = _shown(grading)
    numbers[shown] = np.arange(len(shown))
    places = np.append(declared.place, len(declared.stored))
    outcomes = zip(
        graded.grade.tolist(),
        graded.reason.tolist(),
        graded.about.tolist(),
        *(each.level.tolist() for each in graded.measured),
        *(each.note.tolist() for each in graded.measured),
        *(numbers[places[each.at]].tolist() for each in graded.measured),
        strict=True,
    )
    written = dict[tuple[int, ...], Row]()
    for place, (each, outcome) in enumerate(zip(grading.candidates, outcomes, strict=True)):
        said = written.get(outcome)
        if said is None:
            said = written[outcome] = _said(grading.scheme, *outcome)
        standard, product = each.standard, each.product
        yield (
            place,
            standard.number,
            standard.year,
            each.version,
            product.number,
            product.year,
            each.enterprise,
            each.number,
            each.name,
            each.brand,
            each.model,
            each.specification,
            *said,
        )


def _said(scheme: Scheme, grade: int, reason: int, about: int, *cells: int) -> Row:
    """Grade, reason, about, levels and cells as they are kept."""
    measures = scheme.measures
    size = len(measures)
    levels, notes, numbers = cells[:size], cells[size : 2 * size], cells[2 * size :]
    told = [[_text(note), None if number < 0 else number] for note, number in zip(notes, numbers, strict=True)]
    return (
        grade or None,
        _text(reason),
        measures[about].indicator if about >= 0 else None,
        "".join(_CHARACTERS[level] for level in levels),
        canonical_json(told).decode(),
    )


def _text(reason: int) -> str | None:
    said = REASONS[reason]
    return None if said is None else str(said)


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


def _shown(grading: Grading) -> Numbers:
    """The places in `Columns.stored` of what is shown of any candidate, in the order of the candidates."""
    shown = np.zeros(len(grading.columns.place) + 1, bool)  # the last is of what is not declared
    for each in grading.graded.measured:
        shown[each.at] = True
    places = grading.columns.place[shown[:-1]]
    first = np.full(len(grading.columns.stored), -1)
    first[places[::-1]] = np.arange(len(places))[::-1]
    found = np.flatnonzero(first >= 0)
    return found[np.argsort(first[found])]
