"""Idempotency keys: a call sent twice is done once, and answered twice with the same words.

The answer is recorded in the transaction of the call itself, so there is no moment at which the act is done and its
answer unknown. A refusal rolls back and leaves nothing: the same key may try again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import LargeBinary, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from registry.kernel.database import Base, Instant, Json
from registry.kernel.errors import Refused
from registry.kernel.findings import Message
from registry.kernel.transaction import Work

KEY_REUSED = Message(
    "idempotency-key-reused",
    "幂等键 {given} 已用于另一个内容不同的请求；内容不同的请求请使用新的键。",
    "The idempotency key {given} was used for a request with other content; use a new key for a new request.",
)
_REPEATING = 0x6B6579  # "key": first half of the advisory lock of one key


class IdempotencyRow(Base):
    __tablename__ = "idempotency_keys"

    holder: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Text)
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(Json)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer given the first time."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def recall(work: Work, holder: str, key: str, request_hash: str) -> Recorded | None:
    """The answer that `holder` (the caller, by whatever name is theirs alone) had under this key; None the first time.

    Raises Refused where the key stood for another request. Call it first in the command: a twin that runs at the same
    time waits here until the other one has committed.
    """
    if work.session.get_bind().dialect.name == "postgresql":
        digest = hashlib.sha256(f"{holder}\0{key}".encode()).digest()
        lock = int.from_bytes(digest[:4], signed=True)
        work.session.execute(select(func.pg_advisory_xact_lock(_REPEATING, lock)))
    row = work.session.get(IdempotencyRow, (holder, key))
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Refused(KEY_REUSED.error("Idempotency-Key", given=key))
    return Recorded(row.status, row.headers, row.body)


def record(work: Work, holder: str, key: str, request_hash: str, answer: Recorded) -> None:
    """Keeps the answer under the key, in the transaction of the command that it answers."""
    work.session.add(
        IdempotencyRow(
            holder=holder,
            key=key,
            request_hash=request_hash,
            status=answer.status,
            headers=dict(answer.headers),
            body=answer.body,
            at=work.now,
        )
    )
