"""The engine: generations on disk, readers that follow them, the search itself."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from pathlib import Path
from typing import NamedTuple

from whoosh import versionstring
from whoosh.index import TOC

from search.documents import Key, KeywordField
from search.engines.embedded import EmbeddedEngine
from search.engines.generations import Lock, Manifest
from search.engines.whoosh import schema
from search.engines.whoosh.evaluate import Scoring, found
from search.engines.whoosh.segment import Records, Segment
from search.engines.whoosh.storage import Storage
from search.engines.whoosh.writer import WhooshBuild, WhooshWriter
from search.errors import DamagedIndex
from search.query import Node, Query
from search.results import Description, Hit, Results, Tally

_INDEX = "MAIN"  # the name that Whoosh gives an index without one
_TRIES = 5  # at opening what answers now, while others commit and switch


@dataclass(frozen=True, slots=True)
class _Reader:
    """An open generation, for one thread of one process. `commit` is Whoosh's own number."""

    generation: str
    commit: int
    process: int
    storage: Storage
    segments: tuple[Segment, ...]


class _Place(NamedTuple):
    """A document found, in the order of the result: what is compared comes first."""

    value: float  # what orders, so that less is earlier
    rank: int
    segment: int
    document: int


class WhooshEngine(EmbeddedEngine):
    """`search.port.Engine` over the folder `path`."""

    def __init__(self, path: Path, projection: int) -> None:
        super().__init__(path, "whoosh", projection)
        self._schema = schema.build()
        self._own = threading.local()
        self._records: dict[str, Records] = {}  # by segment

    def describe(self) -> Description:
        reader = self._follow()
        manifest = self._generations.manifest(reader.generation)
        return Description(
            engine=f"Whoosh {versionstring()}",
            generation=reader.generation,
            analyser=manifest.analyser,
            schema=manifest.schema,
            documents=sum(len(each.live) for each in reader.segments),
            change=manifest.change,
        )

    def search(self, query: Query) -> Results:
        started = time.perf_counter()
        segments = self._follow().segments
        scoring = Scoring(segments) if query.sort is None else None
        answers = [found(each, query, scoring) for each in segments]
        places = [
            place for number, each in enumerate(segments) for place in _places(query, number, each, answers[number])
        ]
        hits = tuple(_hit(query, segments[place.segment], place) for place in _page(query, places))
        facets = {facet.field: _facet(segments, answers, facet.field)[: facet.most] for facet in query.facets}
        return Results(hits, len(places), (time.perf_counter() - started) * 1000, facets)

    def count(self, query: Query) -> int:
        return sum(len(found(each, query, None)) for each in self._follow().segments)

    def tally(self, query: Query, nodes: Sequence[Node] = ()) -> Tally:
        segments = self._follow().segments
        answers = [found(each, query, None) for each in segments]
        facets = {facet.field: _facet(segments, answers, facet.field)[: facet.most] for facet in query.facets}
        counts = (self.count(replace(query, filters=(*query.filters, each))) for each in nodes)
        return Tally(facets, tuple(counts))

    def _answering(self) -> str:
        return self._follow().generation

    def _keys(self) -> Iterator[tuple[str, int]]:
        for segment in self._follow().segments:
            yield from ((segment.records.keys[each], segment.records.ranks[each]) for each in segment.live)

    def _writer(self, name: str, manifest: Manifest, lock: Lock) -> WhooshWriter:
        self._follow()  # what cannot be read is not written to either
        return WhooshWriter(self._generations, name, manifest, lock)

    def _build(self, name: str, manifest: Manifest, lock: Lock) -> WhooshBuild:
        return WhooshBuild(self._generations, name, manifest, lock)

    def _make(self, name: str) -> None:
        with Storage(self._generations.path / name) as storage:
            TOC.create(storage, self._schema, _INDEX)

    def _follow(self) -> _Reader:
        """The reader of what answers now: two cheap looks at the disk, and no more while nothing has changed."""
        reader: _Reader | None = getattr(self._own, "reader", None)
        if reader is not None and self._is_current(reader):
            return reader
        self._own.reader = None
        if reader is not None and reader.process == os.getpid():
            reader.storage.release()
        for _ in range(_TRIES - 1):
            try:
                self._own.reader = opened = self._open()
            except DamagedIndex:
                continue  # its files may have been merged or cleared away just as we opened them
            return opened
        self._own.reader = opened = self._open()
        return opened

    def _is_current(self, reader: _Reader) -> bool:
        return (
            reader.process == os.getpid()  # a child shares the places in the files of its parent
            and reader.generation == self._generations.current()
            and reader.commit == TOC._latest_generation(reader.storage, _INDEX)  # noqa: SLF001
        )

    def _open(self) -> _Reader:
        name, _ = self._generations.opened()
        storage = Storage(self._generations.path / name)
        try:
            contents = TOC.read(storage, _INDEX, schema=self._schema)
            known = self._records
            records = {
                each.segment_id(): known.get(each.segment_id()) or Records(storage, each) for each in contents.segments
            }
            segments = tuple(
                Segment(storage, self._schema, each, records[each.segment_id()]) for each in contents.segments
            )
        except Exception as reason:  # Whoosh raises whatever it stumbles over
            storage.release()
            raise DamagedIndex(f"the search index {storage.folder} cannot be read: {reason!r}") from reason
        self._records = records
        return _Reader(name, contents.generation, os.getpid(), storage, segments)


def _places(query: Query, number: int, segment: Segment, scores: Mapping[int, float]) -> list[_Place]:
    ranks = segment.records.ranks
    if query.sort is None:
        return [_Place(-score, ranks[document], number, document) for document, score in scores.items()]
    sign = -1 if query.sort.descending else 1
    numbers = segment.records.numbers[query.sort.field]
    return [_Place(sign * numbers[document], ranks[document], number, document) for document in scores]


def _page(query: Query, places: list[_Place]) -> list[_Place]:
    """The first ones behind the cursor. Every commit moves every score a little, so a page of relevance goes on behind
    the last hit where it stands now; its old score counts only once it is found no more."""
    if query.after is None:
        return nsmallest(query.limit, places)
    value, rank = query.after
    if query.sort is None:
        behind = next(((each.value, rank) for each in places if each.rank == rank), (-value, rank))
    else:
        behind = (-value if query.sort.descending else value, rank)
    return nsmallest(query.limit, (each for each in places if each[:2] > behind))


def _hit(query: Query, segment: Segment, place: _Place) -> Hit:
    records = segment.records
    if query.sort is None:
        value, score = -place.value, -place.value
    else:
        value, score = records.numbers[query.sort.field][place.document], None
    return Hit(Key.parse(records.keys[place.document]), records.marks[place.document], score, (value, place.rank))


def _facet(
    segments: tuple[Segment, ...], answers: list[dict[int, float]], field: KeywordField
) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for segment, scores in zip(segments, answers, strict=True):
        found_here = scores.keys()
        for value, holders in segment.records.keywords[field].items():
            if number := len(found_here & holders):
                counts[value] = counts.get(value, 0) + number
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
