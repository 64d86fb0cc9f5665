"""Our documents as Whoosh's. Text arrives cut; of the rest one record a document is stored.

Whoosh pickles the schema into every index: neither this module nor its classes may move or be renamed.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, TypeAlias

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence, Format

from search.documents import Document, KeywordField, NumberField, TextField

KEY, RECORD = "key", "record"

Record: TypeAlias = tuple[str, int, int, tuple[int, ...], tuple[int, ...], tuple[tuple[str, ...], ...]]
"""Key, mark, rank; numbers, lengths of the texts in tokens, and keywords, each in the order of its fields."""


class Places(Format):
    """Of each posting the positions of the token, four bytes each."""

    posting_size = -1


class Tokens(FieldType):
    """A field whose value is a tuple of tokens; `ordered` keeps their positions."""

    def __init__(self, *, ordered: bool) -> None:
        self.format = Places() if ordered else Existence()
        self.scorable = False  # lengths are in the record

    def index(self, value: tuple[str, ...], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(token, how often, the same as its weight, positions) for each different token."""
        if isinstance(self.format, Existence):
            yield from ((token.encode(), 1, 1.0, b"") for token in dict.fromkeys(value))
            return
        places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(value):
            places[token].append(place)
        for token, held in places.items():
            yield token.encode(), len(held), float(len(held)), struct.pack(f"<{len(held)}I", *held)


def places(posting: bytes) -> tuple[int, ...]:
    """The positions in a posting of an ordered field."""
    return struct.unpack(f"<{len(posting) // 4}I", posting)


def text(field: TextField) -> str:
    return f"text_{field}"


def build() -> Schema:
    texts = {text(field): Tokens(ordered=field.is_ordered) for field in TextField}
    return Schema(**{KEY: Tokens(ordered=False), RECORD: STORED()}, **texts)


def fields(source: Document) -> dict[str, Any]:
    """The fields of a document as Whoosh takes them."""
    tokens = {field: source.tokens(field) for field in TextField}
    key = str(source.key)
    record: Record = (
        key,
        source.mark,
        source.key.rank,
        tuple(source.number_of(field) for field in NumberField),
        tuple(map(len, tokens.values())),
        tuple(tuple(map(str, source.keywords(field))) for field in KeywordField),
    )
    return {KEY: (key,), RECORD: record} | {text(field): held for field, held in tokens.items()}
