"""How often the values of a keyword occur, and how much holds a condition. tantivy counts; which of equally frequent
values come first, we say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tantivy import Query as Asked
from tantivy import Searcher

from search.documents import KeywordField
from search.query import All, Facet, Node, Range

_ALL = 2**31 - 1  # values of a segment that go into the sum: with fewer it is an estimate
_AT_FIRST = 1000  # values that are asked for: to count once more costs more than to read them
_GREATEST = 2**63 - 1

_Counted = dict[KeywordField, list[tuple[str, int]]]


def count(
    searcher: Searcher, query: Asked, facets: Sequence[Facet]
) -> Mapping[KeywordField, tuple[tuple[str, int], ...]]:
    """The most frequent values of each field among what `query` finds, with how many documents have them."""
    return tally(searcher, query, facets, ())[0]


def tally(
    searcher: Searcher, query: Asked, facets: Sequence[Facet], nodes: Sequence[Node]
) -> tuple[Mapping[KeywordField, tuple[tuple[str, int], ...]], list[int | None]]:
    """Beside that, how many hold each of `nodes`; None for one that cannot be counted with the facets."""
    sizes = {each.field: max(each.most, _AT_FIRST) + 1 for each in facets}
    asked = {field: {"size": size, "order": {"_count": "desc"}} for field, size in sizes.items()}
    conditions = {str(number): text for number, node in enumerate(nodes) if (text := _written(node))}
    counted, held = _counted(searcher, query, asked, conditions)
    open_ones = {}
    for facet in facets:
        values = counted[facet.field]
        if len(values) == sizes[facet.field] and values[facet.most - 1][1] == values[-1][1]:
            # The last one wanted is as frequent as the next: of all that are at least as frequent the first by value
            # are asked for. At most `most` of them are more frequent, so that enough of the equal ones are among them.
            least = {"size": 2 * facet.most, "order": {"_key": "asc"}, "min_doc_count": values[-1][1]}
            open_ones[facet.field] = least
    for field, values in _counted(searcher, query, open_ones, {})[0].items():
        counted[field] = sorted({*counted[field], *values}, key=_order)
    found = {each.field: tuple(counted[each.field][: each.most]) for each in facets}
    return found, [held.get(str(number)) for number in range(len(nodes))]


def _counted(
    searcher: Searcher, query: Asked, asked: Mapping[KeywordField, Mapping[str, Any]], conditions: Mapping[str, str]
) -> tuple[_Counted, dict[str, int]]:
    if not asked and not conditions:
        return {}, {}
    terms = {str(field): {"terms": {"field": field, "segment_size": _ALL, **how}} for field, how in asked.items()}
    answered = searcher.aggregate(query, {**terms, **{name: {"filter": text} for name, text in conditions.items()}})
    values = {
        field: sorted(((each["key"], each["doc_count"]) for each in answered[field]["buckets"]), key=_order)
        for field in asked
    }
    return values, {name: answered[name]["doc_count"] for name in conditions}


def _written(node: Node) -> str | None:
    """The condition in tantivy's own language, where it is one on numbers."""
    match node:
        case Range(field, low, high) if low is not None or high is not None:
            ends = [end for end in (low, high) if end is not None]
            if ends != sorted(ends) or any(abs(end) > _GREATEST for end in ends):
                return None
            return f"{field}:[{'*' if low is None else low} TO {'*' if high is None else high}]"
        case All(nodes):
            parts = [_written(each) for each in nodes]
            return None if not parts or None in parts else " AND ".join(f"({part})" for part in parts)
    return None


def _order(value: tuple[str, int]) -> tuple[int, str]:
    return -value[1], value[0]
