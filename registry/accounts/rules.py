"""What a login name and a password may be, and how long a session lasts.

Passwords follow NIST SP 800-63B: length and nothing else is asked for, every character is taken, and nobody has to
change a password because time has passed.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from registry.accounts.values import HolderKind, Role, roles_of
from registry.kernel.findings import Finding, Message

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1000
SHORTEST_LOGIN, LONGEST_LOGIN = 2, 254
LONGEST_NAME = 100

SESSION_LIFE = timedelta(days=7)
SESSION_IDLE = timedelta(hours=12)

FAILURES_SINCE = timedelta(minutes=15)
MOST_FAILURES_OF_LOGIN, MOST_FAILURES_OF_ADDRESS = 10, 50

LOGIN_WRONG = Message(
    "login-not-accepted",
    "登录名“{given}”不可用：应为 {accepted} 个字符，不含空白，可以是电子邮箱。",
    'The login name "{given}" is not accepted: it takes {accepted} characters without blanks, or an e-mail address.',
)
PERSON_NAME_WRONG = Message(
    "person-name-not-accepted",
    "姓名应为 {accepted} 个字符。",
    "The name of a person takes {accepted} characters.",
)
PASSWORD_TOO_SHORT = Message(
    "password-too-short",
    "密码太短，应为 {accepted} 个字符；不要求大小写、数字或符号。",
    "The password is too short: it takes {accepted} characters, of whatever kind.",
)
PASSWORD_TOO_LONG = Message(
    "password-too-long",
    "密码太长，应为 {accepted} 个字符。",
    "The password is too long: it takes {accepted} characters.",
)
PASSWORD_IS_LOGIN = Message("password-is-login", "密码不能与登录名相同。", "The password must not be the login name.")
PASSWORD_UNREADABLE = Message(
    "password-unreadable",
    "密码不是有效的 {accepted} 文字。",
    "The password is not text in {accepted}.",
)
ROLE_NOT_OF_HOLDER = Message(
    "role-not-of-holder",
    "{kind} 账户没有角色 {given}；可以是：{accepted}。",
    "A holder of the kind {kind} has no role {given}; there is: {accepted}.",
)


def folded_login(given: str) -> str:
    """One spelling of a login name: full width is half width, capitals do not count, nor blanks around it."""
    return unicodedata.normalize("NFKC", given.strip()).casefold()


def login_stands(login: str) -> bool:
    """Whether a folded login name may be one at all."""
    return SHORTEST_LOGIN <= len(login) <= LONGEST_LOGIN and login.isprintable() and " " not in login


def prepared_password(given: str) -> bytes:
    """What is hashed: the same for every way to type the same characters (NFKC, as NIST SP 800-63B has it)."""
    return unicodedata.normalize("NFKC", given).encode("utf-8", "replace")


def examine_user(login: str, name: str, role: Role, kind: HolderKind) -> tuple[Finding, ...]:
    """What stands against a new person; `login` is folded."""
    found = []
    if not login_stands(login):
        found.append(LOGIN_WRONG.error("login", given=login[:50], accepted=f"{SHORTEST_LOGIN}..{LONGEST_LOGIN}"))
    if not (0 < len(name) <= LONGEST_NAME and name.isprintable()):
        found.append(PERSON_NAME_WRONG.error("name", given=name[:50], accepted=f"1..{LONGEST_NAME}"))
    if role not in roles_of(kind):
        accepted = ", ".join(roles_of(kind))
        found.append(ROLE_NOT_OF_HOLDER.error("role", given=str(role), accepted=accepted, kind=str(kind)))
    return tuple(found)


def examine_password(password: str, login: str) -> tuple[Finding, ...]:
    """What stands against a password for `login`. The password itself is in no finding."""
    accepted = f"{SHORTEST_PASSWORD}..{LONGEST_PASSWORD}"
    if len(password) > LONGEST_PASSWORD:
        return (PASSWORD_TOO_LONG.error("password", accepted=accepted),)
    if any("\ud800" <= character <= "\udfff" for character in password):
        return (PASSWORD_UNREADABLE.error("password", accepted="UTF-8"),)
    if len(unicodedata.normalize("NFKC", password)) < SHORTEST_PASSWORD:
        return (PASSWORD_TOO_SHORT.error("password", accepted=accepted),)
    if folded_login(password) == login:
        return (PASSWORD_IS_LOGIN.error("password"),)
    return ()


def session_lasts(seen_at: datetime, expires_at: datetime, now: datetime) -> bool:
    """Whether a session that was last seen at `seen_at` still stands."""
    return now < expires_at and now < seen_at + SESSION_IDLE
