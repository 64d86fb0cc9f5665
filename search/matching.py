"""From what a person typed to a query tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, pairwise
from types import MappingProxyType

from search.analysis import Word, code, words
from search.documents import TextField
from search.errors import InvalidQuery
from search.query import All, AnyOf, Node, Phrase, Prefix, Term

WEIGHTS: Mapping[TextField, float] = MappingProxyType(
    {
        TextField.CODES: 8.0,
        TextField.NUMBER: 4.0,
        TextField.TITLE: 4.0,
        TextField.NAMES: 4.0,
        TextField.ENTERPRISE: 2.0,
        TextField.BODY: 1.0,
    }
)
EXACT = 100.0  # above any sum of the weights above: the thing itself stands first
LONGEST_TEXT = 1000
MOST_WORDS = 64
_SPLIT_FROM, _SPLIT_TO = 4, 12  # characters of a run that may also be read as several words


def match(text: str, weights: Mapping[TextField, float] = WEIGHTS, *, loose: bool = False) -> Node | None:
    """The tree that finds `text`; None when there is nothing in it to search for.

    Every word must be found, each in any field, its characters side by side; or the whole text is the exact code of
    the document, which outranks all. `loose`: a run of four to twelve Chinese characters may also be read as two or
    three words (家用冰箱 → 家用 + 冰箱). InvalidQuery when the text is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidQuery("query-too-long", f"a query has at most {LONGEST_TEXT} characters, not {len(text)}")
    found = words(text)
    if len(found) > MOST_WORDS:
        raise InvalidQuery("query-too-long", f"a query has at most {MOST_WORDS} words, not {len(found)}")
    if not found:
        return None
    each = tuple(_loosely(word, weights) if loose else _strictly(word, weights) for word in found)
    return AnyOf((Term(TextField.CODES, code(text), EXACT), each[0] if len(each) == 1 else All(each)))


def _strictly(word: Word, weights: Mapping[TextField, float]) -> Node:
    return AnyOf(tuple(node for field, weight in weights.items() for node in _in_field(word, field, weight)))


def _in_field(word: Word, field: TextField, weight: float) -> Iterator[Node]:
    if field is TextField.CODES:
        if word.code is not None:
            yield Term(field, word.code, weight)
    elif word.code is None and len(word.text) == 1:
        yield Prefix(field, word.text, weight)  # the first of a pair, or the last of a run
    elif len(word.tokens) == 1:
        yield Term(field, word.tokens[0], weight)
    else:
        yield Phrase(field, word.tokens, weight)
        if word.code is not None:
            yield Term(field, word.code, weight)


def _loosely(word: Word, weights: Mapping[TextField, float]) -> Node:
    strict = _strictly(word, weights)
    if word.code is not None or not _SPLIT_FROM <= len(word.text) <= _SPLIT_TO:
        return strict
    return AnyOf((strict, *(All(tuple(_strictly(w, weights) for w in parts)) for parts in _splits(word.text))))


def _splits(run: str) -> Iterator[tuple[Word, ...]]:
    """Every way to read a run as two or three words of at least two characters."""
    for count in (1, 2):
        for places in combinations(range(2, len(run) - 1), count):
            ends = (0, *places, len(run))
            if all(end - start >= 2 for start, end in pairwise(ends)):
                yield tuple(w for start, end in pairwise(ends) for w in words(run[start:end]))
