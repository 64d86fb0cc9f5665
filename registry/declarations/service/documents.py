"""Documents (文本): what an enterprise attaches to a draft, and who may read it.

They are kept in the database, in pieces, and not as files beside it: web processes may run on several machines and a
setting is enough to move to PostgreSQL; a document comes and goes with the transaction that names it, so that none is
half written, lost, or left over; and a backup of the database is a backup of all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from registry.declarations import queries
from registry.declarations.models import (
    DocumentPieceRow,
    DocumentRow,
    DraftDocumentRow,
    DraftRow,
    PublishedDocumentRow,
)
from registry.declarations.rules.documents import (
    ACCEPTED,
    DOCUMENT_TOO_LARGE,
    EMPTY_DOCUMENT,
    LOOKED_AT,
    MOST_BYTES,
    NOT_PDF,
    is_pdf,
)
from registry.declarations.values import Document
from registry.enterprises import queries as enterprises
from registry.kernel.access import Right
from registry.kernel.database import table
from registry.kernel.errors import NOT_FOUND, NotFound, Refused, TooLarge
from registry.kernel.transaction import Scope, Work, reading

PIECE = 256 * 1024
"""Bytes that are read, or kept in one row, at a time."""

_hash = re.compile("[0-9a-f]{64}")

# Whoever keeps a document that is there already holds its row: nobody takes it away before this draft names it.
_known = text(
    "INSERT INTO documents (sha256, size) VALUES (:sha256, :size) ON CONFLICT (sha256) DO UPDATE SET size = :size"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A file that has been looked at: its hash and its size in bytes."""

    sha256: str
    size: int


def measured(file: IO[bytes], name: str) -> Measured:
    """The file, read once from its beginning. TooLarge, or Refused for what is no PDF."""
    digest, size, head, tail = hashlib.sha256(), 0, b"", b""
    for piece in _pieces(file):
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge(DOCUMENT_TOO_LARGE.error("/file", given=name, accepted=str(MOST_BYTES)))
        digest.update(piece)
        head, tail = head or piece[:LOOKED_AT], (tail + piece)[-LOOKED_AT:]
    if not size:
        raise Refused(EMPTY_DOCUMENT.error("/file", given=name, accepted=ACCEPTED))
    if not is_pdf(head, tail):
        raise Refused(NOT_PDF.error("/file", given=name, accepted=ACCEPTED))
    return Measured(digest.hexdigest(), size)


def keep(work: Work, found: Measured, file: IO[bytes]) -> None:
    """Keeps the bytes of a measured file, if no other draft or version has them already."""
    work.connection.execute(_known, {"sha256": found.sha256, "size": found.size})
    if queries.document_piece(work.session, found.sha256, 0) is None:
        rows, position = [], 0
        for piece in _pieces(file):
            rows.append({"sha256": found.sha256, "position": position, "content": piece})
            position += len(piece)
        work.connection.execute(insert(table(DocumentPieceRow)), rows)


def name(work: Work, draft: DraftRow, kept: Collection[str] = ()) -> None:
    """Writes down which documents the body of `draft` names: those that its enterprise holds, or that were `kept` just
    now. What it names no more is taken away, unless another draft or a version names it."""
    wanted = {each["sha256"] for each in draft.body.get("documents") or ()}
    named = table(DraftDocumentRow)
    present = set(work.connection.scalars(select(named.c.sha256).where(named.c.draft_id == draft.id)))
    own = queries.own_documents(work.session, draft.enterprise_id, wanted - present)
    if added := (wanted - present) & {*own, *kept}:
        work.connection.execute(insert(named), [{"draft_id": draft.id, "sha256": each} for each in sorted(added)])
    forget(work, draft, present - wanted)


def forget(work: Work, draft: DraftRow, hashes: Collection[str] | None = None) -> None:
    """The draft names these documents no more, all of them by default; those that nobody names go."""
    named, published = table(DraftDocumentRow), table(PublishedDocumentRow)
    mine = named.c.draft_id == draft.id
    gone = delete(named).where(mine if hashes is None else mine & named.c.sha256.in_(hashes))
    if hashes is None or hashes:
        hashes = work.connection.scalars(gone.returning(named.c.sha256)).all()
    if not hashes:
        return
    documents, pieces = table(DocumentRow), table(DocumentPieceRow)
    others = select(named.c.sha256).union(select(published.c.sha256)).subquery()
    unused = work.connection.scalars(
        select(documents.c.sha256).where(
            documents.c.sha256.in_(hashes), documents.c.sha256.not_in(select(others.c.sha256))
        )
    ).all()
    # Somebody may come to name one at this very moment: then it stays.
    with suppress(IntegrityError), work.savepoint():
        work.connection.execute(delete(pieces).where(pieces.c.sha256.in_(unused)))
        work.connection.execute(delete(documents).where(documents.c.sha256.in_(unused)))


@dataclass(frozen=True, slots=True)
class Readable:
    """A document that the caller may read; `everybody` may where a version shows its text."""

    document: Document
    everybody: bool


def readable(scope: Scope, sha256: str) -> Readable:
    """The document with this hash: one that a version shows to everybody, or one of the caller's own enterprise, under
    a name made of its hash. NotFound for all others."""
    if not _hash.fullmatch(sha256):
        raise NotFound(NOT_FOUND.error("sha256", given=sha256))
    with reading(scope) as session:
        if shown := queries.public_document(session, sha256):
            return Readable(shown, everybody=True)
        actor = scope.actor
        own = enterprises.of_holder(session, actor.holder) if actor.holder and actor.may(Right.DRAFT) else None
        size = queries.own_documents(session, own.id, [sha256]).get(sha256) if own else None
    if size is None:
        raise NotFound(NOT_FOUND.error("sha256", given=sha256))
    return Readable(Document(sha256, f"{sha256[:16]}.pdf", public=False, size=size), everybody=False)


def content(scope: Scope, document: Document) -> Iterator[bytes]:
    """Its bytes, piece by piece, each read on its own: a slow reader holds no connection."""
    position = 0
    while position < document.size:
        with reading(scope) as session:
            piece = queries.document_piece(session, document.sha256, position)
        if piece is None:  # taken out of the draft meanwhile
            return
        yield piece
        position += len(piece)


def with_document(body: dict[str, Any], sha256: str, filename: str, *, public: bool) -> dict[str, Any]:
    """`body` with this document at the end of its own, or instead of itself where it is there already."""
    entry = {"sha256": sha256, "filename": filename, "public": public}
    present = list(body.get("documents") or ())
    places = [place for place, each in enumerate(present) if each["sha256"] == sha256]
    for place in places:
        present[place] = entry
    return {**body, "documents": present if places else [*present, entry]}


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
