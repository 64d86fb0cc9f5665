"""What readers find and compare, in the shapes that the API promises (`Hit`, compare)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from registry.declarations.wire import (
    bare_product_to_wire,
    category_to_wire,
    class_to_wire,
    enterprise_to_wire,
    limit_to_wire,
    product_to_wire,
    product_url,
    sample_to_wire,
    standard_to_wire,
    standard_url,
)
from registry.discovery.asking import Condition, Part
from registry.discovery.values import (
    CompareCell,
    CompareRow,
    Comparison,
    EnterpriseSummary,
    Found,
    ProductHit,
    SearchRequest,
    StandardHit,
    StandardsPage,
)
from registry.indicators.values import Indicator
from registry.indicators.wire import method_to_wire, to_wire
from registry.kernel.clock import rfc3339
from registry.kernel.decimals import plain

STANDARD_INDICATORS, PRODUCT_INDICATORS = 5, 8


def found_to_wire(found: Found, request: SearchRequest, language: str) -> dict[str, Any]:
    """Everything of an answer to a search but `next`, which the route signs."""
    filters = {
        "category": request.category,
        "kind": request.kind and str(request.kind),
        "level": request.level,
        "industry": request.industry,
        "region": request.region,
        "enterprise": request.enterprise,
        "published_from": request.published_from and request.published_from.isoformat(),
        "published_to": request.published_to and request.published_to.isoformat(),
        "status": ",".join(sorted(request.status)),
    }
    return {
        "items": [_hit(hit, found) for hit in found.hits],
        "total": found.total,
        "facets": {
            str(facet): [{"code": code, "name": found.called(facet, code, language), "count": n} for code, n in values]
            for facet, values in found.facets.items()
        },
        "possible": found.possible
        and {"total": found.possible.total, "items": [_hit(hit, found) for hit in found.possible.hits]},
        "interpreted": {
            "terms": list(found.terms),
            "parts": [_part(part, language) for part in found.asked.parts],
            "conditions": [
                _condition(each, language)
                for each in (*found.asked.conditions, *(condition for _, condition in found.conditions))
            ],
            "findings": [finding.as_json(language) for finding in found.findings],
            "synonyms": list(found.synonyms),
            "exact_number": found.exact_number,
            "complete": found.complete,
            "loosened": found.loosened,
            "filters": {name: value for name, value in filters.items() if value},
        },
        "took_ms": round(found.took_ms, 3),
    }


def comparison_to_wire(comparison: Comparison) -> dict[str, Any]:
    category, known = comparison.category, comparison.reference
    return {
        "category": category and category_to_wire(category.code, known.categories),
        "products": [bare_product_to_wire(product, known) for product in comparison.products],
        "rows": [_row(row, comparison) for row in comparison.rows],
    }


def _part(part: Part, language: str) -> dict[str, Any]:
    english = language.startswith("en")
    return {
        "kind": part.kind,
        "text": part.text,
        "understood": part.understood_en if english else part.understood,
        "without": part.without,
    }


def _condition(condition: Condition, language: str) -> dict[str, Any]:
    bounds = condition.bounds
    return {
        "code": condition.entry.code,
        "assumed": condition.assumed,
        "also": [entry.code for entry in condition.also],
        "understood": condition.understood(language),
        "low": None if bounds.low is None else plain(bounds.low),
        "high": None if bounds.high is None else plain(bounds.high),
        "low_open": bounds.low_open,
        "high_open": bounds.high_open,
        "unit": condition.entry.unit,
    }


def _hit(hit: StandardHit | ProductHit, found: Found) -> dict[str, Any]:
    known = found.reference
    highlights = {name: list(fragments) for name, fragments in hit.highlights.items()}
    if isinstance(hit, ProductHit):
        shown = replace(hit.product, indicators=found.asked_first(hit.product.indicators)[:PRODUCT_INDICATORS])
        made = product_to_wire(shown, known)
        del made["export_only"]  # is read with the product
        return {**made, "highlights": highlights}
    standard = hit.standard
    return {
        "id": str(standard.id),
        "url": standard_url(standard.id),
        "number": standard.number,
        "title": standard.title,
        "status": str(standard.status),
        "kind": str(standard.kind),
        "enterprise": enterprise_to_wire(standard.enterprise, known),
        "category": category_to_wire(standard.category, known.categories),
        "published_at": rfc3339(standard.published_at),
        "products": [
            {"id": str(product.id), "name": product.name, "model": product.model, "url": product_url(product.id)}
            for product in hit.products
        ],
        "products_total": standard.products_total,
        "highlights": highlights,
        "indicators": [to_wire(indicator) for indicator in _indicators(hit, found)],
        "sample": sample_to_wire(standard.sample),
    }


def _indicators(hit: StandardHit, found: Found) -> tuple[Indicator, ...]:
    return found.asked_first(hit.products[0].indicators)[:STANDARD_INDICATORS] if hit.products else ()


def _row(row: CompareRow, comparison: Comparison) -> dict[str, Any]:
    limits = row.limits
    among = row.among
    return {
        "indicator": {
            "code": row.entry and row.entry.code,
            "name": row.name,
            "name_en": row.name_en,
            "unit": row.entry and row.entry.unit,
            "direction": row.entry and str(row.entry.direction),
            "kind": str(row.kind),
            "condition": row.condition,
        },
        "cells": [
            _cell(cell, str(product.id), row) for cell, product in zip(row.cells, comparison.products, strict=True)
        ],
        "limit": limit_to_wire(limits[0]) if len(limits) == 1 else None,
        "category": among
        and {
            "median": plain(among.median),
            "p10": plain(among.p10),
            "p90": plain(among.p90),
            "count": among.count,
            "quantiles": [plain(value) for value in among.quantiles],
            "covers": among.covers,
        },
    }


def _cell(cell: CompareCell, product: str, row: CompareRow) -> dict[str, Any]:
    declared = cell.declared
    numeric = cell.low is not None or cell.high is not None
    return {
        "product": product,
        "text": declared and declared.requirement.text,
        "converted": {
            "low": None if cell.low is None else plain(cell.low),
            "high": None if cell.high is None else plain(cell.high),
        }
        if numeric
        else None,
        "unit": row.entry.unit if row.entry and numeric else None,
        "method": declared and method_to_wire(declared.method),
        "comparable": cell.comparable,
        "reason": cell.reason,
        "best": cell.best,
        "limit": cell.limit and limit_to_wire(cell.limit),
    }


def summary_to_wire(summary: EnterpriseSummary) -> dict[str, Any]:
    """An Enterprise."""
    record, known = summary.record, summary.reference
    return {
        **enterprise_to_wire(record.enterprise, known),
        "former_names": [{"name": each.name, "until": each.until.isoformat()} for each in record.former_names],
        "industry": class_to_wire(record.industry, known.industries),
        "verification": {"level": str(record.enterprise.level), "on": record.level_on.isoformat()},
        "standing": record.standing and str(record.standing),
        "standing_on": record.standing_on and record.standing_on.isoformat(),
        "counts": {"standards": summary.standards, "products": summary.products, "titles": summary.titles},
        "sample": sample_to_wire(record.enterprise.sample),
    }


def listed_to_wire(page: StandardsPage, language: str) -> list[dict[str, Any]]:
    """The standards of a page, each without its products."""
    return [
        standard_to_wire(standard, (), cites, page.reference, language)
        for standard, cites in zip(page.standards, page.cites, strict=True)
    ]
