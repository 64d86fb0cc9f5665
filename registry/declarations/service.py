"""Use cases of declaring: draft → examine → publish. Pages, API, import and sample data all come through here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.declarations import queries
from registry.declarations.content import declared_hash, version_content
from registry.declarations.models import (
    DeclaredIndicatorRow,
    DeclaredProductRow,
    DraftRow,
    ProductRow,
    ReceiptRow,
    StandardRow,
    VersionRow,
)
from registry.declarations.reading import read_declaration
from registry.declarations.rules import examine, examine_commitment
from registry.declarations.values import Commitment, Declaration, Draft, Receipt
from registry.enterprises import queries as enterprises
from registry.enterprises.values import Enterprise
from registry.identifiers.standard_number import StandardNumber
from registry.indicators.wire import to_wire
from registry.kernel import calendar, events, journal
from registry.kernel.access import Actor, Right, needs
from registry.kernel.canonical import content_hash
from registry.kernel.clock import legal_day
from registry.kernel.errors import (
    NOT_FOUND,
    NOT_PERMITTED,
    Conflict,
    Forbidden,
    NotFound,
    Refused,
)
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.ids import DRAFT, PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Where, Work, begin, reading
from registry.reference import queries as reference

PUBLISHED = "standard.published"
EFFECTIVE = "standard.effective"
"""Topics of events; the subject is the standard's public id."""

Seen: TypeAlias = Callable[[str], None]
"""Is called with the present entity tag of a draft, and raises where the caller has not seen it."""

NUMBER_TAKEN = Message(
    "number-already-declared",
    "本企业已声明过编号 {given}（{existing}）；内容有变化时请更正或修订，不要重复声明。",
    "The enterprise has already declared {given} ({existing}); correct or revise that one instead.",
)
ALREADY_PUBLISHED = Message(
    "draft-already-published",
    "草稿 {given} 已公开为 {accepted}，不能再改动。",
    "The draft {given} is public as {accepted} and cannot be changed any more.",
)
NOT_OWN_PRODUCT = Message(
    "not-own-product",
    "产品编号 {given} 不属于本企业；请填写本企业已公开产品的编号，或不填由系统编号。",
    "The product id {given} is not one of the enterprise's own; give one of those, or leave it out.",
)


def add_draft(where: Where, body: Mapping[str, Any]) -> Draft:
    """A new draft of the caller's enterprise; it may be incomplete."""
    with begin(where) as work:
        enterprise = _own_enterprise(work.session, work.actor)
        row = DraftRow(enterprise_id=enterprise.id, body=dict(body), revision=1, created_at=work.now)
        work.session.add(row)
        work.session.flush()
    return _told(where, row, enterprise)


def change_draft(where: Where, draft: str, body: Mapping[str, Any], seen: Seen) -> Draft:
    """The draft with `body` instead."""
    with begin(where) as work:
        row, enterprise = _own_draft(work.session, work.actor, draft, lock=True)
        _refuse_published(work.session, row)
        seen(str(row.revision))
        row.body = dict(body)
        row.revision += 1
    return _told(where, row, enterprise)


def delete_draft(where: Where, draft: str, seen: Seen) -> None:
    """Deletes a draft that was never published."""
    with begin(where) as work:
        row, _ = _own_draft(work.session, work.actor, draft, lock=True)
        _refuse_published(work.session, row)
        seen(str(row.revision))
        work.session.delete(row)


def read_draft(where: Where, draft: str) -> Draft:
    """The caller's own draft, read and examined as of now. NotFound for another enterprise's."""
    with reading(where) as session:
        row, enterprise = _own_draft(session, where.actor, draft)
        return _draft(session, row, enterprise, where.clock.today())


def publish_draft(where: Where, draft: str, commitment: Commitment, seen: Seen | None = None) -> Receipt:
    """Publishes the draft; on a repeat the receipt of the first time, whichever tag the caller has seen."""
    with begin(where) as work:
        needs(Right.DECLARE).check(work.actor)
        row, enterprise = _own_draft(work.session, work.actor, draft, lock=True)
        if row.published_standard_id is not None:
            return queries.receipt(work.session, row.published_standard_id, 1)
        if seen is not None:
            seen(str(row.revision))
        receipt = _publish(work, enterprise, row.body, commitment)
        row.published_standard_id = receipt.id.number
        row.revision += 1
        return receipt


def publish(where: Where, enterprise: Enterprise, body: Mapping[str, Any], commitment: Commitment) -> Receipt:
    """Publishes `body` for `enterprise` at once, without a draft: for import and sample data.

    Identical content again gives the receipt of the first time. Raises Refused with every finding where an error
    stands, Conflict where the number is taken by other content, Forbidden for a caller of another enterprise.
    """
    with begin(where) as work:
        needs(Right.DECLARE).check(work.actor)
        if not work.actor.trusted and work.actor.holder != enterprise.holder:
            raise Forbidden(NOT_PERMITTED.error("enterprise", given=enterprise.uscc, accepted=work.actor.name))
        return _publish(work, enterprise, body, commitment)


def _publish(work: Work, enterprise: Enterprise, body: Mapping[str, Any], commitment: Commitment) -> Receipt:
    declaration, findings = _examined(work.session, enterprise, body, work.today)
    findings += examine_commitment(commitment)
    number, effective_on, category = declaration.number, declaration.effective_on, declaration.category
    if errors(findings) or number is None or effective_on is None or category is None:
        raise Refused(_errors_first(findings))
    journal.reserve(work)
    standard = _new_standard(work, enterprise, declaration, number)
    if standard is None:
        return _declared_before(work, enterprise, number, declaration)
    products = [
        ProductRow(year=work.today.year, enterprise_id=enterprise.id)
        for product in declaration.products
        if product.id is None
    ]
    work.session.add_all(products)
    work.session.flush()
    identity = PublicId(STANDARD, standard.year, standard.id)
    given = iter(products)
    product_ids = tuple(
        product.id or PublicId(PRODUCT, (row := next(given)).year, row.id) for product in declaration.products
    )
    content = version_content(declaration, product_ids, enterprise, commitment)
    digest = content_hash(content)
    work.session.add(
        VersionRow(
            standard_id=standard.id,
            version=1,
            title=declaration.title,
            category=category,
            industry=declaration.industry,
            issued_on=declaration.issued_on,
            effective_on=effective_on,
            cites=[cited.understood for cited in declaration.cites],
            commitment=asdict(commitment),
            published_at=work.now,
            content=content.decode(),
            content_hash=digest,
            declared_hash=declared_hash(declaration),
            findings=[finding.stored() for finding in findings],
        )
    )
    work.session.flush()
    _project(work, standard.id, declaration, product_ids)
    if effective_on > work.today:
        calendar.expect(work, effective_on, EFFECTIVE, str(identity))
    events.publish(work, PUBLISHED, str(identity))
    entry = journal.append(work, type=PUBLISHED, subject=str(identity), version=1, content_hash=digest)
    leaf_hash = entry.leaf_hash.hex()
    work.session.execute(
        insert(ReceiptRow).values(standard_id=standard.id, version=1, log_index=entry.index, leaf_hash=leaf_hash)
    )
    return Receipt(identity, standard.number, 1, work.now, digest, entry.index, leaf_hash)


def _project(work: Work, standard: int, declaration: Declaration, products: tuple[PublicId, ...]) -> None:
    work.session.execute(
        insert(DeclaredProductRow),
        [
            {
                "standard_id": standard,
                "product_id": identity.number,
                "position": position,
                "name": product.name,
                "brand": product.brand,
                "model": product.model,
                "specification": product.specification,
                "gtins": [gtin.understood for gtin in product.gtins],
                "category": product.category,
            }
            for position, (identity, product) in enumerate(zip(products, declaration.products, strict=True))
        ],
    )
    indicators = [
        {
            "standard_id": standard,
            "product_id": identity.number,
            "position": position,
            "code": indicator.understood.code,
            "canonical_low": indicator.understood.canonical and indicator.understood.canonical.low,
            "canonical_high": indicator.understood.canonical and indicator.understood.canonical.high,
            "understood": to_wire(indicator.understood),
        }
        for identity, product in zip(products, declaration.products, strict=True)
        for position, indicator in enumerate(product.indicators)
    ]
    if indicators:
        work.session.execute(insert(DeclaredIndicatorRow), indicators)


def _new_standard(
    work: Work, enterprise: Enterprise, declaration: Declaration, number: StandardNumber
) -> StandardRow | None:
    """The standard's row; None where the number is taken, also by a command that runs at the same time."""
    standard = StandardRow(
        year=work.today.year,
        enterprise_id=enterprise.id,
        kind=str(declaration.kind),
        number=number.text,
        number_key=number.key,
    )
    if _of_number(work.session, enterprise, number) is not None:
        return None
    try:
        with work.savepoint():
            work.session.add(standard)
            work.session.flush()
    except IntegrityError:
        return None
    return standard


def _declared_before(work: Work, enterprise: Enterprise, number: StandardNumber, declaration: Declaration) -> Receipt:
    """The receipt of an identical declaration; Conflict where the number stands for something else."""
    row = _of_number(work.session, enterprise, number)
    if row.declared_hash == declared_hash(declaration):
        return queries.receipt(work.session, row.id, 1)
    identity = PublicId(STANDARD, row.year, row.id)
    raise Conflict(_number_taken(number, identity), existing=f"/s/{identity}")


def _examined(
    session: Session, enterprise: Enterprise, body: Mapping[str, Any], today: date
) -> tuple[Declaration, tuple[Finding, ...]]:
    declaration, findings = read_declaration(body, reference.dictionary(session), today)
    # What was given and cannot be read is not missing as well.
    unreadable = {finding.field for finding in errors(findings)}
    findings += tuple(
        finding
        for finding in examine(declaration, reference.categories(session), enterprise.level)
        if finding.field not in unreadable
    )
    return declaration, findings + tuple(_foreign_products(session, enterprise, declaration))


def _foreign_products(session: Session, enterprise: Enterprise, declaration: Declaration) -> list[Finding]:
    kept = {product.id.number: place for place, product in enumerate(declaration.products) if product.id}
    if not kept:
        return []
    own = {
        row.id: row.year
        for row in session.execute(
            select(ProductRow.id, ProductRow.year).where(
                ProductRow.id.in_(kept), ProductRow.enterprise_id == enterprise.id
            )
        )
    }
    return [
        NOT_OWN_PRODUCT.error(f"/products/{place}/id", given=str(product.id))
        for place, product in enumerate(declaration.products)
        if product.id and own.get(product.id.number) != product.id.year
    ]


def _told(where: Where, row: DraftRow, enterprise: Enterprise) -> Draft:
    """What is answered to a change, read and examined after its transaction: a long body holds up no other writer."""
    with reading(where) as session:
        return _draft(session, row, enterprise, where.clock.today())


def _draft(session: Session, row: DraftRow, enterprise: Enterprise, today: date) -> Draft:
    declaration, findings = _examined(session, enterprise, row.body, today)
    published_as = None
    if row.published_standard_id is not None:
        standard = session.get_one(StandardRow, row.published_standard_id)
        published_as = PublicId(STANDARD, standard.year, standard.id)
    elif declaration.number is not None:
        taken = _of_number(session, enterprise, declaration.number)
        if taken is not None:
            identity = PublicId(STANDARD, taken.year, taken.id)
            findings += (_number_taken(declaration.number, identity),)
    return Draft(
        id=_draft_id(row),
        revision=row.revision,
        declaration=declaration,
        findings=_errors_first(findings),
        published_as=published_as,
        enterprise=enterprise,
    )


def _of_number(session: Session, enterprise: Enterprise, number: StandardNumber) -> Any:
    return session.execute(
        select(StandardRow.id, StandardRow.year, VersionRow.declared_hash)
        .join(VersionRow, VersionRow.standard_id == StandardRow.id)
        .where(StandardRow.enterprise_id == enterprise.id, StandardRow.number_key == number.key)
    ).one_or_none()


def _number_taken(number: StandardNumber, existing: PublicId) -> Finding:
    return NUMBER_TAKEN.error("/number", given=number.display, existing=str(existing))


def _own_enterprise(session: Session, actor: Actor) -> Enterprise:
    needs(Right.DRAFT).check(actor)
    enterprise = enterprises.of_holder(session, actor.holder) if actor.holder else None
    if enterprise is None:
        raise Forbidden(NOT_PERMITTED.error("Authorization", given=actor.name, accepted="enterprise"))
    return enterprise


def _own_draft(session: Session, actor: Actor, draft: str, *, lock: bool = False) -> tuple[DraftRow, Enterprise]:
    """The draft and whose it is. `lock` for whoever changes it, so that of two at once the second sees the first."""
    enterprise = _own_enterprise(session, actor)
    identity = PublicId.parse(draft, DRAFT)
    row = session.get(DraftRow, identity.number, with_for_update=lock) if identity else None
    if row is None or row.enterprise_id != enterprise.id or identity != _draft_id(row):
        raise NotFound(NOT_FOUND.error("id", given=draft))
    return row, enterprise


def _refuse_published(session: Session, row: DraftRow) -> None:
    if row.published_standard_id is not None:
        standard = session.get_one(StandardRow, row.published_standard_id)
        identity = PublicId(STANDARD, standard.year, standard.id)
        raise Conflict(
            ALREADY_PUBLISHED.error("id", given=str(_draft_id(row)), accepted=str(identity)),
            existing=f"/s/{identity}",
        )


def _draft_id(row: DraftRow) -> PublicId:
    return PublicId(DRAFT, legal_day(row.created_at).year, row.id)


def _errors_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: not finding.is_error))
