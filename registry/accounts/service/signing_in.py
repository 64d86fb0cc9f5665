"""Use cases of sessions: sign in, be recognised, sign out. A session is for pages; programs act with tokens."""

from __future__ import annotations

import hashlib
import math
import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from registry.accounts import queries
from registry.accounts.models import AttemptRow, SessionRow, UserRow
from registry.accounts.passwords import hashed, matches, outdated
from registry.accounts.rules import (
    FAILURES_SINCE,
    MOST_FAILURES_OF_ADDRESS,
    MOST_FAILURES_OF_LOGIN,
    SESSION_IDLE,
    SESSION_LIFE,
    folded_login,
    login_stands,
    session_lasts,
)
from registry.accounts.service.tokens import secret_hash
from registry.accounts.values import User
from registry.kernel.errors import Refused, TooMany
from registry.kernel.findings import Message
from registry.kernel.transaction import Scope, Where, Work, begin, reading

SEEN_EVERY = timedelta(minutes=10)
"""So much later it is written again that a session was seen: reading a page seldom writes."""

LOGIN_MISSING = Message("sign-in-login-missing", "请填写登录名。", "Give your login name.")
PASSWORD_MISSING = Message("sign-in-password-missing", "请填写密码。", "Give your password.")
SIGN_IN_FAILED = Message("sign-in-failed", "登录名或密码不正确。", "The login name or the password is not right.")
ACCOUNT_DISABLED = Message(
    "account-disabled",
    "这个账户已停用，请联系登记机构。",
    "This account is disabled; please ask the operator of the register.",
)
TOO_MANY_ATTEMPTS = Message(
    "too-many-sign-in-attempts",
    "登录失败次数过多，请在 {accepted} 分钟后再试。",
    "Too many attempts to sign in have failed; try again in {accepted} min.",
)


def sign_in(scope: Scope, login: str, password: str, *, address: str, replaces: str = "") -> str:
    """The id of a new session, for the person whose login name and password these are.

    `address` is whose attempts are counted together, `replaces` a session that ends by this. Raises Refused with the
    same words and after the same work whether the name or the password is wrong, TooMany after many failures for one
    name or from one address. An attempt is counted before the password is looked at, in a transaction of its own: it
    stays where the rest is refused.
    """
    if not (login.strip() and password):
        raise Refused(
            ([] if login.strip() else [LOGIN_MISSING.error("login")])
            + ([] if password else [PASSWORD_MISSING.error("password")])
        )
    folded = folded_login(login)
    with begin(scope) as work:
        _count_attempt(work, folded, address)
        kept = _kept_password(work, folded)
    # Outside of any transaction: this takes a good part of a second.
    good = matches(kept, password)
    renewed = hashed(password) if good and kept and outdated(kept) else None
    if not good:
        raise Refused(SIGN_IN_FAILED.error("login"))
    with begin(scope) as work:
        # Again, for it may have changed meanwhile.
        row = work.session.scalars(select(UserRow).where(UserRow.login == folded).with_for_update()).one()
        if row.password_hash != kept:
            raise Refused(SIGN_IN_FAILED.error("login"))
        if row.disabled_at is not None:
            raise Refused(ACCOUNT_DISABLED.error("login"))
        row.password_hash = renewed or row.password_hash
        work.session.execute(delete(AttemptRow).where(AttemptRow.login_sha256 == _login_hash(folded)))
        _forget_ended(work, replaces)
        return _open_session(work, row)


def recognise(scope: Scope, session: str) -> User | None:
    """Who is signed in with this session; None if it is unknown or has ended, or the account is disabled."""
    kept, now = secret_hash(session), scope.clock.now()
    with reading(scope) as reader:
        found = reader.execute(
            queries.people()
            .join(SessionRow, SessionRow.user_id == UserRow.id)
            .where(SessionRow.sha256 == kept, UserRow.disabled_at.is_(None))
            .add_columns(SessionRow.seen_at, SessionRow.expires_at)
        ).one_or_none()
        if found is None:
            return None
        row, holder, seen_at, expires_at = found
        user = queries.user(row, holder)
    if not session_lasts(seen_at, expires_at, now):
        return None
    if now - seen_at >= SEEN_EVERY:
        with begin(scope) as work:
            work.session.execute(update(SessionRow).where(SessionRow.sha256 == kept).values(seen_at=now))
    return user


def sign_out(where: Where, session: str) -> None:
    """Ends the session; an unknown one is none."""
    with begin(where) as work:
        work.session.execute(delete(SessionRow).where(SessionRow.sha256 == secret_hash(session)))


def _count_attempt(work: Work, login: str, address: str) -> None:
    since = work.now - FAILURES_SINCE
    work.session.execute(delete(AttemptRow).where(AttemptRow.at <= since))
    hashed_login = _login_hash(login)
    for whose, most in (
        (AttemptRow.login_sha256 == hashed_login, MOST_FAILURES_OF_LOGIN),
        (AttemptRow.address == address, MOST_FAILURES_OF_ADDRESS),
    ):
        _refuse_too_many(work, whose, most)
    work.session.add(AttemptRow(login_sha256=hashed_login, address=address, at=work.now))


def _refuse_too_many(work: Work, whose: ColumnElement[bool], most: int) -> None:
    count, oldest = work.session.execute(select(func.count(), func.min(AttemptRow.at)).where(whose)).one()
    if count >= most:
        seconds = math.ceil((oldest + FAILURES_SINCE - work.now).total_seconds())
        raise TooMany(TOO_MANY_ATTEMPTS.error("login", accepted=str(math.ceil(seconds / 60))), retry_after=seconds)


def _kept_password(work: Work, login: str) -> str | None:
    if not login_stands(login):  # what no login name can be, the database is not asked for
        return None
    return work.session.scalar(select(UserRow.password_hash).where(UserRow.login == login))


def _forget_ended(work: Work, replaced: str) -> None:
    ended: list[ColumnElement[bool]] = [
        SessionRow.expires_at <= work.now,
        SessionRow.seen_at <= work.now - SESSION_IDLE,
    ]
    if replaced:
        ended.append(SessionRow.sha256 == secret_hash(replaced))
    work.session.execute(delete(SessionRow).where(or_(*ended)))


def _open_session(work: Work, row: UserRow) -> str:
    session = secrets.token_urlsafe(32)
    work.session.add(
        SessionRow(
            sha256=secret_hash(session),
            user_id=row.id,
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + SESSION_LIFE,
        )
    )
    return session


def _login_hash(login: str) -> str:
    return hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()
