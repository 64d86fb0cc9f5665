"""Hashes of passwords: argon2id with the parameters that argon2-cffi recommends (RFC 9106, the second choice)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from registry.accounts.rules import LONGEST_PASSWORD, prepared_password

_HASHER = PasswordHasher()

NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$xknCX96KE3uPZTfKKR64Ew$yKATWtDKWu6BzxIqyqf4XeE/cO1NCVteqtuetSP9deI"
"""Checked where there is no such person, so that this takes as long as where there is one."""


def hashed(password: str) -> str:
    return _HASHER.hash(prepared_password(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is that of the hash; never where there is none, and no sooner."""
    given = prepared_password(password if len(password) <= LONGEST_PASSWORD else "")
    try:
        _HASHER.verify(kept or NOBODYS, given)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)
