"""A declaration (自我声明) as rules and pages see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.enterprises.values import Enterprise, Sample
from registry.identifiers.standard_number import StandardKind, StandardNumber
from registry.indicators.values import Indicator, IndicatorKind, Method
from registry.kernel.findings import Finding
from registry.kernel.ids import PublicId


class Status(StrEnum):
    """Computed from dates, never stored (house rule 3)."""

    CURRENT = "current"  # 现行
    UPCOMING = "upcoming"  # 即将实施


def status_on(day: date, effective_on: date) -> Status:
    """The status on `day` of a standard that takes effect on `effective_on`."""
    return Status.CURRENT if effective_on <= day else Status.UPCOMING


class ChangeKind(StrEnum):
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A citation or a bar code as the declarant wrote it, and as it was understood: unchanged, where it cannot be."""

    written: str
    understood: str


@dataclass(frozen=True, slots=True)
class WrittenIndicator:
    """An indicator as the declarant wrote it, and what was understood: text, where it cannot be read."""

    name: str
    kind: IndicatorKind | None
    text: str
    unit: str | None
    condition: str | None
    method: Method
    understood: Indicator


@dataclass(frozen=True, slots=True)
class DeclaredProduct:
    """A product of a declaration. `id` is set where the declarant keeps an id of an earlier version."""

    name: str
    brand: str | None
    model: str
    specification: str | None
    gtins: tuple[WrittenNumber, ...]
    category: str
    indicators: tuple[WrittenIndicator, ...]
    id: PublicId | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a declarant wrote, read. Parts that are missing or cannot be read are None; the findings say so."""

    kind: StandardKind | None
    number: StandardNumber | None
    number_text: str
    title: str
    category: str | None
    industry: str | None
    issued_on: date | None
    effective_on: date | None
    cites: tuple[WrittenNumber, ...]
    products: tuple[DeclaredProduct, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """产品质量承诺: what the enterprise promises, who signs for it, and as what (`role` such as 质量负责人)."""

    signed_by: str
    role: str
    text: str = "本企业对声明内容的真实性、准确性、合法性负责，并按声明的要求组织生产。"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The register's answer to a publication. A repeat of identical content gets the same receipt."""

    id: PublicId
    number: str
    version: int
    published_at: datetime
    content_hash: str
    log_index: int
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A declaration that is not public yet. `revision` grows with every change and is its entity tag."""

    id: PublicId
    revision: int
    declaration: Declaration
    findings: tuple[Finding, ...]
    published_as: PublicId | None
    enterprise: Enterprise


@dataclass(frozen=True, slots=True)
class ProductView:
    """A declared product as it is shown, with the standard behind it."""

    id: PublicId
    standard: PublicId
    standard_number: str
    standard_title: str
    status: Status
    enterprise: Enterprise
    name: str
    brand: str | None
    model: str
    specification: str | None
    gtins: tuple[str, ...]
    category: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class StandardView:
    """The newest version of a declared standard as it is shown; products are asked for apart, page by page."""

    id: PublicId
    kind: StandardKind
    number: str
    title: str
    status: Status
    enterprise: Enterprise
    category: str
    industry: str | None
    version: int
    published_at: datetime
    issued_on: date | None
    effective_on: date
    change: ChangeKind
    commitment: Commitment
    cites: tuple[str, ...]
    findings: tuple[Finding, ...]
    content_hash: str
    log_index: int
    leaf_hash: str
    products_total: int
    sample: Sample | None
