"""Tables of the enterprises."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Key


class EnterpriseRow(Base):
    """An enterprise; `uscc` is its 统一社会信用代码, `name` the one that it has now. `industry`, a class of GB/T 4754,
    and `standing` are None where they were not registered; `standing_on` is the day on which the standing began."""

    __tablename__ = "enterprises"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("account_holders.id"), unique=True)
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str]
    region: Mapped[str] = mapped_column(String(6))
    level: Mapped[str] = mapped_column(String(2))
    level_on: Mapped[date]
    sample_source: Mapped[str | None]
    sample_licence: Mapped[str | None]
    registered_at: Mapped[datetime] = mapped_column(Instant)
    industry: Mapped[str | None]
    standing: Mapped[str | None]
    standing_on: Mapped[date | None]


class EnterpriseNameRow(Base):
    """A former name (曾用名), borne before the day `until`. Append-only, by trigger."""

    __tablename__ = "enterprise_names"

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), primary_key=True)
    until: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(Instant)
