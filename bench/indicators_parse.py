"""How long the grammar takes for hostile cells: `python -m bench.indicators_parse`.

Goal: 10,000 characters in less than 50 ms. A cell longer than `LONGEST` is kept as text at once; so the same shapes are
also measured at exactly that length, and with the limit lifted, where the work has to stay linear.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from registry.indicators.grammar import parse, parsing

_REPEATS = 5
_SHAPES = {
    "digits": "1",
    "digits and blanks": "1 ",
    "numbers in threes": "123 456 ",
    "thousands": "1,234,",
    "decimal points": "1.1.",
    "letters and digits": "1a",
    "units": "5mg/kg",
    "half units": "5kW·h/(cycle·",
    "brackets open": "(",
    "brackets closed": ")",
    "brackets nested": "(5",
    "brackets side by side": "(5)",
    "comparators": "≥",
    "words of comparison": "不大于",
    "dashes": "-",
    "signed numbers": "-5",
    "ranges": "5~",
    "tolerances": "5±1",
    "powers": "×10⁵",
    "powers of numbers": "5×10⁻³",
    "Chinese numerals": "三百",
    "万 and 亿": "5万亿",
    "blanks": " ",
    "full-width digits": "５",
    "commas": ",",
    "full-width commas": "，",
    "segments": "≥5，",
    "prose": "无裂纹、无气泡，",
    "prose without pause": "表面光滑平整",
    "Latin prose": "abcdefgh",
    "codes": "E1",
    "standards": "GB/T 1234-2010",
    "slashes": "5/",
    "per": "每5g",
    "Roman": "Ⅱ级",
    "line breaks": "5\n",
    "mixed": "≥(5±1)mg/kg，3-4级~A(x)、不大于-1.5×10³ ",
}


def hostile(length: int) -> dict[str, str]:
    """Every shape repeated to `length` characters, and each also wrapped in brackets."""
    cells = {name: (piece * length)[:length] for name, piece in _SHAPES.items()}
    half = length // 2
    cells["brackets around nothing"] = "(" * half + ")" * (length - half)
    cells["brackets around a number"] = "(" * (half - 1) + "5" + ")" * half
    return cells


def slowest(length: int) -> tuple[str, float]:
    """The slowest shape of that length and its best time of several, in milliseconds."""
    times = {name: min(_timed(cell) for _ in range(_REPEATS)) for name, cell in hostile(length).items()}
    name = max(times, key=lambda each: times[each])
    return name, times[name]


def _timed(cell: str) -> float:
    start = time.perf_counter()
    parse(cell, name=cell[:100], unit=cell[:20])
    return (time.perf_counter() - start) * 1000


def report() -> str:
    lines = ["| cell | slowest shape | ms |", "| --- | --- | ---: |"]
    limit = parsing.LONGEST
    rows: list[tuple[str, int, Callable[[], None]]] = [
        ("10,000 characters, as served", 10_000, lambda: None),
        (f"{limit:,} characters, the longest that is read", limit, lambda: None),
        ("10,000 characters, limit lifted", 10_000, _lift),
        ("20,000 characters, limit lifted", 20_000, _lift),
    ]
    for title, length, prepare in rows:
        prepare()
        name, milliseconds = slowest(length)
        lines.append(f"| {title} | {name} | {milliseconds:.2f} |")
    parsing.LONGEST = limit
    return "\n".join(lines)


def _lift() -> None:
    parsing.LONGEST = 1_000_000


if __name__ == "__main__":
    print(report())
