"""One writing for the many widths and variants of a character. Each character becomes exactly one, so that every
position in the folded text is the same position in the text as declared."""

from __future__ import annotations

_VARIANTS = {
    " ": "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "≥": "≧⩾≮﹥＞⋝",
    "≤": "≦⩽≯",
    "-": "–—−‐‑‒―﹣－─",
    "~": "～〜∼˜∽⁓",
    "%": "％﹪",
    "·": "•・⋅∙‧",
    "μ": "µ",
    "×": "✕✖⨯╳",
    "/": "∕⁄／",
    "(": "（〔[［【﹙{｛",
    ")": "）〕]］】﹚}｝",
    "?": "\u200b\u200c\u200d\ufeff",
}
# Traditional characters of the words that the grammar itself knows; the declared text keeps them.
_TRADITIONAL = "應過於級類無個許橫縱單雙時間內裡環達規標數範圍為間歲週質與開並"
_SIMPLIFIED = "应过于级类无个许横纵单双时间内里环达规标数范围为间岁周质与开并"


def _table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if code != 0xFF0C}
    table |= {ord(variant): char for char, variants in _VARIANTS.items() for variant in variants}
    table |= {ord("＞"): ">", ord("﹥"): ">", ord("＜"): "<", ord("﹤"): "<"}
    table |= {0x2080 + digit: str(digit) for digit in range(10)}
    table |= dict(zip(map(ord, _TRADITIONAL), _SIMPLIFIED, strict=True))
    return table


_FOLDED = _table()
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def fold(text: str) -> str:
    """`text` with widths, dashes, blanks and traditional variants made one; as long as `text`. The full-width comma
    stays: it is never a thousands separator. `——` is the Chinese dash; `--` may be a dash or a dash and a sign."""
    return text.replace("——", "~ ").replace("--", "??").translate(_FOLDED)


def bare(text: str) -> str:
    """`text` folded, without blanks: for comparing words."""
    return "".join(fold(text).split())
