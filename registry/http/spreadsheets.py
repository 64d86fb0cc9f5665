"""Tables to take away as CSV.

What was declared is text from a stranger, and a spreadsheet would take `=…`, `+…`, `-…` or `@…` for a formula. CSV has
no types: such a text gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

from registry.kernel.decimals import plain

Cell = str | Decimal | int | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which Excel knows UTF-8


def as_csv(lines: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    written = StringIO()
    write = csv.writer(written).writerow
    for line in lines:
        write([_plain(cell) for cell in line])
    return (_BOM + written.getvalue()).encode()


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return plain(Decimal(cell))
