"""Tables of the reference data. The newest row of a code is the one in use; older ones say what was in use before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json


class CategoryRow(Base):
    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)


class DictionaryRow(Base):
    __tablename__ = "dictionary_indicators"

    code: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant, primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
