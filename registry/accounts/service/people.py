"""Use cases of people: who has an account, and for whom they act."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from registry.accounts import queries
from registry.accounts.models import AccountHolderRow, SessionRow, UserRow
from registry.accounts.passwords import hashed
from registry.accounts.rules import examine_password, examine_user, folded_login
from registry.accounts.values import HolderKind, Role, User
from registry.kernel.access import Right, needs
from registry.kernel.errors import NOT_FOUND, Conflict, NotFound, Refused
from registry.kernel.findings import Message
from registry.kernel.transaction import Where, Work, begin, reading

NAME_TAKEN = Message("login-taken", "登录名 {given} 已被使用。", "The login name {given} is taken.")


def add_user(where: Where, *, holder: int, login: str, name: str, role: Role, password: str) -> User:
    """A new person who acts for the account holder `holder`. Operators only.

    Raises NotFound for an unknown holder, Refused for what the rules do not accept, Conflict for a login name that is
    taken.
    """
    needs(Right.OPERATE).check(where.actor)
    login, name = folded_login(login), name.strip()
    against_password = examine_password(password, login)
    kept = "" if against_password else hashed(password)  # takes long, so before the transaction
    with begin(where) as work:
        organisation = work.session.get(AccountHolderRow, holder)
        if organisation is None:
            raise NotFound(NOT_FOUND.error("holder", given=str(holder)))
        found = examine_user(login, name, role, HolderKind(organisation.kind)) + against_password
        if found:
            raise Refused(found)
        row = UserRow(
            holder_id=holder,
            login=login,
            name=name,
            role=str(role),
            password_hash=kept,
            created_at=work.now,
            disabled_at=None,
        )
        try:
            with work.savepoint():
                work.session.add(row)
                work.session.flush()
        except IntegrityError:
            raise Conflict(NAME_TAKEN.error("login", given=login)) from None
        return queries.user(row, organisation)


def user_by_login(where: Where, login: str) -> User | None:
    """The person with this login name, however it is spelt. Operators only."""
    needs(Right.OPERATE).check(where.actor)
    with reading(where) as session:
        return queries.user_by_login(session, login)


def users(where: Where) -> list[User]:
    """Everybody with an account, by organisation. Operators only."""
    needs(Right.OPERATE).check(where.actor)
    with reading(where) as session:
        return queries.users(session)


def disable_user(where: Where, login: str) -> User:
    """Ends every session of the person, who cannot sign in again; the row stays. Operators only."""
    needs(Right.OPERATE).check(where.actor)
    with begin(where) as work:
        row, organisation = _found(work, login)
        row.disabled_at = row.disabled_at or work.now
        _end_sessions(work, row)
        return queries.user(row, organisation)


def enable_user(where: Where, login: str) -> User:
    """Lets a disabled person sign in again, with the same password. Operators only."""
    needs(Right.OPERATE).check(where.actor)
    with begin(where) as work:
        row, organisation = _found(work, login)
        row.disabled_at = None
        return queries.user(row, organisation)


def set_password(where: Where, login: str, password: str) -> User:
    """Gives the person another password and ends every session. Operators only. Raises Refused for a bad one."""
    needs(Right.OPERATE).check(where.actor)
    found = examine_password(password, folded_login(login))
    if found:
        raise Refused(found)
    kept = hashed(password)
    with begin(where) as work:
        row, organisation = _found(work, login)
        row.password_hash = kept
        _end_sessions(work, row)
        return queries.user(row, organisation)


def _found(work: Work, login: str) -> tuple[UserRow, AccountHolderRow]:
    known = queries.user_by_login(work.session, login)
    if known is None:
        raise NotFound(NOT_FOUND.error("login", given=login))
    wanted = queries.people().where(UserRow.id == known.id).with_for_update(of=UserRow)
    row, organisation = work.session.execute(wanted).one()
    return row, organisation


def _end_sessions(work: Work, row: UserRow) -> None:
    work.session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))
