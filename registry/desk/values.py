"""What the pages of the desk show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.declarations.values import Declaration, Draft, DraftListed, Receipt, StandardView
from registry.indicators.dictionary import IndicatorEntry
from registry.kernel.findings import Finding
from registry.reference.snapshot import Reference


@dataclass(frozen=True, slots=True)
class Written:
    """A body as far as it is understood: of a draft, or of what is typed and not kept yet."""

    declaration: Declaration
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft on the desk, and the reference data it is read by on the legal day `today`."""

    draft: Draft
    reference: Reference
    today: date


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in the list; `errors` and `notices` count its findings, None where it is too long to be read for a
    list."""

    listed: DraftListed
    errors: int | None
    notices: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the drafts and one of the standards of an enterprise; `…_after` is where the next one begins."""

    enterprise: str
    drafts: tuple[DraftRow, ...]
    drafts_total: int
    drafts_after: int | None
    standards: Sequence[StandardView]
    standards_total: int
    standards_after: int | None


@dataclass(frozen=True, slots=True)
class Offered:
    """An indicator of the dictionary that a product of a category may declare. `asked` says that a recommended standard
    or a mandatory limit names it."""

    entry: IndicatorEntry
    asked: bool


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    receipt: Receipt
    standard: StandardView


@dataclass(frozen=True, slots=True)
class Step:
    """A section in the task list, with how many errors and notices stand in it; `begun` if anything is written."""

    name: str
    begun: bool
    errors: int
    notices: int
