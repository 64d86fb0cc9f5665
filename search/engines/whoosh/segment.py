"""Reading a segment: its records, all at once, and its postings, when they are asked for."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search.documents import KeywordField, NumberField, TextField
from search.engines.whoosh.schema import RECORD, Record, text
from search.engines.whoosh.storage import Storage


class Records:
    """What a segment stores of its documents, by their number in it: some 400 bytes a document. A segment never
    changes but by losing documents, so that this is read once and serves every thread."""

    def __init__(self, storage: Storage, segment: Any) -> None:
        size = segment.doc_count_all()
        self.keys = [""] * size
        self.marks = array("q", bytes(8 * size))
        self.ranks = array("q", bytes(8 * size))
        self.numbers = {field: array("q", bytes(8 * size)) for field in NumberField}
        self.lengths = {field: array("I", bytes(4 * size)) for field in TextField}
        keywords: dict[KeywordField, dict[str, array[int]]] = {
            field: defaultdict(lambda: array("I")) for field in KeywordField
        }
        for document, stored in segment.codec().per_document_reader(storage, segment).iter_docs():
            record: Record = stored[RECORD]
            self.keys[document], self.marks[document], self.ranks[document], numbers, lengths, values = record
            for column, number in zip(self.numbers.values(), numbers, strict=True):
                column[document] = number
            for column, length in zip(self.lengths.values(), lengths, strict=True):
                column[document] = length
            for holders, held in zip(keywords.values(), values, strict=True):
                for value in held:
                    holders[value].append(document)
        self.keywords = {field: dict(holders) for field, holders in keywords.items()}
        self.total_lengths = {field: sum(column) for field, column in self.lengths.items()}


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that a token stands in, ascending, how often in each, and its positions where they are kept."""

    documents: Sequence[int]
    frequencies: Sequence[float]
    places: Sequence[bytes]


_NONE = Postings((), (), ())


class Segment:
    """An open segment, for one thread: Whoosh reads by seeking."""

    def __init__(self, storage: Storage, schema: Any, segment: Any, records: Records) -> None:
        self.records = records
        self.size: int = segment.doc_count_all()
        gone = set(segment.deleted_docs())
        self.live: Collection[int] = set(range(self.size)) - gone if gone else range(self.size)
        self._schema = schema
        self._codec = segment.codec()
        self._terms = self._codec.terms_reader(storage, segment)

    def holders(self, field: TextField, token: str) -> int:
        """How many documents the token stands in; those that are gone count until the segment is merged."""
        term = _term(field, token)
        return self._terms.doc_frequency(*term) if term is not None and term in self._terms else 0

    def postings(self, field: TextField, token: str) -> Postings:
        term = _term(field, token)
        if term is None or term not in self._terms:
            return _NONE
        documents: list[int] = []
        frequencies: list[float] = []
        places: list[bytes] = []
        for block in self._blocks(field, self._terms.term_info(*term)):
            block.id(), block.weight(), block.value()
            documents += block._ids  # noqa: SLF001
            frequencies += block._weights  # noqa: SLF001
            places += block._values  # noqa: SLF001
        return Postings(documents, frequencies, places)

    def beginning_with(self, field: TextField, prefix: str) -> Iterator[int]:
        """The documents in which a token of the field begins so, some more than once."""
        term = _term(field, prefix)
        if term is None:
            return
        for (name, token), info in self._terms.items_from(*term):
            if name != term[0] or not token.startswith(term[1]):
                return
            if info.doc_frequency() == 1:  # most tokens that are long: no need to look further
                yield info.min_id()
                continue
            for block in self._blocks(field, info):
                block.id()
                yield from block._ids  # noqa: SLF001

    def _blocks(self, field: TextField, info: Any) -> Iterator[Any]:
        """The blocks of a posting list, each read only as far as it is asked; with what is private in Whoosh (its
        version is pinned), since step by step takes four times as long."""
        matcher = self._codec.postings_reader(self._terms._postfile, info, self._schema[text(field)].format)  # noqa: SLF001
        yield matcher
        while not matcher._lastblock:  # noqa: SLF001
            matcher._next_block()  # noqa: SLF001
            yield matcher


def _term(field: TextField, token: str) -> tuple[str, bytes] | None:
    """The name of the field and the token in bytes; None for what cannot be in any index."""
    try:
        return (text(field), token.encode()) if token else None
    except UnicodeEncodeError:  # a lone surrogate
        return None
