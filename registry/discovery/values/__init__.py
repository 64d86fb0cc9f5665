"""What a reader asks and what the public pages show."""

from registry.discovery.values.compared import (
    CompareCell,
    CompareRow,
    Comparison,
    Difference,
    IndicatorKey,
    Pair,
    declared_by,
)
from registry.discovery.values.finding import (
    ClassificationName,
    FacetName,
    Facets,
    Found,
    Order,
    Position,
    Possible,
    ProductHit,
    SearchRequest,
    StandardHit,
)
from registry.discovery.values.shown import (
    EnterprisePage,
    EnterpriseSummary,
    Limits,
    ProductPage,
    StandardPage,
    StandardsPage,
    VersionsPage,
)

__all__ = [
    "ClassificationName",
    "CompareCell",
    "CompareRow",
    "Comparison",
    "Difference",
    "EnterprisePage",
    "EnterpriseSummary",
    "FacetName",
    "Facets",
    "Found",
    "IndicatorKey",
    "Limits",
    "Order",
    "Pair",
    "Position",
    "Possible",
    "ProductHit",
    "ProductPage",
    "SearchRequest",
    "StandardHit",
    "StandardPage",
    "StandardsPage",
    "VersionsPage",
    "declared_by",
]
