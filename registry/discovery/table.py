"""Many products of one standard as one table: a row for each product, a column for each indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.declarations.values import ProductView
from registry.discovery.values import IndicatorKey, declared_by
from registry.indicators.values import Indicator

COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A product with its value in each column; None where it declares none."""

    product: ProductView
    cells: tuple[Indicator | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`heads` holds one declared indicator for each column, for its name, condition and unit; `left_out` is how many
    columns were too many."""

    heads: tuple[Indicator, ...]
    rows: tuple[Row, ...]
    left_out: int


def table(products: Sequence[ProductView], columns: int = COLUMNS, *, asked: Collection[str] = ()) -> Table:
    """The indicators that most of `products` declare, those `asked` by their codes before all others, in declared
    order. Values under different conditions stand in different columns."""
    declared = [declared_by(product) for product in products]
    heads = {key: indicator for row in reversed(declared) for key, indicator in row.items()}
    counted = Counter(key for row in declared for key in row)
    order = list(counted)

    def rank(key: IndicatorKey) -> tuple[bool, int, int]:
        return heads[key].code not in asked, -counted[key], order.index(key)

    kept = sorted(sorted(order, key=rank)[:columns], key=order.index)
    return Table(
        heads=tuple(heads[key] for key in kept),
        rows=tuple(
            Row(product, tuple(row.get(key) for key in kept)) for product, row in zip(products, declared, strict=True)
        ),
        left_out=len(order) - len(kept),
    )
