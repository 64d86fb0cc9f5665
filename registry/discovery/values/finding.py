"""What a reader asks, and what answers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.declarations.values import IN_FORCE, ProductView, StandardView, Status
from registry.discovery.asking import Asked, Condition
from registry.discovery.values.known import Known
from registry.identifiers.standard_number import StandardKind
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Indicator
from registry.kernel.findings import Finding
from registry.reference.snapshot import Reference
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


class FacetName(StrEnum):
    """By what the results are counted."""

    CATEGORY = "category"
    INDUSTRY = "industry"
    REGION = "region"
    STATUS = "status"
    KIND = "kind"
    ENTERPRISE = "enterprise"
    LEVEL = "level"
    YEAR = "year"

    @property
    def filter(self) -> str:
        """The name of the filter that narrows by it."""
        return "published" if self is FacetName.YEAR else self.value


_CALLED = {
    "current": ("现行", "In force"),
    "upcoming": ("即将实施", "To take effect"),
    "superseded": ("被替代", "Superseded"),
    "withdrawn": ("废止", "Withdrawn"),
    "enterprise": ("企业标准", "Enterprise standard"),
    "national": ("国家标准", "National standard"),
    "industry": ("行业标准", "Industry standard"),
    "local": ("地方标准", "Local standard"),
    "association": ("团体标准", "Association standard"),
    "international": ("国际标准", "International standard"),
    "advanced": ("先进水平", "Advanced level"),
    "average": ("平均水平", "Average level"),
    "baseline": ("基准水平", "Baseline level"),
}

Facets = Mapping[FacetName, tuple[tuple[str, int], ...]]
"""For each facet its values and how many results have them."""

Position = tuple[float, int]
"""Where a page of results ended; the next one starts after it."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is looked for. Codes of categories, industries and regions match their descendants; `status` holds the
    states that are wanted, `status_asked` says that the reader has named them; `indicators` holds conditions as they
    are typed (`apf>=4.5`), the days of publication are legal ones; `level` is one that is reached in a ranking. The
    order by an indicator is `by` its code."""

    text: str = ""
    unit: Unit = Unit.STANDARD
    category: str | None = None
    industry: str | None = None
    region: str | None = None
    kind: StandardKind | None = None
    enterprise: str | None = None
    level: str | None = None
    status: frozenset[Status] = IN_FORCE
    status_asked: bool = False
    published_from: date | None = None
    published_to: date | None = None
    indicators: tuple[str, ...] = ()
    order: Order = Order.RELEVANCE
    by: str | None = None
    facets: frozenset[FacetName] = frozenset()
    after: Position | None = None
    limit: int = 20

    @property
    def filtered(self) -> dict[FacetName, str]:
        """The filters that are set, with what the results have to have."""
        days = [day.isoformat() if day else "" for day in (self.published_from, self.published_to)]
        given = {
            FacetName.CATEGORY: self.category,
            FacetName.REGION: self.region,
            FacetName.INDUSTRY: self.industry,
            FacetName.KIND: self.kind and str(self.kind),
            FacetName.ENTERPRISE: self.enterprise,
            FacetName.LEVEL: self.level,
            FacetName.YEAR: " – ".join(days) if any(days) else None,
            FacetName.STATUS: ",".join(sorted(self.status)) if self.status != IN_FORCE else None,
        }
        return {facet: value for facet, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class StandardHit:
    """`products` are at most five, those that the text names first; `highlights` holds HTML that is safe."""

    standard: StandardView
    products: tuple[ProductView, ...]
    highlights: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        return str(self.standard.id)

    @property
    def sample(self) -> bool:
        return self.standard.sample is not None


@dataclass(frozen=True, slots=True)
class ProductHit:
    product: ProductView
    highlights: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        return str(self.product.id)

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
class Found(Known):
    """One page of results. `asked` is the text as it was understood, `conditions` those of the parameter `indicator`
    with how each was typed, `findings` what is to be said of both; `exact_number` the code that the whole text was
    taken for. `complete` of the results hold all that is asked and stand first, `partly` are the ids of those hits that
    only follow them. `possible` is None where no condition was asked."""

    hits: tuple[StandardHit | ProductHit, ...]
    total: int
    next: Position | None
    asked: Asked
    conditions: tuple[tuple[str, Condition], ...]
    findings: tuple[Finding, ...]
    possible: Possible | None
    facets: Facets
    enterprises: Mapping[str, str]
    by: IndicatorEntry | None
    exact_number: str | None
    complete: int
    partly: frozenset[str]
    took_ms: float
    reference: Reference

    def called(self, facet: FacetName, code: str, language: str) -> str:
        """What a value of a facet is called; the code itself where it has no name."""
        english = language.startswith("en")
        match facet:
            case FacetName.STATUS | FacetName.KIND | FacetName.LEVEL:
                return _CALLED[code][english]
            case FacetName.ENTERPRISE:
                return self.enterprises.get(code, code)
            case FacetName.YEAR:
                return code
        trees = {FacetName.INDUSTRY: self.reference.industries, FacetName.REGION: self.reference.regions}
        entry = trees[facet].get(code) if facet in trees else self.categories.get(code)
        name = entry and (entry.name_en if english and entry.name_en else entry.name)
        return name or code

    @property
    def conditions_asked(self) -> tuple[Condition, ...]:
        """Those of the text and those of the parameter."""
        return (*self.asked.conditions, *(condition for _, condition in self.conditions))

    @property
    def loosened(self) -> bool:
        """Whether nothing holds all that is asked, and what is found holds a part of it."""
        return self.total > self.complete == 0

    @property
    def first_partly(self) -> StandardHit | ProductHit | None:
        """The first hit of the page that holds a part of what is asked, where others hold all of it."""
        return next((hit for hit in self.hits if hit.id in self.partly), None) if self.complete else None

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word.text for word in self.asked.words)

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The words that were not typed and are looked for as well."""
        known = self.asked.widened(self.reference.synonyms)
        found = parts_of(self.asked.words, known)
        return tuple(dict.fromkeys(each for part in found for each in others(part, known)))

    @property
    def sample(self) -> bool:
        return any(hit.sample for hit in (*self.hits, *(self.possible.hits if self.possible else ())))

    @property
    def sortable(self) -> tuple[IndicatorEntry, ...]:
        """The indicators that are asked or sorted by, each once."""
        entries = (*(condition.entry for condition in self.conditions_asked), *((self.by,) if self.by else ()))
        return tuple({entry.code: entry for entry in entries}.values())

    def asked_first(self, indicators: Iterable[Indicator]) -> tuple[Indicator, ...]:
        """The indicators, those that are asked or sorted by before the others."""
        codes = {code for condition in self.conditions_asked for code in condition.asked[0]}
        if self.by:
            codes.add(self.by.code)
        return tuple(sorted(indicators, key=lambda indicator: indicator.code not in codes))
