"""Tables of the evaluation schemes, of what their evaluators have declared of themselves, and of the editions.

A published version, a declared interest and all of an edition are immutable, by trigger. What becomes of an edition are
acts that follow each other: its state is the last of them, never a column.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json, Key


class SchemeRow(Base):
    """A scheme: the identity that its versions share. `holder_id` is the evaluator whose it is; None: nobody's, so that
    only a command of this machine changes it."""

    __tablename__ = "schemes"

    id: Mapped[str] = mapped_column(primary_key=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("account_holders.id"), index=True)


class SchemeVersionRow(Base):
    __tablename__ = "scheme_versions"

    scheme: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[dict[str, Any]] = mapped_column(Json)


class SchemeDraftRow(Base):
    """What is to be the next version of a scheme, as far as it is written; deleted when it is published."""

    __tablename__ = "scheme_drafts"

    scheme: Mapped[str] = mapped_column(ForeignKey("schemes.id"), primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class InterestRow(Base):
    """What an evaluator has to do with an enterprise (利益关系). A row is never changed: a later one that names it in
    `ends` says on which day it ended."""

    __tablename__ = "interests"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("account_holders.id"), index=True)
    uscc: Mapped[str]
    kind: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    note: Mapped[str | None]
    ends: Mapped[int | None] = mapped_column(Key)
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class EditionRow(Base):
    """An edition: what a scheme says of its candidates on the state of the journal at `log_size`. The titles
    are those of the scheme; `issue` counts its editions within `year`; `corrects_id` names the one that it corrects."""

    __tablename__ = "editions"
    __table_args__ = (
        ForeignKeyConstraint(["scheme", "scheme_version"], ["scheme_versions.scheme", "scheme_versions.version"]),
        UniqueConstraint("scheme", "year", "issue"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    year: Mapped[int]
    scheme: Mapped[str]
    scheme_version: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str]
    issue: Mapped[int]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    day: Mapped[date]
    taken_at: Mapped[datetime] = mapped_column(Instant)
    log_size: Mapped[int] = mapped_column(Key)
    root_hash: Mapped[str] = mapped_column(String(64))
    method: Mapped[str]
    digest: Mapped[str] = mapped_column(String(71))
    counts: Mapped[dict[str, Any]] = mapped_column(Json)
    boards: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    sample: Mapped[bool]


class EditionArchiveRow(Base):
    """The archive of an edition, written with it; `size` in bytes."""

    __tablename__ = "edition_archives"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    size: Mapped[int] = mapped_column(Key)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class EditionValueRow(Base):
    """An indicator as candidates of the edition declared it, once for all of them."""

    __tablename__ = "edition_values"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stored: Mapped[str]


class EditionEntryRow(Base):
    """A candidate of an edition, in or out, as it was then. `levels` has a character for each measure of the scheme:
    5, 4, 3, 0, or - where nothing is asked; `cells` [reason, number of the declared value] of each. Standards,
    products and enterprises are named by their keys: what they are called today is another question."""

    __tablename__ = "edition_entries"
    __table_args__ = (
        Index("ix_edition_entries_grade", "edition_id", "grade", "place"),
        Index("ix_edition_entries_product", "product_id", "edition_id"),
        Index("ix_edition_entries_standard", "standard_id", "edition_id"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    standard_id: Mapped[int] = mapped_column(Key)
    standard_year: Mapped[int]
    version: Mapped[int]
    product_id: Mapped[int] = mapped_column(Key)
    product_year: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(Key)
    number: Mapped[str]
    name: Mapped[str]
    brand: Mapped[str | None]
    model: Mapped[str]
    specification: Mapped[str | None]
    grade: Mapped[int | None]
    reason: Mapped[str | None]
    about: Mapped[str | None]
    levels: Mapped[str]
    cells: Mapped[str]


class EditionActRow(Base):
    """What was done with an edition, or happened to what it rests on. `subject` is the public id of what it is about: a
    standard whose declaration has changed, which entries are joined to by `standard_id`, or the edition that corrects.
    `person` is None where a token that is nobody's own or a command acted."""

    __tablename__ = "edition_acts"
    __table_args__ = (Index("ix_edition_acts_standard", "standard_id", "edition_id"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    holder: Mapped[int | None] = mapped_column(Key)
    person: Mapped[int | None] = mapped_column(Key)
    until: Mapped[date | None]
    subject: Mapped[str | None]
    standard_id: Mapped[int | None] = mapped_column(Key)
    fact: Mapped[str | None]
    reason: Mapped[str | None]
