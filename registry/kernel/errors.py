"""The one tree of errors that a use case raises. It knows nothing of HTTP; `registry.http` maps it to status codes.

RegistryError
├── Malformed          what was sent cannot be read at all
├── Refused            it can be read, and a rule refuses it
├── Unauthenticated    nobody is signed in, or the token is unknown
├── Forbidden          somebody is, without the right
├── NotFound           no such thing, or not for this caller to know
├── Gone               it was public and is hidden; who, when and why stay
├── Conflict           something stands in its place already (`existing`)
├── PreconditionRequired / PreconditionFailed
├── TooLarge
├── TooMany            come back later (`retry_after` seconds)
└── Unavailable        a part of the register does not answer now
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.kernel.findings import Finding, Message


class RegistryError(Exception):
    """Refuses a use case. `findings` says what, where, and what would be accepted; the first one is the headline."""

    def __init__(self, findings: Finding | Iterable[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        if not self.findings:
            raise ValueError("an error says at least one thing")
        super().__init__(self.code)

    @property
    def code(self) -> str:
        return self.findings[0].code

    def __str__(self) -> str:
        return "; ".join(finding.text("en") for finding in self.findings)


class Malformed(RegistryError):
    """What was sent cannot be read: broken JSON, an unknown parameter, a cursor that we did not make."""


class Refused(RegistryError):
    """What was sent can be read, and a rule of the register refuses it."""


class Unauthenticated(RegistryError):
    """No caller, or a token that is unknown, expired or revoked."""


class Forbidden(RegistryError):
    """A known caller without the right."""


class NotFound(RegistryError):
    """No such thing, or a thing that this caller may not know of."""


class Gone(RegistryError):
    """It was public and has been hidden."""


class Conflict(RegistryError):
    """Something stands in its place. `existing` is its address, where there is one to tell."""

    def __init__(self, findings: Finding | Iterable[Finding], existing: str | None = None) -> None:
        super().__init__(findings)
        self.existing = existing


class PreconditionRequired(RegistryError):
    """A change without the entity tag of what it changes."""


class PreconditionFailed(RegistryError):
    """The thing has changed since the caller read it."""


class TooLarge(RegistryError):
    """More than the register takes in one piece."""


class TooMany(RegistryError):
    """Too often. `retry_after` is in seconds."""

    def __init__(self, findings: Finding | Iterable[Finding], retry_after: int) -> None:
        super().__init__(findings)
        self.retry_after = retry_after


class Unavailable(RegistryError):
    """A part of the register does not answer now; the same call may go through later."""


NOT_FOUND = Message("not-found", "没有找到 {given}。", "Nothing is found at {given}.")
SIGN_IN_NEEDED = Message("sign-in-needed", "需要先登录，或提供访问令牌。", "Sign in or send an access token first.")
NOT_PERMITTED = Message(
    "not-permitted", "您没有这项权限，需要：{accepted}。", "You lack the right to do this; it takes: {accepted}."
)
