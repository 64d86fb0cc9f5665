"""Table of the evaluation schemes; a published version is immutable, by trigger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json


class SchemeVersionRow(Base):
    __tablename__ = "scheme_versions"

    scheme: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
