"""Tables of the account holders, their tokens, and the people who act for them."""

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
    """An access token; only its SHA-256 is kept. `user_id` is the person to whom it was given, None where it is the
    organisation's."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("account_holders.id"))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    rights: Mapped[list[str]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    # No foreign key, for SQLite cannot add one to a table.
    user_id: Mapped[int | None] = mapped_column(Key)


class UserRow(Base):
    """A person. `login` is folded; of the password only the argon2id hash is kept."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("account_holders.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    disabled_at: Mapped[datetime | None] = mapped_column(Instant)


class SessionRow(Base):
    """A browser in which a person is signed in; of its id only the SHA-256 is kept."""

    __tablename__ = "sessions"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


class AttemptRow(Base):
    """A try to sign in that did not succeed, kept for minutes. The login name stands as its SHA-256: people type
    passwords into the wrong field."""

    __tablename__ = "sign_in_attempts"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login_sha256: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Instant, index=True)
