"""The category statistics kept in step: what every product counts with, and what is kept of all of them.

The values follow the register standard by standard, as the index does, and are marked where they change. What is marked
is counted anew when the worker has nothing else to deliver: so an import of a hundred thousand declarations is counted
once and not two thousand times. Counting reads one column of one index in its order; a mark outlives the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Double, and_, bindparam, delete, select, text, true, type_coerce, update
from sqlalchemy.orm import Session

from registry.declarations.values import ProductView, Status
from registry.indexing.models import CategoryStatisticRow, CategoryValueRow
from registry.indexing.rules import counted, quantiles
from registry.indexing.values import Alike
from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.database import CanonicalNumber, table
from registry.kernel.decimals import from_double, plain
from registry.kernel.transaction import Scope, begin, reading

TOGETHER = 500
"""Products whose values are replaced at a time: a database takes only so many parameters."""

_Group = tuple[str, str, str]
"""A category and the values that are alike in it."""

_values = table(CategoryValueRow).c
_kept = table(CategoryStatisticRow).c
_put = text(
    "INSERT INTO category_values (product_id, code, circumstances, standard_id, category, value) "
    "VALUES (:product, :code, :circumstances, :standard, :category, :value) "
    "ON CONFLICT (product_id, code, circumstances) "
    "DO UPDATE SET standard_id = excluded.standard_id, category = excluded.category, value = excluded.value"
).bindparams(bindparam("value", type_=CanonicalNumber))
_mark = text(
    "INSERT INTO category_statistics (category, code, circumstances, products, quantiles, covers, stale) "
    "VALUES (:category, :code, :circumstances, 0, '[]', 0, true) "
    "ON CONFLICT (category, code, circumstances) DO UPDATE SET stale = true"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """With what a product counts; with nothing where its standard is not in force."""

    product: int
    standard: int
    category: str
    values: dict[Alike, Decimal]


def counted_of(product: ProductView, dictionary: IndicatorDictionary) -> Counted:
    """Of an indicator that is declared twice under the same circumstances the first counts."""
    values: dict[Alike, Decimal] = {}
    if product.status is Status.CURRENT:
        for alike, value in filter(None, (counted(each, dictionary) for each in product.indicators)):
            values.setdefault(alike, value)
    return Counted(product.id.number, product.standard.number, product.category, values)


def keep(scope: Scope, standards: Collection[int], products: Collection[Counted]) -> None:
    """The products of those standards, as they are shown there now, count with these values and no others."""
    with begin(scope) as work:
        session, rows = work.session, [row for product in products for row in _rows(product)]
        touched = _taken_out(session, _values.standard_id.in_(standards))
        listed = [product.product for product in products]
        for start in range(0, len(listed), TOGETHER):
            touched |= _taken_out(session, _values.product_id.in_(listed[start : start + TOGETHER]))
        if rows:
            session.execute(_put, rows)
        touched |= {(row["category"], row["code"], row["circumstances"]) for row in rows}
        if touched:
            names = ("category", "code", "circumstances")
            session.execute(_mark, [dict(zip(names, group, strict=True)) for group in sorted(touched)])


def recount(scope: Scope, covers: Callable[[], int], stopped: Callable[[], bool] = lambda: False) -> int:
    """Counts what is marked; how many distributions that were. `covers` says how much of the journal the values hold.
    Each is a transaction of its own, so that a long count holds up nobody."""
    with reading(scope) as session:
        marked = session.execute(
            select(_kept.category, _kept.code, _kept.circumstances).where(_kept.stale == true())
        ).all()
    size = covers() if marked else 0
    done = 0
    for row in marked:
        if stopped():
            break
        _recount(scope, (row.category, row.code, row.circumstances), size)
        done += 1
    return done


def _recount(scope: Scope, group: _Group, covers: int) -> None:
    ours = _in_group(_kept, group)
    with begin(scope) as work:
        # Whoever changes a value of this group afterwards waits here, and marks it again.
        work.session.execute(select(_kept.stale).where(ours).with_for_update())
        rising = work.session.scalars(
            select(type_coerce(_values.value, Double)).where(_in_group(_values, group)).order_by(_values.value)
        ).all()
        if not rising:
            work.session.execute(delete(table(CategoryStatisticRow)).where(ours))
            return
        work.session.execute(
            update(table(CategoryStatisticRow))
            .where(ours)
            .values(
                products=len(rising),
                quantiles=[plain(from_double(value)) for value in quantiles(rising)],
                covers=covers,
                stale=False,
            )
        )


def _rows(product: Counted) -> Iterator[dict[str, Any]]:
    for (code, circumstances), value in product.values.items():
        yield {
            "product": product.product,
            "code": code,
            "circumstances": circumstances,
            "standard": product.standard,
            "category": product.category,
            "value": value,
        }


def _taken_out(session: Session, which: ColumnElement[bool]) -> set[_Group]:
    """Removes those values; the groups that they were in."""
    asked = select(_values.category, _values.code, _values.circumstances).where(which).distinct()
    groups = {(row.category, row.code, row.circumstances) for row in session.execute(asked)}
    if groups:
        session.execute(delete(table(CategoryValueRow)).where(which))
    return groups


def _in_group(columns: Any, group: _Group) -> ColumnElement[bool]:
    category, code, circumstances = group
    return and_(columns.category == category, columns.code == code, columns.circumstances == circumstances)
