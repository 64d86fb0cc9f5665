"""Bytes → lines: a file of any size in pieces, a line of any length without holding more of it than is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST = 8 * 1024 * 1024
"""Bytes of one line: what the API takes as one declaration."""

TOGETHER, BYTES_TOGETHER = 100, 2 * 1024 * 1024
"""Rows that are settled in one transaction, and the bytes after which it is enough of them."""

MARK = b"\xef\xbb\xbf"
"""What some programs put before UTF-8."""


@dataclass(frozen=True, slots=True)
class Line:
    """Line `number`, counted from 1; `text` without its end, and cut off behind `LONGEST`. `ends` is where the next one
    begins."""

    number: int
    text: bytes
    length: int
    ends: int


def lines(pieces: Iterable[bytes], number: int = 0, position: int = 0) -> Iterator[Line]:
    """The lines of a file; its rest, where `number` lines of together `position` bytes have been read already."""
    held, length = bytearray(), 0
    for piece in pieces:
        parts = piece.split(b"\n")
        for place, part in enumerate(parts):
            held += part[: LONGEST - len(held) + 1]
            length += len(part)
            if place < len(parts) - 1:
                number, position = number + 1, position + length + 1
                yield Line(number, _text(held, number), length, position)
                held, length = bytearray(), 0
    if length:
        yield Line(number + 1, _text(held, number + 1), length, position + length)


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that are settled together: the lines that are not blank. `number` is that of the last line looked at, blank
    or not, `ends` where the next one begins."""

    rows: tuple[Line, ...]
    number: int
    ends: int


def batches(found: Iterable[Line]) -> Iterator[Batch]:
    rows: list[Line] = []
    size, last = 0, None
    for line in found:
        size, last = size + line.length + 1, line
        if line.text.strip():
            rows.append(line)
        if len(rows) >= TOGETHER or size >= BYTES_TOGETHER:
            yield Batch(tuple(rows), line.number, line.ends)
            rows, size, last = [], 0, None
    if last is not None:
        yield Batch(tuple(rows), last.number, last.ends)


def _text(held: bytearray, number: int) -> bytes:
    text = bytes(held)
    return text.removeprefix(MARK) if number == 1 else text
