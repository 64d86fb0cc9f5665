"""Drafts: what an enterprise writes before it is public."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import date
from typing import IO, Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.declarations import queries
from registry.declarations.models import DraftRow, StandardRow
from registry.declarations.rules.documents import MOST_DOCUMENTS, TOO_MANY_DOCUMENTS, document_name
from registry.declarations.service import documents
from registry.declarations.service.examining import Examined, examined, own_findings
from registry.declarations.service.publishing import declared_already, errors_first, publish_examined, still
from registry.declarations.values import (
    ChangeKind,
    Corrected,
    Document,
    Draft,
    DraftListed,
    DraftState,
    Publication,
    Receipt,
)
from registry.enterprises import queries as enterprises
from registry.enterprises.values import Enterprise
from registry.kernel.access import Actor, Right, needs
from registry.kernel.canonical import content_hash
from registry.kernel.clock import legal_day
from registry.kernel.errors import NOT_FOUND, NOT_PERMITTED, Conflict, Forbidden, NotFound, Refused
from registry.kernel.findings import Message
from registry.kernel.ids import DRAFT, STANDARD, PublicId
from registry.kernel.transaction import Scope, Where, Work, begin, reading

Seen: TypeAlias = Callable[[str], None]
"""Is called with the present entity tag of a draft, and raises where the caller has not seen it."""

ALREADY_PUBLISHED = Message(
    "draft-already-published",
    "草稿 {given} 已公开为 {accepted}，不能再改动。",
    "The draft {given} is public as {accepted} and cannot be changed any more.",
)


def add_draft(where: Where, body: Mapping[str, Any]) -> Draft:
    """A new draft of the caller's enterprise; it may be incomplete. What cannot be read is not kept."""
    with reading(where) as session:
        enterprise = own_enterprise(session, where.actor, Right.DRAFT)
        read = examined(session, enterprise, body, where.clock.today())
    with begin(where) as work:
        row = _new_row(work, enterprise, body)
    return _told(where, row, enterprise, read)


def keep_draft(
    work: Work, enterprise: Enterprise, body: Mapping[str, Any], *, corrects: Corrected | None = None
) -> Draft:
    """A draft of `enterprise` with this body: the one that is there already, where nobody has published it, else a new
    one. For corrections, revisions and what an import could not publish; who may is asked before."""
    row = _kept(work.session, enterprise, body, corrects)
    return _draft(work.session, row or _new_row(work, enterprise, body, corrects), enterprise, work.today)


def kept_draft(session: Session, enterprise: Enterprise, body: Mapping[str, Any]) -> PublicId | None:
    """The draft that `keep_draft` would find."""
    row = _kept(session, enterprise, body, None)
    return _draft_id(row) if row else None


def _kept(
    session: Session, enterprise: Enterprise, body: Mapping[str, Any], corrects: Corrected | None
) -> DraftRow | None:
    return session.scalars(
        select(DraftRow)
        .where(DraftRow.enterprise_id == enterprise.id, DraftRow.body_hash == body_hash(body))
        .where(
            DraftRow.published_standard_id.is_(None),
            DraftRow.corrects_id.is_not_distinct_from(corrects and corrects.standard),
            DraftRow.corrects_version.is_not_distinct_from(corrects and corrects.version),
        )
        .limit(1)
    ).first()


def change_draft(where: Where, draft: str, body: Mapping[str, Any], seen: Seen) -> Draft:
    """The draft with `body` instead; what cannot be read is not kept."""
    with reading(where) as session:
        row, enterprise = _own_draft(session, where.actor, draft)
        revision, whole = row.revision, _with_kept(row, body)
        read = examined(session, enterprise, whole, where.clock.today())
    with begin(where) as work:
        row, enterprise = _own_draft(work.session, work.actor, draft, lock=True)
        _refuse_published(work.session, row)
        seen(str(row.revision))
        if row.revision != revision:
            whole = _with_kept(row, body)
            read = examined(work.session, enterprise, whole, work.today)
        _change(work, row, whole)
    return _told(where, row, enterprise, read)


def _with_kept(row: DraftRow, body: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent before there were documents, or for the rest of the draft, takes none of them away."""
    return {**{name: row.body[name] for name in ("documents",) if name in row.body}, **body}


def add_document(
    where: Where, draft: str, file: IO[bytes], filename: str, *, public: bool = True, seen: Seen | None = None
) -> Draft:
    """The draft with this file (PDF) as one of its documents; a file that it has already only gets the name and the
    publicity given now. TooLarge, or Refused for what is no PDF and where there are too many."""
    needs(Right.DRAFT).check(where.actor)
    shown = document_name(filename)
    found = documents.measured(file, shown)
    with begin(where) as work:
        row, enterprise = _own_draft(work.session, work.actor, draft, lock=True)
        _refuse_published(work.session, row)
        if seen is not None:
            seen(str(row.revision))
        body = documents.with_document(row.body, found.sha256, shown, public=public)
        if len(body["documents"]) > MOST_DOCUMENTS:
            raise Refused(TOO_MANY_DOCUMENTS.error("/file", given=shown, accepted=str(MOST_DOCUMENTS)))
        documents.keep(work, found, file)
        if body != row.body:
            _change(work, row, body, kept=(found.sha256,))
    return _told(where, row, enterprise)


def delete_draft(where: Where, draft: str, seen: Seen) -> None:
    """Deletes a draft that was never published."""
    with begin(where) as work:
        row, _ = _own_draft(work.session, work.actor, draft, lock=True)
        _refuse_published(work.session, row)
        seen(str(row.revision))
        documents.forget(work, row)
        work.session.delete(row)


def read_draft(where: Where, draft: str) -> Draft:
    """The caller's own draft, read and examined as of now. NotFound for another enterprise's."""
    with reading(where) as session:
        row, enterprise = _own_draft(session, where.actor, draft)
        return _draft(session, row, enterprise, where.clock.today())


def drafts(
    where: Where, state: DraftState | None = None, *, after: int | None = None, limit: int = 20
) -> tuple[tuple[DraftListed, ...], int]:
    """The caller's own drafts, the newest first, those below the number `after`; and how many there are in all."""
    with reading(where) as session:
        enterprise = own_enterprise(session, where.actor, Right.DRAFT)
        own = select(DraftRow).where(DraftRow.enterprise_id == enterprise.id)
        if state is not None:
            published = DraftRow.published_standard_id.is_not(None)
            own = own.where(published if state is DraftState.PUBLISHED else ~published)
        total = session.scalar(select(func.count()).select_from(own.subquery())) or 0
        page = own.where(DraftRow.id < after) if after is not None else own
        rows = session.scalars(page.order_by(DraftRow.id.desc()).limit(limit)).all()
        named = {each for row in rows for each in (row.corrects_id, row.published_standard_id) if each is not None}
        years = session.execute(select(StandardRow.id, StandardRow.year).where(StandardRow.id.in_(named)))
        public = {row.id: PublicId(STANDARD, row.year, row.id) for row in years}
        return tuple(_listed(row, public) for row in rows), total


def publish_draft(where: Where, draft: str, publication: Publication, seen: Seen | None = None) -> Receipt:
    """Publishes the draft; on a repeat the receipt of the first time, whichever tag the caller has seen."""
    read = None
    if isinstance(where, Scope):
        # A long body is read before the transaction, and only if it changes meanwhile within it.
        with reading(where) as session:
            row, enterprise = _own_draft(session, where.actor, draft)
            revision, body = row.revision, row.body
            if row.published_standard_id is None:
                read = examined(session, enterprise, body, where.clock.today())
    with begin(where) as work:
        row, enterprise = _own_draft(work.session, work.actor, draft, lock=True)
        if row.published_standard_id is not None:
            return queries.receipt(work.session, row.published_standard_id, row.published_version or 1)
        if seen is not None:
            seen(str(row.revision))
        if read is None or row.revision != revision:
            read = examined(work.session, enterprise, row.body, work.today)
        read = still(work, read, enterprise, row.body)
        receipt = publish_examined(work, enterprise, read, publication, corrects=_corrected(row))
        row.published_standard_id, row.published_version = receipt.id.number, receipt.version
        row.revision += 1
        return receipt


def own_enterprise(
    session: Session, actor: Actor, right: Right, *, named: StandardRow | DraftRow | None = None
) -> Enterprise:
    """The enterprise that the caller acts for, if it may; a command of this machine acts for the one whose standard or
    draft it names."""
    needs(right).check(actor)
    enterprise = enterprises.of_holder(session, actor.holder) if actor.holder else None
    if enterprise is None and actor.trusted and named is not None:
        return enterprises.by_ids(session, [named.enterprise_id])[named.enterprise_id]
    if enterprise is None:
        raise Forbidden(NOT_PERMITTED.error("Authorization", given=actor.name, accepted="enterprise"))
    return enterprise


def _change(work: Work, row: DraftRow, body: Mapping[str, Any], kept: Collection[str] = ()) -> None:
    """Writes `body`; documents that were `kept` just now are the enterprise's own by it."""
    row.body = dict(body)
    row.body_hash = body_hash(body)
    row.changed_at = work.now
    row.revision += 1
    documents.name(work, row, kept)


def _new_row(
    work: Work, enterprise: Enterprise, body: Mapping[str, Any], corrects: Corrected | None = None
) -> DraftRow:
    row = DraftRow(
        enterprise_id=enterprise.id,
        body=dict(body),
        body_hash=body_hash(body),
        revision=1,
        created_at=work.now,
        corrects_id=corrects and corrects.standard,
        corrects_version=corrects and corrects.version,
    )
    work.session.add(row)
    work.session.flush()
    if row.body.get("documents"):
        documents.name(work, row)
    return row


def body_hash(body: Mapping[str, Any]) -> str:
    """By which an identical draft is known."""
    return content_hash(json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _told(where: Where, row: DraftRow, enterprise: Enterprise, read: Examined | None = None) -> Draft:
    """What is answered to a change, examined outside of its transaction: a long body holds up no other writer."""
    with reading(where) as session:
        return _draft(session, row, enterprise, where.clock.today(), read)


def _draft(session: Session, row: DraftRow, enterprise: Enterprise, today: date, read: Examined | None = None) -> Draft:
    read = read or examined(session, enterprise, row.body, today)
    declaration, findings = read.declaration, read.findings
    findings += tuple(own_findings(session, enterprise, declaration, _corrected(row)))
    if row.published_standard_id is None and row.corrects_id is None:
        try:
            declared_already(session, enterprise, declaration)
        except Conflict as conflict:
            findings += conflict.findings
    corrects = _public(session, row.corrects_id)
    sizes = queries.own_documents(session, enterprise.id, [document.sha256 for document in declaration.documents])
    return Draft(
        id=_draft_id(row),
        revision=row.revision,
        body=row.body,
        declaration=declaration,
        findings=errors_first(findings),
        published_as=_public(session, row.published_standard_id),
        enterprise=enterprise,
        change=_kind(corrects is not None, declaration.replaces is not None),
        changes=corrects or declaration.replaces,
        documents=tuple(
            Document(**asdict(document), size=sizes[document.sha256])
            for document in declaration.documents
            if document.sha256 in sizes
        ),
    )


def _listed(row: DraftRow, public: Mapping[int, PublicId]) -> DraftListed:
    """`public` has the ids of the standards that it corrects and that it has become."""
    corrects = public.get(row.corrects_id or 0)
    written = row.body.get("replaces")
    replaces = PublicId.parse(written, STANDARD) if isinstance(written, str) else None
    return DraftListed(
        id=_draft_id(row),
        revision=row.revision,
        number=row.body.get("number") or "",
        title=row.body.get("title") or "",
        products=len(row.body.get("products") or ()),
        change=_kind(corrects is not None, replaces is not None),
        changes=corrects or replaces,
        published_as=public.get(row.published_standard_id or 0),
        changed_at=row.changed_at or row.created_at,
    )


def _corrected(row: DraftRow) -> Corrected | None:
    return None if row.corrects_id is None else Corrected(row.corrects_id, row.corrects_version or 1)


def _kind(corrects: bool, replaces: bool) -> ChangeKind:
    if corrects:
        return ChangeKind.CORRECTION
    return ChangeKind.REVISION if replaces else ChangeKind.FIRST


def _public(session: Session, standard: int | None) -> PublicId | None:
    if standard is None:
        return None
    return PublicId(STANDARD, session.get_one(StandardRow, standard).year, standard)


def _own_draft(session: Session, actor: Actor, draft: str, *, lock: bool = False) -> tuple[DraftRow, Enterprise]:
    """The draft and whose it is. `lock` for whoever changes it, so that of two at once the second sees the first."""
    needs(Right.DRAFT).check(actor)
    identity = PublicId.parse(draft, DRAFT)
    row = session.get(DraftRow, identity.number, with_for_update=lock) if identity else None
    enterprise = own_enterprise(session, actor, Right.DRAFT, named=row)
    if row is None or row.enterprise_id != enterprise.id or identity != _draft_id(row):
        raise NotFound(NOT_FOUND.error("id", given=draft))
    return row, enterprise


def _refuse_published(session: Session, row: DraftRow) -> None:
    identity = _public(session, row.published_standard_id)
    if identity is not None:
        raise Conflict(
            ALREADY_PUBLISHED.error("id", given=str(_draft_id(row)), accepted=str(identity)),
            existing=f"/s/{identity}",
        )


def _draft_id(row: DraftRow) -> PublicId:
    return PublicId(DRAFT, legal_day(row.created_at).year, row.id)
