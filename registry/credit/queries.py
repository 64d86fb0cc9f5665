"""Reads of the quality credit record → frozen rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from registry.accounts.models import AccountHolderRow
from registry.credit.models import CreditEntryRow, CreditRepairRow
from registry.credit.rules import bars
from registry.credit.values import About, Bar, Barred, Entry, Kind, Recorded, Repair, RepairKind, Source
from registry.declarations.models import DeclaredProductRow, ProductRow, StandardRow
from registry.enterprises import queries as enterprises
from registry.enterprises.models import EnterpriseRow
from registry.kernel.ids import CREDIT, PRODUCT, STANDARD, PublicId


def entry(session: Session, identity: PublicId) -> Entry | None:
    row = session.execute(
        _entries().where(CreditEntryRow.id == identity.number, CreditEntryRow.year == identity.year)
    ).one_or_none()
    return None if row is None else _entry(row)


def with_content(session: Session, content_hash: str) -> PublicId | None:
    """The entry whose canonical content has this hash."""
    row = session.execute(
        select(CreditEntryRow.year, CreditEntryRow.id).where(CreditEntryRow.content_hash == content_hash)
    ).one_or_none()
    return None if row is None else PublicId(CREDIT, row.year, row.id)


def of_enterprise(
    session: Session, enterprise: int, *, as_of: datetime | None, after: int | None, limit: int
) -> tuple[list[Entry], int]:
    """The entries about an enterprise below the number `after`, those recorded last first, and how many there are in
    all; with `as_of` as they were recorded then."""
    own = _entries(as_of).where(CreditEntryRow.enterprise_id == enterprise)
    if as_of is not None:
        own = own.where(CreditEntryRow.recorded_at <= as_of)
    page = own if after is None else own.where(CreditEntryRow.id < after)
    shown = [_entry(row) for row in session.execute(page.order_by(CreditEntryRow.id.desc()).limit(limit))]
    if after is None and len(shown) < limit:  # all of them: most records have none, or a few
        return shown, len(shown)
    return shown, session.scalar(own.with_only_columns(func.count(), maintain_column_froms=True)) or 0


def barred(session: Session, usccs: Collection[str] | None, day: date, what: Bar) -> Barred:
    """Who is barred from `what` on that day, and by which entry; of these enterprises only, or of all (None)."""
    row = CreditEntryRow
    asked = _entries().where(row.valid_from <= day, or_(row.valid_to.is_(None), row.valid_to >= day))
    if usccs is not None:
        asked = asked.where(EnterpriseRow.uscc.in_(sorted(usccs)))
    by_enterprise, by_standard, by_product = dict[int, PublicId](), dict[int, PublicId](), dict[int, PublicId]()
    for each in map(_entry, session.execute(asked.order_by(row.id))):
        if not bars(each, day, what):
            continue
        if each.product is not None:
            by_product.setdefault(each.product.id.number, each.id)
        elif each.standard is not None:
            by_standard.setdefault(each.standard.id.number, each.id)
        else:
            by_enterprise.setdefault(each.enterprise.id, each.id)
    return Barred(by_enterprise, by_standard, by_product)


def owner_of_standard(session: Session, identity: PublicId) -> int | None:
    """The key of the enterprise that has declared this standard."""
    return session.scalar(
        select(StandardRow.enterprise_id).where(StandardRow.id == identity.number, StandardRow.year == identity.year)
    )


def owner_of_product(session: Session, identity: PublicId) -> int | None:
    """The key of the enterprise that has declared this product."""
    return session.scalar(
        select(ProductRow.enterprise_id).where(ProductRow.id == identity.number, ProductRow.year == identity.year)
    )


def _entries(as_of: datetime | None = None) -> Select[Any]:
    """Entries with what is shown of them; with `as_of` without the repairs that were recorded later."""
    repaired = CreditRepairRow.entry_id == CreditEntryRow.id
    if as_of is not None:
        repaired &= CreditRepairRow.recorded_at <= as_of
    named = DeclaredProductRow
    product_name = (
        select(named.name + " " + named.model)
        .where(named.product_id == CreditEntryRow.product_id)
        .order_by(named.standard_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            CreditEntryRow,
            CreditRepairRow,
            EnterpriseRow,
            StandardRow.year.label("standard_year"),
            StandardRow.number.label("standard_number"),
            ProductRow.year.label("product_year"),
            product_name.label("product_name"),
            AccountHolderRow.name.label("recorded_by"),
        )
        .join(EnterpriseRow, EnterpriseRow.id == CreditEntryRow.enterprise_id)
        .outerjoin(CreditRepairRow, repaired)
        .outerjoin(StandardRow, StandardRow.id == CreditEntryRow.standard_id)
        .outerjoin(ProductRow, ProductRow.id == CreditEntryRow.product_id)
        .outerjoin(AccountHolderRow, AccountHolderRow.id == CreditEntryRow.holder_id)
    )


def _entry(found: Row[Any]) -> Entry:
    row, repair = found.CreditEntryRow, found.CreditRepairRow
    standard = product = None
    if row.standard_id is not None:
        standard = About(PublicId(STANDARD, found.standard_year, row.standard_id), found.standard_number)
    if row.product_id is not None:
        identity = PublicId(PRODUCT, found.product_year, row.product_id)
        product = About(identity, (found.product_name or "").strip() or str(identity))
    return Entry(
        id=PublicId(CREDIT, row.year, row.id),
        enterprise=enterprises.enterprise(found.EnterpriseRow),
        standard=standard,
        product=product,
        kind=Kind(row.kind),
        text=row.text,
        source=_source(row.source),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        bars=tuple(Bar(each) for each in row.bars),
        repair=None if repair is None else _repair(repair),
        recorded=_recorded(row),
        recorded_by=found.recorded_by,
    )


def _repair(row: CreditRepairRow) -> Repair:
    return Repair(RepairKind(row.kind), row.ends_on, row.reason, _source(row.source), _recorded(row))


def _source(stored: Mapping[str, Any]) -> Source:
    return Source(stored["name"], date.fromisoformat(stored["issued_on"]), stored["number"], stored["url"])


def _recorded(row: CreditEntryRow | CreditRepairRow) -> Recorded:
    return Recorded(row.recorded_at, row.content_hash, row.log_index, row.leaf_hash)
