"""From our query tree to tantivy's queries."""

from __future__ import annotations

from collections.abc import Sequence

from tantivy import FieldType, Occur, Schema
from tantivy import Query as Asked

from search.analysis import LONGEST
from search.engines.tantivy.schema import text
from search.query import All, AnyOf, Keyword, Node, Not, Phrase, Prefix, Query, Range, Term

_LEAST, _MOST = -(2**63), 2**63 - 1


def compile_query(schema: Schema, query: Query) -> Asked:
    """The documents that `query` asks for, scored by its `match` alone; its order and its cursor play no part."""
    scored = Asked.all_query() if query.match is None else _compile(schema, query.match)
    return narrow(scored, *(_compile(schema, each) for each in query.filters)) if query.filters else scored


def number(schema: Schema, field: str, low: int | None, high: int | None) -> Asked:
    """The documents whose number lies between `low` and `high`, both included."""
    least, most = max(_LEAST, _LEAST if low is None else low), min(_MOST, _MOST if high is None else high)
    if least > most:
        return Asked.empty_query()
    return Asked.range_query(schema, field, FieldType.Integer, least, most)


def narrow(query: Asked, *filters: Asked) -> Asked:
    """`query` where every filter holds, with the scores of `query`."""
    return Asked.boolean_query([(Occur.Must, query), *((Occur.Must, _unscored(each)) for each in filters)])


def either(*queries: Asked) -> Asked:
    return Asked.boolean_query([(Occur.Should, each) for each in queries])


def _compile(schema: Schema, node: Node) -> Asked:
    match node:
        case All(nodes):
            return _all(schema, nodes)
        case AnyOf(nodes):
            return either(*(_compile(schema, each) for each in nodes))
        case Not():
            return _all(schema, (node,))
        case Term(field, token, weight):
            return _weighed(_term(schema, text(field), token), weight)
        case Phrase(field, (token,), weight):
            return _weighed(_term(schema, text(field), token), weight)
        case Phrase(field, tokens, weight):
            if not tokens or not all(map(_may_stand, tokens)):
                return Asked.empty_query()
            return _weighed(Asked.phrase_query(schema, text(field), list(tokens)), weight)
        case Prefix(field, prefix, weight):
            return _prefix(schema, text(field), prefix, weight)
        case Keyword(field, values):
            known = sorted(filter(_may_stand, values))
            if len(known) == 1:
                return _term(schema, field, known[0])
            return Asked.term_set_query(schema, field, known)
        case Range(field, low, high):
            # Within a constant: a range that all of a segment lies in would score in some queries and not in others.
            return Asked.const_score_query(number(schema, field, low, high), 1.0)


def _all(schema: Schema, nodes: Sequence[Node]) -> Asked:
    required = [(Occur.Must, _compile(schema, each)) for each in nodes if not isinstance(each, Not)]
    refused = [(Occur.MustNot, _compile(schema, each.node)) for each in nodes if isinstance(each, Not)]
    if not required:
        required = [(Occur.Must, _unscored(Asked.all_query()))]
    if len(required) == 1 and not refused:
        return required[0][1]
    return Asked.boolean_query([*required, *refused])


def _term(schema: Schema, field: str, token: str) -> Asked:
    return Asked.term_query(schema, field, token) if _may_stand(token) else Asked.empty_query()


def _prefix(schema: Schema, field: str, prefix: str, weight: float) -> Asked:
    if not _may_stand(prefix) or len(prefix) > LONGEST:
        return Asked.empty_query()
    exactly = Asked.fuzzy_term_query(schema, field, prefix, distance=0, prefix=True)  # no pattern, nothing to escape
    return Asked.const_score_query(exactly, weight)


def _weighed(query: Asked, weight: float) -> Asked:
    return query if weight == 1 else Asked.boost_query(query, weight)


def _unscored(query: Asked) -> Asked:
    return Asked.const_score_query(query, 0.0)


def _may_stand(value: str) -> bool:
    """Whether `value` can be in the index at all: a lone surrogate cannot, and tantivy raises on one."""
    return value != "" and (value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value))
