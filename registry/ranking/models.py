"""Tables of the evaluation schemes, and of what their evaluators have declared of themselves. A published version is
immutable, by trigger, as is a declared interest."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
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
