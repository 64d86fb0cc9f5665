"""The reference data as they ship, read from their files without the loader that they are given to."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, OrdinalScale, Plausible
from registry.indicators.values import Direction, IndicatorKind

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """The rows of a shipped table, cells as written."""
    text = (files("registry.reference") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def data_of_tests(name: str) -> list[Row]:
    """The rows of a table of the tests."""
    text = (Path(__file__).parents[2] / "data" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def several(cell: str) -> tuple[str, ...]:
    return tuple(each for each in cell.split("|") if each)


def with_descendants(category: str) -> Iterator[str]:
    """`category` and all below it."""
    yield category
    for row in table("categories"):
        if row["parent"] == category:
            yield from with_descendants(row["code"])


@cache
def scales() -> dict[str, OrdinalScale]:
    return {
        row["name"]: OrdinalScale(
            row["name"],
            several(row["grades"]),
            tuple(map(Decimal, several(row["positions"]))),
            halves=row["halves"] == "true",
        )
        for row in table("scales")
    }


@cache
def dictionary() -> IndicatorDictionary:
    return IndicatorDictionary(map(_entry, table("indicators")))


def _entry(row: Row) -> IndicatorEntry:
    low, high = (Decimal(row[end]) if row[end] else None for end in ("plausible_low", "plausible_high"))
    return IndicatorEntry(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        kind=IndicatorKind(row["kind"]),
        direction=Direction(row["direction"]),
        unit=row["unit"] or None,
        synonyms=several(row["synonyms"]),
        scale=scales()[row["scale"]] if row["scale"] else None,
        methods=several(row["methods"]),
        method_matters={"true": True, "false": False}[row["method_matters"]],
        method_families=dict(pair.rsplit("=", 1) for pair in several(row["method_families"])),
        categories=tuple(sorted({each for code in several(row["categories"]) for each in with_descendants(code)})),
        plausible=Plausible(low, high) if row["plausible_low"] or row["plausible_high"] else None,
    )
