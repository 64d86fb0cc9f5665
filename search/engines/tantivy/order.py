"""One page in a total order. tantivy breaks ties by where a document happens to lie; we break them by rank."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from tantivy import DocAddress, Order, Schema, Searcher, SearchResult
from tantivy import Query as Asked

from search.engines.tantivy.compile import either, narrow, number
from search.engines.tantivy.schema import RANK
from search.query import Sort

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
    everything, size = searcher.num_docs + 1, limit * 2
    last = None if after is None else _address(searcher, schema, query, after[1])
    while True:
        size = min(size, everything)
        found = searcher.search(query, size)
        hits: Sequence[tuple[float, DocAddress]] = found.hits
        complete = len(hits) < size
        if after is not None and last is not None:
            now = next((score for score, address in hits if address == last), None)
            if now is None and not complete:
                size *= 64
                continue
            after = after if now is None else (now, after[1])
        start = 0 if after is None else bisect_left(hits, -after[0], key=_falling)
        stop = len(hits) if complete else bisect_left(hits, -hits[-1][0], key=_falling)  # its ties may go on
        places: list[tuple[float, DocAddress]] = []
        for score, ties in groupby(hits[start:stop], _first):
            behind = after[1] if after is not None and score == after[0] else None
            places += _by_rank(searcher, list(ties), behind)
            if len(places) >= limit:
                break
        if complete or len(places) >= limit:
            return Page(places[:limit], count(found))
        size *= 64  # to search again costs more than to read ties that are not needed


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


def _address(searcher: Searcher, schema: Schema, query: Asked, rank: int) -> DocAddress | None:
    """Where the document of that rank lies, if `query` finds it still."""
    found = searcher.search(narrow(query, number(schema, RANK, rank, rank)), 1, count=False)
    return next((address for _, address in found.hits), None)


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
