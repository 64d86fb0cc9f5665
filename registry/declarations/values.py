"""A declaration (自我声明) as rules and pages see it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from registry.enterprises.values import Enterprise, Sample
from registry.identifiers.standard_number import StandardKind, StandardNumber
from registry.indicators.comparison import Result
from registry.indicators.values import Indicator, IndicatorKind, Method
from registry.kernel.findings import Finding
from registry.kernel.ids import PublicId
from registry.reference.values import CitedStatus, Limit, Provenance, RecommendedValue


class Status(StrEnum):
    """Computed from dates, never stored (house rule 3)."""

    CURRENT = "current"  # 现行
    UPCOMING = "upcoming"  # 即将实施
    SUPERSEDED = "superseded"  # 被替代
    WITHDRAWN = "withdrawn"  # 废止


EVERY = frozenset(Status)
"""What is looked for where no status is named."""

IN_FORCE = frozenset({Status.CURRENT, Status.UPCOMING})
"""What a reader is shown who does not ask for what has ended."""


def status_on(
    day: date, effective_on: date, *, withdrawn_on: date | None = None, replaced_from: date | None = None
) -> Status:
    """The status on `day` of a standard that takes effect on `effective_on`.

    `withdrawn_on` is the first day on which it is withdrawn, `replaced_from` the day on which its revision takes
    effect: until then it stays current (rules: «Revision»).
    """
    if withdrawn_on is not None and withdrawn_on <= day:
        return Status.WITHDRAWN
    if replaced_from is not None and replaced_from <= day:
        return Status.SUPERSEDED
    return Status.CURRENT if effective_on <= day else Status.UPCOMING


class ChangeKind(StrEnum):
    """What a version is to what stood before it."""

    FIRST = "first"
    CORRECTION = "correction"  # 更正: the same number, a new version
    REVISION = "revision"  # 修订: a new year number, which supersedes


@dataclass(frozen=True, slots=True)
class Change:
    """`reason` is the enterprise's own, where it gave one."""

    kind: ChangeKind
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction starts from: the primary key of a standard, and the version that was its newest then."""

    standard: int
    version: int


class Degree(StrEnum):
    """标准一致性程度: how a Chinese standard corresponds to an international one (GB/T 1.2)."""

    IDT = "IDT"
    MOD = "MOD"
    NEQ = "NEQ"


@dataclass(frozen=True, slots=True)
class International:
    """The international standard that the declared one corresponds to."""

    degree: Degree
    number: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """明示: the enterprise has said in public that it promises less than the recommended standard, and perhaps why."""

    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A citation or a bar code as the declarant wrote it, and as it was understood: unchanged, where it cannot be."""

    written: str
    understood: str
    number: StandardNumber | None = None  # of a citation


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
    method_number: StandardNumber | None = None  # of the method, as it was understood


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
    export_only: bool = False  # outside the floor check (标准化法 art. 26)


@dataclass(frozen=True, slots=True)
class DeclaredDocument:
    """A text (文本, PDF) of a standard, by the SHA-256 of its bytes (64 hexadecimal digits); `filename` is for show.
    One that is not `public` is not served: the enterprise publishes its name, size and hash, and the indicators."""

    sha256: str
    filename: str
    public: bool


@dataclass(frozen=True, slots=True)
class Document(DeclaredDocument):
    """A document as it is shown; `size` in bytes."""

    size: int


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
    international: International | None = None
    replaces: PublicId | None = None
    documents: tuple[DeclaredDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """产品质量承诺: what the enterprise promises, who signs for it, and as what (`role` such as 质量负责人)."""

    signed_by: str
    role: str
    text: str = "本企业对声明内容的真实性、准确性、合法性负责，并按声明的要求组织生产。"


@dataclass(frozen=True, slots=True)
class Publication:
    """What the enterprise says at the moment of publishing, beside the declaration itself."""

    commitment: Commitment
    disclose_shortfall: bool = False
    shortfall_reason: str | None = None
    change_reason: str | None = None


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
    """A declaration that is not public yet. `revision` grows with every change and is its entity tag.

    `body` is what was written, unread. `changes` is the standard that a correction or revision starts from. `documents`
    are those that the enterprise holds.
    """

    id: PublicId
    revision: int
    body: Mapping[str, Any]
    declaration: Declaration
    findings: tuple[Finding, ...]
    published_as: PublicId | None
    enterprise: Enterprise
    change: ChangeKind
    changes: PublicId | None
    documents: tuple[Document, ...]


class DraftState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class DraftListed:
    """A draft in a list: what was written of it, neither read nor examined."""

    id: PublicId
    revision: int
    number: str
    title: str
    products: int
    change: ChangeKind
    changes: PublicId | None
    published_as: PublicId | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Cited:
    """A standard that is cited, as the catalogue has it on the day; `title` and `status` are None where it has none.
    `dated` tells a reference to one edition from one that follows the current edition."""

    number: str
    title: str | None
    status: CitedStatus | None
    replaced_by: tuple[str, ...]
    dated: bool


@dataclass(frozen=True, slots=True)
class AgainstLimit:
    """How a declared value stands to the strictest limit that applies to it on the day: of a mandatory standard, or
    where it is asked for, of a recommended one."""

    limit: Limit | RecommendedValue
    result: Result

    @property
    def mandatory(self) -> bool:
        return isinstance(self.limit, Limit)

    @property
    def verified(self) -> bool:
        """Whether a reliable source says so. What is not is shown as 示例数据，未经核实."""
        return self.limit.provenance is Provenance.SOURCED and (not isinstance(self.limit, Limit) or self.limit.trusted)


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
    export_only: bool = False
    sample: Sample | None = None


@dataclass(frozen=True, slots=True)
class StandardView:
    """A version of a declared standard as it is shown; products are asked for apart, page by page.

    `versions` counts them, `ended_on` is the first day on which it is no longer in force, past or to come.
    """

    id: PublicId
    kind: StandardKind
    number: str
    title: str
    status: Status
    enterprise: Enterprise
    category: str
    industry: str | None
    version: int
    versions: int
    published_at: datetime
    issued_on: date | None
    effective_on: date
    ended_on: date | None
    replaces: PublicId | None
    replaced_by: PublicId | None
    change: Change
    disclosure: Disclosure | None
    international: International | None
    withdrawal: str | None  # its reason, of one that is withdrawn or will be
    withdrawn_on: date | None
    commitment: Commitment
    cites: tuple[str, ...]
    findings: tuple[Finding, ...]
    content_hash: str
    log_index: int
    leaf_hash: str
    products_total: int
    sample: Sample | None
    documents: tuple[Document, ...] = ()


class Candidate(NamedTuple):
    """A product of the newest version of a standard, as a ranking sees it: `current` tells whether the standard is in
    force on the day, `key` is its number in one way of writing, `enterprise` the key of whose it is."""

    key: str
    standard: PublicId
    version: int
    product: PublicId
    number: str
    category: str
    current: bool
    enterprise: int
    name: str
    brand: str | None
    model: str
    specification: str | None
    sample: bool

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands among the candidates: by the number of its standard, which says nothing of its worth."""
        return self.key, self.standard.number, self.product.number


class Told(NamedTuple):
    """The declared indicators that a ranking reads, by columns and in no order: of each the keys of its standard and
    product, its position among theirs, and its place in `stored`. What is declared again and again stands there once,
    as the register stores it (`indicators.wire.from_stored` reads it)."""

    standard: array[int]
    product: array[int]
    position: array[int]
    place: array[int]
    stored: Sequence[str]
