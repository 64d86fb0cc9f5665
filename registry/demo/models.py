"""Tables of the sample data: what was loaded from which file, and what the examination refused of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json, Key


class SampleLoadRow(Base):
    """A file that was loaded; `digest` names its contents and the release that read them. `rows` counts its rows,
    `products` what was declared of them."""

    __tablename__ = "sample_loads"

    file: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    category: Mapped[str]
    source: Mapped[str]
    licence: Mapped[str]
    rows: Mapped[int]
    standards: Mapped[int]
    products: Mapped[int]
    indicators: Mapped[int]
    loaded_at: Mapped[datetime] = mapped_column(Instant)


class SampleRefusalRow(Base):
    """A declaration of that file that the examination would not let through, with its reasons."""

    __tablename__ = "sample_refusals"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    file: Mapped[str] = mapped_column(ForeignKey("sample_loads.file"), index=True)
    number: Mapped[str]
    title: Mapped[str]
    enterprise: Mapped[str]
    products: Mapped[int]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
