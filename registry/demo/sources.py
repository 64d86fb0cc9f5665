"""The real product files that ship inside the package, as bodies of declarations: brand and category make one standard,
its models are the products, the measured columns are the indicators, each value in its own unit."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from registry.enterprises.values import Sample


@dataclass(frozen=True, slots=True)
class Source:
    """One product file. `model` and `specification` are the columns that are joined for the product's own."""

    file: str
    category: str
    product_name: str
    brand: str
    model: tuple[str, ...]
    specification: tuple[str, ...]
    method: str
    sequence: int
    issued_on: str
    sample: Sample


SOURCES = (
    Source(
        file="residential_refrigerators",
        category="household-refrigerators",
        product_name="家用电冰箱",
        brand="brand",
        model=("model",),
        specification=("type",),
        method="ENERGY STAR 项目规程，来源未注明版本",
        sequence=1,
        issued_on="2021-06-01",
        sample=Sample("ENERGY STAR 产品数据（美国环境保护署），2021", "U.S. EPA public data"),
    ),
    Source(
        file="electric_vehicles",
        category="battery-electric-cars",
        product_name="纯电动乘用车",
        brand="make",
        model=("model", "trim_or_variant"),
        specification=("year", "drivetrain"),
        method="制造商公开资料，来源未注明试验方法",
        sequence=2,
        issued_on="2025-12-30",
        sample=Sample("Open EV Data，2025-12-30", "CDLA-Permissive-2.0"),
    ),
)


@dataclass(frozen=True, slots=True)
class SampleDeclaration:
    """A declaration to be made for the sample enterprise of `brand`; `body` has the shape of the API."""

    brand: str
    enterprise_name: str
    enterprise_number: int
    number: str
    body: dict[str, Any]
    sample: Sample


def sample_declarations() -> Iterator[SampleDeclaration]:
    """Every sample declaration of the shipped files, in a fixed order."""
    for source in SOURCES:
        fields = [row for row in _fields() if row["file"] == source.file]
        by_brand: dict[str, list[dict[str, str]]] = {}
        for row in _products(source.file):
            by_brand.setdefault(_brand(row, source).casefold(), []).append(row)
        for rows in by_brand.values():
            yield _declaration(source, fields, _brand(rows[0], source), rows)


def _declaration(
    source: Source, fields: list[dict[str, str]], brand: str, rows: list[dict[str, str]]
) -> SampleDeclaration:
    number = f"Q/{_enterprise_code(brand)} {source.sequence:03d}-{source.issued_on[:4]}"
    body = {
        "kind": "enterprise",
        "number": number,
        "title": f"{brand} {source.product_name}",
        "category": source.category,
        "issued_on": source.issued_on,
        "effective_on": source.issued_on,
        "products": [
            {
                "name": source.product_name,
                "brand": brand,
                "model": _joined(row, source.model),
                "specification": _joined(row, source.specification),
                "indicators": [_indicator(field, row, source) for field in fields if row[field["column"]]],
            }
            for row in rows
        ],
    }
    return SampleDeclaration(brand, f"示例企业·{brand}", _enterprise_number(brand), number, body, source.sample)


def _indicator(field: dict[str, str], row: dict[str, str], source: Source) -> dict[str, Any]:
    return {
        "name": field["indicator"],
        "kind": field["kind"],
        "text": f"{row[field['column']]} {field['unit']}",
        "condition": field["condition"] or None,
        "method": {"text": field["method"] or source.method},
    }


def _brand(row: dict[str, str], source: Source) -> str:
    return " ".join(row[source.brand].split())


def _joined(row: dict[str, str], columns: tuple[str, ...]) -> str:
    return " ".join(row[column] for column in columns if row[column])


def _enterprise_code(brand: str) -> str:
    """企业代号 of a sample enterprise: SL (示例) and the Latin letters and digits of its brand."""
    letters = "".join(sign for sign in brand.upper() if sign.isascii() and sign.isalnum())
    return f"SL{letters}"[:20]


def _enterprise_number(brand: str) -> int:
    """The running number in the sample credit code: from the brand alone, so that it never moves."""
    return int.from_bytes(hashlib.sha256(brand.casefold().encode()).digest()[:4]) % 10**8


def _fields() -> list[dict[str, str]]:
    text = (files("registry.demo") / "data" / "fields.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _products(file: str) -> Iterator[dict[str, str]]:
    packed = (files("registry.demo") / "data" / "products" / f"{file}.csv.gz").read_bytes()
    yield from csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
