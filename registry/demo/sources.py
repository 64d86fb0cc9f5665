"""The real product files that ship inside the package, as bodies of declarations: maker and category make one standard,
its models are the products, the measured columns are the indicators, each value in its own unit.

Nothing is mended: what the source wrote is what is declared, and goes through the same examination as everybody's.
Only what a source says was not measured is left out, a decimal comma becomes a point, and rows that are equal in brand,
model and every value are one product.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

from registry.enterprises.values import Sample

DATA = files("registry.demo") / "data"
SIGNED = {"signed_by": "示例签署人", "role": "质量负责人"}


@dataclass(frozen=True, slots=True)
class Source:
    """One product file: a row of `sources.csv`. `maker` is the column of whose standard it is, `model` and
    `specification` are the columns that are joined for the product's own. `shortfall` is the reason that is disclosed
    where a recommended standard asks for more than the source states."""

    file: str
    sequence: int
    rows: int
    category: str
    product_name: str
    maker: str
    brand: str
    model: tuple[str, ...]
    specification: tuple[str, ...]
    method: str
    reason: str
    shortfall: str
    issued_on: str
    sample: Sample


@dataclass(frozen=True, slots=True)
class Field:
    """A column that becomes an indicator: a row of `fields.csv`. `unit` is empty where the cell has its own or there is
    none, `missing` are the cells by which the source says that it was not measured. `decimal` is the sign that the
    source puts for the point, empty where that is a point."""

    file: str
    column: str
    indicator: str
    kind: str
    unit: str
    condition: str
    method: str
    missing: frozenset[str]
    decimal: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """A file that is loaded as one. `digest` names its contents, `read` gives the declarations of its `rows`."""

    file: str
    rows: int
    category: str
    sample: Sample
    digest: str
    read: Callable[[], Iterator[SampleDeclaration]]


@dataclass(frozen=True, slots=True)
class SampleDeclaration:
    """A declaration to be made for a sample enterprise; `body`, `publication` and `then` (what becomes of it later)
    have the shape of the API. `rows` counts the rows of the file that it was made from."""

    enterprise_name: str
    enterprise_number: int
    number: str
    body: dict[str, Any]
    sample: Sample
    publication: Mapping[str, Any]
    then: tuple[Mapping[str, Any], ...] = ()
    rows: int = 1


@cache
def sources() -> tuple[Source, ...]:
    """The rows of `sources.csv`."""
    return tuple(
        Source(
            file=row["file"],
            sequence=int(row["sequence"]),
            rows=int(row["rows"]),
            category=row["category"],
            product_name=row["product_name"],
            maker=row["maker"],
            brand=row["brand"],
            model=_parts(row["model"]),
            specification=_parts(row["specification"]),
            method=row["method"],
            reason=row["reason"],
            shortfall=row["shortfall"],
            issued_on=row["issued_on"],
            sample=Sample(row["sample_source"], row["sample_licence"]),
        )
        for row in _table("sources.csv")
    )


def product_files() -> Iterator[Shipped]:
    """Every product file, in the order in which they are loaded."""
    tables = b"".join((DATA / name).read_bytes() for name in ("sources.csv", "fields.csv"))
    for source in sources():
        digest = hashlib.sha256(tables + _packed(source.file)).hexdigest()
        yield Shipped(source.file, source.rows, source.category, source.sample, digest, partial(declarations, source))


def declarations(source: Source) -> Iterator[SampleDeclaration]:
    """The declarations of a product file, in a fixed order."""
    fields = tuple(field for field in _fields() if field.file == source.file)
    by_maker: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(gzip.decompress(_packed(source.file)).decode("utf-8"))):
        by_maker.setdefault(_words(row[source.maker]).casefold(), []).append(row)
    for rows in by_maker.values():
        yield _declaration(source, fields, _words(rows[0][source.maker]), rows)


def _declaration(
    source: Source, fields: tuple[Field, ...], maker: str, rows: list[dict[str, str]]
) -> SampleDeclaration:
    number = f"Q/{_enterprise_code(maker)} {source.sequence:03d}-{source.issued_on[:4]}"
    body = {
        "kind": "enterprise",
        "number": number,
        "title": f"{maker} {source.product_name}",
        "category": source.category,
        "issued_on": source.issued_on,
        "effective_on": source.issued_on,
        "products": [_product(source, fields, alike) for alike in _merged(source, fields, rows)],
    }
    disclosed = {"disclose_shortfall": True, "shortfall_reason": source.shortfall} if source.shortfall else {}
    return SampleDeclaration(
        enterprise_name=f"示例企业·{maker}",
        enterprise_number=enterprise_number(maker),
        number=number,
        body=body,
        sample=source.sample,
        publication={"commitment": SIGNED, **disclosed},
        rows=len(rows),
    )


def _merged(source: Source, fields: tuple[Field, ...], rows: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """The rows, those together that are equal in brand, model and every value."""
    alike: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        values = (row[field.column] for field in fields)
        key = (_words(row[source.brand]).casefold(), _joined(row, source.model), *values)
        alike.setdefault(key, []).append(row)
    yield from alike.values()


def _product(source: Source, fields: tuple[Field, ...], alike: list[dict[str, str]]) -> dict[str, Any]:
    row = alike[0]
    return {
        "name": source.product_name,
        "brand": _words(row[source.brand]),
        "model": _joined(row, source.model),
        "specification": "；".join(dict.fromkeys(_joined(each, source.specification) for each in alike)),
        "indicators": [
            _indicator(field, row[field.column], source)
            for field in fields
            if row[field.column] and row[field.column] not in field.missing
        ],
    }


def _indicator(field: Field, cell: str, source: Source) -> dict[str, Any]:
    if field.decimal:
        cell = cell.replace(field.decimal, ".")
    worded = any(sign.isalpha() for sign in cell)  # «20 years» has its unit, «Limited Lifetime» needs none
    return {
        "name": field.indicator,
        "kind": field.kind,
        "text": cell if worded or not field.unit else f"{cell} {field.unit}",
        "condition": field.condition or None,
        "method": {"text": field.method or source.method, "reason": source.reason},
    }


def _words(text: str) -> str:
    return " ".join(text.split())


def _joined(row: Mapping[str, str], columns: tuple[str, ...]) -> str:
    return _words(" ".join(row[column] for column in columns if row[column]))


def _enterprise_code(maker: str) -> str:
    """企业代号 of a sample enterprise: SL (示例) and the Latin letters and digits of its brand."""
    letters = "".join(sign for sign in maker.upper() if sign.isascii() and sign.isalnum())
    return f"SL{letters}"[:20]


def enterprise_number(maker: str) -> int:
    """The running number in the sample credit code: from the name alone, so that it never moves."""
    return int.from_bytes(hashlib.sha256(maker.casefold().encode()).digest()[:4]) % 10**8


@cache
def _fields() -> tuple[Field, ...]:
    return tuple(
        Field(missing=frozenset(_parts(row.pop("missing"))), **row)  # what is given by name is read first
        for row in _table("fields.csv")
    )


def _packed(file: str) -> bytes:
    return (DATA / "products" / f"{file}.csv.gz").read_bytes()


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DATA / name).read_text(encoding="utf-8"))))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
