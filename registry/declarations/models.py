"""Tables of the declarations.

`standard_versions`, `receipts` and `published_documents` are immutable, by trigger. `content` of a version is its
canonical JSON and the truth; what stands beside it in columns repeats it as it was understood. `declared_products`,
`declared_indicators` and `declared_citations` are its projection for the newest version and can be built again.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, CanonicalNumber, Instant, Json, Key

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""A number of such a table that was once committed is never given again, not even when its row is deleted."""


class DraftRow(Base):
    """What a declarant has written so far, exactly as sent. `corrects_id` is the standard that it makes a new version
    of and `corrects_version` the version that it was made from; `body_hash` finds an identical draft again."""

    __tablename__ = "drafts"
    __table_args__ = (Index("ix_drafts_of_enterprise", "enterprise_id", "body_hash"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    published_standard_id: Mapped[int | None] = mapped_column(ForeignKey("standards.id"))
    published_version: Mapped[int | None]
    corrects_id: Mapped[int | None] = mapped_column(
        Key
    )  # of a standard; no foreign key, for SQLite cannot add one to a table
    corrects_version: Mapped[int | None]
    changed_at: Mapped[datetime | None] = mapped_column(Instant)  # None: not since it was made
    body_hash: Mapped[str | None] = mapped_column(String(71))


class StandardRow(Base):
    """A declared standard: the identity that its versions share. A number is unique per enterprise. `sample_source` and
    `sample_licence` say of a sample where its values come from; None: as its enterprise says."""

    __tablename__ = "standards"
    __table_args__ = (UniqueConstraint("enterprise_id", "number_key"), NEVER_AGAIN)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    year: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    kind: Mapped[str]
    number: Mapped[str]
    number_key: Mapped[str] = mapped_column(index=True)
    sample_source: Mapped[str | None]
    sample_licence: Mapped[str | None]


class VersionRow(Base):
    """One published version. `declared_hash` covers what was declared without ids that the register gave, so that a
    repeat is known as one. `change` is {kind, reason} (None: the first version of the earliest shape), `disclosure`
    {reason} where the enterprise has disclosed a shortfall (明示), `international` {degree, number}, `documents`
    [{sha256, filename, size, public}] (None: it has none)."""

    __tablename__ = "standard_versions"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    category: Mapped[str]
    industry: Mapped[str | None]
    issued_on: Mapped[date | None]
    effective_on: Mapped[date]
    cites: Mapped[list[str]] = mapped_column(Json)
    commitment: Mapped[dict[str, str]] = mapped_column(Json)
    change: Mapped[dict[str, Any] | None] = mapped_column(Json)
    disclosure: Mapped[dict[str, Any] | None] = mapped_column(Json)
    international: Mapped[dict[str, Any] | None] = mapped_column(Json)
    documents: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    published_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[str] = mapped_column(deferred=True)  # megabytes, and no page reads it
    content_hash: Mapped[str]
    declared_hash: Mapped[str]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class ReceiptRow(Base):
    """Where in the journal a version stands."""

    __tablename__ = "receipts"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    log_index: Mapped[int] = mapped_column(Key, unique=True)
    leaf_hash: Mapped[str] = mapped_column(String(64))


class ReplacementRow(Base):
    """A revision: `standard_id` replaces `replaces_id` from the day on that it takes effect."""

    __tablename__ = "replacements"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    replaces_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), index=True)


class WithdrawalRow(Base):
    """The enterprise's own end of a standard (废止), and where in the journal it stands."""

    __tablename__ = "withdrawals"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    version: Mapped[int]
    reason: Mapped[str]
    withdrawn_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[str]
    content_hash: Mapped[str]
    log_index: Mapped[int] = mapped_column(Key, unique=True)
    leaf_hash: Mapped[str] = mapped_column(String(64))


class ProductRow(Base):
    """The identity of a product, kept through corrections and revisions by the enterprise's own choice."""

    __tablename__ = "products"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    year: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))


class DeclaredProductRow(Base):
    """A product in the newest version of a standard."""

    __tablename__ = "declared_products"
    __table_args__ = (Index("ix_declared_products_order", "standard_id", "position", unique=True),)

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True, index=True)
    position: Mapped[int]
    name: Mapped[str]
    brand: Mapped[str | None]
    model: Mapped[str]
    specification: Mapped[str | None]
    gtins: Mapped[list[str]] = mapped_column(Json)
    category: Mapped[str] = mapped_column(index=True)
    export_only: Mapped[bool]


class DeclaredIndicatorRow(Base):
    """An indicator of a product in the newest version. `understood` is the indicator in the shape of the API. `code`
    chooses the indicators that a ranking reads; `canonical_low` and `canonical_high` with their indexes are what a
    range of values (apf>=4.5) and the best values are found by."""

    __tablename__ = "declared_indicators"
    __table_args__ = (
        Index("ix_declared_indicators_value", "code", "canonical_low", "canonical_high"),
        Index("ix_declared_indicators_high", "code", "canonical_high"),
        Index("ix_declared_indicators_product", "product_id", "standard_id", "position"),
    )

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None]
    canonical_low: Mapped[Decimal | None] = mapped_column(CanonicalNumber)
    canonical_high: Mapped[Decimal | None] = mapped_column(CanonicalNumber)
    understood: Mapped[dict[str, Any]] = mapped_column(Json)


class DeclaredCitationRow(Base):
    """A standard that the newest version of a standard cites, in its list or as a method, by the key of its number."""

    __tablename__ = "declared_citations"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    number_key: Mapped[str] = mapped_column(primary_key=True, index=True)


class DocumentRow(Base):
    """A document that a draft or a version names, once for all of them; `size` in bytes. It goes with the last draft
    that names it, unless it is published."""

    __tablename__ = "documents"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(Key)


class DocumentPieceRow(Base):
    """Bytes of a document, from `position` on."""

    __tablename__ = "document_pieces"

    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), primary_key=True)
    position: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DraftDocumentRow(Base):
    """A document that the body of a draft names: by this it is the enterprise's own."""

    __tablename__ = "draft_documents"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), primary_key=True, index=True)


class PublishedDocumentRow(Base):
    """A document of a version, immutable; where it is not `public` the enterprise publishes its hash and name only."""

    __tablename__ = "published_documents"

    standard_id: Mapped[int] = mapped_column(ForeignKey("standards.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"), primary_key=True, index=True)
    filename: Mapped[str]
    public: Mapped[bool]


class ImportRow(Base):
    """A file of declarations that was sent, and how far it has come. `holder` and `asked_by` say for whom it acts;
    `line` and `position` (bytes) are what has been settled. `failure` is a stored finding."""

    __tablename__ = "imports"
    __table_args__ = (NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"))
    holder: Mapped[int | None] = mapped_column(Key)
    asked_by: Mapped[str]
    dry_run: Mapped[bool]
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(Key)
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    state: Mapped[str]
    line: Mapped[int] = mapped_column(default=0)
    position: Mapped[int] = mapped_column(Key, default=0)
    rows: Mapped[int] = mapped_column(default=0)
    published: Mapped[int] = mapped_column(default=0)
    drafted: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    repeated: Mapped[int] = mapped_column(default=0)
    findings: Mapped[int] = mapped_column(default=0)
    failure: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ImportPieceRow(Base):
    """Bytes of a file that is still to be imported, from `position` on; they go when it is done."""

    __tablename__ = "import_pieces"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ImportFindingRow(Base):
    """What an import has to say of a row, the first ones of a file; `place` counts them."""

    __tablename__ = "import_findings"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[int]
    draft: Mapped[str | None]
    finding: Mapped[dict[str, Any]] = mapped_column(Json)


class ImportSeenRow(Base):
    """What a dry run has already come across in its file, so that it knows what is written twice; they go when it is
    done. `key` is of a number or a draft, `digest` of what was declared."""

    __tablename__ = "import_seen"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
