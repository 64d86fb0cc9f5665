"""What a query tree finds in a segment, with its scores."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from math import log

from whoosh.scoring import bm25

from search.documents import TextField
from search.engines.whoosh.schema import places
from search.engines.whoosh.segment import Segment
from search.query import All, AnyOf, Keyword, Node, Not, Phrase, Prefix, Query, Range, Term

_B, _K1 = 0.75, 1.2  # of BM25, as Whoosh has them


class Scoring:
    """What a score needs to know of all segments together."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._size = sum(each.size for each in segments)
        self.rarity = cache(self._rarity)
        self.length = cache(self._length)

    def _rarity(self, field: TextField, token: str) -> float:
        """Inverse document frequency of a token."""
        return log(self._size / (sum(each.holders(field, token) for each in self._segments) + 1)) + 1

    def _length(self, field: TextField) -> float:
        """Average length of a field."""
        return sum(each.records.total_lengths[field] for each in self._segments) / self._size or 1


def found(segment: Segment, query: Query, scoring: Scoring | None) -> dict[int, float]:
    """The documents that `query` finds, scored by its `match` alone; without `scoring` each has 0."""
    within: Collection[int] = segment.live
    for each in query.filters:
        within = _Evaluation(segment, None).of(each, within).keys()
    if query.match is None:
        return dict.fromkeys(within, 0.0)
    return _Evaluation(segment, scoring).of(query.match, within)


class _Evaluation:
    def __init__(self, segment: Segment, scoring: Scoring | None) -> None:
        self._segment = segment
        self._scoring = scoring
        self._postings = cache(segment.postings)  # several readings of a text ask for the same tokens

    def of(self, node: Node, within: Collection[int]) -> dict[int, float]:
        """The documents among `within` for which `node` holds."""
        match node:
            case All(nodes):
                return self._all(nodes, within)
            case AnyOf(nodes):
                return self._any(nodes, within)
            case Not(inner):
                refused = self.of(inner, within)
                return {document: 0.0 for document in within if document not in refused}
            case Term(field, token, weight):
                return self._term(field, token, weight, within)
            case Phrase(field, (token,), weight):
                return self._term(field, token, weight, within)
            case Phrase(field, tokens, weight):
                return self._phrase(field, tokens, weight, within)
            case Prefix(field, prefix, weight):
                begun = self._segment.beginning_with(field, prefix)
                return {document: weight for document in begun if document in within}
            case Keyword(field, values):
                holders = self._segment.records.keywords[field]
                return {document: 0.0 for value in values for document in holders.get(value, ()) if document in within}
            case Range(field, low, high):
                numbers = self._segment.records.numbers[field]
                least, most = -(2**63) if low is None else low, 2**63 if high is None else high
                return {document: 0.0 for document in within if least <= numbers[document] <= most}

    def _all(self, nodes: Sequence[Node], within: Collection[int]) -> dict[int, float]:
        scores = dict.fromkeys(within, 0.0)
        for node in nodes:
            scores = {document: scores[document] + score for document, score in self.of(node, scores.keys()).items()}
        return scores

    def _any(self, nodes: Sequence[Node], within: Collection[int]) -> dict[int, float]:
        scores: dict[int, float] = {}
        for node in nodes:
            for document, score in self.of(node, within).items():
                scores[document] = scores.get(document, 0.0) + score
        return scores

    def _term(self, field: TextField, token: str, weight: float, within: Collection[int]) -> dict[int, float]:
        held = self._postings(field, token)
        counted = zip(held.documents, held.frequencies, strict=True)
        return self._scored(field, (token,), weight, {each: count for each, count in counted if each in within})

    def _phrase(
        self, field: TextField, tokens: Sequence[str], weight: float, within: Collection[int]
    ) -> dict[int, float]:
        """Where the tokens stand side by side: first the documents that have them all, then their positions."""
        postings = {}
        for token in sorted(set(tokens), key=lambda each: self._segment.holders(field, each)):
            postings[token] = held = self._postings(field, token)
            within = {document for document in held.documents if document in within}
            if not within:
                return {}
        standing = {
            token: {
                document: places(at)
                for document, at in zip(held.documents, held.places, strict=True)
                if document in within
            }
            for token, held in postings.items()
        }
        counted = {}
        for document in within:
            starts: set[int] | None = None
            for offset, token in enumerate(tokens):
                here = {place - offset for place in standing[token][document]}
                starts = here if starts is None else starts & here
            if starts:
                counted[document] = float(len(starts))
        return self._scored(field, tokens, weight, counted)

    def _scored(
        self, field: TextField, tokens: Sequence[str], weight: float, counted: dict[int, float]
    ) -> dict[int, float]:
        if self._scoring is None or not counted:
            return counted
        rarity = weight * sum(self._scoring.rarity(field, token) for token in tokens)
        lengths, average = self._segment.records.lengths[field], self._scoring.length(field)
        return {
            document: bm25(rarity, count, lengths[document], average, _B, _K1) for document, count in counted.items()
        }
