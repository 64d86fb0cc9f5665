"""Reads of the category statistics."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.indexing.models import CategoryStatisticRow
from registry.indexing.values import Distribution, Distributions


def distributions(session: Session, category: str, codes: Collection[str]) -> Distributions:
    """What the products of `category` (those below it not included) declare of the indicators `codes`, by which values
    are alike; in one statement. Nothing for what has not been counted yet."""
    kept = CategoryStatisticRow
    asked = select(kept.code, kept.circumstances, kept.products, kept.quantiles, kept.covers)
    rows = session.execute(asked.where(kept.category == category, kept.code.in_(codes), kept.products > 0))
    return {
        (row.code, row.circumstances): Distribution(row.products, tuple(map(Decimal, row.quantiles)), row.covers)
        for row in rows
    }
