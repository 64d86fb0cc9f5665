"""Schemes and grades in the shapes that the API promises (`Scheme`, `Entry`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from registry.declarations.wire import bare_product_to_wire, category_to_wire
from registry.indicators.wire import interval_to_wire, method_to_wire
from registry.kernel.clock import rfc3339
from registry.kernel.decimals import plain
from registry.ranking.grading import Grading
from registry.ranking.values import LEVELS, Basic, Case, Cell, Counts, Mark, Measure, Scheme, Shown
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


def grading_to_wire(grading: Grading) -> dict[str, Any]:
    """Everything of a grading but its entries, which are a list of their own."""
    return {
        "scheme": scheme_to_wire(grading.scheme),
        "snapshot": {
            "log_size": grading.log_size,
            "root_hash": grading.root_hash,
            "taken_at": rfc3339(grading.taken_at),
        },
        "counts": counts_to_wire(grading.counts),
    }


def counts_to_wire(counts: Counts) -> dict[str, Any]:
    return {
        "candidates": counts.candidates,
        "ranked": counts.ranked,
        "excluded": counts.excluded,
        "by_grade": {str(grade): number for grade, number in counts.by_grade.items()},
        "by_reason": dict(counts.by_reason),
    }


def shown_to_wire(shown: Shown) -> dict[str, Any]:
    entry = shown.entry
    return {
        "standard": str(entry.candidate.standard),
        "version": entry.candidate.version,
        "number": entry.candidate.number,
        "product": bare_product_to_wire(shown.product, None),
        "outcome": str(entry.outcome),
        "reason": entry.reason,
        "about": entry.about,
        "grade": entry.grade,
        "tier": entry.grade,
        "cells": [_cell(cell) for cell in entry.cells],
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
