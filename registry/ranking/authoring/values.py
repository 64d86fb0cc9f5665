"""What an evaluator works with: its schemes, the draft of one, and what a draft would do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.enterprises.values import Enterprise
from registry.kernel.findings import Finding
from registry.ranking.authoring.differing import SchemeChange
from registry.ranking.values import Counts, Entry, Scheme


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """What is to be the next version of a scheme. `version` is the newest that is published, None before the first;
    `written` tells whether anything is drafted beside it: else `content` is what is published.

    `content` has every field in its place; `scheme` is what it says, None where one of the findings is an error. `tag`
    changes when the draft does, or what is published.
    """

    id: str
    version: int | None
    written: bool
    content: Mapping[str, Any]
    scheme: Scheme | None
    findings: tuple[Finding, ...]

    @property
    def tag(self) -> str:
        written = json.dumps(self.content, ensure_ascii=False, sort_keys=True)
        return f"{self.version or 0}-{hashlib.sha256(written.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class OwnScheme:
    """A scheme in the list of its evaluator; `valid_to` and `valid_from` are of the published version."""

    id: str
    title: str
    version: int | None
    valid_from: date | None
    valid_to: date | None
    drafted_at: datetime | None
    sample: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A candidate that would have another grade: `before` by the published version, `after` by the draft."""

    entry: Entry
    enterprise: Enterprise
    before: int | None

    @property
    def after(self) -> int | None:
        return self.entry.grade


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would make of the register as it stands. `published` is what the published version makes of it, None
    where there is none, `changes` what the draft says otherwise; of those that would move (`moved_total`) the first are
    `moved`."""

    counts: Counts
    published: Counts | None
    moved: Sequence[Moved]
    moved_total: int
    changes: Sequence[SchemeChange]
