"""Tables of the quality credit record; both are append-only, by trigger.

`content` is the canonical JSON of what was recorded and the truth; the columns beside it repeat it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json, Key


class CreditEntryRow(Base):
    """An entry about an enterprise, or one standard or product of it. `source` is {name, issued_on, number, url},
    `bars` what it bars from. The same content stands once; `holder_id` says which organisation recorded it."""

    __tablename__ = "credit_entries"

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    year: Mapped[int]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprises.id"), index=True)
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("standards.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    kind: Mapped[str]
    text: Mapped[str]
    source: Mapped[dict[str, Any]] = mapped_column(Json)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    bars: Mapped[list[str]] = mapped_column(Json)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("account_holders.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[str]
    content_hash: Mapped[str] = mapped_column(unique=True)
    log_index: Mapped[int] = mapped_column(Key, unique=True)
    leaf_hash: Mapped[str] = mapped_column(String(64))


class CreditRepairRow(Base):
    """The repair (信用修复) or lifting of an entry, which counts no more from the day `ends_on`."""

    __tablename__ = "credit_repairs"

    entry_id: Mapped[int] = mapped_column(ForeignKey("credit_entries.id"), primary_key=True)
    kind: Mapped[str]
    ends_on: Mapped[date]
    reason: Mapped[str]
    source: Mapped[dict[str, Any]] = mapped_column(Json)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("account_holders.id"))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[str]
    content_hash: Mapped[str]
    log_index: Mapped[int] = mapped_column(Key, unique=True)
    leaf_hash: Mapped[str] = mapped_column(String(64))
