"""What was asked → the nodes of the engine's query."""

from __future__ import annotations

import re
from collections.abc import Iterator

from registry.discovery.asking import Asked
from search.analysis import code, words
from search.documents import KeywordField, TextField
from search.matching import Reading, Synonyms, match, phrase
from search.query import All, AnyOf, Keyword, Node, Not, Term

_uscc = re.compile("[0-9A-Za-z]{18}", re.ASCII)


def matching(asked: Asked, synonyms: Synonyms, reading: Reading = Reading.STRICT) -> Node | None:
    """What is scored: the words, widened by their synonyms, and the phrases; None where neither is asked."""
    plain = match(asked.rest, reading=reading, synonyms=synonyms) if asked.words else None
    nodes = (*(() if plain is None else (plain,)), *(phrase(each.words) for each in asked.phrases))
    return None if not nodes else nodes[0] if len(nodes) == 1 else All(nodes)


def text_filters(asked: Asked) -> Iterator[Node]:
    """What else the text says: 编号:, 企业: and words with a minus before them."""
    if asked.number_filter:
        yield AnyOf(
            (
                Term(TextField.CODES, code(asked.number_filter)),
                phrase(words(asked.number_filter), {TextField.NUMBER: 1.0}),
            )
        )
    if asked.enterprise_filter:
        if _uscc.fullmatch(asked.enterprise_filter):
            yield Keyword(KeywordField.USCC, frozenset({asked.enterprise_filter.upper()}))
        else:
            yield All(tuple(phrase((word,), {TextField.ENTERPRISE: 1.0}) for word in words(asked.enterprise_filter)))
    for each in asked.excluded:
        yield Not(phrase(each.words))
