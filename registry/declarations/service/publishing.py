"""Publishing: a version becomes public at once, with its journal entry, event, calendar rows and receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, text
from sqlalchemy.orm import Session

from registry.declarations import queries
from registry.declarations.content import declared_hash, is_declared, version_content
from registry.declarations.models import (
    DeclaredCitationRow,
    DeclaredIndicatorRow,
    DeclaredProductRow,
    ProductRow,
    ReceiptRow,
    ReplacementRow,
    StandardRow,
    VersionRow,
    WithdrawalRow,
)
from registry.declarations.reading import read_declaration
from registry.declarations.rules import cited_keys, disclosing, examine_publication
from registry.declarations.service.examining import Examined, examined, examined_by, own_findings
from registry.declarations.values import Change, ChangeKind, Corrected, Declaration, Publication, Receipt
from registry.enterprises.values import Enterprise
from registry.identifiers.standard_number import StandardNumber
from registry.indicators.wire import to_wire
from registry.kernel import calendar, events, journal
from registry.kernel.access import Actor, Right, needs
from registry.kernel.canonical import content_hash
from registry.kernel.database import table
from registry.kernel.errors import NOT_PERMITTED, Conflict, Forbidden, Refused
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Where, Work, begin
from registry.reference.queries import at_hand, reference

PUBLISHED = "standard.published"
EFFECTIVE = "standard.effective"
REPLACED = "standard.replaced"
REVIEW_DUE = "standard.review-due"
"""Topics of events; the subject is the standard's public id."""

REVIEW_YEARS = 5
"""After so many years the enterprise is reminded to review its standard (复审); no law asks it, see docs/rules.md."""

_standards = table(StandardRow)
_of_number = select(_standards.c.id, _standards.c.year).where(
    _standards.c.enterprise_id == bindparam("enterprise_id"), _standards.c.number_key == bindparam("number_key")
)
# One statement asks whether the number is free and takes it; of one that is taken no id is used up. What PostgreSQL
# cannot see yet it leaves out as well, and needs no savepoint then; SQLite has one writer.
_new_standard = text(
    "INSERT INTO standards (year, enterprise_id, kind, number, number_key, sample_source, sample_licence) "
    "SELECT :year, :enterprise_id, :kind, :number, CAST(:number_key AS VARCHAR), :sample_source, :sample_licence "
    "WHERE NOT EXISTS (SELECT 1 FROM standards WHERE enterprise_id = :enterprise_id "
    "AND number_key = CAST(:number_key AS VARCHAR)) "
    "ON CONFLICT DO NOTHING RETURNING id"
)
_new_version = insert(table(VersionRow))
_new_receipt = insert(table(ReceiptRow))
_new_products = insert(table(ProductRow)).returning(table(ProductRow).c.id, sort_by_parameter_order=True)
_declared_products = insert(table(DeclaredProductRow))
_declared_indicators = insert(table(DeclaredIndicatorRow))
_declared_citations = insert(table(DeclaredCitationRow))

NUMBER_TAKEN = Message(
    "number-already-declared",
    "本企业已声明过编号 {given}（{existing}）；内容有变化时请更正或修订，不要重复声明。",
    "The enterprise has already declared {given} ({existing}); correct or revise that one instead.",
)
NUMBER_CHANGED = Message(
    "correction-changes-number",
    "更正不能改变标准类型、编号和替代关系（现为 {accepted}）；编号有变化时请修订。",
    "A correction keeps the kind, the number and what is replaced (now {accepted}); revise to give another number.",
)
CORRECTED_MEANWHILE = Message(
    "corrected-meanwhile",
    "本草稿更正的是第 {given} 版，现已有第 {accepted} 版；请从最新版本重新更正。",
    "This draft corrects version {given}, and there is version {accepted} by now; start again from the newest.",
)
ENDED = Message(
    "standard-has-ended",
    "标准 {given} 已废止，不能再更正、修订或废止。",
    "The standard {given} is withdrawn and cannot be corrected, revised or withdrawn any more.",
)


def publish(where: Where, enterprise: Enterprise, body: Mapping[str, Any], publication: Publication) -> Receipt:
    """Publishes `body` for `enterprise` at once, without a draft: for import and sample data. `enterprise.sample` may
    be that of this standard alone.

    Identical content again gives the receipt of the first time. Raises Refused with every finding where an error
    stands, Conflict where the number is taken by other content, Forbidden for a caller of another enterprise.
    """
    if not isinstance(where, Work):
        before = examined_by(at_hand(where), enterprise, body, where.clock.today())
        with begin(where) as work:
            return publish_examined(work, enterprise, still(work, before, enterprise, body), publication)
    return publish_examined(where, enterprise, examined(where.session, enterprise, body, where.today), publication)


def publish_unexamined(
    work: Work, enterprise: Enterprise, body: Mapping[str, Any], publication: Publication
) -> Receipt:
    """As `publish`, but nothing is examined or said: for registers that are generated to be measured. Conflict where
    the number is taken; ValueError where the body lacks its number, effective date or category."""
    needs(Right.OPERATE).check(work.actor)
    declaration, _ = read_declaration(body, reference(work.session).dictionary, work.today)
    if declaration.number is None:
        raise ValueError(f"the number {declaration.number_text!r} cannot be read")
    identity = _first(work, enterprise, declaration, declaration.number)
    if identity is None:
        raise Conflict(number_taken(declaration.number, None))
    first = Change(ChangeKind.FIRST)
    digest = declared_hash(declaration)
    return _write(work, enterprise, identity, 1, declaration, publication, first, (), digest)


def still(work: Work, before: Examined, enterprise: Enterprise, body: Mapping[str, Any]) -> Examined:
    """`before`, which was read before the transaction so that a long body holds up no other writer; read again where
    the day or the reference data have changed since."""
    if before.day == work.today and before.load == reference(work.session).load:
        return before
    return examined(work.session, enterprise, body, work.today)


def publish_examined(
    work: Work, enterprise: Enterprise, read: Examined, publication: Publication, *, corrects: Corrected | None = None
) -> Receipt:
    """Publishes what was examined: a first version, a revision of what it replaces, or the version after the one that
    it `corrects`. Conflict where somebody has corrected that one already."""
    declaration = read.declaration
    findings, number = _allowed(work.session, work.actor, enterprise, read, publication, corrects)
    publication = disclosing(publication, findings)
    journal.reserve(work)
    digest = declared_hash(declaration)
    if corrects is None:
        # Whoever holds the journal is the only one who publishes: what stands of the number does not change any more.
        new = _first(work, enterprise, declaration, number)
        if new is None:
            taken = of_number(work.session, enterprise, number)
            if taken is None:
                raise Conflict(number_taken(number, None))
            return _declared_before(work.session, taken, number, digest)
        identity, version = new, 1
    else:
        standard = work.session.get_one(StandardRow, corrects.standard)
        newest = _newest(work, standard, declaration)
        if newest.declared_hash == digest or is_declared(declaration, json.loads(newest.content)):
            return queries.receipt(work.session, standard.id, newest.version)
        identity, version = PublicId(STANDARD, standard.year, standard.id), newest.version + 1
        if newest.version != corrects.version:
            finding = CORRECTED_MEANWHILE.error("id", str(corrects.version), str(newest.version))
            raise Conflict(finding, existing=f"/s/{identity}")
        enterprise = replace(enterprise, sample=queries.sample_of(standard, enterprise))
    if declaration.replaces is not None and version == 1:
        # Asked again now that nobody else publishes.
        if found := tuple(own_findings(work.session, enterprise, declaration, corrects)):
            raise Refused(found)
        work.session.add(ReplacementRow(standard_id=identity.number, replaces_id=declaration.replaces.number))
    kind = ChangeKind.CORRECTION if corrects is not None else ChangeKind.FIRST
    change = Change(ChangeKind.REVISION if declaration.replaces and version == 1 else kind, publication.change_reason)
    return _write(work, enterprise, identity, version, declaration, publication, change, findings, digest)


def declared_already(session: Session, enterprise: Enterprise, declaration: Declaration) -> Receipt | None:
    """The receipt of an identical version; None where the number is free. Conflict where it stands for something
    else."""
    taken = of_number(session, enterprise, declaration.number) if declaration.number else None
    if declaration.number is None or taken is None:
        return None
    return _declared_before(session, taken, declaration.number, declared_hash(declaration))


def foreseen(
    session: Session, actor: Actor, enterprise: Enterprise, read: Examined, publication: Publication
) -> Receipt | None:
    """What publishing would answer, where it would not be a new receipt; raises as publishing would."""
    _allowed(session, actor, enterprise, read, publication, None)
    return declared_already(session, enterprise, read.declaration)


def _allowed(
    session: Session,
    actor: Actor,
    enterprise: Enterprise,
    read: Examined,
    publication: Publication,
    corrects: Corrected | None,
) -> tuple[tuple[Finding, ...], StandardNumber]:
    """All that is to be said of the declaration, and its number, where the caller may and nothing of it refuses."""
    needs(Right.DECLARE).check(actor)
    if not actor.trusted and actor.holder != enterprise.holder:
        raise Forbidden(NOT_PERMITTED.error("enterprise", given=enterprise.uscc, accepted=actor.name))
    declaration = read.declaration
    findings = examine_publication(publication, read.findings)
    findings += tuple(own_findings(session, enterprise, declaration, corrects))
    if errors(findings) or declaration.number is None:
        raise Refused(errors_first(findings))
    return findings, declaration.number


def _write(
    work: Work,
    enterprise: Enterprise,
    identity: PublicId,
    version: int,
    declaration: Declaration,
    publication: Publication,
    change: Change,
    findings: tuple[Finding, ...],
    declared: str,
) -> Receipt:
    """The version with its projection, calendar rows, events, journal entry and receipt."""
    number, effective_on = declaration.number, declaration.effective_on
    if number is None or effective_on is None or declaration.category is None:
        raise ValueError("what lacks its number, effective date or category is refused before")
    products = _product_ids(work, enterprise, declaration)
    content = version_content(declaration, products, enterprise, publication, change)
    digest = content_hash(content)
    work.session.execute(
        _new_version,
        {
            "standard_id": identity.number,
            "version": version,
            "title": declaration.title,
            "category": declaration.category,
            "industry": declaration.industry,
            "issued_on": declaration.issued_on,
            "effective_on": effective_on,
            "cites": [cited.understood for cited in declaration.cites],
            "commitment": asdict(publication.commitment),
            "change": {"kind": str(change.kind), "reason": change.reason},
            "disclosure": {"reason": publication.shortfall_reason} if publication.disclose_shortfall else None,
            "international": asdict(declaration.international) if declaration.international else None,
            "published_at": work.now,
            "content": content.decode(),
            "content_hash": digest,
            "declared_hash": declared,
            "findings": [finding.stored() for finding in findings],
        },
    )
    if version > 1:
        for projected in (DeclaredIndicatorRow, DeclaredProductRow, DeclaredCitationRow):
            work.session.execute(delete(projected).where(projected.standard_id == identity.number))
    _project(work, identity.number, declaration, products)
    _expect(work, identity, declaration, effective_on)
    events.publish(work, PUBLISHED, str(identity))
    entry = journal.append(work, type=PUBLISHED, subject=str(identity), version=version, content_hash=digest)
    leaf_hash = entry.leaf_hash.hex()
    placed = {"standard_id": identity.number, "version": version, "log_index": entry.index, "leaf_hash": leaf_hash}
    work.session.execute(_new_receipt, placed)
    return Receipt(identity, number.text, version, work.now, digest, entry.index, leaf_hash)


def _expect(work: Work, identity: PublicId, declaration: Declaration, effective_on: date) -> None:
    """What will happen to the standard because a day comes; and what it replaces is told at once and on that day."""
    if effective_on > work.today:
        calendar.expect(work, effective_on, EFFECTIVE, str(identity))
    calendar.expect(work, _years_later(effective_on), REVIEW_DUE, str(identity))
    if declaration.replaces is not None:
        events.publish(work, REPLACED, str(declaration.replaces))
        if effective_on > work.today:
            calendar.expect(work, effective_on, REPLACED, str(declaration.replaces))


def _years_later(day: date) -> date:
    year = min(day.year + REVIEW_YEARS, date.max.year)
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _product_ids(work: Work, enterprise: Enterprise, declaration: Declaration) -> tuple[PublicId, ...]:
    """The ids of the products, in order: kept where the declarant names one, else new."""
    new = sum(product.id is None for product in declaration.products)
    year = work.today.year
    rows = [{"year": year, "enterprise_id": enterprise.id}] * new
    numbers = iter(work.session.scalars(_new_products, rows) if rows else ())
    return tuple(product.id or PublicId(PRODUCT, year, next(numbers)) for product in declaration.products)


def _project(work: Work, standard: int, declaration: Declaration, products: tuple[PublicId, ...]) -> None:
    work.session.execute(
        _declared_products,
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
                "export_only": product.export_only,
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
        work.session.execute(_declared_indicators, indicators)
    if cited := [{"standard_id": standard, "number_key": key} for key in cited_keys(declaration)]:
        work.session.execute(_declared_citations, cited)


def _first(work: Work, enterprise: Enterprise, declaration: Declaration, number: StandardNumber) -> PublicId | None:
    """The new standard's id; None where the number is taken."""
    year = work.today.year
    standard = {
        "year": year,
        "enterprise_id": enterprise.id,
        "kind": str(declaration.kind),
        "number": number.text,
        "number_key": number.key,
        "sample_source": enterprise.sample and enterprise.sample.source,
        "sample_licence": enterprise.sample and enterprise.sample.licence,
    }
    key = work.session.scalar(_new_standard, standard)
    return None if key is None else PublicId(STANDARD, year, key)


def _newest(work: Work, standard: StandardRow, declaration: Declaration) -> VersionRow:
    """The version that a correction of `standard` follows. Refused where it would become another standard, or has
    ended."""
    refuse_ended(work.session, standard)
    replaces = work.session.get(ReplacementRow, standard.id)
    same = (
        declaration.number is not None
        and declaration.number.key == standard.number_key
        and str(declaration.kind) == standard.kind
        and (declaration.replaces and declaration.replaces.number) == (replaces and replaces.replaces_id)
    )
    if not same:
        raise Refused(NUMBER_CHANGED.error("/number", given=declaration.number_text, accepted=standard.number))
    return work.session.scalars(
        select(VersionRow).where(VersionRow.standard_id == standard.id).order_by(VersionRow.version.desc()).limit(1)
    ).one()


def refuse_ended(session: Session, standard: StandardRow) -> None:
    """Raises Conflict where the standard is withdrawn, or will be."""
    if session.get(WithdrawalRow, standard.id) is not None:
        identity = PublicId(STANDARD, standard.year, standard.id)
        raise Conflict(ENDED.error("id", given=standard.number), existing=f"/s/{identity}")


def of_number(session: Session, enterprise: Enterprise, number: StandardNumber) -> PublicId | None:
    """The enterprise's standard with this number."""
    row = session.execute(_of_number, {"enterprise_id": enterprise.id, "number_key": number.key}).one_or_none()
    return PublicId(STANDARD, row.year, row.id) if row else None


def _declared_before(session: Session, standard: PublicId, number: StandardNumber, digest: str) -> Receipt:
    """The receipt of the identical version; Conflict where the number stands for something else."""
    version = session.scalar(
        select(VersionRow.version)
        .where(VersionRow.standard_id == standard.number, VersionRow.declared_hash == digest)
        .order_by(VersionRow.version.desc())
        .limit(1)
    )
    if version is None:
        raise Conflict(number_taken(number, standard), existing=f"/s/{standard}")
    return queries.receipt(session, standard.number, version)


def number_taken(number: StandardNumber, existing: PublicId | None) -> Finding:
    return NUMBER_TAKEN.error("/number", given=number.display, existing=str(existing or "—"))


def errors_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: not finding.is_error))
