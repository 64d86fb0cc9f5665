"""Schemes and grades in the shapes that the API promises (`Scheme`, `Entry`)."""

from __future__ import annotations

from typing import Any

from registry.declarations.wire import bare_product_to_wire, category_to_wire
from registry.indicators.wire import interval_to_wire, method_to_wire
from registry.kernel.clock import rfc3339
from registry.kernel.decimals import plain
from registry.ranking.values import Cell, CoreIndicator, Entry, Leaderboard, Level, Scheme


def scheme_to_wire(scheme: Scheme) -> dict[str, Any]:
    return {
        "id": scheme.id,
        "version": scheme.version,
        "evaluator": scheme.evaluator,
        "title": scheme.title,
        "title_en": scheme.title_en,
        "category": category_to_wire(scheme.category.code, {scheme.category.code: scheme.category}),
        "valid_from": scheme.valid_from.isoformat(),
        "valid_to": scheme.valid_to and scheme.valid_to.isoformat(),
        "core": [_core(core) for core in scheme.core],
        "sample": scheme.sample,
    }


def leaderboard_to_wire(leaderboard: Leaderboard) -> dict[str, Any]:
    """Everything of a leaderboard but its entries, which are a list of their own."""
    return {
        "scheme": scheme_to_wire(leaderboard.scheme),
        "snapshot": {
            "log_size": leaderboard.log_size,
            "root_hash": leaderboard.root_hash,
            "taken_at": rfc3339(leaderboard.taken_at),
        },
        "counts": {
            "candidates": len(leaderboard.entries),
            "ranked": len(leaderboard.ranked),
            "excluded": len(leaderboard.excluded),
            "by_grade": {str(grade): len(leaderboard.of_grade(grade)) for grade in (1, 2, 3)},
        },
    }


def entry_to_wire(entry: Entry) -> dict[str, Any]:
    product = entry.product
    return {
        "standard": str(product.standard),
        "number": product.standard_number,
        "product": bare_product_to_wire(product, None),
        "outcome": str(entry.outcome),
        "reason": entry.reason,
        "grade": entry.grade,
        "tier": entry.grade,
        "cells": [_cell(cell) for cell in entry.cells],
    }


def _core(core: CoreIndicator) -> dict[str, Any]:
    return {
        "indicator": core.indicator,
        "name": core.name,
        "name_en": core.name_en,
        "unit": core.unit,
        "direction": str(core.direction),
        "condition": core.condition,
        "method": method_to_wire(core.method),
        "advanced": plain(core.thresholds[Level.ADVANCED]),
        "average": plain(core.thresholds[Level.AVERAGE]),
        "baseline": plain(core.thresholds[Level.BASELINE]),
        "provenance": str(core.provenance),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    declared = cell.declared
    canonical = declared.canonical if declared else None
    return {
        "indicator": cell.indicator,
        "declared": declared and declared.requirement.text,
        "canonical": canonical and interval_to_wire(canonical),
        "level": int(cell.level),
        "note": cell.note and str(cell.note),
    }
