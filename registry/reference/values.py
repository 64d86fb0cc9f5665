"""Reference values as rules and pages see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.indicators.canonical import Bounds
from registry.indicators.values import Comparator, Interval, Method, Requirement


@dataclass(frozen=True, slots=True)
class Category:
    """A product category (产品类别), ours, mapped to a class of GB/T 4754. `parent` is None at the top."""

    code: str
    name: str
    name_en: str
    parent: str | None
    gbt4754: str | None


def with_descendants(code: str, categories: Mapping[str, Category]) -> frozenset[str]:
    """`code` and every category below it; nothing for an unknown one."""
    return frozenset(each for each in categories if code in ancestry(each, categories))


def ancestry(code: str, tree: Mapping[str, Category] | Mapping[str, ClassEntry]) -> Iterable[str]:
    """`code`, its parent, and so on to the top; nothing for an unknown one."""
    here: str | None = code
    while here is not None and here in tree:
        yield here
        here = tree[here].parent


def grouped(categories: Mapping[str, Category]) -> dict[Category, list[Category]]:
    """Every category beneath the one at the top that it belongs to, that one first."""
    found: dict[Category, list[Category]] = {}
    for category in categories.values():
        *_, top = ancestry(category.code, categories)
        found.setdefault(categories[top], []).append(category)
    return {top: [top, *(each for each in below if each != top)] for top, below in found.items()}


@dataclass(frozen=True, slots=True)
class ClassEntry:
    """A class of a classification: GB/T 4754 (国民经济行业分类), GB/T 2260 (行政区划), CCS or ICS."""

    code: str
    name: str | None
    name_en: str | None
    parent: str | None
    level: str


class Provenance(StrEnum):
    """Where a number comes from. Whatever is not SOURCED is shown as 示例数据，未经核实."""

    SOURCED = "sourced"
    UNVERIFIED = "unverified"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a `when`: what must be declared of the product for a threshold to apply.

    `bounds` are those of the number or grade that is asked, in the dictionary's unit, of each where one of several may
    be; none where words are asked. `known` are all words that any condition asks of the indicator: others decide
    nothing.
    """

    indicator: str
    op: Comparator
    value: str
    unit: str | None
    bounds: tuple[Bounds, ...]
    known: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.value.split("|"))


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a standard asks of an indicator of the products of `categories` (each with its descendants) on which every
    condition of `when` holds, from `valid_from` to `valid_to`, both inclusive.

    `bounds` and `canonical` are the requirement in the dictionary's unit, None where it asks for words. A value
    compares on the same `basis` only (None: on none), and under this `condition` and by this `method` only where the
    standard depends on them (None: it does not). `applies_to` is the source's own wording.
    """

    id: str
    standard: str
    clause: str | None
    indicator: str
    categories: tuple[str, ...]
    when: tuple[Condition, ...]
    requirement: Requirement
    bounds: Bounds | None
    canonical: Interval | None
    condition: str | None
    basis: str | None
    method: Method | None
    valid_from: date | None
    valid_to: date | None
    provenance: Provenance
    source: str | None
    applies_to: str | None

    def in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Doubt(StrEnum):
    """Why a limit does not refuse: its number is not sourced; its source is of low trust, or does not say to which
    materials it applies; or, as reference data of earlier days have it, it is in words, and an honest answer may read
    as its opposite."""

    UNVERIFIED = "unverified"
    LOW_TRUST = "low-trust"
    SCOPE = "scope"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Limit(Threshold):
    """A limit of a mandatory standard (强制性国家标准限值). `doubt` is None where breaking it blocks publication
    (rules: «Limits and conditions»). Goods made before `valid_from` may be sold until
    `stock_grace_until`."""

    title: str
    trusted: bool
    doubt: Doubt | None
    stock_grace_until: date | None

    @property
    def refuses(self) -> bool:
        return self.doubt is None


@dataclass(frozen=True, slots=True)
class RecommendedValue(Threshold):
    """What a recommended standard (推荐性标准) asks: who promises less, or nothing, discloses it (明示)."""


@dataclass(frozen=True, slots=True)
class EnergyGrade(Threshold):
    """One grade (能效、水效等级) of a table of grades; 1 is the best."""

    grade: int


class CitedStatus(StrEnum):
    """The state of a standard in the catalogue. UNKNOWN where no source states it: it is never shown as in force."""

    CURRENT = "current"
    UPCOMING = "upcoming"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CitedStandard:
    """A standard that declarations cite. `status` is as its source states it; `ended_on` is the last day in force."""

    number: str
    title: str
    kind: str
    status: CitedStatus
    issued_on: date | None
    effective_on: date | None
    ended_on: date | None
    replaces: tuple[str, ...]
    replaced_by: tuple[str, ...]
    provenance: Provenance
    source: str | None
    note: str | None

    def status_on(self, day: date) -> CitedStatus:
        """The state on `day`, by the dates where they are known."""
        over = self.status in {CitedStatus.REPLACED, CitedStatus.WITHDRAWN}
        if self.effective_on is not None and day < self.effective_on:
            return CitedStatus.UPCOMING
        if self.ended_on is not None and self.ended_on < day and not over:
            return CitedStatus.REPLACED if self.replaced_by else CitedStatus.WITHDRAWN
        if (over and self.ended_on is not None and day <= self.ended_on) or (
            self.status is CitedStatus.UPCOMING and self.effective_on is not None
        ):
            return CitedStatus.CURRENT
        return self.status
