"""Reads of declared standards and products → frozen rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from registry.declarations.models import (
    DeclaredIndicatorRow,
    DeclaredProductRow,
    ProductRow,
    ReceiptRow,
    StandardRow,
    VersionRow,
)
from registry.declarations.values import (
    ChangeKind,
    Commitment,
    ProductView,
    Receipt,
    StandardView,
    status_on,
)
from registry.enterprises import queries as enterprises
from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import Enterprise
from registry.identifiers.standard_number import StandardKind
from registry.indicators.values import Indicator
from registry.indicators.wire import from_wire
from registry.kernel.findings import Finding
from registry.kernel.ids import PRODUCT, STANDARD, PublicId


def receipt(session: Session, standard: int, version: int) -> Receipt:
    """The receipt of a published version; it exists for every one."""
    row = session.execute(
        _versions(StandardRow.year, StandardRow.number, VersionRow.published_at, VersionRow.content_hash).where(
            VersionRow.standard_id == standard, VersionRow.version == version
        )
    ).one()
    return Receipt(
        id=PublicId(STANDARD, row.year, standard),
        number=row.number,
        version=version,
        published_at=row.published_at,
        content_hash=row.content_hash,
        log_index=row.log_index,
        leaf_hash=row.leaf_hash,
    )


def standards(session: Session, identities: Iterable[PublicId], day: date) -> dict[PublicId, StandardView]:
    """The newest versions of those standards that exist, as of the legal day `day`."""
    wanted = {identity.number for identity in identities}
    counted = (
        select(func.count()).where(DeclaredProductRow.standard_id == StandardRow.id).scalar_subquery().label("products")
    )
    rows = session.execute(
        _versions(StandardRow, VersionRow, counted)
        .where(VersionRow.standard_id.in_(wanted))
        .order_by(VersionRow.version)
    ).all()
    newest = {row.StandardRow.id: row for row in rows}
    owners = enterprises.by_ids(session, (row.StandardRow.enterprise_id for row in newest.values()))
    views = (_standard(row, owners[row.StandardRow.enterprise_id], day) for row in newest.values())
    return {view.id: view for view in views}


def standard(session: Session, identity: PublicId, day: date) -> StandardView | None:
    return standards(session, [identity], day).get(identity)


def identities(session: Session, *, after: int, limit: int) -> list[PublicId]:
    """The declared standards whose number is above `after` (0 for the first of them), oldest first."""
    rows = session.execute(
        select(StandardRow.id, StandardRow.year).where(StandardRow.id > after).order_by(StandardRow.id).limit(limit)
    )
    return [PublicId(STANDARD, row.year, row.id) for row in rows]


def number_with_key(session: Session, key: str) -> str | None:
    """The number, as declared, whose identity key this is; None where nobody has declared it."""
    return session.scalar(select(StandardRow.number).where(StandardRow.number_key == key).limit(1))


def number_of(session: Session, enterprise: int, key: str) -> str | None:
    """The number with this identity key among those of one enterprise; None where it has not declared it."""
    return session.scalar(
        select(StandardRow.number).where(StandardRow.enterprise_id == enterprise, StandardRow.number_key == key)
    )


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


def moved_from(session: Session, identity: PublicId) -> set[PublicId]:
    """The products of a standard that a newer one declares too."""
    newer = aliased(DeclaredProductRow)
    rows = session.execute(
        select(ProductRow.id, ProductRow.year)
        .join(DeclaredProductRow, DeclaredProductRow.product_id == ProductRow.id)
        .where(DeclaredProductRow.standard_id == identity.number)
        .where(
            select(newer.product_id)
            .where(newer.product_id == ProductRow.id, newer.standard_id > identity.number)
            .exists()
        )
    )
    return {PublicId(PRODUCT, row.year, row.id) for row in rows}


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
    """Those products that exist. One that stands in several standards is shown in the newest."""
    wanted = {identity.number for identity in identities}
    rows = _with_all_indicators(
        session,
        _products_select().where(ProductRow.id.in_(wanted)).order_by(StandardRow.id),
        day,
    )
    return {view.id: view for view in rows}


def products_in_category(session: Session, category: str, day: date, codes: Collection[str]) -> list[ProductView]:
    """Every declared product of a category, in no order: the candidates of a ranking. Of their indicators only those
    with these codes."""
    rows = session.execute(_products_select().where(DeclaredProductRow.category == category)).all()
    asked = (
        _indicators_select()
        .join(
            DeclaredProductRow,
            (DeclaredProductRow.standard_id == DeclaredIndicatorRow.standard_id)
            & (DeclaredProductRow.product_id == DeclaredIndicatorRow.product_id),
        )
        .where(DeclaredProductRow.category == category, DeclaredIndicatorRow.code.in_(codes))
    )
    return list(_products(rows, _by_product(session, asked), day))


def _versions(*columns: Any) -> Select[Any]:
    return (
        select(*columns, ReceiptRow.log_index, ReceiptRow.leaf_hash)
        .select_from(VersionRow)
        .join(StandardRow, StandardRow.id == VersionRow.standard_id)
        .join(
            ReceiptRow,
            (ReceiptRow.standard_id == VersionRow.standard_id) & (ReceiptRow.version == VersionRow.version),
        )
    )


def _standard(row: Row[Any], enterprise: Any, day: date) -> StandardView:
    standard, version = row.StandardRow, row.VersionRow
    return StandardView(
        id=PublicId(STANDARD, standard.year, standard.id),
        kind=StandardKind(standard.kind),
        number=standard.number,
        title=version.title,
        status=status_on(day, version.effective_on),
        enterprise=enterprise,
        category=version.category,
        industry=version.industry,
        version=version.version,
        published_at=version.published_at,
        issued_on=version.issued_on,
        effective_on=version.effective_on,
        change=ChangeKind.FIRST,
        commitment=Commitment(**version.commitment),
        cites=tuple(version.cites),
        findings=tuple(Finding.from_stored(each) for each in version.findings),
        content_hash=version.content_hash,
        log_index=row.log_index,
        leaf_hash=row.leaf_hash,
        products_total=row.products,
        sample=enterprise.sample,
    )


def _products_select() -> Any:
    every = aliased(VersionRow)
    newest = select(func.max(every.version)).where(every.standard_id == StandardRow.id).scalar_subquery()
    return (
        select(
            DeclaredProductRow,
            ProductRow.year,
            StandardRow.year.label("standard_year"),
            StandardRow.number,
            VersionRow.title,
            VersionRow.effective_on,
            EnterpriseRow,
        )
        .join(ProductRow, ProductRow.id == DeclaredProductRow.product_id)
        .join(StandardRow, StandardRow.id == DeclaredProductRow.standard_id)
        .join(VersionRow, (VersionRow.standard_id == StandardRow.id) & (VersionRow.version == newest))
        .join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
    )


def _products(
    rows: Iterable[Row[Any]], indicators: Mapping[tuple[int, int], Sequence[Indicator]], day: date
) -> Iterator[ProductView]:
    """Rows of `_products_select`, with their `indicators` by (standard, product)."""
    owners: dict[int, Enterprise] = {}
    for row in rows:
        product, owner = row.DeclaredProductRow, row.EnterpriseRow
        yield ProductView(
            id=PublicId(PRODUCT, row.year, product.product_id),
            standard=PublicId(STANDARD, row.standard_year, product.standard_id),
            standard_number=row.number,
            standard_title=row.title,
            status=status_on(day, row.effective_on),
            enterprise=owners.get(owner.id) or owners.setdefault(owner.id, enterprises.enterprise(owner)),
            name=product.name,
            brand=product.brand,
            model=product.model,
            specification=product.specification,
            gtins=tuple(product.gtins),
            category=product.category,
            indicators=tuple(indicators.get((product.standard_id, product.product_id), ())),
        )


AT_ONCE = 500
"""Products whose indicators are asked for by id at a time: a database takes only so many parameters."""


def _with_all_indicators(session: Session, statement: Any, day: date) -> list[ProductView]:
    """The products that `statement`, a `_products_select`, finds."""
    rows = session.execute(statement).all()
    indicators: dict[tuple[int, int], list[Indicator]] = {}
    for start in range(0, len(rows), AT_ONCE):
        declared = [row.DeclaredProductRow for row in rows[start : start + AT_ONCE]]
        asked = _indicators_select().where(
            DeclaredIndicatorRow.product_id.in_({each.product_id for each in declared}),
            DeclaredIndicatorRow.standard_id.in_({each.standard_id for each in declared}),
        )
        indicators |= _by_product(session, asked)
    return list(_products(rows, indicators, day))


def _indicators_select() -> Any:
    return select(
        DeclaredIndicatorRow.standard_id, DeclaredIndicatorRow.product_id, DeclaredIndicatorRow.understood
    ).order_by(DeclaredIndicatorRow.position)


def _by_product(session: Session, statement: Any) -> dict[tuple[int, int], list[Indicator]]:
    """What an `_indicators_select` finds, in declared order, by (standard, product)."""
    found: dict[tuple[int, int], list[Indicator]] = {}
    for each in session.execute(statement):
        found.setdefault((each.standard_id, each.product_id), []).append(from_wire(each.understood))
    return found
