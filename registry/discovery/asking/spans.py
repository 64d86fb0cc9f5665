"""A typed text in one way of writing, in which every position is known in the text as typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from registry.indicators.grammar.characters import fold
from search.analysis import simplified

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_ANGLES = re.compile("[《〈«](?=[=0-9])|[》〉»](?=[=0-9])")
_ANGLE = {**dict.fromkeys("《〈«", "<"), **dict.fromkeys("》〉»", ">")}


def printable(text: str) -> str:
    """`text` with a blank for what nobody can have meant: NUL, control characters, lone surrogates. As long as it."""
    return _CONTROL.sub(" ", text)


def levelled(text: str) -> str:
    """`text` as the grammar of values folds it, in simplified characters, 《= read as <=; as long as `text`."""
    return _ANGLES.sub(lambda match: _ANGLE[match[0]], fold(simplified(text)))


class Spelling:
    """`text` with every character put through `change` (together with the marks that combine with it), which may make
    several of one, or none: `text` the outcome, `typed(start, end)` where a piece of it stands in the original."""

    def __init__(self, text: str, change: Callable[[str], str]) -> None:
        changed: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in _clusters(text):
            piece = change(text[start:end])
            changed.append(piece)
            self._starts += [start] * len(piece)
            self._ends += [end] * len(piece)
        self.text = "".join(changed)

    def typed(self, start: int, end: int) -> tuple[int, int]:
        return self._starts[start], self._ends[end - 1]

    def starts(self) -> Iterator[tuple[int, int]]:
        """(place here, place in the original) of the first character made of each original one."""
        before = -1
        for place, start in enumerate(self._starts):
            if start != before:
                yield place, start
            before = start


def is_letter(sign: str) -> bool:
    return sign.isascii() and sign.isalpha()


def splits_word(text: str, behind: int, name: str) -> bool:
    """Whether the name ends in the middle of a Latin word."""
    return is_letter(name[-1]) and is_letter(text[behind : behind + 1])


def ends_word(text: str, place: int) -> bool:
    return not text[place : place + 1].isalnum()


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not unicodedata.combining(text[place]):
            yield start, place
            start = place
