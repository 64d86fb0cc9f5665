"""Versions → rows. Each table that a publication writes to gets one statement, however many versions there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Insert, delete, insert, select

from registry.declarations.content import version_content
from registry.declarations.models import (
    DeclaredCitationRow,
    DeclaredIndicatorRow,
    DeclaredProductRow,
    DocumentRow,
    ProductRow,
    PublishedDocumentRow,
    ReceiptRow,
    VersionRow,
)
from registry.declarations.rules import cited_keys
from registry.declarations.values import Change, Declaration, Publication, Receipt
from registry.enterprises.values import Enterprise
from registry.identifiers.standard_number import StandardNumber
from registry.indicators.values import Interval
from registry.indicators.wire import to_stored
from registry.kernel import calendar, events, journal
from registry.kernel.canonical import content_hash
from registry.kernel.database import Base, insert_rows, table
from registry.kernel.decimals import to_double
from registry.kernel.findings import Finding
from registry.kernel.ids import PRODUCT, PublicId
from registry.kernel.transaction import Work

PUBLISHED = "standard.published"
EFFECTIVE = "standard.effective"
REPLACED = "standard.replaced"
REVIEW_DUE = "standard.review-due"
"""Topics of events; the subject is the standard's public id."""

REVIEW_YEARS = 5
"""After so many years the enterprise is reminded to review its standard (复审); no law asks it, see docs/rules.md."""

_products = table(ProductRow)
_new_products = insert(_products).returning(_products.c.enterprise_id, _products.c.id)
_new: dict[type[Base], Insert] = {
    model: insert(table(model))
    for model in (
        VersionRow,
        DeclaredProductRow,
        DeclaredCitationRow,
        PublishedDocumentRow,
        ReceiptRow,
    )
}


@dataclass(frozen=True, slots=True)
class New:
    """A version that is to be written; the row of its standard stands. `declared_hash` is of its declaration."""

    identity: PublicId
    version: int
    enterprise: Enterprise
    declaration: Declaration
    publication: Publication
    change: Change
    findings: tuple[Finding, ...]
    declared_hash: str

    @property
    def number(self) -> StandardNumber:
        """ValueError where there is none: that is refused before."""
        if self.declaration.number is None:
            raise ValueError(f"the number {self.declaration.number_text!r} cannot be read")
        return self.declaration.number

    @property
    def effective_on(self) -> date:
        """ValueError where there is none: that is refused before."""
        if self.declaration.effective_on is None:
            raise ValueError("the effective date is missing")
        return self.declaration.effective_on


def write(work: Work, versions: Sequence[New], *, told: bool = True) -> list[Receipt]:
    """The versions with their projections, calendar rows, events, journal entries and receipts, all in their order.

    Not `told` where nobody who waits for events is to hear of them: what follows the register is built anew then.
    """
    if not versions:
        return []
    connection = work.connection
    products = _product_ids(work, versions)
    contents = [
        version_content(new.declaration, ids, new.enterprise, new.publication, new.change)
        for new, ids in zip(versions, products, strict=True)
    ]
    hashes = [content_hash(content) for content in contents]
    sizes = _sizes(connection, versions)
    _add(
        connection,
        VersionRow,
        [
            _version_row(work, new, sizes, content.decode(), digest)
            for new, content, digest in zip(versions, contents, hashes, strict=True)
        ],
    )
    if changed := [new.identity.number for new in versions if new.version > 1]:
        for projected in (DeclaredIndicatorRow, DeclaredProductRow, DeclaredCitationRow):
            connection.execute(delete(table(projected)).where(table(projected).c.standard_id.in_(changed)))
    declared = list(zip(versions, products, strict=True))
    _add(connection, DeclaredProductRow, [row for new, ids in declared for row in _product_rows(new, ids)])
    indicators = (row for new, ids in declared for row in _indicator_rows(new, ids))
    insert_rows(connection, table(DeclaredIndicatorRow), _INDICATOR, indicators)
    cited = ((new.identity.number, key) for new in versions for key in cited_keys(new.declaration))
    _add(connection, DeclaredCitationRow, [{"standard_id": standard, "number_key": key} for standard, key in cited])
    _add(connection, PublishedDocumentRow, [row for new in versions for row in _document_rows(new)])
    calendar.expect_all(work, [due for new in versions for due in _due(work, new)])
    if told:
        events.publish_all(work, [happened for new in versions for happened in _happened(new)])
    entries = journal.append_all(
        work,
        [
            journal.Act(PUBLISHED, str(new.identity), new.version, digest)
            for new, digest in zip(versions, hashes, strict=True)
        ],
    )
    receipts = [
        Receipt(new.identity, new.number.text, new.version, work.now, digest, entry.index, entry.leaf_hash.hex())
        for new, digest, entry in zip(versions, hashes, entries, strict=True)
    ]
    _add(
        connection,
        ReceiptRow,
        [
            {
                "standard_id": receipt.id.number,
                "version": receipt.version,
                "log_index": receipt.log_index,
                "leaf_hash": receipt.leaf_hash,
            }
            for receipt in receipts
        ],
    )
    return receipts


def _add(connection: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_new[model], rows)


def _version_row(work: Work, new: New, sizes: Mapping[str, int], content: str, digest: str) -> dict[str, Any]:
    """`sizes` are those of its documents, by their hashes."""
    declaration, publication = new.declaration, new.publication
    if declaration.category is None:
        raise ValueError("the category is missing")
    return {
        "standard_id": new.identity.number,
        "version": new.version,
        "title": declaration.title,
        "category": declaration.category,
        "industry": declaration.industry,
        "issued_on": declaration.issued_on,
        "effective_on": new.effective_on,
        "cites": [cited.understood for cited in declaration.cites],
        "commitment": asdict(publication.commitment),
        "change": {"kind": str(new.change.kind), "reason": new.change.reason},
        "disclosure": {"reason": publication.shortfall_reason} if publication.disclose_shortfall else None,
        "international": asdict(declaration.international) if declaration.international else None,
        "documents": [{**asdict(each), "size": sizes[each.sha256]} for each in declaration.documents] or None,
        "published_at": work.now,
        "content": content,
        "content_hash": digest,
        "declared_hash": new.declared_hash,
        "findings": [finding.stored() for finding in new.findings],
    }


def _sizes(connection: Connection, versions: Sequence[New]) -> dict[str, int]:
    """The size of each document of the versions, by its hash."""
    hashes = {document.sha256 for new in versions for document in new.declaration.documents}
    documents = table(DocumentRow).c
    asked = select(documents.sha256, documents.size).where(documents.sha256.in_(hashes))
    return {row.sha256: row.size for row in connection.execute(asked)} if hashes else {}


def _product_ids(work: Work, versions: Sequence[New]) -> list[tuple[PublicId, ...]]:
    """The ids of the products of each version, in order: kept where the declarant names one, else new."""
    year = work.today.year
    rows = [
        {"year": year, "enterprise_id": new.enterprise.id}
        for new in versions
        for product in new.declaration.products
        if product.id is None
    ]
    # The new rows of an enterprise are all alike: whichever numbers the database gives them, in order they are used.
    numbers: dict[int, list[int]] = {}
    for enterprise, number in sorted(work.connection.execute(_new_products, rows) if rows else (), reverse=True):
        numbers.setdefault(enterprise, []).append(number)
    return [
        tuple(
            product.id or PublicId(PRODUCT, year, numbers[new.enterprise.id].pop())
            for product in new.declaration.products
        )
        for new in versions
    ]


def _product_rows(new: New, ids: tuple[PublicId, ...]) -> Iterator[dict[str, Any]]:
    for position, (identity, product) in enumerate(zip(ids, new.declaration.products, strict=True)):
        yield {
            "standard_id": new.identity.number,
            "product_id": identity.number,
            "position": position,
            "name": product.name,
            "brand": product.brand,
            "model": product.model,
            "specification": product.specification,
            "gtins": [gtin.understood for gtin in product.gtins],
            "category": product.category,
            "export_only": product.export_only,
        }


def _document_rows(new: New) -> Iterator[dict[str, Any]]:
    for document in new.declaration.documents:
        yield {"standard_id": new.identity.number, "version": new.version, **asdict(document)}


_INDICATOR = ("standard_id", "product_id", "position", "code", "canonical_low", "canonical_high", "understood")


def _indicator_rows(new: New, ids: tuple[PublicId, ...]) -> Iterator[tuple[Any, ...]]:
    """The columns of `_INDICATOR`, as the driver takes them."""
    standard = new.identity.number
    for identity, product in zip(ids, new.declaration.products, strict=True):
        for position, indicator in enumerate(product.indicators):
            understood = indicator.understood
            low, high = _doubles(understood.canonical) if understood.canonical else (None, None)
            yield standard, identity.number, position, understood.code, low, high, to_stored(understood)


def _doubles(interval: Interval) -> Iterator[float | None]:
    return (None if end is None else to_double(end) for end in (interval.low, interval.high))


def _due(work: Work, new: New) -> Iterator[tuple[date, str, str]]:
    """What will happen to the standard because a day comes, and to the one that it replaces."""
    identity, effective_on, replaced = str(new.identity), new.effective_on, new.declaration.replaces
    if effective_on > work.today:
        yield effective_on, EFFECTIVE, identity
        if replaced is not None:
            yield effective_on, REPLACED, str(replaced)
    yield _years_later(effective_on), REVIEW_DUE, identity


def _happened(new: New) -> Iterator[tuple[str, str]]:
    """What happens at once: what it replaces is told of it now, and on the day."""
    if new.declaration.replaces is not None:
        yield REPLACED, str(new.declaration.replaces)
    yield PUBLISHED, str(new.identity)


def _years_later(day: date) -> date:
    year = min(day.year + REVIEW_YEARS, date.max.year)
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)
