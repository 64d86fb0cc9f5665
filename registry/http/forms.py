"""A form and the content that it edits: the same, flat for a browser, nested for the API.

A field of a form is named by its place in the content: `indicators-2-method-number`. What is written there is kept to
the letter, only blank fields and blank rows are left out; so content → form → content gives the content back, and what
nobody can read comes back to whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shape:
    """What fields a part has: single texts, boxes to tick, texts one to a line (of objects with one field where that is
    named), objects inside, and rows of objects. A row that holds nothing but `beside` is blank."""

    texts: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()
    lines: Mapping[str, str | None] = field(default_factory=dict)
    parts: Mapping[str, Shape] = field(default_factory=dict)
    rows: Mapping[str, Shape] = field(default_factory=dict)
    beside: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.texts, *self.ticks, *self.lines, *self.parts, *self.rows))

    def to_form(self, body: Body, prefix: str = "") -> dict[str, str]:
        """The fields that hold `body`; those that would be blank are left out."""
        found: dict[str, str] = {}
        for name in self.texts:
            if _written(body.get(name)):
                found[prefix + name] = str(body[name])
        for name in self.ticks:
            if body.get(name):
                found[prefix + name] = "on"
        for name, inner in self.lines.items():
            texts = [(each.get(inner) or "") if inner else each for each in body.get(name) or ()]
            if lines := [text for text in texts if _written(text)]:
                found[prefix + name] = "\n".join(lines)
        for name, part in self.parts.items():
            found |= part.to_form(body.get(name) or {}, f"{prefix}{name}-")
        for name, row in self.rows.items():
            for place, each in enumerate(body.get(name) or ()):
                found |= row.to_form(each, f"{prefix}{name}-{place}-")
        return found

    def to_body(self, form: Form, prefix: str = "") -> dict[str, Any]:
        """What was written in `form`; rows in the order of their numbers, blank ones left out."""
        found: dict[str, Any] = {}
        for name in self.texts:
            if _written(text := form.get(prefix + name)):
                found[name] = _one_line_end(text or "")
        for name in self.ticks:
            if form.get(prefix + name):
                found[name] = True
        for name, inner in self.lines.items():
            lines = [line for line in _one_line_end(form.get(prefix + name, "")).split("\n") if line.strip()]
            if lines:
                found[name] = [{inner: line} if inner else line for line in lines]
        for name, part in self.parts.items():
            if inside := part.to_body(form, f"{prefix}{name}-"):
                found[name] = inside
        for name, row in self.rows.items():
            rows = [row.to_body(form, f"{prefix}{name}-{place}-") for place in _places(form, f"{prefix}{name}-")]
            if written := [each for each in rows if not row.blank(each)]:
                found[name] = written
        return found

    def blank(self, written: Mapping[str, Any]) -> bool:
        return not set(written) - self.beside

    def control(self, steps: Sequence[str]) -> str:
        """The name of the field that a finding at `steps` is about, or of the first one under what it is about."""
        if not steps:
            return self.texts[0] if self.texts else ""
        name, rest = steps[0], steps[1:]
        if name in self.parts:
            return f"{name}-{self.parts[name].control(rest)}"
        if name in self.rows and rest:
            return f"{name}-{rest[0]}-{self.rows[name].control(rest[1:])}"
        return name


def differences(stored: Form, typed: Form) -> list[tuple[str, str, str]]:
    """Name, stored and typed text of each field in which the two differ."""
    names = list(dict.fromkeys((*stored, *typed)))
    pairs = ((name, stored.get(name, ""), typed.get(name, "")) for name in names)
    return [each for each in pairs if each[1] != each[2]]


_place = re.compile(r"(\d{1,6})-", re.ASCII)


def _places(form: Iterable[str], prefix: str) -> list[int]:
    """The numbers of the rows that `form` has under `prefix`."""
    found = {int(match[1]) for name in form if name.startswith(prefix) and (match := _place.match(name, len(prefix)))}
    return sorted(found)


def _written(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _one_line_end(text: str) -> str:
    """Browsers send CR LF for every line end in a text."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
