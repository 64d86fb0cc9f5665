"""Use cases of account holders and of the tokens that programs act with."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from registry.accounts import queries
from registry.accounts.models import AccountHolderRow, TokenRow, UserRow
from registry.accounts.values import RIGHTS_OF, HolderKind, Token
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

HOLDER_NAME_MISSING = Message("holder-name-missing", "必须填写机构名称。", "The name of the organisation is required.")


def add_holder(where: Where, kind: HolderKind, name: str) -> int:
    """The primary key of a new account holder. Operators only."""
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        row = AccountHolderRow(kind=str(kind), name=name, created_at=work.now)
        work.session.add(row)
        work.session.flush()
        return row.id


def holder_named(where: Where, kind: HolderKind, name: str) -> int:
    """The account holder of this kind and name, made where there is none. Operators only.

    Not for enterprises, which are known by their credit code.
    """
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        if not (name := name.strip()):
            raise Refused(HOLDER_NAME_MISSING.error("name"))
        return queries.holder_named(work.session, kind, name) or add_holder(work, kind, name)


def rename_holder(where: Where, holder: int, name: str) -> None:
    """Gives an account holder that exists another name. Operators only."""
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        work.session.get_one(AccountHolderRow, holder).name = name


NOT_A_MEMBER = Message(
    "login-not-of-holder",
    "{given} 不是这一机构能登录的人员。",
    "{given} is nobody who can sign in for this organisation.",
)


def create_token(where: Where, holder: int, rights: Iterable[Right], login: str | None = None) -> str:
    """A new token of `holder`, to be shown once: only its hash is kept. It ends after a year. With `login` it is that
    person's own, and what only a person may do can be done with it.

    Operators only. Raises NotFound, and Refused where a right is not one of the holder's kind, or the person does not
    act for the holder.
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
        person = None if login is None else queries.user_by_login(work.session, login)
        if login is not None and (person is None or person.holder != holder or person.disabled_at is not None):
            raise Refused(NOT_A_MEMBER.error("login", given=login))
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        work.session.add(
            TokenRow(
                holder_id=holder,
                sha256=secret_hash(token),
                rights=sorted(wanted),
                created_at=work.now,
                expires_at=work.now + TOKEN_LIFE,
                user_id=person.id if person else None,
            )
        )
        return token


def tokens(where: Where) -> list[Token]:
    """What is known of every token. Operators only."""
    with reading(where) as session:
        needs(Right.OPERATE).check(where.actor)
        return queries.tokens(session)


def revoke_token(where: Where, token: int) -> None:
    """Ends a token at once, by its number; one that has ended stays as it is. Operators only."""
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        row = work.session.get(TokenRow, token)
        if row is None:
            raise NotFound(NOT_FOUND.error("token", given=str(token)))
        row.expires_at = min(row.expires_at, work.now)


def authenticate(where: Where, token: str) -> Actor | None:
    """Who acts with `token`; None if it is unknown or has ended, or belongs to a person who may not sign in."""
    with reading(where) as session:
        row = session.execute(
            select(
                TokenRow.rights,
                TokenRow.expires_at,
                TokenRow.user_id,
                AccountHolderRow.id,
                AccountHolderRow.name,
                UserRow.disabled_at,
            )
            .join(AccountHolderRow, AccountHolderRow.id == TokenRow.holder_id)
            .outerjoin(UserRow, UserRow.id == TokenRow.user_id)
            .where(TokenRow.sha256 == secret_hash(token))
        ).one_or_none()
    if row is None or row.expires_at <= where.clock.now() or row.disabled_at is not None:
        return None
    return Actor(row.name, frozenset(Right(right) for right in row.rights), holder=row.id, person=row.user_id)


def secret_hash(secret: str) -> str:
    """What is kept of a secret that we made. It holds 256 random bits, so a plain hash is enough: nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
