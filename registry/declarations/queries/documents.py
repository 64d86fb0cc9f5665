"""Documents: which an enterprise holds, which are public, and their bytes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.declarations.models import (
    DocumentPieceRow,
    DocumentRow,
    DraftDocumentRow,
    DraftRow,
    PublishedDocumentRow,
    StandardRow,
)
from registry.declarations.values import Document


def own_documents(session: Session, enterprise: int, hashes: Collection[str]) -> dict[str, int]:
    """The size of those documents that a draft or a version of the enterprise names."""
    if not hashes:
        return {}
    drafted = (
        select(DraftDocumentRow.sha256)
        .join(DraftRow, DraftRow.id == DraftDocumentRow.draft_id)
        .where(DraftRow.enterprise_id == enterprise, DraftDocumentRow.sha256 == DocumentRow.sha256)
    )
    published = (
        select(PublishedDocumentRow.sha256)
        .join(StandardRow, StandardRow.id == PublishedDocumentRow.standard_id)
        .where(StandardRow.enterprise_id == enterprise, PublishedDocumentRow.sha256 == DocumentRow.sha256)
    )
    rows = session.execute(
        select(DocumentRow.sha256, DocumentRow.size)
        .where(DocumentRow.sha256.in_(hashes))
        .where(drafted.exists() | published.exists())
    )
    return {row.sha256: row.size for row in rows}


def public_document(session: Session, sha256: str) -> Document | None:
    """The document under the name that the latest version gives it which shows its text."""
    row = session.execute(
        select(PublishedDocumentRow.filename, DocumentRow.size)
        .join(DocumentRow, DocumentRow.sha256 == PublishedDocumentRow.sha256)
        .where(PublishedDocumentRow.sha256 == sha256, PublishedDocumentRow.public)
        .order_by(PublishedDocumentRow.standard_id.desc(), PublishedDocumentRow.version.desc())
        .limit(1)
    ).first()
    return Document(sha256, row.filename, public=True, size=row.size) if row else None


def document_piece(session: Session, sha256: str, position: int) -> bytes | None:
    """The bytes of a document from `position` on, as many as are kept together; None behind its end."""
    return session.scalar(
        select(DocumentPieceRow.content).where(DocumentPieceRow.sha256 == sha256, DocumentPieceRow.position == position)
    )
