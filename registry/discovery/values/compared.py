"""Products side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from registry.declarations.values import AgainstLimit, ProductView
from registry.indexing.values import Distribution
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Indicator, IndicatorKind
from registry.ranking.values import Counted, Placed
from registry.reference.snapshot import Reference
from registry.reference.values import Category

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
    """Two to six products side by side; `category` where all of them share one.
    `graded` is where they stand in the rankings, by edition in the order of the products (None: no candidate)."""

    products: tuple[ProductView, ...]
    category: Category | None
    reference: Reference
    rows: tuple[CompareRow, ...]
    graded: tuple[tuple[Counted, tuple[Placed | None, ...]], ...]

    @property
    def counted_to(self) -> int | None:
        """Size of the journal that every count of the category covers; None where there is none."""
        return min((row.among.covers for row in self.rows if row.among), default=None)
