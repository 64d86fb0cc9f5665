"""Reads of all that a ranking grades: every declared product of some categories, and what it declares of some
indicators → rows that are cheap to make, by the hundred thousand."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import count
from operator import itemgetter

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from registry.declarations.models import (
    DeclaredIndicatorRow,
    DeclaredProductRow,
    ProductRow,
    StandardRow,
    VersionRow,
)
from registry.declarations.queries.lifecycle import newest_version, status_column
from registry.declarations.values import Candidate, Status, Told
from registry.enterprises.models import EnterpriseRow
from registry.kernel.database import rows_of
from registry.kernel.ids import PRODUCT, STANDARD, PublicId


def candidates(session: Session, categories: Collection[str], day: date) -> list[Candidate]:
    """The declared products of these categories, in the order of their standards' numbers."""
    found = session.connection().execute(
        select(
            StandardRow.number_key,
            StandardRow.id,
            ProductRow.id,
            StandardRow.year,
            ProductRow.year,
            VersionRow.version,
            StandardRow.number,
            DeclaredProductRow.category,
            status_column(day),
            StandardRow.enterprise_id,
            DeclaredProductRow.name,
            DeclaredProductRow.brand,
            DeclaredProductRow.model,
            DeclaredProductRow.specification,
            StandardRow.sample_source.is_not(None) | EnterpriseRow.sample_source.is_not(None),
        )
        .join_from(DeclaredProductRow, ProductRow, ProductRow.id == DeclaredProductRow.product_id)
        .join(StandardRow, StandardRow.id == DeclaredProductRow.standard_id)
        .join(VersionRow, (VersionRow.standard_id == StandardRow.id) & (VersionRow.version == newest_version()))
        .join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
        .where(DeclaredProductRow.category.in_(sorted(categories)))
    )
    standards = dict[int, PublicId]()  # most declare many products
    return [
        Candidate(
            key,
            standards.get(standard) or standards.setdefault(standard, PublicId(STANDARD, standard_year, standard)),
            version,
            PublicId(PRODUCT, product_year, product),
            number,
            category,
            status == Status.CURRENT,
            *more,
        )
        for key, standard, product, standard_year, product_year, version, number, category, status, *more in sorted(
            map(tuple, found), key=itemgetter(0, 1, 2)
        )
    ]


def standards_of(session: Session, enterprises: Collection[str]) -> frozenset[int]:
    """The numbers of the standards of the enterprises with these credit codes."""
    if not enterprises:
        return frozenset()
    asked = select(StandardRow.id).join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
    return frozenset(session.scalars(asked.where(EnterpriseRow.uscc.in_(sorted(enterprises)))))


def told(session: Session, categories: Collection[str], codes: Collection[str]) -> Told:
    """What the products of these categories declare of these indicators."""
    row, product = DeclaredIndicatorRow, DeclaredProductRow
    asked = (
        select(row.standard_id, row.product_id, row.position, type_coerce(row.understood, Text))
        .join(product, (product.standard_id == row.standard_id) & (product.product_id == row.product_id))
        .where(product.category.in_(sorted(categories)), row.code.in_(sorted(codes)))
    )
    standards, products, positions, places = array("q"), array("q"), array("q"), array("q")
    place_of = defaultdict[str, int](count().__next__)
    for standard, product_id, position, stored in rows_of(session.connection(), asked):
        standards.append(standard)
        products.append(product_id)
        positions.append(position)
        places.append(place_of[stored])
    return Told(standards, products, positions, places, list(place_of))
