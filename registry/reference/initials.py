"""Initials of names (拼音首字母): 空气净化器 → kqjhq."""

from __future__ import annotations

from functools import lru_cache

from search.analysis import code

LONGEST = 12
"""Letters that are kept of each."""


@lru_cache(maxsize=4096)
def initials(name: str) -> tuple[str, ...]:
    """The first letter of each syllable, from every syllable on but the last: 空气净化器 → kqjhq, qjhq, jhq, hq. What
    is not Chinese stays as it is; of several readings the usual one. Nothing for a name without Chinese characters."""
    syllables = _syllables(name)
    starts = range(max(len(syllables) - 1, 1)) if syllables else ()
    return tuple(dict.fromkeys("".join(syllables[at:])[:LONGEST] for at in starts))


def every_initial(name: str) -> str:
    """The first letter of each syllable; empty for a name without Chinese characters."""
    return "".join(_syllables(name))


def _syllables(name: str) -> list[str]:
    if name.isascii():
        return []
    from pypinyin import Style, lazy_pinyin  # 50 MB of dictionaries, and only what loads and indexes needs them

    return [each for part in lazy_pinyin(name, style=Style.FIRST_LETTER) if (each := code(part))]
