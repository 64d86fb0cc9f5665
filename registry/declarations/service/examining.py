"""What a body says and what is to be said of it: everything that publishing asks, but the act itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.declarations.models import ProductRow, ReplacementRow, StandardRow, WithdrawalRow
from registry.declarations.queries import own_documents
from registry.declarations.reading import read_declaration
from registry.declarations.rules import examine
from registry.declarations.values import Corrected, Declaration
from registry.enterprises.values import Enterprise
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.ids import STANDARD, PublicId
from registry.reference.queries import reference
from registry.reference.snapshot import Reference

NOT_OWN_PRODUCT = Message(
    "not-own-product",
    "产品编号 {given} 不属于本企业；请填写本企业已公开产品的编号，或不填由系统编号。",
    "The product id {given} is not one of the enterprise's own; give one of those, or leave it out.",
)
NOT_OWN_STANDARD = Message(
    "not-own-standard",
    "被替代的标准 {given} 不是本企业已公开的标准；请填写本企业标准的编号（本系统给出的），或不填。",
    "The standard {given} that is to be replaced is not one of the enterprise's own; give the id of one, or none.",
)
ALREADY_REPLACED = Message(
    "already-replaced",
    "标准 {given} 已由 {accepted} 替代，不能再被另一项标准替代。",
    "The standard {given} is replaced by {accepted} already and cannot be replaced by another one.",
)

NOT_OWN_DOCUMENT = Message(
    "not-own-document",
    "没有找到本企业上传的文件 {given}；请先把文件上传到草稿，再写它的 SHA-256。",
    "The enterprise has sent no document {given}; send the file to a draft first, then name it by its SHA-256.",
)


@dataclass(frozen=True, slots=True)
class Examined:
    """A body read and examined for `enterprise` on the legal day `day`, against the reference data of `load`."""

    declaration: Declaration
    findings: tuple[Finding, ...]
    day: date
    load: int


def examined(session: Session, enterprise: Enterprise, body: Mapping[str, Any], day: date) -> Examined:
    """What is to be said of `body` whoever else writes meanwhile; what other declarations decide is `own_findings`."""
    return examined_by(reference(session), enterprise, body, day)


def examined_by(known: Reference, enterprise: Enterprise, body: Mapping[str, Any], day: date) -> Examined:
    """As `examined`, by reference data that are at hand: for many bodies, one after the other."""
    declaration, said = read_declaration(body, known.dictionary, day)
    # What was given and cannot be read is not missing as well.
    unreadable = {finding.field for finding in errors(said)}
    found = tuple(
        finding for finding in examine(declaration, known, enterprise.level, day) if finding.field not in unreadable
    )
    return Examined(declaration, said + found, day, known.load)


def own_findings(
    session: Session, enterprise: Enterprise, declaration: Declaration, corrects: Corrected | None
) -> Iterator[Finding]:
    """What is to be said of the products, standards and documents that it names, which must be the enterprise's own."""
    yield from _foreign_products(session, enterprise, declaration)
    yield from _foreign_documents(session, enterprise, declaration)
    if declaration.replaces is not None:
        yield from _about_replaced(session, enterprise, declaration.replaces, corrects)


def successor_of(session: Session, standard: int) -> PublicId | None:
    """The standard that replaces `standard`; one that was withdrawn replaces nothing any more."""
    row = session.execute(
        select(StandardRow.id, StandardRow.year)
        .join(ReplacementRow, ReplacementRow.standard_id == StandardRow.id)
        .outerjoin(WithdrawalRow, WithdrawalRow.standard_id == StandardRow.id)
        .where(ReplacementRow.replaces_id == standard, WithdrawalRow.standard_id.is_(None))
    ).first()
    return PublicId(STANDARD, row.year, row.id) if row else None


def _about_replaced(
    session: Session, enterprise: Enterprise, replaced: PublicId, corrects: Corrected | None
) -> Iterator[Finding]:
    row, own = session.get(StandardRow, replaced.number), corrects and corrects.standard
    if row is None or row.enterprise_id != enterprise.id or row.year != replaced.year or row.id == own:
        yield NOT_OWN_STANDARD.error("/replaces", given=str(replaced))
        return
    successor = successor_of(session, replaced.number)
    if successor is not None and successor.number != own:
        yield ALREADY_REPLACED.error("/replaces", given=row.number, accepted=str(successor))


def _foreign_products(session: Session, enterprise: Enterprise, declaration: Declaration) -> Iterator[Finding]:
    kept = {product.id.number for product in declaration.products if product.id}
    if not kept:
        return
    rows = session.execute(
        select(ProductRow.id, ProductRow.year).where(ProductRow.id.in_(kept), ProductRow.enterprise_id == enterprise.id)
    )
    own = {row.id: row.year for row in rows}
    for place, product in enumerate(declaration.products):
        if product.id and own.get(product.id.number) != product.id.year:
            yield NOT_OWN_PRODUCT.error(f"/products/{place}/id", given=str(product.id))


def _foreign_documents(session: Session, enterprise: Enterprise, declaration: Declaration) -> Iterator[Finding]:
    own = own_documents(session, enterprise.id, [document.sha256 for document in declaration.documents])
    for document in declaration.documents:
        if document.sha256 not in own:
            yield NOT_OWN_DOCUMENT.error("/documents", given=document.sha256)
