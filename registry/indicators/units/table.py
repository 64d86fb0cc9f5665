"""The closed table spelling → unit, read from the two files beside this one."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `spelling` is the canonical one and names the unit; values of one `dimension` convert into each other by
    `factor` (to the dimension's reference unit) and `offset` (added after it: ℃ to K). `factor` None: a scale (HRC, 级,
    dB), comparable with itself only. `ucum` is its code in the manner of UCUM."""

    spelling: str
    ucum: str
    dimension: str
    factor: Fraction | None
    offset: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Reading:
    unit: Unit
    words: tuple[str, ...]  # of the indicator's name; none: only the default, or toward a unit of the same dimension
    default: bool


def find_unit(spelling: str, *, name: str = "", like: Unit | None = None) -> Unit | None:
    """The unit that `spelling` means, or None where the table does not know it or cannot decide.

    Many spellings have rivals (度 is ℃, °, kW·h, a hardness or a whiteness). `like`, a unit known from the dictionary,
    decides first: the reading that converts into it. Then words in `name`, the indicator's name; then the default.
    """
    found = _readings_of(spelling)
    if like is not None:
        for reading in found:
            if reading.unit.dimension == like.dimension:
                return reading.unit
    for reading in found:
        if any(word in name for word in reading.words):
            return reading.unit
    return next((reading.unit for reading in found if reading.default), None)


def readings(spelling: str) -> tuple[Unit, ...]:
    """Every unit that `spelling` may mean, the default first."""
    return tuple(reading.unit for reading in _readings_of(spelling))


def all_units() -> tuple[Unit, ...]:
    return tuple(_units().values())


def all_spellings() -> tuple[str, ...]:
    return tuple(_exact())


def _readings_of(spelling: str) -> tuple[_Reading, ...]:
    spelling = spelling.strip()
    return _exact().get(spelling) or _folded().get(_fold(spelling), ())


@cache
def _units() -> dict[str, Unit]:
    return {
        row["unit"]: Unit(
            row["unit"],
            row["ucum"],
            row["dimension"],
            Fraction(row["factor"]) if row["factor"] else None,
            Fraction(row["offset"] or 0),
        )
        for row in _rows("units.csv")
    }


@cache
def _exact() -> dict[str, tuple[_Reading, ...]]:
    found: dict[str, tuple[_Reading, ...]] = {
        spelling: (_Reading(unit, (), default=True),) for spelling, unit in _units().items()
    }
    for row in _rows("spellings.csv"):
        words = tuple(row["words"].split("|")) if row["words"] else ()
        before = found.get(row["spelling"], ())
        reading = _Reading(_units()[row["unit"]], words, default=not before and not words)
        found[row["spelling"]] = (*before, reading)
    return found


@cache
def _folded() -> dict[str, tuple[_Reading, ...]]:
    """Folded spelling → readings, left out where two spellings of different units fold together."""
    found: dict[str, tuple[_Reading, ...]] = {}
    clashes = set()
    for spelling, its in _exact().items():
        key = _fold(spelling)
        if [r.unit for r in found.setdefault(key, its)] != [r.unit for r in its]:
            clashes.add(key)
    return {key: its for key, its in found.items() if key not in clashes}


def _fold(spelling: str) -> str:
    """Widths, blanks, dots and superscripts made one; case too, except m and M (milli is not mega)."""
    text = unicodedata.normalize("NFKC", spelling).replace("^", "").replace("−", "-")
    for dot in ".•∙⋅*×・":
        text = text.replace(dot, "·")
    return "".join(c if c == "M" else c.lower() for c in text if not c.isspace())


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (resources.files(__package__) / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
