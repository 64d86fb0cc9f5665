"""Reference data in the shapes that the API promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.units import find_unit
from registry.indicators.wire import interval_to_wire, requirement_to_wire
from registry.reference.values import Category, CitedStandard, ClassEntry, Limit


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


def limit_to_wire(limit: Limit) -> dict[str, Any]:
    asked = requirement_to_wire(limit.requirement)
    del asked["parts"]  # a limit asks one thing
    return {
        **asked,
        "id": limit.id,
        "standard": limit.standard,
        "title": limit.title,
        "clause": limit.clause,
        "indicator": limit.indicator,
        "categories": list(limit.categories),
        "when": [
            {"indicator": each.indicator, "op": str(each.op), "value": each.value, "unit": each.unit}
            for each in limit.when
        ],
        "canonical": limit.canonical and interval_to_wire(limit.canonical),
        "condition": limit.condition,
        "basis": limit.basis,
        "method": limit.method and {"number": limit.method.number, "text": limit.method.text},
        "valid_from": _day(limit.valid_from),
        "valid_to": _day(limit.valid_to),
        "stock_grace_until": _day(limit.stock_grace_until),
        "provenance": str(limit.provenance),
        "source": limit.source,
        "applies_to": limit.applies_to,
        "trusted": limit.trusted,
        "refuses": limit.refuses,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
