"""Numbers as they are typed in a question, in figures and in Chinese."""

from __future__ import annotations

import re
from decimal import Decimal

from registry.indicators.grammar.numbers import chinese_number_at

_POWER = r"(?P<{}>[-+]?(?:1[0-5]|\d))(?!\d)"  # to 10^15: whatever is asked is written out
_MULTIPLE = r"(?:\s?(?P<multiple>[万亿]))?"
_FIGURES = re.compile(
    r"(?P<digits>[-+]?\d{1,15}(?:,\d{3}(?!\d))*(?:\.\d{1,15})?)(?!\.?\d)"
    rf"(?:\s?[×x*]\s?10\^?{_POWER.format('power')}|[eE]{_POWER.format('exponent')})?(?![eE][-+]?\d)"
    rf"{_MULTIPLE}(?!\s?(?:±|\+/-|/\d))"
)
_DIGITS = "零一二三四五六七八九〇两"
_CHINESE = re.compile(
    rf"(?P<whole>[{_DIGITS}十百千]+)(?<![百千][一二三四五六七八九])(?:点(?P<part>[{_DIGITS}]+))?{_MULTIPLE}"
    rf"(?![{_DIGITS}十百千点级类])"
)
_FIGURE = str.maketrans(_DIGITS, "012345678902")
_POWERS = {"万": 4, "亿": 8, None: 0}


def number_at(text: str, place: int) -> tuple[Decimal, int] | None:
    """The number at `place` and where it ends: 1,000, 1×10^3, 1.2万, 六百, 四点五. None where none stands there, or one
    with more than one reading: 一千五 is 1005 or 1500."""
    match = _FIGURES.match(text, place)
    if match:
        power = int(match["power"] or match["exponent"] or 0) + _POWERS[match["multiple"]]
        return Decimal(match["digits"].replace(",", "")).scaleb(power), match.end()
    match = _CHINESE.match(text, place)
    counted = chinese_number_at(match["whole"], 0) if match else None
    if match is None or counted is None or counted[1] < len(match["whole"]):
        return None
    part = (match["part"] or "").translate(_FIGURE)
    return Decimal(f"{counted[0].value}.{part}0").scaleb(_POWERS[match["multiple"]]), match.end()
