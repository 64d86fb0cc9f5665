"""What becomes of the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from registry.kernel.findings import Finding
from registry.kernel.ids import PublicId

KEPT = 10_000
"""Findings of one file that are kept and told; the others are only counted."""


class Outcome(StrEnum):
    """What became of a row."""

    PUBLISHED = "published"
    DRAFTED = "drafted"  # it can be read, and not be published: it is a draft now, to be mended
    REFUSED = "refused"  # it cannot be read
    REPEATED = "repeated"  # what it holds is there already, as a standard or as a draft


class State(StrEnum):
    """How far an import has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Settled:
    """A row and what is to be said of it; of one that was published nothing, for it stands with the version. `draft`
    is where it was kept, None in a dry run."""

    row: int
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    draft: PublicId | None = None


@dataclass(frozen=True, slots=True)
class RowFinding:
    row: int
    draft: str | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows came to what; a dry run says what they would come to. `findings` are all, kept or not."""

    rows: int = 0
    published: int = 0
    drafted: int = 0
    refused: int = 0
    repeated: int = 0
    findings: int = 0

    def plus(self, settled: Iterable[Settled]) -> Tally:
        counted = {"rows": self.rows, "findings": self.findings} | {each: getattr(self, each) for each in Outcome}
        for each in settled:
            counted["rows"] += 1
            counted["findings"] += len(each.findings)
            counted[each.outcome] += 1
        return replace(self, **counted)


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a whole file; `findings` are the first `KEPT` of them."""

    tally: Tally
    findings: tuple[RowFinding, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was sent, and how far it has come."""

    id: PublicId
    state: State
    dry_run: bool
    filename: str
    size: int
    created_at: datetime
    finished_at: datetime | None
    tally: Tally
    failure: Finding | None


def told(settled: Iterable[Settled]) -> list[RowFinding]:
    """The findings, each with its row."""
    return [
        RowFinding(each.row, str(each.draft) if each.draft else None, finding)
        for each in settled
        for finding in each.findings
    ]
