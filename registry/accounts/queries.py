"""Reads of account holders, people and tokens."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from registry.accounts.models import AccountHolderRow, TokenRow, UserRow
from registry.accounts.rules import folded_login, login_stands
from registry.accounts.values import HolderKind, Role, Token, User
from registry.kernel.access import Right


def user_by_login(session: Session, login: str) -> User | None:
    """The person with this login name, however it is spelt."""
    folded = folded_login(login)
    if not login_stands(folded):  # what no login name can be, the database is not asked for
        return None
    found = session.execute(people().where(UserRow.login == folded)).one_or_none()
    if found is None:
        return None
    row, holder = found
    return user(row, holder)


def users(session: Session) -> list[User]:
    """Everybody, by organisation."""
    order = (AccountHolderRow.name, AccountHolderRow.id, UserRow.login)
    return [user(row, holder) for row, holder in session.execute(people().order_by(*order))]


def admins(session: Session, holder: int) -> list[str]:
    """The names of the administrators of an account holder who can sign in."""
    wanted = select(UserRow.name).where(
        UserRow.holder_id == holder, UserRow.role == str(Role.ADMIN), UserRow.disabled_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(UserRow.name)))


def holder_named(session: Session, kind: HolderKind, name: str) -> int | None:
    """The oldest account holder of this kind and name."""
    wanted = select(AccountHolderRow.id).where(AccountHolderRow.kind == str(kind), AccountHolderRow.name == name)
    return session.scalar(wanted.order_by(AccountHolderRow.id).limit(1))


def tokens(session: Session) -> list[Token]:
    """Every token, the newest last."""
    rows = session.execute(
        select(TokenRow, AccountHolderRow)
        .join(AccountHolderRow, AccountHolderRow.id == TokenRow.holder_id)
        .order_by(TokenRow.id)
    )
    return [
        Token(
            id=row.id,
            organisation=holder.name,
            kind=HolderKind(holder.kind),
            rights=tuple(Right(right) for right in row.rights),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row, holder in rows
    ]


def people() -> Select[UserRow, AccountHolderRow]:
    return select(UserRow, AccountHolderRow).join(AccountHolderRow, AccountHolderRow.id == UserRow.holder_id)


def user(row: UserRow, holder: AccountHolderRow) -> User:
    """The person in the rows of `people`."""
    return User(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        holder=holder.id,
        kind=HolderKind(holder.kind),
        organisation=holder.name,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )
