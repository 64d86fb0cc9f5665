"""Use cases of account holders and tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from registry.accounts.models import AccountHolderRow, TokenRow
from registry.accounts.values import RIGHTS_OF, HolderKind
from registry.kernel.access import Actor, Right, needs
from registry.kernel.errors import NOT_FOUND, NotFound, Refused
from registry.kernel.findings import Message
from registry.kernel.transaction import Where, begin, reading

TOKEN_PREFIX = "esr_"  # noqa: S105 - a visible mark, so that a leaked token is recognised; no secret
TOKEN_LIFE = timedelta(days=365)

RIGHT_NOT_OF_HOLDER = Message(
    "right-not-of-holder",
    "{kind} 账户的令牌不能有权限 {given}；可以有：{accepted}。",
    "A token of a holder of the kind {kind} cannot carry {given}; it can carry: {accepted}.",
)


def add_holder(where: Where, kind: HolderKind, name: str) -> int:
    """The primary key of a new account holder. Operators only."""
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        row = AccountHolderRow(kind=str(kind), name=name, created_at=work.now)
        work.session.add(row)
        work.session.flush()
        return row.id


def create_token(where: Where, holder: int, rights: Iterable[Right]) -> str:
    """A new token of `holder`, to be shown once: only its hash is kept. It ends after a year.

    Operators only. Raises NotFound, and Refused where a right is not one of the holder's kind.
    """
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        row = work.session.get(AccountHolderRow, holder)
        if row is None:
            raise NotFound(NOT_FOUND.error("holder", given=str(holder)))
        allowed = RIGHTS_OF[HolderKind(row.kind)]
        wanted = frozenset(rights)
        if wanted - allowed or not wanted:
            given, accepted = ", ".join(sorted(wanted - allowed)) or "-", ", ".join(sorted(allowed))
            raise Refused(RIGHT_NOT_OF_HOLDER.error("scopes", given=given, accepted=accepted, kind=row.kind))
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        work.session.add(
            TokenRow(
                holder_id=holder,
                sha256=_sha256(token),
                rights=sorted(wanted),
                created_at=work.now,
                expires_at=work.now + TOKEN_LIFE,
            )
        )
        return token


def authenticate(where: Where, token: str) -> Actor | None:
    """Who acts with `token`; None if it is unknown or has ended."""
    with reading(where) as session:
        row = session.execute(
            select(TokenRow.rights, TokenRow.expires_at, AccountHolderRow.id, AccountHolderRow.name)
            .join(AccountHolderRow, AccountHolderRow.id == TokenRow.holder_id)
            .where(TokenRow.sha256 == _sha256(token))
        ).one_or_none()
    if row is None or row.expires_at <= where.clock.now():
        return None
    return Actor(row.name, frozenset(Right(right) for right in row.rights), holder=row.id)


def _sha256(token: str) -> str:
    # A token holds 256 random bits, so a plain hash is enough: there is nothing to guess.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
