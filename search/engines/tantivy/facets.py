"""How often the values of a keyword occur. tantivy counts; which of equally frequent ones come first, we say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query as Asked
from tantivy import Searcher

from search.documents import KeywordField
from search.query import Facet

_ALL = 2**31 - 1  # values of a segment that go into the sum: with fewer it is an estimate


def count(
    searcher: Searcher, query: Asked, facets: Sequence[Facet]
) -> Mapping[KeywordField, tuple[tuple[str, int], ...]]:
    """The most frequent values of each field among what `query` finds, with how many documents have them."""
    asked = {each.field: {"size": each.most + 1, "order": {"_count": "desc"}} for each in facets}
    counted = _counted(searcher, query, asked)
    open_ones = {}
    for facet in facets:
        values = counted[facet.field]
        if len(values) > facet.most and values[-1][1] == values[-2][1]:
            # The last one wanted is as frequent as the next: of all that are at least as frequent the first by value
            # are asked for. At most `most` of them are more frequent, so that enough of the equal ones are among them.
            least = {"size": 2 * facet.most, "order": {"_key": "asc"}, "min_doc_count": values[-1][1]}
            open_ones[facet.field] = least
    for field, values in _counted(searcher, query, open_ones).items():
        counted[field] = sorted({*counted[field], *values}, key=_order)
    return {each.field: tuple(counted[each.field][: each.most]) for each in facets}


def _counted(
    searcher: Searcher, query: Asked, asked: Mapping[KeywordField, Mapping[str, Any]]
) -> dict[KeywordField, list[tuple[str, int]]]:
    if not asked:
        return {}
    terms = {field: {"terms": {"field": field, "segment_size": _ALL, **how}} for field, how in asked.items()}
    answered = searcher.aggregate(query, terms)
    return {
        field: sorted(((each["key"], each["doc_count"]) for each in answered[field]["buckets"]), key=_order)
        for field in asked
    }


def _order(value: tuple[str, int]) -> tuple[int, str]:
    return -value[1], value[0]
