"""Many products of one standard as one table: a row for each product, a column for each indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.declarations.values import AgainstLimit, ProductView
from registry.discovery.values import IndicatorKey, Limits, declared_by
from registry.indicators.values import Indicator, Method

COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A declared value, and the limit that it is held against."""

    indicator: Indicator
    limit: AgainstLimit | None


@dataclass(frozen=True, slots=True)
class Row:
    """A product with its value in each column; None where it declares none."""

    product: ProductView
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all values of a column have in common: their method, and their limit; None where they differ, or have none.
    `apart` says that they are held against different limits, or only some of them against one."""

    method: Method | None
    limit: AgainstLimit | None
    apart: bool


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


def table(
    products: Sequence[ProductView],
    limits: Sequence[Limits] = (),
    columns: int = COLUMNS,
    *,
    asked: Collection[str] = (),
) -> Table:
    """The indicators that most of `products` declare, those `asked` by their codes before all others, in declared
    order. Values under different conditions stand in different columns. `limits` are those of each product, by the
    places of its indicators."""
    declared = [declared_by(product) for product in products]
    heads = {key: indicator for row in reversed(declared) for key, indicator in row.items()}
    counted = Counter(key for row in declared for key in row)
    order = list(counted)

    def rank(key: IndicatorKey) -> tuple[bool, int, int]:
        return heads[key].code not in asked, -counted[key], order.index(key)

    kept = sorted(sorted(order, key=rank)[:columns], key=order.index)
    rows = tuple(
        Row(product, tuple(_cell(row.get(key), product, each) for key in kept))
        for product, row, each in zip(products, declared, limits or [{}] * len(products), strict=True)
    )
    return Table(
        heads=tuple(heads[key] for key in kept),
        shared=tuple(_shared([row.cells[place] for row in rows]) for place in range(len(kept))),
        rows=rows,
        left_out=len(order) - len(kept),
    )


def _cell(indicator: Indicator | None, product: ProductView, limits: Limits) -> Cell | None:
    return None if indicator is None else Cell(indicator, limits.get(product.indicators.index(indicator)))


def _shared(cells: Sequence[Cell | None]) -> Shared:
    declared = [cell for cell in cells if cell]
    methods = {cell.indicator.method for cell in declared}
    limits = {cell.limit.limit.id if cell.limit else None: cell.limit for cell in declared}
    return Shared(
        method=methods.pop() if len(methods) == 1 else None,
        limit=next(iter(limits.values())) if len(limits) == 1 else None,
        apart=len(limits) > 1,
    )
