"""What the pages of a standard, a product and an enterprise show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.credit.values import CreditPage
from registry.declarations.values import AgainstLimit, Cited, ProductView, StandardView, Status
from registry.discovery.placing import Places
from registry.discovery.values.finding import Position
from registry.discovery.values.known import Known
from registry.enterprises.values import EnterpriseRecord
from registry.indicators.dictionary import IndicatorEntry
from registry.kernel.findings import Finding
from registry.ranking.values import Placed, PlacedStandard
from registry.reference.snapshot import Reference
from registry.reference.values import ClassEntry, ancestry

Limits = Mapping[int, AgainstLimit]
"""The mandatory limits that a product's indicators are shown against, by the place of the indicator."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What was asked of the products of a standard: what is to be said of it, the `codes` of the indicators that were
    asked, the one that sorts first, how many products meet it, and how many others may (可能符合)."""

    findings: tuple[Finding, ...]
    codes: tuple[str, ...]
    by: IndicatorEntry | None
    total: int
    possible: int


@dataclass(frozen=True, slots=True)
class StandardPage(Known):
    """A version of a standard and one page of its products, each with its limits in the same order; `next_product` is
    the place after which the next page begins; `narrowing` is None where nothing was asked of the products; `ranked`
    its grades in the rankings. Everything is as of the day."""

    standard: StandardView
    cites: tuple[Cited, ...]
    products: tuple[ProductView, ...]
    limits: tuple[Limits, ...]
    next_product: Position | None
    reference: Reference
    narrowing: Narrowing | None
    ranked: Sequence[PlacedStandard]

    @property
    def found(self) -> int:
        """How many products the pages show together."""
        return self.narrowing.total if self.narrowing else self.standard.products_total

    @property
    def newest(self) -> bool:
        return self.standard.version == self.standard.versions


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """The versions of a standard, the newest first; `next_version` is the number below which the next page begins."""

    versions: tuple[StandardView, ...]
    total: int
    next_version: int | None


@dataclass(frozen=True, slots=True)
class ProductPage(Known):
    """A product with the limits of its indicators as of the day, their places among its like, and its grades in the
    rankings."""

    product: ProductView
    limits: Limits
    places: Places
    reference: Reference
    ranked: Sequence[Placed]


@dataclass(frozen=True, slots=True)
class EnterpriseSummary:
    """An enterprise, how many standards it has of each status on the day, and how many products in all of them; None
    for an earlier state, of which it is not kept."""

    record: EnterpriseRecord
    statuses: Mapping[Status, int]
    products: int | None
    reference: Reference

    @property
    def standards(self) -> int:
        return sum(self.statuses.values())

    @property
    def titles(self) -> int:
        """领跑者 titles: the register gives none yet, so nobody holds one."""
        return 0

    @property
    def region(self) -> tuple[ClassEntry, ...]:
        """The division where it stands, after those above it; nothing for a code that GB/T 2260 does not have."""
        regions = self.reference.regions
        above = [regions[code] for code in ancestry(self.record.enterprise.region, regions)]
        return tuple(reversed(above))

    @property
    def industry(self) -> ClassEntry | None:
        return self.reference.industries.get(self.record.industry or "")


@dataclass(frozen=True, slots=True)
class StandardsPage:
    """Standards of an enterprise with what each cites, in the same order; `total` is how many have a wanted status,
    `next_standard` the number below which the next page begins."""

    standards: tuple[StandardView, ...]
    cites: tuple[tuple[Cited, ...], ...]
    total: int
    next_standard: int | None
    reference: Reference


@dataclass(frozen=True, slots=True)
class EnterprisePage:
    """An enterprise with one page of its standards and the newest of its credit record; `made` counts by category the
    products that it declares in standards in force or to come, the most first."""

    summary: EnterpriseSummary
    standards: tuple[StandardView, ...]
    next_standard: int | None
    made: tuple[tuple[str, int], ...]
    credit: CreditPage
