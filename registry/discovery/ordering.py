"""The order by an indicator (`sort=indicator:CODE`), without reading all that is found.

Of what is found the engine tells apart what names the indicator and what does not. Where the former are few, their
values are looked up; else the database names the best values and the engine says which of them are found. What declares
no sure value comes last, by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import islice
from math import inf

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.discovery.selecting import PREFIXES, Selection, count, identities, sure_of, walk
from registry.discovery.values import Position
from registry.indicators.canonical import Bounds
from registry.indicators.dictionary import IndicatorEntry
from search.documents import Key, KeywordField, Unit
from search.port import Engine
from search.query import MOST_HITS, Keyword, Not, Query
from search.results import Hit

FEW_HITS = MOST_HITS
"""The values of so many hits that name the indicator are looked up, and no best ones are asked for."""

LOOKED_UP = 5_000
"""Ids whose places are asked for by id; for more, all of the indicator are read at once, unless the database can name
the best of each standard."""

LOOKED_UP_AT_ONCE = 100
"""Named hits are looked up so many at a time, the best first, until the page is full."""

MOST_COUNTED = 1_000_000

FEWEST_NAMED, MOST_NAMED, NAMED_AGAIN = 16, 8192, 8
"""At least and at most so many values are named at a time, so many times as many where they did not fill the page."""


@dataclass(frozen=True)
class Ordering:
    """What `query` finds, and of it what `selection` holds to be sure, the best value of the indicator first, or the
    least where neither way is better. Of several values the one that is sure counts; of a standard that of its best
    product that meets all that is asked."""

    session: Session
    engine: Engine
    query: Query
    unit: Unit
    entry: IndicatorEntry
    selection: Selection | None
    day: date

    def page(self, after: Position | None) -> tuple[Sequence[Hit], int]:
        """The hits behind `after`, as many as the query wants at most, and how many there are in all. A hit's `sort` is
        its place and its rank."""
        limit = self.query.limit
        hits = self._placed(after, limit) if after is None or after[0] < inf else []
        if len(hits) < limit:
            hits += self._without_place(after if after and after[0] == inf else None, limit - len(hits))
        return hits, self._count(self.query)

    def _placed(self, after: Position | None, limit: int) -> list[Hit]:
        """Hits with a place, the best first, those of the same place by their numbers."""
        behind = after and (after[0], _number(after[1]))
        if self._few is not None:
            return [hit for hit in self._sorted(self._few) if behind is None or _standing(hit) > behind][:limit]
        values = declarations.estimate(self.session, ((self.entry.code,), Bounds(None, None)), MOST_COUNTED)
        size = max(FEWEST_NAMED, limit * values * 3 // (self._declaring * 2))
        edge, placed, seen = behind, list[Hit](), set[Key]()
        while True:
            best, edge = declarations.best_declared(
                self.session, self.entry.code, self.entry.direction, self._prefix, behind=edge, most=size
            )
            named = {str(identity): place for identity, place in best.items()}
            found = [hit for hit in self._found(self._naming, frozenset(named)) if hit.key not in seen]
            found.sort(key=lambda hit: named[hit.key.id])
            for start in range(0, len(found) + 1, LOOKED_UP_AT_ONCE):
                looked_up = found[start : start + LOOKED_UP_AT_ONCE]
                placed += self._sorted(looked_up)
                seen.update(hit.key for hit in looked_up)
                waiting = found[start + LOOKED_UP_AT_ONCE :][:1]
                end = named[waiting[0].key.id] if waiting else edge
                known = [hit for hit in placed if _between(behind, _standing(hit), end)]
                if len(known) >= limit:
                    return sorted(known, key=_standing)[:limit]
            if edge is None:
                return sorted(known, key=_standing)
            size = max(size, min(size * NAMED_AGAIN, MOST_NAMED))

    def _without_place(self, after: Position | None, limit: int) -> list[Hit]:
        """Hits without a place, by their ranks."""
        start = None if after is None else (0.0, after[1])
        not_naming = _with(self.query, Not(self._names))
        hits = list(islice(self._found(not_naming, after=start, at_once=limit), limit))
        if self._few is not None:
            naming: Iterable[Hit] = self._few
        elif self.selection is None:
            unsure = declarations.unsure(self.session, self.entry.code, self.entry.direction, self._prefix)
            naming = self._found(self._naming, frozenset(map(str, unsure)))
        else:
            naming = self._found(self._naming)
        naming = list(naming)
        placed = self._places(naming)
        hits += (hit for hit in naming if hit.key.id not in placed and (start is None or hit.sort[1] > start[1]))
        hits.sort(key=lambda hit: hit.sort[1])
        return [replace(hit, sort=(inf, hit.sort[1])) for hit in hits[:limit]]

    @property
    def _prefix(self) -> str:
        return PREFIXES[self.unit]

    @property
    def _names(self) -> Keyword:
        return Keyword(KeywordField.INDICATOR, frozenset({self.entry.code}))

    @property
    def _naming(self) -> Query:
        return _with(self.query, self._names)

    @cached_property
    def _declaring(self) -> int:
        return self._count(self._naming)

    @cached_property
    def _few(self) -> list[Hit] | None:
        """All hits that name the indicator; None where they are many."""
        return list(self._found(self._naming)) if self._declaring <= FEW_HITS else None

    def _sorted(self, hits: Sequence[Hit]) -> list[Hit]:
        """Those that have a place, in their order."""
        places = self._places(hits)
        placed = [replace(hit, sort=(places[hit.key.id], hit.sort[1])) for hit in hits if hit.key.id in places]
        return sorted(placed, key=_standing)

    def _places(self, hits: Sequence[Hit]) -> dict[str, float]:
        """The places of hits, by their ids."""
        if not hits:
            return {}
        among = identities(hits, self.unit)
        code, direction = self.entry.code, self.entry.direction
        if self.unit is Unit.STANDARD and self.selection is None:
            best = declarations.places_of_standards(self.session, code, direction, among)
            return {str(identity): place for identity, place in best.items()}
        some = among if len(among) <= LOOKED_UP else None
        met = None if self.selection is None else self.selection.surely(some)
        places: dict[str, float] = {}
        for each in declarations.places(self.session, code, direction, self.day, among=some):
            if (met is None or (each.standard, each.product) in met) and (each.shown or self.unit is Unit.STANDARD):
                key = str(each.standard if self.unit is Unit.STANDARD else each.product)
                places[key] = min(places.get(key, inf), each.place)
        return places

    def _found(
        self,
        query: Query,
        ids: frozenset[str] | None = None,
        *,
        after: Position | None = None,
        at_once: int = MOST_HITS,
    ) -> Iterator[Hit]:
        """The hits of `query` that the selection holds, among `ids`, by their ranks."""
        chosen = sure_of(self.selection)
        return walk(self.engine, query.unscored, chosen if ids is None else chosen.among(ids), after, at_once)

    def _count(self, query: Query) -> int:
        return count(self.engine, query, sure_of(self.selection))


def _with(query: Query, node: Keyword | Not) -> Query:
    return replace(query, filters=(*query.filters, node))


def _standing(hit: Hit) -> Position:
    return hit.sort[0], _number(hit.sort[1])


def _between(behind: Position | None, place: Position, end: Position | None) -> bool:
    return (behind is None or place > behind) and (end is None or place <= end)


def _number(rank: int) -> int:
    """The running number of the public id that has this rank (`Key.rank`): between its year and its check digit."""
    return int(str(rank // 2)[4:-1])
