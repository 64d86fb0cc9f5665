"""Conditions on indicators → the ids that meet them, joined with what the engine finds.

Values are compared in the database, texts in the engine. Where few values meet a condition their ids are a filter for
the engine; where many do and the text finds little, its hits are looked up in the database. The answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from search.query import MOST_HITS, MOST_VALUES, Keyword, Query
from search.results import Hit

FEW_VALUES, FEW_HITS = 20_000, 20_000
"""So many values that meet a condition, or hits of a text, are few."""


@dataclass(frozen=True)
class Selection:
    """What meets every one of `conditions`. `sure` and `possible` are the ids of the unit that is looked for, `among`
    the hits of a text where only they were looked up."""

    conditions: tuple[Condition, ...]
    met: Sequence[Met]
    sure: frozenset[str]
    possible: frozenset[str]
    among: bool

    def answers(self, conditions: Sequence[Condition]) -> bool:
        """Whether it holds for every text that these conditions stand with."""
        return not self.among and self.conditions == tuple(conditions)

    @cached_property
    def _by_standard(self) -> dict[PublicId, list[Met]]:
        found: dict[PublicId, list[Met]] = {}
        for each in self.met:
            found.setdefault(each.standard, []).append(each)
        return found

    def products_of(self, standard: PublicId) -> list[PublicId]:
        """The products of a standard that meet everything, the sure ones first."""
        found = self._by_standard.get(standard, [])
        return [each.product for each in sorted(found, key=lambda each: (not each.sure, each.product.number))]


def select(
    session: Session, engine: Engine, query: Query, unit: Unit, conditions: Sequence[Condition], day: date
) -> Selection:
    """What meets `conditions`, as far as `query` can find it."""
    counted = sorted(
        (declarations.estimate(session, each.asked, FEW_VALUES + 1), number) for number, each in enumerate(conditions)
    )
    asked = [conditions[number].asked for _, number in counted]
    among = None
    if counted[0][0] > FEW_VALUES and engine.count(query) <= FEW_HITS:
        among = identities(walk(engine, query.unscored), unit)
    met = declarations.meeting(session, asked, day, among=among)
    if unit is Unit.PRODUCT:
        shown = [each for each in met if each.shown]
        sure = {each.product for each in shown if each.sure}
        possible = {each.product for each in shown} - sure
    else:
        sure = {each.standard for each in met if each.sure}
        possible = {each.standard for each in met} - sure
    return Selection(
        tuple(conditions), met, frozenset(map(str, sure)), frozenset(map(str, possible)), among is not None
    )


def page(engine: Engine, query: Query, ids: frozenset[str] | None) -> tuple[Sequence[Hit], int]:
    """One page of the hits of `query` that are among `ids` (None: all), and how many there are in all."""
    if ids is None or len(ids) <= MOST_VALUES:
        results = engine.search(narrowed(query, ids))
        return results.hits, results.total
    hits = [hit for hit in walk(engine, query) if hit.key.id in ids]
    place = next((n for n, hit in enumerate(hits, 1) if hit.sort == query.after), 0)
    return hits[place : place + query.limit], len(hits)


def walk(engine: Engine, query: Query, after: Position | None = None, at_once: int = MOST_HITS) -> Iterator[Hit]:
    """Every hit of `query` behind `after`, however many."""
    while True:
        hits = engine.search(replace(query, after=after, limit=at_once, facets=())).hits
        yield from hits
        if len(hits) < at_once:
            return
        after = hits[-1].sort


def identities(hits: Iterable[Hit], unit: Unit) -> list[PublicId]:
    prefix = PRODUCT if unit is Unit.PRODUCT else STANDARD
    return [identity for hit in hits if (identity := PublicId.parse(hit.key.id, prefix))]


def narrowed(query: Query, ids: frozenset[str] | None) -> Query:
    """`query` among `ids`; None: as it is."""
    return query if ids is None else replace(query, filters=(*query.filters, Keyword(KeywordField.ID, ids)))
