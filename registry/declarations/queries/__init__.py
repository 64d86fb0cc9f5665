"""Reads of declared standards and products → frozen rows."""

from registry.declarations.queries.asked import DeclaredEnds, Met, declared_ends, estimate, meeting
from registry.declarations.queries.older import products_of_version
from registry.declarations.queries.products import (
    moved_from,
    products,
    products_by_category,
    products_in_category,
    products_of,
    shown_products,
)
from registry.declarations.queries.standards import (
    cited_by,
    content_of,
    count,
    identities,
    number_of,
    number_with_key,
    of_enterprise,
    receipt,
    sample_of,
    standard,
    standard_version,
    standards,
    versions,
)

__all__ = [
    "DeclaredEnds",
    "Met",
    "cited_by",
    "content_of",
    "count",
    "declared_ends",
    "estimate",
    "identities",
    "meeting",
    "moved_from",
    "number_of",
    "number_with_key",
    "of_enterprise",
    "products",
    "products_by_category",
    "products_in_category",
    "products_of",
    "products_of_version",
    "receipt",
    "sample_of",
    "shown_products",
    "standard",
    "standard_version",
    "standards",
    "versions",
]
