"""Reads of declared standards and products → frozen rows."""

from registry.declarations.queries.products import (
    moved_from,
    products,
    products_in_category,
    products_of,
    shown_products,
)
from registry.declarations.queries.standards import (
    content_of,
    identities,
    number_of,
    number_with_key,
    of_enterprise,
    receipt,
    sample_of,
    standard,
    standard_version,
    standards,
)

__all__ = [
    "content_of",
    "identities",
    "moved_from",
    "number_of",
    "number_with_key",
    "of_enterprise",
    "products",
    "products_in_category",
    "products_of",
    "receipt",
    "sample_of",
    "shown_products",
    "standard",
    "standard_version",
    "standards",
]
