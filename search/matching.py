"""From what a person typed to a query tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
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
PARTLY = 0.25  # of a pair of characters alone: a word as a whole outranks its parts
LONGEST_TEXT = 1000
MOST_WORDS = 64
MOST_TOGETHER = 5  # words that have a synonym together
OTHER_WEIGHT = 0.5  # of a synonym
SHORTEST_BEGINNING = 3  # characters of a code by whose beginning it is found
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
_SPLIT_FROM, _SPLIT_TO = 4, 12  # characters of a run that may also be read as several words


Synonyms = Mapping[str, Sequence[str]]
"""Other words for a word, or for several one after the other, by their folded text without blanks."""


class Reading(IntEnum):
    """How a text is taken. Whoever finds nothing one way asks the next."""

    STRICT = 0
    LOOSE = 1
    BROAD = 2


def match(
    text: str,
    weights: Mapping[TextField, float] = WEIGHTS,
    *,
    reading: Reading = Reading.STRICT,
    synonyms: Synonyms = MappingProxyType({}),
    exactly: bool = True,
) -> Node | None:
    """The tree that finds `text`; None when there is nothing in it to search for.

    Every word must be found, each in any field, its characters side by side, or one of its `synonyms`, which weigh
    less; or, but for `exactly`, the whole text is the exact code of the document, which outranks all. LOOSE: a run of
    four to twelve Chinese characters may also be read as two or three words (家用冰箱 → 家用 + 冰箱). BROAD: any of
    the words or of their pairs is enough, and what holds more and rarer ones stands first. InvalidQuery when the text
    is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidQuery("query-too-long", f"a query has at most {LONGEST_TEXT} characters, not {len(text)}")
    found = words(text)
    if len(found) > MOST_WORDS:
        raise InvalidQuery("query-too-long", f"a query has at most {MOST_WORDS} words, not {len(found)}")
    if not found:
        return None
    loose = reading is not Reading.STRICT
    each = tuple(_widened(part, weights, synonyms, loose=loose) for part in parts_of(found, synonyms))
    whole = (Term(TextField.CODES, code(text), EXACT),) if exactly else ()
    if reading is Reading.BROAD:
        return AnyOf((*whole, *each, *(node for word in found for node in _partly(word, weights))))
    return AnyOf((*whole, each[0] if len(each) == 1 else All(each)))


def parts_of(found: Sequence[Word], synonyms: Synonyms) -> Iterator[tuple[Word, ...]]:
    """The words one by one, those together that have synonyms together (air purifier)."""
    place = 0
    while place < len(found):
        for length in range(min(MOST_TOGETHER, len(found) - place), 0, -1):
            part = tuple(found[place : place + length])
            if length == 1 or joined(part) in synonyms or _singular(joined(part), synonyms):
                yield part
                place += length
                break


def joined(part: Iterable[Word]) -> str:
    """The key of words one after the other in `Synonyms`."""
    return "".join("".join(word.text.split()) for word in part)


def _singular(own: str, synonyms: Synonyms) -> str | None:
    """The known English word of which `own` is the plural."""
    if own.isascii() and own not in synonyms:
        for end, single in _PLURALS:
            if own.endswith(end) and own.removesuffix(end) + single in synonyms:
                return own.removesuffix(end) + single
    return None


def others(part: Sequence[Word], synonyms: Synonyms) -> tuple[str, ...]:
    """The synonyms of a part of a query that find more than it finds itself: 电冰箱 holds 冰箱 already."""
    own = joined(part)
    one = _singular(own, synonyms)
    found = (one, *synonyms.get(one, ())) if one else synonyms.get(own, ())
    return tuple(each for each in found if not _holds(words(each), part))


def _holds(found: Sequence[Word], part: Sequence[Word]) -> bool:
    """Whether whoever looks for `part` finds `found` as well: any piece of a Chinese word, a Latin one as a whole."""
    own = joined(part)
    return set(part) <= set(found) if own.isascii() else own in joined(found)


def phrase(found: Sequence[Word], weights: Mapping[TextField, float] = WEIGHTS) -> Node:
    """The words side by side, in their order, in one field."""
    if len(found) == 1:
        return _strictly(found[0], weights)
    tokens = tuple(token for word in found[:-1] for token in whole(word)) + found[-1].tokens
    fields = {field: weight for field, weight in weights.items() if field is not TextField.CODES}
    return AnyOf(tuple(Phrase(field, tokens, weight) for field, weight in fields.items()))


def whole(word: Word) -> tuple[str, ...]:
    """The tokens that a word makes in a field where another one follows it: of a Chinese run the last character too."""
    if word.code is not None or len(word.text) == 1:
        return word.tokens
    return (*word.tokens, word.text[-1])


def _widened(part: Sequence[Word], weights: Mapping[TextField, float], synonyms: Synonyms, *, loose: bool) -> Node:
    own = tuple(_loosely(word, weights, synonyms) if loose else _strictly(word, weights) for word in part)
    alone = own[0] if len(own) == 1 else All(own)
    more = tuple(_other(each, weights) for each in others(part, synonyms))
    return AnyOf((alone, *more)) if more else alone


def _other(text: str, weights: Mapping[TextField, float]) -> Node:
    """A synonym, which weighs less than what was typed."""
    return phrase(words(text), {field: weight * OTHER_WEIGHT for field, weight in weights.items()})


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


def _partly(word: Word, weights: Mapping[TextField, float]) -> Iterator[Node]:
    """What holds a pair of a Chinese word, or a code that begins with a Latin one or has two letters of it in the other
    order: another model of the same series is no answer."""
    for field, weight in weights.items():
        if field is TextField.CODES:
            if word.code is not None and len(word.code) >= SHORTEST_BEGINNING:
                yield Prefix(field, word.code, weight)
                yield from (Term(field, each, weight) for each in _swapped(word.code))
        elif word.code is None and len(word.tokens) > 1:
            yield from (Term(field, token, weight * PARTLY) for token in word.tokens)


def _swapped(code: str) -> Iterator[str]:
    """KFR for KRF: a slip of the hand. Figures are never exchanged: they make another model."""
    for place, (one, other) in enumerate(pairwise(code)):
        if one != other and one.isalpha() and other.isalpha():
            yield code[:place] + other + one + code[place + 2 :]


def _loosely(word: Word, weights: Mapping[TextField, float], synonyms: Synonyms) -> Node:
    strict = _strictly(word, weights)
    if word.code is not None or not _SPLIT_FROM <= len(word.text) <= _SPLIT_TO:
        return strict
    splits = (
        All(tuple(_widened((each,), weights, synonyms, loose=False) for each in parts)) for parts in _splits(word.text)
    )
    return AnyOf((strict, *splits))


def _splits(run: str) -> Iterator[tuple[Word, ...]]:
    """Every way to read a run as two or three words of at least two characters."""
    for count in (1, 2):
        for places in combinations(range(2, len(run) - 1), count):
            ends = (0, *places, len(run))
            if all(end - start >= 2 for start, end in pairwise(ends)):
                yield tuple(w for start, end in pairwise(ends) for w in words(run[start:end]))
