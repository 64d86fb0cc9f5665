"""What a reader asks and what the public pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from registry.declarations.values import IN_FORCE, AgainstLimit, Cited, ProductView, StandardView, Status
from registry.discovery.asking import Asked, Condition
from registry.discovery.placing import Places
from registry.enterprises.values import EnterpriseRecord
from registry.identifiers.standard_number import StandardKind
from registry.indexing.values import Distribution
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Indicator, IndicatorKind
from registry.kernel.findings import Finding
from registry.reference.snapshot import Reference
from registry.reference.values import Category, ClassEntry, ancestry
from search.documents import Unit
from search.matching import others, parts_of


class Order(StrEnum):
    RELEVANCE = "relevance"
    PUBLISHED = "published"
    INDICATOR = "indicator"


class ClassificationName(StrEnum):
    """The classifications that can be read."""

    REGIONS = "regions"
    INDUSTRIES = "industries"
    CCS = "ccs"
    ICS = "ics"


Position = tuple[float, int]
"""Where a page of results ended; the next one starts after it."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is looked for. Codes of categories match their descendants; `status` holds the states that are wanted,
    `indicators` conditions as they are typed (`apf>=4.5`). The order by an indicator is `by` its code."""

    text: str = ""
    unit: Unit = Unit.STANDARD
    category: str | None = None
    kind: StandardKind | None = None
    enterprise: str | None = None
    status: frozenset[Status] = IN_FORCE
    indicators: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    by: str | None = None
    after: Position | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class StandardHit:
    """`products` are at most five, those that the text names first; `highlights` holds HTML that is safe."""

    standard: StandardView
    products: tuple[ProductView, ...]
    highlights: Mapping[str, tuple[str, ...]]

    @property
    def sample(self) -> bool:
        return self.standard.sample is not None


@dataclass(frozen=True, slots=True)
class ProductHit:
    product: ProductView
    highlights: Mapping[str, tuple[str, ...]]

    @property
    def sample(self) -> bool:
        return self.product.sample is not None


@dataclass(frozen=True, slots=True)
class Possible:
    """What may meet the conditions as well (可能符合): some of the values that it declares possible do. Not counted
    among the results."""

    total: int
    hits: tuple[StandardHit | ProductHit, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `asked` is the text as it was understood, `conditions` those of the parameter `indicator`
    with how each was typed, `findings` what is to be said of both; `exact_number` the code that the whole text was
    taken for; `loosened` says that nothing held all words together and parts of them were looked for. `possible` is
    None where no condition was asked."""

    hits: tuple[StandardHit | ProductHit, ...]
    total: int
    next: Position | None
    asked: Asked
    conditions: tuple[tuple[str, Condition], ...]
    findings: tuple[Finding, ...]
    possible: Possible | None
    by: IndicatorEntry | None
    exact_number: str | None
    loosened: bool
    took_ms: float
    reference: Reference

    @property
    def categories(self) -> Mapping[str, Category]:
        return self.reference.categories

    @property
    def dictionary(self) -> IndicatorDictionary:
        return self.reference.dictionary

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.asked.words)

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The words that were not typed and are looked for as well."""
        found = parts_of(self.asked.words, self.reference.synonyms)
        return tuple(dict.fromkeys(each for part in found for each in others(part, self.reference.synonyms)))

    @property
    def sample(self) -> bool:
        return any(hit.sample for hit in (*self.hits, *(self.possible.hits if self.possible else ())))

    @property
    def sortable(self) -> tuple[IndicatorEntry, ...]:
        """The indicators that are asked or sorted by, each once."""
        asked = (*self.asked.conditions, *(condition for _, condition in self.conditions))
        entries = (*(condition.entry for condition in asked), *((self.by,) if self.by else ()))
        return tuple({entry.code: entry for entry in entries}.values())

    def asked_first(self, indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        """The indicators, those that are asked or sorted by before the others."""
        codes = {entry.code for entry in self.sortable}
        return tuple(sorted(indicators, key=lambda indicator: indicator.code not in codes))


Limits = Mapping[int, AgainstLimit]
"""The mandatory limits that a product's indicators are shown against, by the place of the indicator."""


@dataclass(frozen=True, slots=True)
class StandardPage:
    """A version of a standard and one page of its products, each with its limits in the same order; `next_product` is
    the position after which the next page begins; `places` those of a product that stands alone. Everything is as of
    the day."""

    standard: StandardView
    cites: tuple[Cited, ...]
    products: tuple[ProductView, ...]
    limits: tuple[Limits, ...]
    next_product: int | None
    reference: Reference
    places: Places

    @property
    def categories(self) -> Mapping[str, Category]:
        return self.reference.categories

    @property
    def dictionary(self) -> IndicatorDictionary:
        return self.reference.dictionary

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
class ProductPage:
    """A product with the limits of its indicators as of the day, and their places among its like."""

    product: ProductView
    limits: Limits
    places: Places
    reference: Reference

    @property
    def categories(self) -> Mapping[str, Category]:
        return self.reference.categories

    @property
    def dictionary(self) -> IndicatorDictionary:
        return self.reference.dictionary


IndicatorKey = tuple[str, str | None]


def declared_by(product: ProductView) -> dict[IndicatorKey, Indicator]:
    """Its indicators in declared order, by what they are and under which condition: values under different conditions
    are different things. Of one that is declared twice the first is shown."""
    found: dict[IndicatorKey, Indicator] = {}
    for indicator in product.indicators:
        found.setdefault((indicator.code or indicator.name, indicator.requirement.condition), indicator)
    return found


@dataclass(frozen=True, slots=True)
class CompareCell:
    """One product's value in a row: None where it is not declared. `low` and `high` are its ends in the row's unit,
    None where it is open or no number; `reason` is a code that says why the value is not compared; `best` holds only
    where it is. `limit` is the one that applies to it."""

    declared: Indicator | None
    low: Decimal | None
    high: Decimal | None
    comparable: bool
    reason: str | None
    best: bool
    limit: AgainstLimit | None = None

    @property
    def said(self) -> object:
        """What is declared, in one unit where it is a number."""
        if self.low is not None or self.high is not None:
            return self.low, self.high
        return self.declared and self.declared.requirement.text


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One indicator under one condition across the products. `entry` is None where the dictionary does not know it,
    `among` where it is not counted what the products of the category declare under the same circumstances."""

    name: str
    name_en: str
    kind: IndicatorKind
    condition: str | None
    entry: IndicatorEntry | None
    cells: tuple[CompareCell, ...]
    among: Distribution | None = None

    @property
    def limits(self) -> tuple[AgainstLimit, ...]:
        """Those that apply to any of the values, each once: what is declared besides may decide which one does."""
        return tuple({cell.limit.limit.id: cell.limit for cell in self.cells if cell.limit}.values())

    @property
    def differs(self) -> bool:
        """Whether any two say something else; 20 in and 508 mm say the same."""
        return len({cell.said for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Difference:
    """By how much the first of two values of an indicator is higher than the second, in the row's unit; below zero it
    is lower. `percent` of the second, where the unit has a zero to measure from. Grades and windows have no amount."""

    row: CompareRow
    amount: Decimal | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Pair:
    """What there is to say of two products, by their places: at most so many `differences` and `apart` as a sentence
    bears, `more` how many differences were left out, `equal` how many values are alike. `apart` holds what does not
    compare, each with the code that says why, and `more_apart` how many of them were left out."""

    first: int
    second: int
    differences: tuple[Difference, ...]
    more: int
    equal: int
    apart: tuple[tuple[CompareRow, str], ...]
    more_apart: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to six products side by side; `category` where all of them share one. `pairs` say the same in sentences."""

    products: tuple[ProductView, ...]
    category: Category | None
    reference: Reference
    rows: tuple[CompareRow, ...]
    pairs: tuple[Pair, ...]

    @property
    def counted_to(self) -> int | None:
        """Size of the journal that every count of the category covers; None where there is none."""
        return min((row.among.covers for row in self.rows if row.among), default=None)


@dataclass(frozen=True, slots=True)
class EnterpriseSummary:
    """An enterprise, how many standards it has of each status on the day, and how many products in all of them."""

    record: EnterpriseRecord
    statuses: Mapping[Status, int]
    products: int
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
    """An enterprise with one page of its standards; `made` counts by category the products that it declares in
    standards in force or to come, the most first."""

    summary: EnterpriseSummary
    standards: tuple[StandardView, ...]
    next_standard: int | None
    made: tuple[tuple[str, int], ...]
