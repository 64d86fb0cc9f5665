"""One way of writing: what a keyboard, an input method or a PDF does to an identifier is undone here."""

from __future__ import annotations

_DASHES = "‐‑‒–—―−─﹣－"
_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

_fold = {
    **{code + 0xFEE0: ord(chr(code).upper()) for code in range(0x21, 0x7F)},  # full-width forms of ASCII
    **{code: ord(chr(code).upper()) for code in range(ord("a"), ord("z") + 1)},
    **{ord(dash): ord("-") for dash in _DASHES},
    **{ord(character): None for character in _ZERO_WIDTH},
    ord("〜"): ord("~"),
}


def folded(text: str) -> str:
    """`text` in half-width forms and upper case (ASCII only), with one kind of dash and single blanks."""
    return " ".join(text.translate(_fold).split())
