"""Reads of all that a ranking grades: every declared product of some categories, and what it declares of some
indicators → rows that are cheap to make, by the hundred thousand."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from itertools import count
from operator import itemgetter
from typing import Any

from sqlalchemy import LargeBinary, Text, cast, select, type_coerce
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
    connection, product = session.connection(), DeclaredProductRow
    inside = product.category.in_(sorted(categories))
    standards = connection.execute(
        select(
            StandardRow.number_key,
            StandardRow.id,
            StandardRow.year,
            VersionRow.version,
            StandardRow.number,
            status_column(day),
            StandardRow.enterprise_id,
            StandardRow.sample_source.is_not(None) | EnterpriseRow.sample_source.is_not(None),
        )
        .join_from(StandardRow, VersionRow, VersionRow.standard_id == StandardRow.id)
        .join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
        .where(VersionRow.version == newest_version(), StandardRow.id.in_(select(product.standard_id).where(inside)))
    )
    declaring = {
        number: (place, (key, PublicId(STANDARD, year, number), *more))
        for place, (key, number, year, *more) in enumerate(sorted(map(tuple, standards), key=itemgetter(0, 1)))
    }
    products = rows_of(
        connection,
        select(
            product.standard_id,
            product.product_id,
            ProductRow.year,
            product.category,
            product.name,
            product.brand,
            product.model,
            product.specification,
        )
        .join(ProductRow, ProductRow.id == product.product_id)
        .where(inside),
    )
    found = []
    for standard, number, year, *more in sorted(products, key=lambda row: (declaring[row[0]][0], row[1])):
        key, identity, version, written, status, enterprise, sample = declaring[standard][1]
        category, name, brand, model, specification = more
        found.append(
            Candidate(
                key,
                identity,
                version,
                PublicId(PRODUCT, year, number),
                written,
                category,
                status == Status.CURRENT,
                enterprise,
                name,
                brand,
                model,
                specification,
                sample,
            )
        )
    return found


def standards_of(session: Session, enterprises: Collection[str]) -> frozenset[int]:
    """The numbers of the standards of the enterprises with these credit codes."""
    if not enterprises:
        return frozenset()
    asked = select(StandardRow.id).join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
    return frozenset(session.scalars(asked.where(EnterpriseRow.uscc.in_(sorted(enterprises)))))


def told(session: Session, categories: Collection[str], codes: Collection[str]) -> Told:
    """What the products of these categories declare of these indicators."""
    row, product, connection = DeclaredIndicatorRow, DeclaredProductRow, session.connection()
    text: Any = type_coerce(row.understood, Text)
    if connection.dialect.name == "sqlite":
        text = cast(text, LargeBinary)  # what SQLite holds; as text each would be decoded anew
    asked = (
        select(row.standard_id, row.product_id, row.position, text)
        .join(product, (product.standard_id == row.standard_id) & (product.product_id == row.product_id))
        .where(product.category.in_(sorted(categories)), row.code.in_(sorted(codes)))
    )
    standards, products, positions, places = array("q"), array("q"), array("q"), array("q")
    place_of = defaultdict[str | bytes, int](count().__next__)
    for standard, product_id, position, stored in rows_of(connection, asked):
        standards.append(standard)
        products.append(product_id)
        positions.append(position)
        places.append(place_of[stored])
    held = [each.decode() if isinstance(each, bytes) else each for each in place_of]
    return Told(standards, products, positions, places, held)
