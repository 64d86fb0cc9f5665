"""Findings: what a rule has to say about something a person wrote.

A room declares each thing it may say once, as a `Message` with a stable code and a sentence in both languages; a
`Finding` is that message joined to a field and to what was given. Findings are stored and shown later, possibly in
another language, so they carry the code and the parameters, never a finished sentence.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_declared: dict[str, Message] = {}


class Severity(StrEnum):
    ERROR = "error"  # the act is refused
    NOTICE = "notice"  # stored with the version and shown in public


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence that the register may say, declared once where its rule stands.

    `code` is kebab-case and never changes; `zh` and `en` are templates for `str.format` over the finding's parameters
    with `given` and `accepted` among them. Declaring one code twice is a programming error (ValueError).
    """

    code: str
    zh: str
    en: str

    def __post_init__(self) -> None:
        if _declared.setdefault(self.code, self) != self:
            raise ValueError(f"the finding code {self.code!r} is declared twice")

    def error(self, where: str, given: str | None = None, accepted: str | None = None, **params: str) -> Finding:
        return Finding(self.code, Severity.ERROR, where, given, accepted, params)

    def notice(self, where: str, given: str | None = None, accepted: str | None = None, **params: str) -> Finding:
        return Finding(self.code, Severity.NOTICE, where, given, accepted, params)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `field` is a JSON pointer into what was sent, or the name of a query parameter or option."""

    code: str
    severity: Severity
    field: str
    given: str | None = None
    accepted: str | None = None
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def text(self, language: str) -> str:
        """The sentence in `language` (`en…` gives English, anything else Chinese)."""
        message = _declared.get(self.code)
        if message is None:  # stored by an earlier release that had another name for it
            return self.code
        english = language.startswith("en")
        field = self.field or ("the body" if english else "请求内容")
        template = message.en if english else message.zh
        return template.format(given=self.given or "", accepted=self.accepted or "", field=field, **self.params)

    def at(self, prefix: str) -> Finding:
        """The same finding seen from further out: `prefix` is put before the pointer."""
        return Finding(self.code, self.severity, prefix + self.field, self.given, self.accepted, self.params)

    def as_json(self, language: str) -> dict[str, Any]:
        """The shape that the API promises (`findings[]` of a problem document)."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "field": self.field,
            "message": self.text(language),
            "given": self.given,
            "accepted": self.accepted,
        }

    def stored(self) -> dict[str, Any]:
        """What is kept with a version: everything but the sentence."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "field": self.field,
            "given": self.given,
            "accepted": self.accepted,
            "params": dict(self.params),
        }

    @classmethod
    def from_stored(cls, row: Mapping[str, Any]) -> Finding:
        return cls(row["code"], Severity(row["severity"]), row["field"], row["given"], row["accepted"], row["params"])


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.is_error)


def declared_messages() -> Mapping[str, Message]:
    """Every message of the rooms imported so far, by code."""
    return dict(_declared)
