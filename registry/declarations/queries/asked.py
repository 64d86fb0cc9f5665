"""Which products meet what is asked of their indicators (`apf>=4.5`), read from the values of the newest versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from registry.declarations.models import DeclaredIndicatorRow, DeclaredProductRow, ProductRow, StandardRow
from registry.declarations.queries.products import AT_ONCE, shown_in
from registry.indicators.canonical import Bounds
from registry.indicators.comparison import Satisfaction, satisfies
from registry.indicators.values import Interval
from registry.kernel.ids import PRODUCT, STANDARD, PublicId

Asked = tuple[str, Bounds]
"""A code of the dictionary, and where its value has to lie, in the dictionary's unit."""


PAGE = 5000
"""Rows that are read at a time."""


@dataclass(frozen=True, slots=True)
class Met:
    """A product in a standard that meets all that is asked: `sure`, or possibly (可能符合). `shown`: that standard is
    the one the product is found under; it may stand in others as well."""

    standard: PublicId
    product: PublicId
    shown: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class DeclaredEnds:
    """The least and the greatest of all that a product declares of an indicator, in the dictionary's unit; None for no
    end. `shown` as of `Met`."""

    standard: PublicId
    product: PublicId
    shown: bool
    low: Decimal | None
    high: Decimal | None


def estimate(session: Session, asked: Asked, most: int) -> int:
    """How many values meet one thing that is asked, surely or possibly; `most` where there are so many or more."""
    row = DeclaredIndicatorRow
    found = select(literal(1)).where(row.code == asked[0], *_not_outside(asked[1])).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def meeting(
    session: Session, asked: Sequence[Asked], day: date, *, among: Collection[PublicId] | None = None
) -> list[Met]:
    """The products that meet everything asked, by their numbers. Put the rarest first: the others are looked up for
    what meets it. `among`: only products with these ids, or only those in standards with these ids.

    A product meets a condition surely where every value that it declares of the indicator, under whatever condition,
    lies inside; possibly where one of them at least overlaps.
    """
    met = [each for chosen in _pieces(among) for each in _meeting(session, asked, chosen)]
    shown = shown_in(session, {row.product_id for row, _ in met if row.elsewhere}, day)
    return [Met(*_found(row, shown), sure) for row, sure in met]


def declared_ends(
    session: Session, code: str, day: date, *, among: Collection[PublicId] | None = None
) -> list[DeclaredEnds]:
    """What is declared of an indicator as a value or a grade; `among` as of `meeting`."""
    row = DeclaredIndicatorRow
    low, high = row.canonical_low, row.canonical_high
    ends = (func.min(low).label("low"), func.max(high).label("high"))
    counts = (func.count().label("all"), func.count(low).label("lows"), func.count(high).label("highs"))
    statement = (
        select(row.standard_id, row.product_id, *ends, *counts)
        .where(row.code == code, or_(low.is_not(None), high.is_not(None)))
        .group_by(row.standard_id, row.product_id)
    )
    rows = [
        each
        for chosen in _pieces(among)
        for each in session.execute(_identified(statement if chosen is None else statement.where(chosen)))
    ]
    shown = shown_in(session, {row.product_id for row in rows if row.elsewhere}, day)
    return [
        DeclaredEnds(
            *_found(each, shown),
            each.low if each.lows == each.all else None,
            each.high if each.highs == each.all else None,
        )
        for each in rows
    ]


def _found(row: Any, shown: Mapping[PublicId, int]) -> tuple[PublicId, PublicId, bool]:
    product = PublicId(PRODUCT, row.product_year, row.product_id)
    standard = PublicId(STANDARD, row.standard_year, row.standard_id)
    return standard, product, shown.get(product, row.standard_id) == row.standard_id


def _identified(statement: Any) -> Select[Any]:
    """A select of products in standards, with their years and whether the product stands in another one as well."""
    found, other = statement.subquery(), aliased(DeclaredProductRow)
    elsewhere = (
        select(other.product_id)
        .where(other.product_id == found.c.product_id, other.standard_id != found.c.standard_id)
        .exists()
    )
    return (
        select(
            found,
            StandardRow.year.label("standard_year"),
            ProductRow.year.label("product_year"),
            elsewhere.label("elsewhere"),
        )
        .join(StandardRow, StandardRow.id == found.c.standard_id)
        .join(ProductRow, ProductRow.id == found.c.product_id)
    )


def _pieces(among: Collection[PublicId] | None) -> Iterator[Any]:
    """Conditions that choose the ids, some hundreds at a time; None for no choice."""
    if among is None:
        yield None
        return
    identities = sorted(among, key=lambda identity: identity.number)
    for start in range(0, len(identities), AT_ONCE):
        piece = identities[start : start + AT_ONCE]
        row = DeclaredIndicatorRow
        yield (row.product_id if piece[0].prefix == PRODUCT else row.standard_id).in_([each.number for each in piece])


def _meeting(session: Session, asked: Sequence[Asked], chosen: Any) -> Iterator[tuple[Any, bool]]:
    """Rows of a product in a standard, and whether it surely meets everything."""
    row, every = DeclaredIndicatorRow, aliased(DeclaredIndicatorRow)
    code, bounds = asked[0]
    candidates = select(row.standard_id, row.product_id).where(row.code == code, *_not_outside(bounds)).distinct()
    found = _identified(candidates if chosen is None else candidates.where(chosen)).subquery()
    statement = (
        select(found, every.code, every.canonical_low, every.canonical_high)
        .join(every, and_(every.product_id == found.c.product_id, every.standard_id == found.c.standard_id))
        .where(every.code.in_({code for code, _ in asked}))
        .where(or_(every.canonical_low.is_not(None), every.canonical_high.is_not(None)))
        .order_by(found.c.standard_id, found.c.product_id)
    )
    rows = session.execute(statement.execution_options(yield_per=PAGE))
    for _, of_product in groupby(rows, key=lambda each: (each.standard_id, each.product_id)):
        together = list(of_product)
        sure = _judged(together, asked)
        if sure is not None:
            yield together[0], sure


def _judged(rows: Sequence[Any], asked: Iterable[Asked]) -> bool | None:
    """Whether a product with these rows meets everything for sure; None where it does not meet something."""
    sure = True
    for code, bounds in asked:
        found = {_satisfies(row.canonical_low, row.canonical_high, bounds) for row in rows if row.code == code}
        if found <= {Satisfaction.OUTSIDE}:
            return None
        sure = sure and found == {Satisfaction.INSIDE}
    return sure


@lru_cache(maxsize=4096)
def _satisfies(low: Decimal | None, high: Decimal | None, asked: Bounds) -> Satisfaction:
    return satisfies(Interval(low, high, None), asked)


def _not_outside(asked: Bounds) -> tuple[Any, ...]:
    """Conditions on a row: its interval and the asked one have a value in common."""
    row = DeclaredIndicatorRow
    low, high = row.canonical_low, row.canonical_high
    conditions = [or_(low.is_not(None), high.is_not(None))]
    if asked.low is not None:
        conditions.append(or_(high.is_(None), high > asked.low if asked.low_open else high >= asked.low))
    if asked.high is not None:
        conditions.append(or_(low.is_(None), low < asked.high if asked.high_open else low <= asked.high))
    return tuple(conditions)
