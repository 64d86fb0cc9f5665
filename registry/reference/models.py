"""Tables of the reference data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json, Key


class ReferenceRow(Base):
    """What a row of `kind` says from `recorded_at` on, until a newer one of the same code. None: it is said no more."""

    __tablename__ = "reference_rows"

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    content: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ReferenceLoadRow(Base):
    """One loading of what ships; `digest` names the files that were loaded."""

    __tablename__ = "reference_loads"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    digest: Mapped[str] = mapped_column(String(64))
