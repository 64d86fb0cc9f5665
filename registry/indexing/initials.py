"""Initials of names (拼音首字母): 空气净化器 → kqjhq."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The first letter of each syllable; what is not Chinese stays as it is. Of several readings the usual one."""
    from pypinyin import Style, lazy_pinyin  # its dictionaries take a while to load, and only the worker needs them

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
