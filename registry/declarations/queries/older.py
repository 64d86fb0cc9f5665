"""The products of a version that is not the newest any more: read again from its content."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from registry.declarations.content import body_of
from registry.declarations.queries.standards import content_of
from registry.declarations.reading import read_declaration
from registry.declarations.values import ProductView, StandardView
from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.clock import legal_day


def body_then(session: Session, standard: StandardView) -> dict[str, Any]:
    """What was declared in this very version."""
    return body_of(json.loads(content_of(session, standard.id, standard.version) or b"{}"))


def products_of_version(
    session: Session, standard: StandardView, dictionary: IndicatorDictionary, *, after: int, limit: int
) -> tuple[list[ProductView], int]:
    """Products of this very version in the declarant's order, those at a position > `after`, as the register reads them
    now; and how many it has."""
    body = body_then(session, standard)
    listed = body["products"]
    declaration, _ = read_declaration(
        {**body, "products": listed[after + 1 : after + 1 + limit]}, dictionary, legal_day(standard.published_at)
    )
    views = [
        ProductView(
            id=product.id,
            standard=standard.id,
            standard_number=standard.number,
            standard_title=standard.title,
            status=standard.status,
            enterprise=standard.enterprise,
            name=product.name,
            brand=product.brand,
            model=product.model,
            specification=product.specification,
            gtins=tuple(gtin.understood for gtin in product.gtins),
            category=product.category,
            indicators=tuple(written.understood for written in product.indicators),
            export_only=product.export_only,
            sample=standard.sample,
        )
        for product in declaration.products
        if product.id is not None
    ]
    return views, len(listed)
