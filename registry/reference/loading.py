"""The reference data that ship inside the package, read and checked."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any


def shipped_categories() -> dict[str, dict[str, Any]]:
    """Content of every category row, by code. ValueError where a parent is missing."""
    rows = {row["code"]: {key: value or None for key, value in row.items()} for row in _table("categories.csv")}
    for code, row in rows.items():
        if row["parent"] is not None and row["parent"] not in rows:
            raise ValueError(f"category {code}: no parent {row['parent']}")
    return rows


def shipped_indicators() -> dict[str, dict[str, Any]]:
    """Content of every dictionary row, by code. ValueError where a category is missing."""
    categories = shipped_categories()
    rows: dict[str, dict[str, Any]] = {}
    for row in _table("indicators.csv"):
        listed = [code for code in row["categories"].split("|") if code]
        if unknown := [code for code in listed if code not in categories]:
            raise ValueError(f"indicator {row['code']}: no category {', '.join(unknown)}")
        rows[row["code"]] = {
            **{key: row[key] for key in ("code", "name", "name_en", "kind", "direction")},
            "unit": row["unit"] or None,
            "synonyms": [name for name in row["synonyms"].split("|") if name],
            "method_matters": row["method_matters"] == "true",
            "method_families": dict(pair.split("=", 1) for pair in row["method_families"].split("|") if pair),
            "categories": listed,
        }
    return rows


def _table(name: str) -> list[dict[str, str]]:
    text = (files("registry.reference") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
