"""Writing: into the generation that answers, or into one aside.

Whoosh cannot replace what it has not committed yet. So a batch is kept until its commit, and then written at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import NO_MERGE, SegmentWriter

from search.documents import Document, Key
from search.engines.embedded import EmbeddedBuild, EmbeddedWriter
from search.engines.generations import Generations, Lock, Manifest
from search.engines.whoosh import schema
from search.engines.whoosh.storage import Storage
from search.errors import DamagedIndex
from search.results import Token

_TOGETHER = 5000  # documents of a segment of a build: some 80 megabytes until they are written
_ALIKE = 8  # so many segments of about the same size are merged into one
_MEGABYTES = 512  # of postings before Whoosh sorts them on disk, which takes twice as long


def merge_alike(writer: Any, segments: list[Any]) -> list[Any]:
    """A merge policy of Whoosh: where there are `_ALIKE` segments of about the same size, they become one, the smallest
    first. None becomes larger than two segments of a build, so that a commit takes some seconds more at most.

    Whoosh's own policy merges everything as soon as there are twenty segments, of whatever size. In a large index that
    takes minutes, in which nothing is found that was written.
    """
    sizes: dict[int, list[Any]] = {}
    for each in sorted(segments, key=_size):
        sizes.setdefault(_size(each).bit_length() // 3, []).append(each)  # eightfold
    for of_size in sizes.values():
        merged = sum(size < 2 * _TOGETHER for size in accumulate(map(_size, of_size)))
        if len(of_size) >= _ALIKE and merged > 1:
            for each in of_size[:merged]:
                reader = SegmentReader(writer.storage, writer.schema, each)
                writer.add_reader(reader)
                reader.close()
            return [each for each in segments if each not in of_size[:merged]]
    return segments


def _size(segment: Any) -> int:
    """How many documents it has that are not deleted."""
    size: int = segment.doc_count()
    return size


class WhooshWriter(EmbeddedWriter):
    """`search.port.Writer`."""

    _merging = staticmethod(merge_alike)

    def __init__(self, generations: Generations, name: str, manifest: Manifest, lock: Lock) -> None:
        super().__init__(generations, name, manifest, lock)
        self._batch: dict[str, dict[str, Any] | None] = {}  # by key; None is deleted

    def _take(self, upserts: Iterable[Document], deletes: Iterable[Key]) -> None:
        self._batch |= dict.fromkeys(map(str, deletes))
        for document in upserts:
            self._batch[str(document.key)] = schema.fields(document)

    def _drop(self) -> None:
        self._batch.clear()

    def _end(self) -> None:
        self._batch.clear()

    def _write(self) -> None:
        path = self._generations.path / self._name
        with Storage(path) as storage:
            codec = W3Codec()
            codec.length_stats = False  # lengths are in the records
            try:
                index = FileIndex(storage, schema.build())
                writer = SegmentWriter(index, limitmb=_MEGABYTES, codec=codec, compound=False)
            except Exception as reason:
                raise DamagedIndex(f"the search index {path} cannot be written: {reason!r}") from reason
            try:
                self._delete(writer)
                for fields in self._batch.values():
                    if fields is not None:
                        writer.add_document(**fields)
                writer.commit(mergetype=self._merging)
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                raise
        self._batch.clear()

    def _delete(self, writer: Any) -> None:
        """Takes every document of the batch out of the segments as they are."""
        for segment in writer.segments:
            terms = segment.codec().terms_reader(writer.storage, segment)
            for key in self._batch:
                term = (schema.KEY, key.encode())
                if term in terms:
                    for document in terms.matcher(*term, writer.schema[schema.KEY].format).all_ids():
                        segment.delete_document(document)


class WhooshBuild(EmbeddedBuild, WhooshWriter):
    """`search.port.Build`. Its commits are gathered into segments of a size that need not be merged: nobody sees them
    before the swap, and a build that ends without one is removed."""

    _merging = staticmethod(NO_MERGE)

    def commit(self) -> Token:
        self._check_open()
        return self._commit() if len(self._batch) >= _TOGETHER else Token(self._name, self._manifest.commit)
