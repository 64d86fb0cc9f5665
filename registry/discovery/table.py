"""Many products of one standard as one table: a row for each product, a column for each indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from registry.declarations.values import AgainstLimit, ProductView
from registry.discovery.placing import Among, Place, Places, together
from registry.discovery.values import IndicatorKey, Limits, declared_by
from registry.indicators.comparison import Result
from registry.indicators.values import Indicator, IndicatorKind, Method

COLUMNS = 8

KINDS = (IndicatorKind.PERFORMANCE, IndicatorKind.SAFETY, IndicatorKind.FUNCTIONAL, IndicatorKind.SERVICE)
"""In the order in which they stand on every page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A declared value, the limit that it is held against, and where it stands in its category."""

    indicator: Indicator
    limit: AgainstLimit | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Row:
    """A product with its value in each column; None where it declares none."""

    product: ProductView
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all values of a column have in common: their method, and their limit; None where they differ, or have none.
    `apart` says that they are held against different limits, or only some of them against one; `results` how many
    stand how to theirs, `among` where they stand in their category."""

    method: Method | None
    limit: AgainstLimit | None
    apart: bool
    results: Mapping[Result, int]
    among: Among | None


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` holds one declared indicator for each column, for its name, condition and unit, `shared` what its values
    have in common; `left_out` is how many columns were too many."""

    heads: tuple[Indicator, ...]
    shared: tuple[Shared, ...]
    rows: tuple[Row, ...]
    left_out: int

    @property
    def limited(self) -> bool:
        return any(each.limit or each.apart for each in self.shared)

    @property
    def placed(self) -> list[tuple[Indicator, Among]]:
        """The columns whose values have a place in their category."""
        return [(head, each.among) for head, each in zip(self.heads, self.shared, strict=True) if each.among]

    @property
    def kinds(self) -> list[tuple[IndicatorKind, int]]:
        """The kinds of the columns, and how many there are of each."""
        return [(kind, len(list(heads))) for kind, heads in groupby(self.heads, lambda head: head.kind)]


def table(
    products: Sequence[ProductView],
    limits: Sequence[Limits] = (),
    places: Sequence[Places] = (),
    columns: int = COLUMNS,
    *,
    asked: Collection[str] = (),
) -> Table:
    """The indicators that most of `products` declare, those `asked` by their codes before all others; by kind, and in
    declared order. Values under different conditions stand in different columns. `limits` and `places` are those of
    each product, by the positions of its indicators."""
    declared = [declared_by(product) for product in products]
    heads = {key: indicator for row in reversed(declared) for key, indicator in row.items()}
    counted = Counter(key for row in declared for key in row)
    order = list(counted)

    def rank(key: IndicatorKey) -> tuple[bool, int, int]:
        return heads[key].code not in asked, -counted[key], order.index(key)

    kept = sorted(sorted(order, key=rank)[:columns], key=lambda key: (KINDS.index(heads[key].kind), order.index(key)))
    none: list[dict[int, Any]] = [{}] * len(products)
    rows = tuple(
        Row(product, tuple(_cell(row.get(key), product, limited, placed) for key in kept))
        for product, row, limited, placed in zip(products, declared, limits or none, places or none, strict=True)
    )
    return Table(
        heads=tuple(heads[key] for key in kept),
        shared=tuple(_shared([row.cells[place] for row in rows]) for place in range(len(kept))),
        rows=rows,
        left_out=len(order) - len(kept),
    )


def _cell(indicator: Indicator | None, product: ProductView, limits: Limits, places: Places) -> Cell | None:
    if indicator is None:
        return None
    position = product.indicators.index(indicator)
    return Cell(indicator, limits.get(position), places.get(position))


def _shared(cells: Sequence[Cell | None]) -> Shared:
    declared = [cell for cell in cells if cell]
    methods = {cell.indicator.method for cell in declared}
    limits = {cell.limit.limit.id if cell.limit else None: cell.limit for cell in declared}
    return Shared(
        method=methods.pop() if len(methods) == 1 else None,
        limit=next(iter(limits.values())) if len(limits) == 1 else None,
        apart=len(limits) > 1,
        results=Counter(cell.limit.result for cell in declared if cell.limit),
        among=together(cell.place for cell in declared),
    )
