"""Conditions on indicators → what meets them, joined with what the engine finds.

Values are compared in the database, texts in the engine. Where few values meet a condition their ids are a filter for
the engine; where the text finds little, its hits are looked up in the database; where most of what names the indicators
meets the conditions, surely or possibly, the engine finds by name and is given the ids of what differs. The answer is
the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.queries import Met
from registry.discovery.asking import Condition
from registry.discovery.values import Position
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from search.documents import KeywordField, Unit
from search.port import Engine
from search.query import MOST_HITS, MOST_VALUES, Keyword, Node, Not, Query
from search.results import Hit

PREFIXES = {Unit.PRODUCT: PRODUCT, Unit.STANDARD: STANDARD}

FEW_VALUES, FEW_HITS = 1_000, 1_000
"""So many values that meet a condition, or hits of a text, are few: they are read, and no other way is looked for."""

MOST_COUNTED = 20_000
"""Values are counted up to here."""

FEW_OTHERS = 4
"""What differs from the most is looked up where values and hits are so many times as many."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What meets conditions, in the index: what `naming` holds for, of these ids (None: whichever), less `others`."""

    ids: frozenset[str] | None = None
    naming: tuple[Keyword, ...] = ()
    others: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether it can be anything."""
        return self.ids is None or bool(self.ids)

    @property
    def is_large(self) -> bool:
        """Whether the ids are too many for an engine to be given."""
        return self.ids is not None and len(self.ids) > MOST_VALUES

    @property
    def nodes(self) -> tuple[Node, ...]:
        """What the engine is given of it: all but ids that are too many."""
        if self.ids is not None and not self.is_large:
            return (*self.naming, Keyword(KeywordField.ID, self.ids - self.others))
        return (*self.naming, Not(Keyword(KeywordField.ID, self.others))) if self.others else self.naming

    def among(self, ids: frozenset[str]) -> Chosen:
        return replace(self, ids=ids if self.ids is None else self.ids & ids)


EVERYTHING = Chosen()


@dataclass(frozen=True)
class Selection:
    """What meets every one of `conditions`: `sure` and `possible` are of the unit that is looked for. Of `among` the
    hits of a text only they were looked up. `met` is None where most meet them; these are looked up as they are
    needed."""

    session: Session
    day: date
    conditions: tuple[Condition, ...]
    sure: Chosen
    possible: Chosen
    among: bool
    met: Sequence[Met] | None

    def answers(self, conditions: Sequence[Condition]) -> bool:
        """Whether it holds for every text that these conditions stand with."""
        return not self.among and self.conditions == tuple(conditions)

    @cached_property
    def _by_standard(self) -> dict[PublicId, list[Met]]:
        return _by_standard(self.met or ())

    def products_of(self, standards: Sequence[PublicId]) -> Iterator[list[PublicId]]:
        """The products of each standard that meet everything, the sure ones first."""
        found = self._by_standard if self.met is not None else _by_standard(self._looked_up(standards))
        for standard in standards:
            met = sorted(found.get(standard, ()), key=lambda each: (not each.sure, each.product.number))
            yield [each.product for each in met]

    def surely(self, among: Collection[PublicId] | None) -> Collection[tuple[PublicId, PublicId]]:
        """Standards with those of their products that surely meet everything: at least those of these standards or of
        these products (None: of all)."""
        return self._surely if self.met is not None else _surely(self._looked_up(among))

    @cached_property
    def _surely(self) -> Collection[tuple[PublicId, PublicId]]:
        return _surely(self.met or ())

    def _looked_up(self, among: Collection[PublicId] | None) -> Sequence[Met]:
        return declarations.meeting(self.session, [each.asked for each in self.conditions], self.day, among=among)


def _by_standard(met: Iterable[Met]) -> dict[PublicId, list[Met]]:
    found: dict[PublicId, list[Met]] = {}
    for each in met:
        found.setdefault(each.standard, []).append(each)
    return found


def _surely(met: Iterable[Met]) -> Collection[tuple[PublicId, PublicId]]:
    return {(each.standard, each.product) for each in met if each.sure}


def select(
    session: Session, engine: Engine, query: Query, unit: Unit, conditions: Sequence[Condition], day: date
) -> Selection:
    """What meets `conditions`, as far as `query` can find it."""
    counted = sorted(
        (declarations.estimate(session, each.asked, MOST_COUNTED + 1), number) for number, each in enumerate(conditions)
    )
    asked = [conditions[number].asked for _, number in counted]
    among, looked_at, values = None, None, counted[0][0]
    if values > FEW_VALUES:
        hits = engine.count(query)
        if hits > FEW_HITS and (unit is Unit.PRODUCT or len(asked) == 1):  # else two products may meet one thing each
            looked_at = declarations.exceptions(session, asked, PREFIXES[unit], most=min(values, hits) // FEW_OTHERS)
        if looked_at is None and hits < values:
            among = identities(walk(engine, query.unscored), unit)
    met = declarations.meeting(session, asked, day, among=looked_at[0] if looked_at else among)
    sure, possible = _ids(met, unit)
    selection = Selection(
        session, day, tuple(conditions), Chosen(sure), Chosen(possible), among=among is not None, met=met
    )
    if looked_at is None:
        return selection
    others, surely = looked_at
    naming = tuple(Keyword(KeywordField.INDICATOR, frozenset(codes)) for codes, _ in asked)
    most = Chosen(naming=naming, others=frozenset(map(str, others)) - (sure if surely else possible))
    return replace(selection, sure=most, met=None) if surely else replace(selection, possible=most, met=None)


def _ids(met: Iterable[Met], unit: Unit) -> tuple[frozenset[str], frozenset[str]]:
    """What surely meets everything, and what only may."""
    found = [
        (str(each.product if unit is Unit.PRODUCT else each.standard), each.sure)
        for each in met
        if each.shown or unit is Unit.STANDARD
    ]
    sure = frozenset(identity for identity, surely in found if surely)
    return sure, frozenset(identity for identity, _ in found) - sure


def sure_of(selection: Selection | None) -> Chosen:
    """What surely meets the conditions; everything where there are none."""
    return selection.sure if selection else EVERYTHING


def page(engine: Engine, query: Query, chosen: Chosen) -> tuple[Sequence[Hit], int]:
    """One page of the hits of `query` that are chosen, and how many there are in all."""
    if not chosen.is_large:
        results = engine.search(narrowed(query, chosen))
        return results.hits, results.total
    hits = list(walk(engine, query, chosen))
    place = next((n for n, hit in enumerate(hits, 1) if hit.sort == query.after), 0)
    return hits[place : place + query.limit], len(hits)


def count(engine: Engine, query: Query, chosen: Chosen) -> int:
    """How many hits of `query` are chosen."""
    if not chosen.is_large:
        return engine.count(narrowed(query, chosen))
    return sum(1 for _ in walk(engine, query.unscored, chosen))


def walk(
    engine: Engine, query: Query, chosen: Chosen = EVERYTHING, after: Position | None = None, at_once: int = MOST_HITS
) -> Iterator[Hit]:
    """Every hit of `query` that is chosen, behind `after`, however many."""
    query = narrowed(query, chosen)
    among = chosen.ids if chosen.is_large else None
    while True:
        hits = engine.search(replace(query, after=after, limit=at_once, facets=())).hits
        yield from (hits if among is None else (hit for hit in hits if hit.key.id in among))
        if len(hits) < at_once:
            return
        after = hits[-1].sort


def identities(hits: Iterable[Hit], unit: Unit) -> list[PublicId]:
    return [identity for hit in hits if (identity := PublicId.parse(hit.key.id, PREFIXES[unit]))]


def narrowed(query: Query, chosen: Chosen) -> Query:
    """`query` of what is chosen, as far as the engine is given it."""
    return replace(query, filters=(*query.filters, *chosen.nodes))
