"""Schemes and editions in the shapes that the API promises (`Scheme`, `Edition`, `Entry`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from registry.declarations.values import Candidate
from registry.declarations.wire import category_to_wire
from registry.indicators.wire import interval_to_wire, method_to_wire
from registry.kernel.clock import rfc3339
from registry.kernel.decimals import plain
from registry.kernel.ids import PublicId
from registry.ranking.values import (
    LEVELS,
    Basic,
    Board,
    Case,
    Cell,
    Counts,
    Difference,
    Done,
    Edition,
    Mark,
    Measure,
    Moved,
    Ranked,
    Scheme,
)
from registry.reference.wire import condition_to_wire


def scheme_to_wire(scheme: Scheme, state: str = "published") -> dict[str, Any]:
    return {
        "id": scheme.id,
        "version": scheme.version,
        "state": state,
        "evaluator": scheme.evaluator,
        "title": scheme.title,
        "title_en": scheme.title_en,
        "category": category_to_wire(scheme.category.code, {scheme.category.code: scheme.category}),
        "standards": list(scheme.standards),
        "valid_from": scheme.valid_from.isoformat(),
        "valid_to": scheme.valid_to and scheme.valid_to.isoformat(),
        "requirements": [
            *({"check": "computed", "code": str(each)} for each in Basic),
            *({"check": "attested", "text": each.text, "text_en": each.text_en} for each in scheme.attested),
        ],
        "base": list(_rows(scheme.base)),
        "core": list(_rows(scheme.core)),
        "innovation": list(_rows(scheme.innovation)),
        "innovation_needed": scheme.innovation_needed,
        "notice_days": scheme.notice_days,
        "validity_months": scheme.validity_months,
        "sample": scheme.sample,
        "note": scheme.note,
    }


def edition_url(identity: PublicId) -> str:
    return f"/editions/{identity}"


def edition_to_wire(edition: Edition) -> dict[str, Any]:
    return {
        "id": str(edition.id),
        "url": edition_url(edition.id),
        "scheme": {"id": edition.scheme, "version": edition.scheme_version},
        "year": edition.id.year,
        "issue": edition.issue,
        "state": str(edition.state),
        "snapshot": {
            "log_size": edition.log_size,
            "root_hash": edition.root_hash,
            "taken_at": rfc3339(edition.taken_at),
        },
        "method": edition.method,
        "counts": counts_to_wire(edition.counts),
        "leaderboards": [_board(each) for each in edition.boards],
        "digest": edition.digest,
        "archive_bytes": edition.archive_size,
        "published_at": edition.published_at and rfc3339(edition.published_at),
        "notice_until": edition.notice_until and edition.notice_until.isoformat(),
        "final_at": edition.finalized and rfc3339(edition.finalized.at),
        "corrects": edition.corrects and str(edition.corrects),
        "basis_changed": bool(edition.changes),
        "acts": [_act(each) for each in edition.acts],
        "sample": SAMPLE if edition.sample else None,
    }


def ranking_to_wire(scheme: Scheme, edition: Edition | None) -> dict[str, Any]:
    """A scheme in the index of the rankings, with the edition that counts."""
    return {
        "scheme": {
            "id": scheme.id,
            "version": scheme.version,
            "title": scheme.title,
            "title_en": scheme.title_en,
            "valid_from": scheme.valid_from.isoformat(),
            "valid_to": scheme.valid_to and scheme.valid_to.isoformat(),
        },
        "category": category_to_wire(scheme.category.code, {scheme.category.code: scheme.category}),
        "evaluator": scheme.evaluator,
        "edition": edition
        and {
            "id": str(edition.id),
            "state": str(edition.state),
            "published_at": edition.published_at and rfc3339(edition.published_at),
        },
        "counts": edition and counts_to_wire(edition.counts),
        "sample": SAMPLE if scheme.sample or (edition and edition.sample) else None,
    }


def counts_to_wire(counts: Counts) -> dict[str, Any]:
    return {
        "candidates": counts.candidates,
        "ranked": counts.ranked,
        "excluded": counts.excluded,
        "by_grade": {str(grade): number for grade, number in counts.by_grade.items()},
        "by_reason": dict(counts.by_reason),
    }


def ranked_to_wire(row: Ranked) -> dict[str, Any]:
    return {
        "standard": str(row.standard),
        "version": row.version,
        "number": row.number,
        "product": candidate_to_wire(row),
        "enterprise": {"uscc": row.enterprise.uscc, "name": row.enterprise.name},
        "outcome": str(row.outcome),
        "reason": row.reason,
        "about": row.about,
        "grade": row.grade,
        "tier": row.grade,
        "cells": [_cell(cell) for cell in row.cells],
    }


def candidate_to_wire(found: Ranked | Candidate) -> dict[str, Any]:
    """The product of a candidate."""
    return {
        "id": str(found.product),
        "name": found.name,
        "brand": found.brand,
        "model": found.model,
        "specification": found.specification,
    }


def difference_to_wire(difference: Difference) -> dict[str, Any]:
    return {
        "same": difference.same,
        **{
            name: [_moved(each) for each in moved]
            for name, moved in (
                ("entered", difference.entered),
                ("left", difference.left),
                ("better", difference.better),
                ("worse", difference.worse),
            )
        },
    }


SAMPLE = {"source": "示例：方案或参评的声明是示例数据，未经核实", "licence": "Apache-2.0"}
"""How an edition is marked that rests on samples."""


def _board(board: Board) -> dict[str, Any]:
    return {
        "indicator": board.indicator,
        "condition": board.condition,
        "levels": {str(int(level)): number for level, number in board.levels.items() if level is not None},
        "not_asked": board.levels.get(None, 0),
        "all_equal": board.equal,
    }


def _act(done: Done) -> dict[str, Any]:
    """Whoever acted is not told: a person is nobody's business, the evaluator is the scheme's."""
    return {
        "act": str(done.act),
        "at": rfc3339(done.at),
        "until": done.until and done.until.isoformat(),
        "subject": done.subject,
        "reason": done.reason,
    }


def _moved(moved: Moved) -> dict[str, Any]:
    known = moved.standing
    return {
        "standard": str(known.standard),
        "number": known.number,
        "product": str(known.product),
        "model": known.model,
        "before": moved.before,
        "after": moved.after,
    }


def _rows(measures: Iterable[Measure]) -> Iterator[dict[str, Any]]:
    for measure in measures:
        for case in measure.cases:
            yield _row(measure, case)


def _row(measure: Measure, case: Case) -> dict[str, Any]:
    entry = measure.entry
    marks = {name: case.marks.get(level) for name, level in LEVELS.items()}
    return {
        "indicator": entry.code,
        "name": entry.name,
        "name_en": entry.name_en,
        "unit": next((mark.unit for mark in marks.values() if mark), None),
        "direction": str(entry.direction),
        "condition": measure.condition,
        "basis": measure.basis,
        "when": [condition_to_wire(each) for each in case.when],
        "method": method_to_wire(measure.method),
        **{name: mark and mark.text for name, mark in marks.items()},
        "marks": {name: _mark(mark, entry.unit) for name, mark in marks.items() if mark},
    }


def _mark(mark: Mark, unit: str | None) -> dict[str, Any]:
    low, high = mark.bounds.low, mark.bounds.high
    return {
        "low": None if low is None else plain(low),
        "high": None if high is None else plain(high),
        "unit": unit,
        "provenance": str(mark.provenance),
        "source": mark.source,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    declared = cell.declared
    canonical = declared.canonical if declared else None
    return {
        "indicator": cell.indicator,
        "declared": declared and declared.requirement.text,
        "canonical": canonical and interval_to_wire(canonical),
        "level": None if cell.level is None else int(cell.level),
        "note": cell.note and str(cell.note),
    }
