"""Reads of declared products → frozen rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Text, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session, aliased

from registry.declarations.models import (
    DeclaredIndicatorRow,
    DeclaredProductRow,
    ProductRow,
    StandardRow,
    VersionRow,
)
from registry.declarations.queries.lifecycle import RANK, ends, newest_version, status, status_column
from registry.declarations.queries.standards import sample_of
from registry.declarations.values import IN_FORCE, ProductView
from registry.enterprises import queries as enterprises
from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import Enterprise
from registry.indicators.values import Indicator
from registry.indicators.wire import from_stored
from registry.kernel.database import rows_of
from registry.kernel.ids import PRODUCT, STANDARD, PublicId

AT_ONCE = 500
"""Products that are asked for by id at a time: a database takes only so many parameters."""


@dataclass(frozen=True, slots=True)
class ProductTexts:
    """A product of a standard by its number, its position, and what names it: name, brand, model, specification and
    GTINs."""

    number: int
    position: int
    texts: tuple[str, ...]


def products_of(session: Session, identity: PublicId, day: date, *, after: int, limit: int) -> list[ProductView]:
    """Products of a standard in the declarant's order, those at a position > `after` (−1 for the first page)."""
    return _with_all_indicators(
        session,
        _products_select()
        .where(StandardRow.id == identity.number, DeclaredProductRow.position > after)
        .order_by(DeclaredProductRow.position)
        .limit(limit),
        day,
    )


def texts_of(session: Session, identity: PublicId) -> list[ProductTexts]:
    """What names each product of a standard, in the declarant's order."""
    row = DeclaredProductRow
    columns = (row.product_id, row.position, row.name, row.brand, row.model, row.specification, row.gtins)
    found = session.execute(select(*columns).where(row.standard_id == identity.number).order_by(row.position))
    return [
        ProductTexts(
            each.product_id,
            each.position,
            (each.name, each.brand or "", each.model, each.specification or "", *each.gtins),
        )
        for each in found
    ]


def products_at(session: Session, identity: PublicId, positions: Sequence[int], day: date) -> list[ProductView]:
    """The products of a standard at these positions, in their order."""
    chosen = _products_select().where(
        StandardRow.id == identity.number, DeclaredProductRow.position.in_(sorted(positions))
    )
    place = {position: number for number, position in enumerate(positions)}
    rows = sorted(session.execute(chosen), key=lambda row: place[row.DeclaredProductRow.position])
    return _with_indicators(session, rows, day)


def products_of_each(session: Session, identities: Iterable[PublicId], day: date) -> dict[PublicId, list[ProductView]]:
    """Every product of each of those standards in the declarant's order. For standards that have few: all are held."""
    wanted = {identity.number for identity in identities}
    found: dict[PublicId, list[ProductView]] = {}
    statement = _products_select().where(StandardRow.id.in_(wanted)).order_by(DeclaredProductRow.position)
    for view in _with_all_indicators(session, statement, day):
        found.setdefault(view.standard, []).append(view)
    return found


def moved_from(session: Session, identities: Iterable[PublicId], day: date) -> dict[PublicId, set[PublicId]]:
    """Of those standards that have any, the products that are shown in another one: the one in force on the legal day
    `day`, else the newest, of those that declare them."""
    standards = {identity.number: identity for identity in identities}
    shared = session.execute(_shared(), {"standards": list(standards)}).all()
    moved: dict[PublicId, set[PublicId]] = {}
    shown = {
        product.number: (product, standard)
        for product, standard in shown_in(session, {row.product_id for row in shared}, day).items()
    }
    for row in shared:
        product, standard = shown[row.product_id]
        if standard != row.standard_id:
            moved.setdefault(standards[row.standard_id], set()).add(product)
    return moved


def shown_in(session: Session, products: Collection[int], day: date) -> dict[PublicId, int]:
    """For each of those products the number of the standard that it is shown in on the legal day `day`."""
    shown: dict[PublicId, tuple[int, int]] = {}
    wanted = sorted(products)
    for start in range(0, len(wanted), AT_ONCE):
        for row in session.execute(_products_select().where(ProductRow.id.in_(wanted[start : start + AT_ONCE]))):
            product = PublicId(PRODUCT, row.year, row.DeclaredProductRow.product_id)
            place = (RANK[status(row, row.effective_on, day)], row.DeclaredProductRow.standard_id)
            shown[product] = max(shown.get(product, place), place)
    return {product: standard for product, (_, standard) in shown.items()}


@cache
def _shared() -> Any:
    """The products of `:standards` that another one declares as well."""
    here, elsewhere = aliased(DeclaredProductRow), aliased(DeclaredProductRow)
    return (
        select(here.standard_id, here.product_id)
        .join(elsewhere, (elsewhere.product_id == here.product_id) & (elsewhere.standard_id != here.standard_id))
        .where(here.standard_id.in_(bindparam("standards", expanding=True)))
    )


def shown_products(
    session: Session, standards: Iterable[PublicId], named: Iterable[PublicId], day: date, *, limit: int
) -> list[ProductView]:
    """Of each of those standards its first `limit` products and those that are `named`, in the declarant's order."""
    wanted = DeclaredProductRow.standard_id.in_({identity.number for identity in standards})
    also = DeclaredProductRow.product_id.in_({identity.number for identity in named})
    return _with_all_indicators(
        session,
        _products_select()
        .where((wanted & (DeclaredProductRow.position < limit)) | (wanted & also))
        .order_by(StandardRow.id, DeclaredProductRow.position),
        day,
    )


def products(session: Session, identities: Iterable[PublicId], day: date) -> dict[PublicId, ProductView]:
    """Those products that exist. One that stands in several standards is shown in the one that is in force, else in the
    newest."""
    wanted = {identity.number for identity in identities}
    rows = _with_all_indicators(session, _products_select().where(ProductRow.id.in_(wanted)), day)
    return {view.id: view for view in sorted(rows, key=lambda view: (RANK[view.status], view.standard.number))}


def products_by_category(session: Session) -> dict[str, int]:
    """How many products are declared of each category (of itself, without those below it)."""
    category = DeclaredProductRow.category
    rows = session.execute(select(category, func.count(DeclaredProductRow.product_id.distinct())).group_by(category))
    return {row[0]: row[1] for row in rows}


def products_of_enterprise(session: Session, enterprise: int) -> int:
    """How many products an enterprise declares, in standards of whatever status."""
    own = (
        select(func.count(DeclaredProductRow.product_id.distinct()))
        .join(StandardRow, StandardRow.id == DeclaredProductRow.standard_id)
        .where(StandardRow.enterprise_id == enterprise)
    )
    return session.scalar(own) or 0


def categories_of_enterprise(session: Session, enterprise: int, day: date) -> dict[str, int]:
    """How many products of each category an enterprise declares in standards that are in force on `day` or will be."""
    category = DeclaredProductRow.category
    rows = session.execute(
        select(category, func.count(DeclaredProductRow.product_id.distinct()))
        .join(StandardRow, StandardRow.id == DeclaredProductRow.standard_id)
        .join(VersionRow, (VersionRow.standard_id == StandardRow.id) & (VersionRow.version == newest_version()))
        .where(StandardRow.enterprise_id == enterprise, status_column(day).in_(sorted(map(str, IN_FORCE))))
        .group_by(category)
    )
    return {row[0]: row[1] for row in rows}


@cache
def _products_select() -> Any:
    return (
        select(
            DeclaredProductRow,
            ProductRow.year,
            StandardRow.year.label("standard_year"),
            StandardRow.number,
            StandardRow.sample_source,
            StandardRow.sample_licence,
            VersionRow.title,
            VersionRow.effective_on,
            *ends(),
            EnterpriseRow,
        )
        .join(ProductRow, ProductRow.id == DeclaredProductRow.product_id)
        .join(StandardRow, StandardRow.id == DeclaredProductRow.standard_id)
        .join(VersionRow, (VersionRow.standard_id == StandardRow.id) & (VersionRow.version == newest_version()))
        .join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
    )


def _products(
    rows: Iterable[Row[Any]], indicators: Mapping[tuple[int, int], Sequence[Indicator]], day: date
) -> Iterator[ProductView]:
    """Rows of `_products_select`, with their `indicators` by (standard, product)."""
    owners: dict[int, Enterprise] = {}
    for row in rows:
        product, owner = row.DeclaredProductRow, row.EnterpriseRow
        enterprise = owners.get(owner.id) or owners.setdefault(owner.id, enterprises.enterprise(owner))
        yield ProductView(
            id=PublicId(PRODUCT, row.year, product.product_id),
            standard=PublicId(STANDARD, row.standard_year, product.standard_id),
            standard_number=row.number,
            standard_title=row.title,
            status=status(row, row.effective_on, day),
            enterprise=enterprise,
            name=product.name,
            brand=product.brand,
            model=product.model,
            specification=product.specification,
            gtins=tuple(product.gtins),
            category=product.category,
            indicators=tuple(indicators.get((product.standard_id, product.product_id), ())),
            export_only=product.export_only,
            sample=sample_of(row, enterprise),
        )


def _with_all_indicators(session: Session, statement: Any, day: date) -> list[ProductView]:
    """The products that `statement`, a `_products_select`, finds."""
    return _with_indicators(session, session.execute(statement).all(), day)


def _with_indicators(session: Session, rows: Sequence[Row[Any]], day: date) -> list[ProductView]:
    indicators: dict[tuple[int, int], list[Indicator]] = {}
    for start in range(0, len(rows), AT_ONCE):
        declared = [row.DeclaredProductRow for row in rows[start : start + AT_ONCE]]
        asked = _indicators_select().where(
            DeclaredIndicatorRow.product_id.in_({each.product_id for each in declared}),
            DeclaredIndicatorRow.standard_id.in_({each.standard_id for each in declared}),
        )
        indicators |= _by_product(session, asked)
    return list(_products(rows, indicators, day))


@cache
def _indicators_select() -> Any:
    return select(
        DeclaredIndicatorRow.standard_id,
        DeclaredIndicatorRow.product_id,
        type_coerce(DeclaredIndicatorRow.understood, Text).label("written"),
    ).order_by(DeclaredIndicatorRow.position)


def _by_product(session: Session, statement: Any) -> dict[tuple[int, int], list[Indicator]]:
    """What an `_indicators_select` finds, in declared order, by (standard, product)."""
    found: dict[tuple[int, int], list[Indicator]] = {}
    for standard, product, written in rows_of(session.connection(), statement):
        found.setdefault((standard, product), []).append(from_stored(written))
    return found
