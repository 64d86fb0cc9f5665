"""The reference data over HTTP: what categories, indicators, limits and cited standards the register knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from registry.discovery import browsing
from registry.discovery.browsing import Asked, Piece
from registry.discovery.schemas import ClassesQuery, IndicatorsQuery, LimitsQuery, ReferenceQuery, StandardsQuery
from registry.discovery.values import ClassificationName
from registry.http import ApiBlueprint, listing, scope
from registry.kernel.access import PUBLIC
from registry.reference.schemas import (
    CategoryListSchema,
    CitedStandardListSchema,
    ClassListSchema,
    DictionarySchema,
    EnergyGradeListSchema,
    LimitListSchema,
    ThresholdListSchema,
)
from registry.reference.wire import (
    category_to_wire,
    cited_to_wire,
    class_to_wire,
    entry_to_wire,
    grade_to_wire,
    limit_to_wire,
    threshold_to_wire,
)

blueprint = ApiBlueprint("reference", __name__, description="Reference data")


@blueprint.get("/reference/categories", policy=PUBLIC)
@blueprint.arguments(ReferenceQuery, location="query")
@blueprint.response(200, CategoryListSchema)
@blueprint.alt_response(400)
def categories(asked: dict[str, Any]) -> dict[str, Any]:
    """The product categories (产品类别)."""
    found = browsing.categories(scope(), _asked(asked))
    products = browsing.products_of(scope(), found, _asked(asked))
    rows = [
        category_to_wire(row, len(browsing.indicators_of(found.reference, row.code)), products[row.code])
        for row in found.rows
    ]
    return _listed(rows, found)


@blueprint.get("/reference/indicators", policy=PUBLIC)
@blueprint.arguments(IndicatorsQuery, location="query")
@blueprint.response(200, DictionarySchema)
@blueprint.alt_response(400)
def indicators(asked: dict[str, Any]) -> dict[str, Any]:
    """The indicator dictionary (指标词典), or what of it is for a category."""
    found = browsing.indicators(scope(), _asked(asked), asked["category"])
    return _listed(map(entry_to_wire, found.rows), found)


@blueprint.get("/reference/standards", policy=PUBLIC)
@blueprint.arguments(StandardsQuery, location="query")
@blueprint.response(200, CitedStandardListSchema)
@blueprint.alt_response(400)
def standards(asked: dict[str, Any]) -> dict[str, Any]:
    """The catalogue of standards that declarations cite, each with its state today, or at `as_of`."""
    found = browsing.standards(scope(), _asked(asked), asked["q"])
    cited_by = browsing.citations_of(scope(), found, _asked(asked))
    return _listed((cited_to_wire(row, found.day, cited_by[row.number]) for row in found.rows), found)


@blueprint.get("/reference/limits", policy=PUBLIC)
@blueprint.arguments(LimitsQuery, location="query")
@blueprint.response(200, LimitListSchema)
@blueprint.alt_response(400)
def limits(asked: dict[str, Any]) -> dict[str, Any]:
    """Limits of mandatory standards (强制性国家标准限值), past and to come as well unless `on` names a day."""
    found = browsing.limits(scope(), _asked(asked), asked["category"], asked["on"])
    return _listed(map(limit_to_wire, found.rows), found)


@blueprint.get("/reference/recommended", policy=PUBLIC)
@blueprint.arguments(LimitsQuery, location="query")
@blueprint.response(200, ThresholdListSchema)
@blueprint.alt_response(400)
def recommended(asked: dict[str, Any]) -> dict[str, Any]:
    """What recommended standards (推荐性标准) ask: who promises less discloses it (明示)."""
    found = browsing.recommended(scope(), _asked(asked), asked["category"], asked["on"])
    return _listed(map(threshold_to_wire, found.rows), found)


@blueprint.get("/reference/energy-grades", policy=PUBLIC)
@blueprint.arguments(LimitsQuery, location="query")
@blueprint.response(200, EnergyGradeListSchema)
@blueprint.alt_response(400)
def energy_grades(asked: dict[str, Any]) -> dict[str, Any]:
    """Grades of energy and water efficiency (能效、水效等级), one row a grade."""
    found = browsing.grades(scope(), _asked(asked), asked["category"], asked["on"])
    return _listed(map(grade_to_wire, found.rows), found)


@blueprint.get("/reference/regions", policy=PUBLIC)
@blueprint.arguments(ClassesQuery, location="query")
@blueprint.response(200, ClassListSchema)
@blueprint.alt_response(400)
def regions(asked: dict[str, Any]) -> dict[str, Any]:
    """Administrative divisions (行政区划, GB/T 2260)."""
    return _classes(ClassificationName.REGIONS, asked)


@blueprint.get("/reference/industries", policy=PUBLIC)
@blueprint.arguments(ClassesQuery, location="query")
@blueprint.response(200, ClassListSchema)
@blueprint.alt_response(400)
def industries(asked: dict[str, Any]) -> dict[str, Any]:
    """Classes of industries (国民经济行业分类, GB/T 4754-2017)."""
    return _classes(ClassificationName.INDUSTRIES, asked)


@blueprint.get("/reference/ccs", policy=PUBLIC)
@blueprint.arguments(ClassesQuery, location="query")
@blueprint.response(200, ClassListSchema)
@blueprint.alt_response(400)
def ccs(asked: dict[str, Any]) -> dict[str, Any]:
    """Classes of the Chinese classification for standards (中国标准文献分类)."""
    return _classes(ClassificationName.CCS, asked)


@blueprint.get("/reference/ics", policy=PUBLIC)
@blueprint.arguments(ClassesQuery, location="query")
@blueprint.response(200, ClassListSchema)
@blueprint.alt_response(400)
def ics(asked: dict[str, Any]) -> dict[str, Any]:
    """Classes of the International Classification for Standards (国际标准分类)."""
    return _classes(ClassificationName.ICS, asked)


def _classes(name: ClassificationName, asked: dict[str, Any]) -> dict[str, Any]:
    found = browsing.classes(scope(), _asked(asked), name, asked["parent"])
    return _listed(map(class_to_wire, found.rows), found)


def _asked(asked: dict[str, Any]) -> Asked:
    return Asked(asked["as_of"], asked["cursor"][0] if asked["cursor"] else None, asked["limit"])


def _listed(rows: Iterable[dict[str, Any]], found: Piece[Any]) -> dict[str, Any]:
    return listing(list(rows), found.total, None if found.next is None else (found.next,))
