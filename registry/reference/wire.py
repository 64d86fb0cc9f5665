"""Reference data in the shapes that the API promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.units import find_unit
from registry.indicators.wire import interval_to_wire, requirement_to_wire
from registry.reference.values import Category, CitedStandard, ClassEntry, Condition, EnergyGrade, Limit, Threshold


def category_to_wire(category: Category, indicators: int, products: int | None) -> dict[str, Any]:
    return {
        "code": category.code,
        "name": category.name,
        "name_en": category.name_en,
        "parent": category.parent,
        "gbt4754": category.gbt4754,
        "indicators": indicators,
        "products": products,
    }


def entry_to_wire(entry: IndicatorEntry) -> dict[str, Any]:
    unit = find_unit(entry.unit) if entry.unit else None
    scale = entry.scale
    return {
        "code": entry.code,
        "name": entry.name,
        "name_en": entry.name_en,
        "synonyms": list(entry.synonyms),
        "kind": str(entry.kind),
        "unit": entry.unit,
        "dimension": unit and unit.dimension,
        "direction": str(entry.direction),
        "ordinal_scale": scale and {"name": scale.name, "grades": list(scale.grades), "halves": scale.halves},
        "methods": list(entry.methods),
        "categories": list(entry.categories),
    }


def class_to_wire(entry: ClassEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": entry.name,
        "name_en": entry.name_en,
        "parent": entry.parent,
        "level": entry.level,
    }


def cited_to_wire(standard: CitedStandard, day: date, cited_by: int | None) -> dict[str, Any]:
    """With the state on `day`."""
    return {
        "number": standard.number,
        "title": standard.title,
        "kind": standard.kind,
        "status": str(standard.status_on(day)),
        "issued_on": _day(standard.issued_on),
        "effective_on": _day(standard.effective_on),
        "ended_on": _day(standard.ended_on),
        "replaces": list(standard.replaces),
        "replaced_by": list(standard.replaced_by),
        "cited_by": cited_by,
        "provenance": str(standard.provenance),
    }


def condition_to_wire(condition: Condition) -> dict[str, Any]:
    return {
        "indicator": condition.indicator,
        "op": str(condition.op),
        "value": condition.value,
        "unit": condition.unit,
    }


def threshold_to_wire(threshold: Threshold) -> dict[str, Any]:
    asked = requirement_to_wire(threshold.requirement)
    del asked["parts"]  # a threshold asks one thing
    return {
        **asked,
        "id": threshold.id,
        "standard": threshold.standard,
        "clause": threshold.clause,
        "indicator": threshold.indicator,
        "categories": list(threshold.categories),
        "when": [condition_to_wire(each) for each in threshold.when],
        "canonical": threshold.canonical and interval_to_wire(threshold.canonical),
        "condition": threshold.condition,
        "basis": threshold.basis,
        "method": threshold.method and {"number": threshold.method.number, "text": threshold.method.text},
        "valid_from": _day(threshold.valid_from),
        "valid_to": _day(threshold.valid_to),
        "provenance": str(threshold.provenance),
        "source": threshold.source,
        "applies_to": threshold.applies_to,
    }


def limit_to_wire(limit: Limit) -> dict[str, Any]:
    return {
        **threshold_to_wire(limit),
        "title": limit.title,
        "stock_grace_until": _day(limit.stock_grace_until),
        "trusted": limit.trusted,
        "refuses": limit.refuses,
    }


def grade_to_wire(grade: EnergyGrade) -> dict[str, Any]:
    return {**threshold_to_wire(grade), "grade": grade.grade}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
