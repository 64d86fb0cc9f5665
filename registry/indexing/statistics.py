"""The category statistics kept in step: what every product counts with, and what is kept of all of them.

The values follow the register standard by standard, as the index does, and are marked where they change. What is marked
is counted anew when the worker has nothing else to deliver: so an import of a hundred thousand declarations is counted
once and not two thousand times. Counting reads one column of one index in its order; a mark outlives the worker.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    and_,
    bindparam,
    delete,
    select,
    text,
    true,
    type_coerce,
    update,
)

from registry.declarations.values import ProductView, Status
from registry.indexing.models import CategoryStatisticRow, CategoryValueRow
from registry.indexing.rules import counted, quantiles
from registry.indexing.values import Alike
from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.database import insert_rows, rows_of, table
from registry.kernel.decimals import from_double, plain, to_double
from registry.kernel.transaction import Scope, begin, reading

TOGETHER = 500
"""Products whose values are read at a time: a database takes only so many parameters."""

_Group = tuple[str, str, str]
"""A category and the values that are alike in it."""

_Key = tuple[int, str, str]
"""Of a value that counts: its product, and with which it is alike."""

_Value = tuple[int, str, float]
"""The standard and the category in which the product counts, and the value."""

_TABLE = table(CategoryValueRow)
_COLUMNS = ("product_id", "code", "circumstances", "standard_id", "category", "value")
_values = _TABLE.c
_double = type_coerce(_values.value, Double)
_kept = table(CategoryStatisticRow).c
_replacing = (
    "ON CONFLICT (product_id, code, circumstances) "
    "DO UPDATE SET standard_id = excluded.standard_id, category = excluded.category, value = excluded.value"
)
_out = delete(_TABLE).where(
    _values.product_id == bindparam("product"),
    _values.code == bindparam("code"),
    _values.circumstances == bindparam("circumstances"),
)
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
    """The products of those standards, as they are shown there now, count with these values and no others. What they
    counted with already is not written again."""
    wanted = dict(row for product in products for row in _rows(product))
    with begin(scope) as work:
        connection = work.session.connection()
        there = _there(connection, standards, sorted(product.product for product in products))
        gone = sorted(there.keys() - wanted.keys())
        changed = sorted(each for each in wanted.items() if there.get(each[0]) != each[1])
        if gone:
            connection.execute(
                _out, [dict(zip(("product", "code", "circumstances"), key, strict=True)) for key in gone]
            )
        insert_rows(connection, _TABLE, _COLUMNS, ((*key, *value) for key, value in changed), _replacing)
        touched = {_group(key, there[key]) for key in (*gone, *(key for key, _ in changed if key in there))}
        touched |= {_group(*each) for each in changed}
        if touched:
            names = ("category", "code", "circumstances")
            connection.execute(_mark, [dict(zip(names, group, strict=True)) for group in sorted(touched)])


def mark_all(scope: Scope) -> None:
    """Every distribution is counted anew: what was kept may have been counted in another way."""
    with begin(scope) as work:
        work.session.execute(update(table(CategoryStatisticRow)).values(stale=True))


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
        rising = work.session.scalars(select(_double).where(_in_group(_values, group)).order_by(_values.value)).all()
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


def _rows(product: Counted) -> Iterator[tuple[_Key, _Value]]:
    for (code, circumstances), value in product.values.items():
        yield (product.product, code, circumstances), (product.standard, product.category, to_double(value))


def _there(connection: Connection, standards: Collection[int], products: Sequence[int]) -> dict[_Key, _Value]:
    """What is kept of those standards, and of those products wherever they were."""
    some = (products[start : start + TOGETHER] for start in range(0, len(products), TOGETHER))
    found: dict[_Key, _Value] = {}
    for which in (_values.standard_id.in_(standards), *map(_values.product_id.in_, some)):
        rows = rows_of(connection, select(*(_values[name] for name in _COLUMNS[:-1]), _double).where(which))
        found |= {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in rows}
    return found


def _group(key: _Key, value: _Value) -> _Group:
    return value[1], key[1], key[2]


def _in_group(columns: Any, group: _Group) -> ColumnElement[bool]:
    category, code, circumstances = group
    return and_(columns.category == category, columns.code == code, columns.circumstances == circumstances)
