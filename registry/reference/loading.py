"""The reference data that ship inside the package, read row by row: content by code, by kind of row."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from registry.reference.initials import every_initial

Content = dict[str, Any]

CLASSIFICATIONS = ("gbt4754", "gbt2260", "ccs", "ics")
"""GB/T 4754 国民经济行业分类, GB/T 2260 行政区划, 中国标准文献分类, International Classification for Standards."""


def shipped() -> dict[str, dict[str, Content]]:
    """Every row that ships, by kind and code. ValueError where a code stands twice in its table, or a row has not as
    many cells as its heading."""
    found = {kind: _read(f"{name}.csv", code, shape) for kind, (name, code, shape) in _TABLES.items()}
    for name in CLASSIFICATIONS:
        found[name] = _read(f"classifications/{name}.csv.gz", "code", _class)
    return found


def digest(rows: Mapping[str, Mapping[str, Content]]) -> str:
    """SHA-256 of the rows: the same where there is nothing to load."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _read(name: str, code: str, shape: Callable[[Mapping[str, str]], Content]) -> dict[str, Content]:
    packed = (files("registry.reference") / "data").joinpath(*name.split("/")).read_bytes()
    text = (gzip.decompress(packed) if name.endswith(".gz") else packed).decode("utf-8")
    rows: dict[str, Content] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if None in row or None in row.values():
            raise ValueError(f"{name}: the row {row[code]} has not as many cells as the heading")
        if row[code] in rows:
            raise ValueError(f"{name}: {row[code]} is given twice")
        rows[row[code]] = shape(row)
    return rows


def _plain(row: Mapping[str, str]) -> Content:
    return {name: value or None for name, value in row.items()}


def _class(row: Mapping[str, str]) -> Content:
    return {"name": None, "name_en": None, **_plain(row)}


def _scale(row: Mapping[str, str]) -> Content:
    return {
        "name": row["name"],
        "grades": _several(row["grades"]),
        "positions": _several(row["positions"]),
        "halves": row["halves"] == "true",
    }


def _indicator(row: Mapping[str, str]) -> Content:
    synonyms = _several(row["synonyms"])
    return {
        **_plain(row),
        **{name: _several(row[name]) for name in ("methods", "categories")},
        "synonyms": synonyms,
        "initials": [every_initial(name) for name in (row["name"], *synonyms)],
        "method_matters": row["method_matters"] == "true",
        "method_families": dict(pair.rsplit("=", 1) for pair in _several(row["method_families"])),
    }


def _threshold(row: Mapping[str, str]) -> Content:
    return {
        **_plain(row),
        "categories": _several(row["categories"]),
        "when": json.loads(row["when"]) if row["when"] else [],
        **({"trusted": row["trusted"] == "true"} if "trusted" in row else {}),
    }


def _standard(row: Mapping[str, str]) -> Content:
    return {**_plain(row), "replaces": _several(row["replaces"]), "replaced_by": _several(row["replaced_by"])}


def _synonym(row: Mapping[str, str]) -> Content:
    return {**_plain(row), "terms": _several(row["terms"])}


def _several(cell: str) -> list[str]:
    return [each.strip() for each in cell.split("|") if each.strip()]


_TABLES: dict[str, tuple[str, str, Callable[[Mapping[str, str]], Content]]] = {
    "category": ("categories", "code", _plain),
    "scale": ("scales", "name", _scale),
    "indicator": ("indicators", "code", _indicator),
    "limit": ("limits", "id", _threshold),
    "energy-grade": ("energy_grades", "id", _threshold),
    "recommended": ("recommended", "id", _threshold),
    "standard": ("standards", "number", _standard),
    "synonym": ("synonyms", "group", _synonym),
}
