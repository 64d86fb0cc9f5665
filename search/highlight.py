"""Where the words of a query stand in a text, marked. Pure, over the row's own text, and the same for every engine."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence

from search.analysis import Word, fold, parts, pieces, simplified

_PARTLY_FROM = (
    4  # a Chinese word this long is marked in part where it does not stand as a whole (see `search.matching.Reading`)
)

_plain = re.compile("[ -~\u4e00-\u9fff]*")  # what folds sign by sign, at most into its small letter


def highlight(text: str, words: Sequence[Word], *, length: int = 120, fragments: int = 1) -> tuple[str, ...]:
    """At most `fragments` pieces of `text` of about `length` characters, in their order, with `<mark>`.

    Everything else is escaped, so they can stand in a page as they are. () when no word stands in `text`.
    """
    marks = _marks(text, words)
    windows: list[tuple[int, int]] = []
    left = marks
    while left and len(windows) < fragments:
        best = max((_window(text, start, length) for start, _ in left), key=lambda w: (_covered(left, w), -w[0]))
        windows.append(best)
        left = [mark for mark in left if not best[0] <= mark[0] < best[1]]
    return tuple(_html(text, marks, window) for window in sorted(windows))


def _marks(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Disjoint spans of `text`, ascending."""
    folded, origin = _fold(text)
    marked = bytearray(len(text))
    for start, end in _spans(folded, words):
        begin, last = origin[start], origin[end - 1]
        while last + 1 < len(text) and unicodedata.combining(text[last + 1]):
            last += 1
        marked[begin : last + 1] = b"\1" * (last + 1 - begin)
    spans: list[tuple[int, int]] = []
    start = marked.find(1)
    while start >= 0:
        end = marked.find(0, start)
        end = len(text) if end < 0 else end
        spans.append((start, end))
        start = marked.find(1, end)
    return spans


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """`text` folded, and for each folded character the place in `text` that it comes from."""
    if _plain.fullmatch(text):
        return simplified(text.lower()), range(len(text))
    folded: list[str] = []
    origin: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and unicodedata.combining(text[end]):
            continue  # an accent folds together with its letter
        cluster = fold(text[start:end])
        folded.append(cluster)
        origin += [start] * len(cluster)
        start = end
    return "".join(folded), origin


def _spans(folded: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    latin: list[tuple[str, int, int]] = []  # parts of codes; a Chinese run between them is an empty one
    runs: list[tuple[str, int]] = []
    for piece, start, end in pieces(folded):
        if piece.code is None:
            runs.append((piece.text, start))
            latin.append(("", start, end))
            continue
        latin += [(part, start + begin, start + stop) for part, begin, stop in parts(piece.text)]
        if any(word.code == piece.code for word in words):
            yield start, end
    for word in words:
        if word.code is None:
            yield from _in_runs(word.text, runs)
            continue
        count = len(word.tokens)
        for at in range(len(latin) - count + 1):
            if tuple(part for part, _, _ in latin[at : at + count]) == word.tokens:
                yield latin[at][1], latin[at + count - 1][2]


def _in_runs(word: str, runs: list[tuple[str, int]]) -> Iterator[tuple[int, int]]:
    places = [start + at for run, start in runs for at in range(len(run)) if run.startswith(word, at)]
    if places or len(word) < _PARTLY_FROM:
        yield from ((place, place + len(word)) for place in places)
        return
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    for run, start in runs:
        yield from ((start + at, start + at + 2) for at in range(len(run) - 1) if run[at : at + 2] in pairs)


def _window(text: str, start: int, length: int) -> tuple[int, int]:
    begin = max(0, min(start - length // 4, len(text) - length))
    return begin, min(len(text), begin + length)


def _covered(marks: list[tuple[int, int]], window: tuple[int, int]) -> int:
    return sum(max(0, min(end, window[1]) - max(start, window[0])) for start, end in marks)


def _html(text: str, marks: list[tuple[int, int]], window: tuple[int, int]) -> str:
    at, end = window
    out = ["…" if at > 0 else ""]
    for start, stop in marks:
        first, last = max(start, at), min(stop, end)
        if first < last:
            out += [html.escape(text[at:first]), "<mark>", html.escape(text[first:last]), "</mark>"]
            at = last
    out += [html.escape(text[at:end]), "…" if end < len(text) else ""]
    return "".join(out)
