"""One page in a total order. tantivy breaks ties by where a document happens to lie; we break them by rank."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from tantivy import DocAddress, Order, Schema, Searcher, SearchResult
from tantivy import Query as Asked

from search.engines.tantivy.compile import either, narrow, number
from search.engines.tantivy.schema import RANK
from search.query import Sort

_AT_FIRST = 16  # times as many hits as the page has are asked for, since many may be equal
_LARGER = 16  # times as many, where those do not suffice
_LOOKED_THROUGH = 4096  # hits at a time for ties that go on beyond these

_first = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Page:
    """The documents of a page, each with the score or the number that orders it, and the exact total."""

    places: Sequence[tuple[float, DocAddress]]
    total: int


def by_relevance(searcher: Searcher, schema: Schema, query: Asked, limit: int, after: tuple[float, int] | None) -> Page:
    """Score descending, then rank. No query can say «below this score»: what lies before the cursor is read over.

    Every commit moves every score a little, so the page goes on behind the last hit where it stands now; its old
    score counts only once it is found no more.

    Always counted: without that tantivy skips what cannot reach the page, and adds scores up in another order for
    another page size, so that the last digit of a score would not hold.
    """
    everything, size = searcher.num_docs + 1, limit * _AT_FIRST
    if after is not None:
        after = _score(searcher, schema, query, after)
    while True:
        size = min(size, everything)
        found = searcher.search(query, size)
        hits: Sequence[tuple[float, DocAddress]] = found.hits
        complete = len(hits) < size
        start = 0 if after is None else bisect_left(hits, -after[0], key=_falling)
        stop = len(hits) if complete else bisect_left(hits, -hits[-1][0], key=_falling)  # its ties may go on
        places: list[tuple[float, DocAddress]] = []
        for score, ties in groupby(hits[start:stop], _first):
            behind = after[1] if after is not None and score == after[0] else None
            places += _by_rank(searcher, list(ties), behind)
            if len(places) >= limit:
                break
        if len(places) < limit and count(found) > size * _LARGER:
            edge = hits[-1][0]
            if after is None or edge <= after[0]:
                behind = after[1] if after is not None and edge == after[0] else None
                places += _ties(searcher, schema, query, edge, behind, limit - len(places), count(found))
        if complete or len(places) >= limit:
            return Page(places[:limit], count(found))
        size *= _LARGER  # to search again costs more than to read hits that are not needed


def by_rank(searcher: Searcher, schema: Schema, query: Asked, limit: int, after: tuple[float, int] | None) -> Page:
    """Rank alone, for what scores nothing."""
    rest = query if after is None else narrow(query, number(schema, RANK, after[1] + 1, None))
    found = searcher.search(rest, limit, order_by_field=RANK, order=Order.Asc)
    total = count(found) if after is None else count(searcher.search(query, 1))
    return Page([(0.0, address) for _, address in found.hits], total)


def by_number(
    searcher: Searcher, schema: Schema, query: Asked, sort: Sort, limit: int, after: tuple[int, int] | None
) -> Page:
    """The number of `sort`, then rank."""
    rest = query if after is None else narrow(query, _behind(schema, sort, *after))
    order = Order.Desc if sort.descending else Order.Asc
    found = searcher.search(rest, limit + 1, order_by_field=sort.field, order=order)
    hits: Sequence[tuple[int, DocAddress]] = found.hits
    total = count(found) if after is None else count(searcher.search(query, 1))
    edge = hits[limit][0] if len(hits) > limit else None
    places: list[tuple[float, DocAddress]] = []
    for value, ties in groupby(hits, _first):
        if value != edge:
            places += _by_rank(searcher, list(ties), None)
        elif len(places) < limit:  # these ties go on beyond the page: ask for the first of them
            same = narrow(rest, number(schema, sort.field, value, value))
            first = searcher.search(same, limit - len(places), count=False, order_by_field=RANK, order=Order.Asc)
            places += [(value, address) for _, address in first.hits]
    return Page(places, total)


def _ties(
    searcher: Searcher, schema: Schema, query: Asked, score: float, after: int | None, wanted: int, total: int
) -> Sequence[tuple[float, DocAddress]]:
    """Of what has exactly this score the first `wanted` by rank, behind rank `after`; fewer where there are no more.

    tantivy cannot be asked for a score, so `query` is asked piece by piece of the ranks, each so large that about as
    many documents are found as are looked through at once; `total` is how many it finds in all.
    """
    low, high = _ends(searcher)
    width = (high - low) * _LOOKED_THROUGH // total // 2 + 1
    low = low if after is None else after + 1
    places: list[tuple[float, DocAddress]] = []
    while low <= high and len(places) < wanted:
        piece = narrow(query, number(schema, RANK, low, low + width))
        found = searcher.search(piece, _LOOKED_THROUGH)
        if count(found) > _LOOKED_THROUGH and width > 8:
            width = width // 8 + 1  # ranks lie close together here
            continue
        same = [hit for hit in found.hits if hit[0] == score]
        places += _by_rank(searcher, same, None) if same else ()
        low += width + 1
        if count(found) < _LOOKED_THROUGH // 8:
            width *= 8
    return places[:wanted]


@lru_cache(maxsize=1)
def _ends(searcher: Searcher) -> tuple[int, int]:
    """The least and the greatest rank of all."""
    everything, orders = Asked.all_query(), (Order.Asc, Order.Desc)
    found = [searcher.search(everything, 1, count=False, order_by_field=RANK, order=order) for order in orders]
    low, high = (int(each.hits[0][0]) for each in found)
    return low, high


def _score(searcher: Searcher, schema: Schema, query: Asked, last: tuple[float, int]) -> tuple[float, int]:
    """The score that the document of a cursor has now, if `query` finds it still, and its rank."""
    found = searcher.search(narrow(query, number(schema, RANK, last[1], last[1])), 1)
    return next((score for score, _ in found.hits), last[0]), last[1]


def _behind(schema: Schema, sort: Sort, value: int, rank: int) -> Asked:
    bounds = (None, value - 1) if sort.descending else (value + 1, None)
    ties = narrow(number(schema, sort.field, value, value), number(schema, RANK, rank + 1, None))
    return either(number(schema, sort.field, *bounds), ties)


def _by_rank(
    searcher: Searcher, ties: Sequence[tuple[float, DocAddress]], after: int | None
) -> Sequence[tuple[float, DocAddress]]:
    """`ties` by rank, less those up to rank `after`."""
    if len(ties) == 1 and after is None:
        return ties
    ranks: list[Any] = searcher.fast_field_values(RANK, [address for _, address in ties])
    ranked = sorted(zip(ranks, ties, strict=True), key=_first)
    return [place for _, place in ranked[0 if after is None else bisect_right(ranked, after, key=_first) :]]


def _falling(hit: tuple[float, DocAddress]) -> float:
    return -hit[0]


def count(found: SearchResult) -> int:
    total: int = found.count  # type: ignore[attr-defined]  # its stubs forget it
    return total
