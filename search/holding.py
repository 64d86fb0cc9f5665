"""Whether a text holds words, without an engine: for lists so short that they are read whole.

A word is held as an engine finds it (see `search.matching`): its tokens side by side, its code, or for a single
character the beginning of a pair. A code is held by its beginning as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.analysis import Word, cut, words
from search.matching import SHORTEST_BEGINNING, Synonyms, others, parts_of, whole


class Held:
    """The words of some texts; no phrase reaches from one text over to the next."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._tokens = f" {' '.join(cut(texts))} "

    def word(self, asked: Word) -> bool:
        if asked.code is None and len(asked.text) == 1:
            return f" {asked.text}" in self._tokens
        if asked.code is not None and f" {asked.code} " in self._tokens:
            return True
        if asked.code is not None and len(asked.code) >= SHORTEST_BEGINNING and f" {asked.code}" in self._tokens:
            return True
        return f" {' '.join(asked.tokens)} " in self._tokens

    def phrase(self, asked: Sequence[Word]) -> bool:
        """The words side by side, in their order."""
        if len(asked) == 1:
            return self.word(asked[0])
        tokens = (*(token for word in asked[:-1] for token in whole(word)), *asked[-1].tokens)
        return f" {' '.join(tokens)} " in self._tokens

    def every(self, asked: Sequence[Word], synonyms: Synonyms) -> bool:
        """All of the words, or what else is said for them."""
        return all(
            all(map(self.word, part)) or any(self.phrase(words(each)) for each in others(part, synonyms))
            for part in parts_of(asked, synonyms)
        )
