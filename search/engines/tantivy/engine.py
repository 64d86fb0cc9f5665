"""The engine: generations on disk, one reader that follows them, the search itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import tantivy
from tantivy.tantivy import __version__ as made_with

from search.documents import Key
from search.engines.embedded import EmbeddedEngine
from search.engines.generations import Lock, Manifest
from search.engines.tantivy import facets, order, schema
from search.engines.tantivy.compile import compile_query
from search.engines.tantivy.writer import TantivyBuild, TantivyWriter
from search.errors import DamagedIndex, StaleIndex
from search.query import Node, Query
from search.results import Description, Hit, Results, Tally

_CHECKED_AT_ONCE = 10_000
_TRIES = 3  # at opening what answers now, while others switch


@dataclass(frozen=True, slots=True)
class _Reader:
    """An open generation. `seen` tells one state of its files from the next."""

    generation: str
    index: tantivy.Index
    searcher: tantivy.Searcher
    seen: tuple[int, int]


class TantivyEngine(EmbeddedEngine):
    """`search.port.Engine` over the folder `path`."""

    def __init__(self, path: Path, projection: int) -> None:
        super().__init__(path, "tantivy", projection)
        self._schema = schema.build()
        self._reader: _Reader | None = None
        self._opening = threading.Lock()

    def describe(self) -> Description:
        reader = self._follow()
        manifest = self._generations.manifest(reader.generation)
        return Description(
            engine=made_with,
            generation=reader.generation,
            analyser=manifest.analyser,
            schema=manifest.schema,
            documents=reader.searcher.num_docs,
            change=manifest.change,
        )

    def search(self, query: Query) -> Results:
        started = time.perf_counter()
        searcher = self._follow().searcher
        asked = compile_query(self._schema, query)
        if query.sort is not None:
            after = cast("tuple[int, int] | None", query.after)  # `Query` lets only whole numbers through here
            page = order.by_number(searcher, self._schema, asked, query.sort, query.limit, after)
        elif query.match is None:
            page = order.by_rank(searcher, self._schema, asked, query.limit, query.after)
        else:
            page = order.by_relevance(searcher, self._schema, asked, query.limit, query.after)
        hits = tuple(_hit(searcher, query, value, address) for value, address in page.places)
        counted = facets.count(searcher, asked, query.facets)
        return Results(hits, page.total, (time.perf_counter() - started) * 1000, counted)

    def count(self, query: Query) -> int:
        return order.count(self._follow().searcher.search(compile_query(self._schema, query), 1))

    def tally(self, query: Query, nodes: Sequence[Node] = ()) -> Tally:
        asked = compile_query(self._schema, query)
        counted, holding = facets.tally(self._follow().searcher, asked, query.facets, nodes)
        counts = (
            self.count(replace(query, filters=(*query.filters, node))) if held is None else held
            for node, held in zip(nodes, holding, strict=True)
        )
        return Tally(counted, tuple(counts))

    def _make(self, name: str) -> None:
        tantivy.Index(self._schema, path=str(self._generations.path / name), reuse=False)

    def _answering(self) -> str:
        return self._follow().generation

    def _keys(self) -> Iterator[tuple[str, int]]:
        searcher = self._follow().searcher
        for offset in range(0, searcher.num_docs, _CHECKED_AT_ONCE):
            everything = tantivy.Query.all_query()
            for _, address in searcher.search(everything, _CHECKED_AT_ONCE, count=False, offset=offset).hits:
                key = str(searcher.doc(address).get_first(schema.KEY))
                yield key, Key.parse(key).rank

    def _writer(self, name: str, manifest: Manifest, lock: Lock) -> TantivyWriter:
        return TantivyWriter(self._generations, name, manifest, lock, self._open(name))

    def _build(self, name: str, manifest: Manifest, lock: Lock) -> TantivyBuild:
        return TantivyBuild(self._generations, name, manifest, lock, self._open(name))

    def _open(self, name: str) -> tantivy.Index:
        path = str(self._generations.path / name)
        try:
            if not tantivy.Index.is_compatible(path):
                raise StaleIndex(f"{path} was written in another format than {made_with}; rebuild it")
            index = tantivy.Index.open(path)
            index.config_reader(reload_policy="manual")  # a thread that watches files would not survive a fork
        except (ValueError, OSError) as reason:
            raise DamagedIndex(f"the search index {path} cannot be read: {reason}") from reason
        return index

    def _follow(self) -> _Reader:
        """The reader of what answers now: two cheap looks at the disk, and no more while nothing has changed."""
        reader = self._reader
        if reader is not None and self._is_current(reader):
            return reader
        with self._opening:
            for _ in range(_TRIES - 1):
                try:
                    self._reader = self._advance(reader)
                except DamagedIndex:
                    reader = None  # it may have been switched and cleared away just as we opened it
                else:
                    return self._reader
            self._reader = self._advance(None)
            return self._reader

    def _is_current(self, reader: _Reader) -> bool:
        return reader.generation == self._generations.current() and reader.seen == self._seen(reader.generation)

    def _advance(self, reader: _Reader | None) -> _Reader:
        name, _ = self._generations.opened()
        seen = self._seen(name)  # before opening: what is committed in between is looked for once more
        if reader is None or reader.generation != name:
            index = self._open(name)
            return _Reader(name, index, index.searcher(), seen)
        try:
            reader.index.reload()
        except (ValueError, OSError) as reason:
            raise DamagedIndex(f"the search index {self._generations.path / name} cannot be read: {reason}") from reason
        return replace(reader, searcher=reader.index.searcher(), seen=seen)

    def _seen(self, name: str) -> tuple[int, int]:
        try:
            state = (self._generations.path / name / "meta.json").stat()
        except FileNotFoundError:
            return 0, 0
        return state.st_ino, state.st_mtime_ns


def _hit(searcher: tantivy.Searcher, query: Query, value: float, address: tantivy.DocAddress) -> Hit:
    stored = searcher.doc(address)
    return Hit(
        key=Key.parse(cast("str", stored.get_first(schema.KEY))),
        mark=cast("int", stored.get_first(schema.MARK)),
        score=value if query.sort is None else None,
        sort=(value, cast("int", stored.get_first(schema.RANK))),
    )
