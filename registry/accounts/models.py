"""Tables of the account holders and their tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json, Key


class AccountHolderRow(Base):
    """An organisation that acts in the register."""

    __tablename__ = "account_holders"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)


class TokenRow(Base):
    """An access token; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("account_holders.id"))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    rights: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
