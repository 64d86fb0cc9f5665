"""Which products meet what is asked of their indicators (`apf>=4.5`), read from the values of the newest versions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Float, Select, and_, case, func, literal, or_, select, true, type_coerce, union_all
from sqlalchemy.orm import Session, aliased

from registry.declarations.models import DeclaredIndicatorRow, DeclaredProductRow, ProductRow, StandardRow
from registry.declarations.queries.products import AT_ONCE, shown_in
from registry.indicators.canonical import Bounds
from registry.indicators.values import Direction
from registry.kernel.ids import PRODUCT, STANDARD, PublicId

Asked = tuple[tuple[str, ...], Bounds]
"""Codes of the dictionary, one of which has to meet it, and where its value has to lie, in the dictionary's unit."""


Place = tuple[float, int]
"""Where a product or standard stands in the order by an indicator, the lower the better, and its number for ties. A
product stands by what is sure of all that it declares of it, as the doubles that order canonical values: by the least
where more is better, by the greatest where less is; else by the least, or by the greatest where there is no least."""

_ENDS_THAT_COUNT = {
    Direction.UP: ((DeclaredIndicatorRow.canonical_low, -1),),
    Direction.DOWN: ((DeclaredIndicatorRow.canonical_high, 1),),
}
"""The end of a value that is sure, and whether a greater one stands first; of other directions either may be it."""


@dataclass(frozen=True, slots=True)
class Met:
    """A product in a standard that meets all that is asked: `sure`, or possibly (可能符合). `shown`: that standard is
    the one the product is found under; it may stand in others as well."""

    standard: PublicId
    product: PublicId
    shown: bool
    sure: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """The place of a product in a standard in the order by an indicator. `shown` as of `Met`."""

    standard: PublicId
    product: PublicId
    shown: bool
    place: float


def estimate(session: Session, asked: Asked, most: int) -> int:
    """How many values meet one thing that is asked, surely or possibly; `most` where there are so many or more."""
    row = DeclaredIndicatorRow
    found = select(literal(1)).where(row.code.in_(asked[0]), *_not_outside(row, asked[1])).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def meeting(
    session: Session, asked: Sequence[Asked], day: date, *, among: Collection[PublicId] | None = None
) -> list[Met]:
    """The products that meet everything asked, by their numbers. Put the rarest first: the others are looked up for
    what meets it. `among`: only products with these ids, or only those in standards with these ids.

    A product meets a condition surely where every value that it declares of the indicator, under whatever condition,
    lies inside; possibly where one of them at least overlaps. Of several indicators one that does is enough.
    """
    met = [each for chosen in _pieces(among) for each in _meeting(session, asked, chosen)]
    shown = shown_in(session, {row.product_id for row in met if row.elsewhere}, day)
    return [Met(*_found(row, shown), row.sure == 1) for row in met]


def places(
    session: Session, code: str, direction: Direction, day: date, *, among: Collection[PublicId] | None = None
) -> list[Placed]:
    """The products that have a place in the order by an indicator; `among` as of `meeting`."""
    rows = [
        each
        for chosen in _pieces(among)
        for each in session.execute(_identified(_places_select(code, direction, chosen)))
    ]
    shown = shown_in(session, {row.product_id for row in rows if row.elsewhere}, day)
    return [Placed(*_found(each, shown), each.place) for each in rows]


def places_of_standards(
    session: Session, code: str, direction: Direction, standards: Collection[PublicId]
) -> dict[PublicId, float]:
    """Of those standards the best place that a product of each has in the order by an indicator."""
    known = {each.number: each for each in standards}
    found: dict[PublicId, float] = {}
    for chosen in _pieces(standards):
        of_products = _places_select(code, direction, chosen).subquery()
        best = select(of_products.c.standard_id, func.min(of_products.c.place)).group_by(of_products.c.standard_id)
        found |= {known[number]: place for number, place in session.execute(best)}
    return found


def best_declared(
    session: Session, code: str, direction: Direction, prefix: str, *, behind: Place | None, most: int
) -> tuple[dict[PublicId, Place], Place | None]:
    """Products or standards with the place that one of their values gives them, the best one: those of the next `most`
    values `behind` a place. And the place up to which every one that stands there is among them; None: there are no
    more. Each stands there or behind, which follows from all that it declares (`places`)."""
    row = DeclaredIndicatorRow
    owner, number = _owner(prefix)
    found: dict[PublicId, Place] = {}
    edges: list[Place] = []
    for end, sign in _ENDS_THAT_COUNT.get(direction, ((row.canonical_low, 1), (row.canonical_high, 1))):
        value = type_coerce(end, Float)
        values = select(number.label("number"), value.label("value")).where(row.code == code, end.is_not(None))
        if behind is not None:
            last = sign * behind[0]
            worse = value > last if sign > 0 else value < last
            values = values.where(or_(worse, and_(value == last, number > behind[1])))
        first = values.order_by(value if sign > 0 else value.desc(), number).limit(most).subquery()
        rows = session.execute(
            select(first.c.number, first.c.value, owner.year).join(owner, owner.id == first.c.number)
        ).all()
        for each in rows:
            identity, place = PublicId(prefix, each.year, each.number), (sign * each.value, each.number)
            found[identity] = min(found.get(identity, place), place)
        if len(rows) == most:
            edges.append(max((sign * each.value, each.number) for each in rows))
    return found, min(edges, default=None)


def unsure(session: Session, code: str, direction: Direction, prefix: str) -> list[PublicId]:
    """Products or standards that name an indicator, of which one value at least has not the end that counts: all that
    may be without a place in the order by it are among them."""
    row = DeclaredIndicatorRow
    owner, number = _owner(prefix)
    end = row.canonical_high if direction is Direction.DOWN else row.canonical_low
    open_ones = select(number.label("number")).where(row.code == code, end.is_(None)).distinct().subquery()
    rows = session.execute(select(owner.id, owner.year).join(open_ones, open_ones.c.number == owner.id))
    return [PublicId(prefix, each.year, each.id) for each in rows]


def exceptions(
    session: Session, asked: Sequence[Asked], prefix: str, *, most: int
) -> tuple[list[PublicId], bool] | None:
    """Products or standards that have to be looked at, and whether everything else that names an indicator of each
    thing asked meets it all surely (True) or possibly (False): of a standard, each product that names them does. None
    where more than `most` values would have to be looked at for one thing."""
    row = DeclaredIndicatorRow
    owner, number = _owner(prefix)
    values, surely = list[Any](), True
    for codes, bounds in asked:
        for inside in (True, False):
            ranges = [*_not_inside(row, bounds)] if inside else [_inside(row, bounds), *_outside(row, bounds)]
            found = [select(number.label("number")).where(row.code == code, each) for code in codes for each in ranges]
            first = union_all(*found).limit(most + 1).subquery()
            if (session.scalar(select(func.count()).select_from(first)) or 0) <= most:
                values += found
                surely = surely and inside
                break
        else:
            return None
    chosen = union_all(*values).subquery()
    rows = session.execute(select(owner.id, owner.year).where(owner.id.in_(select(chosen.c.number))))
    return [PublicId(prefix, each.year, each.id) for each in rows], surely


def meeting_within(session: Session, asked: Sequence[Asked], standard: PublicId) -> dict[int, bool]:
    """As `meeting`, of the products that a standard declares, wherever else they are shown: the number of each with
    whether it meets everything surely."""
    rows = _meeting(session, asked, DeclaredIndicatorRow.standard_id == standard.number)
    return {row.product_id: row.sure == 1 for row in rows}


def places_within(session: Session, code: str, direction: Direction, standard: PublicId) -> dict[int, float]:
    """As `places`, of the products that a standard declares, by their numbers."""
    rows = session.execute(_places_select(code, direction, DeclaredIndicatorRow.standard_id == standard.number))
    return {row.product_id: row.place for row in rows}


def _places_select(code: str, direction: Direction, chosen: Any) -> Any:
    """Places by standard and product. `chosen` chooses rows by their ids (None: all), and no index of the codes may
    then: there SQLite would read every value of the indicator."""
    row = DeclaredIndicatorRow
    low, high = type_coerce(row.canonical_low, Float), type_coerce(row.canonical_high, Float)
    least = case((func.count(low) == func.count(), func.min(low)))  # where every value has one
    greatest = case((func.count(high) == func.count(), func.max(high)))
    by_direction = {Direction.UP: -least, Direction.DOWN: greatest}
    place = by_direction.get(direction, func.coalesce(least, greatest))
    found = (
        select(row.standard_id, row.product_id, place.label("place"))
        .where(or_(low.is_not(None), high.is_not(None)))
        .group_by(row.standard_id, row.product_id)
        .having(place.is_not(None))
    )
    return found.where(row.code == code) if chosen is None else found.where(row.code.concat("") == code, chosen)


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


def _owner(prefix: str) -> tuple[Any, Any]:
    """The table of products or of standards, and the column of the values that names its rows."""
    row = DeclaredIndicatorRow
    return (ProductRow, row.product_id) if prefix == PRODUCT else (StandardRow, row.standard_id)


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


def _meeting(session: Session, asked: Sequence[Asked], chosen: Any) -> Sequence[Any]:
    """Rows of the products in standards that meet everything, with `sure` 1 or 0. The database compares: a double
    orders canonical values as a decimal does."""
    row, every = DeclaredIndicatorRow, aliased(DeclaredIndicatorRow)
    codes, bounds = asked[0]
    rarest = select(row.standard_id, row.product_id).where(row.code.in_(codes), *_not_outside(row, bounds))
    touching = rarest.distinct()
    candidates = (touching if chosen is None else touching.where(chosen)).subquery()
    standard, product = candidates.c.standard_id, candidates.c.product_id
    met = (
        select(standard, product, case((and_(*(_surely(every, each) for each in asked)), 1), else_=0).label("sure"))
        .join(every, and_(every.product_id == product, every.standard_id == standard))
        .where(every.code.in_({code for codes, _ in asked for code in codes}))
        .where(or_(every.canonical_low.is_not(None), every.canonical_high.is_not(None)))
        .group_by(standard, product)
    )
    for codes, bounds in asked:
        touches = case((and_(every.code.in_(codes), *_not_outside(every, bounds)), 1), else_=0)
        met = met.having(func.max(touches) == 1)
    return session.execute(_identified(met)).all()


def _surely(row: Any, asked: Asked) -> Any:
    """A condition on the rows of a product: all of one of the codes lie inside."""
    codes, bounds = asked
    inside = case((_inside(row, bounds), 1), else_=0)
    return or_(*(func.coalesce(func.min(case((row.code == code, inside))), 0) == 1 for code in codes))


def _inside(row: Any, asked: Bounds) -> Any:
    """A condition on a row: its interval lies within the asked one. Its ends count as closed."""
    conditions: list[Any] = [true()]
    if asked.low is not None:
        above = row.canonical_low > asked.low if asked.low_open else row.canonical_low >= asked.low
        conditions.append(and_(row.canonical_low.is_not(None), above))
    if asked.high is not None:
        below = row.canonical_high < asked.high if asked.high_open else row.canonical_high <= asked.high
        conditions.append(and_(row.canonical_high.is_not(None), below))
    return and_(*conditions)


def _not_inside(row: Any, asked: Bounds) -> Iterator[Any]:
    """Conditions on a row, each a range of an index: one of them holds where its interval does not lie within."""
    if asked.low is not None:
        yield row.canonical_low.is_(None)
        yield row.canonical_low <= asked.low if asked.low_open else row.canonical_low < asked.low
    if asked.high is not None:
        yield row.canonical_high.is_(None)
        yield row.canonical_high >= asked.high if asked.high_open else row.canonical_high > asked.high


def _outside(row: Any, asked: Bounds) -> Iterator[Any]:
    """As `_not_inside`: where the two intervals have no value in common, or the row has no interval."""
    yield and_(row.canonical_low.is_(None), row.canonical_high.is_(None))
    if asked.low is not None:
        yield row.canonical_high <= asked.low if asked.low_open else row.canonical_high < asked.low
    if asked.high is not None:
        yield row.canonical_low >= asked.high if asked.high_open else row.canonical_low > asked.high


def _not_outside(row: Any, asked: Bounds) -> tuple[Any, ...]:
    """Conditions on a row: its interval and the asked one have a value in common."""
    low, high = row.canonical_low, row.canonical_high
    conditions = [or_(low.is_not(None), high.is_not(None))]
    if asked.low is not None:
        conditions.append(or_(high.is_(None), high > asked.low if asked.low_open else high >= asked.low))
    if asked.high is not None:
        conditions.append(or_(low.is_(None), low < asked.high if asked.high_open else low <= asked.high))
    return tuple(conditions)
