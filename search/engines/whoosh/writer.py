"""Writing: into the generation that answers, or into one aside.

Whoosh cannot replace what it has not committed yet. So a batch is kept until its commit, and then written at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.writing import MERGE_SMALL, NO_MERGE, SegmentWriter

from search.documents import Document, Key
from search.engines.generations import Generations, Lock, Manifest
from search.engines.whoosh import schema
from search.engines.whoosh.storage import Storage
from search.errors import DamagedIndex, Superseded
from search.results import Token

_TOGETHER = 5000  # documents of a segment of a build: some 80 megabytes until they are written
_MEGABYTES = 512  # of postings before Whoosh sorts them on disk, which takes twice as long


class WhooshWriter:
    """`search.port.Writer`. It owns `lock` and gives it up when it is closed."""

    _merging = staticmethod(MERGE_SMALL)

    def __init__(self, generations: Generations, name: str, manifest: Manifest, lock: Lock) -> None:
        self._generations = generations
        self._name = name
        self._manifest = manifest
        self._change = manifest.change
        self._batch: dict[str, dict[str, Any] | None] = {}  # by key; None is deleted
        self._closed = False
        self._lock = lock

    def apply(self, upserts: Iterable[Document], deletes: Iterable[Key] = (), *, change: int) -> None:
        self._check_open()
        try:
            self._batch |= dict.fromkeys(map(str, deletes))
            for document in upserts:
                self._batch[str(document.key)] = schema.fields(document)
        except BaseException:
            self._still_answering()
            self._batch.clear()  # half a batch must not ride along with the next commit
            self._change = self._manifest.change
            raise
        self._change = max(self._change, change)

    def commit(self) -> Token:
        self._check_open()
        # Looked at before and after for the same reason as with every engine: a rebuild that was switched in meanwhile
        # has read the register before this batch or after it, and only «not applied» is safe to say.
        self._still_answering()
        token = self._commit()
        self._still_answering()
        return token

    def close(self) -> None:
        self._closed = True
        self._batch.clear()
        self._lock.release()

    def _check_open(self) -> None:
        if self._closed:
            raise ValueError("the writer is closed")

    def _commit(self) -> Token:
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
        self._manifest = self._manifest.after(self._change)
        self._generations.record(self._name, self._manifest)
        return Token(self._name, self._manifest.commit)

    def _delete(self, writer: Any) -> None:
        """Takes every document of the batch out of the segments as they are."""
        for segment in writer.segments:
            terms = segment.codec().terms_reader(writer.storage, segment)
            for key in self._batch:
                term = (schema.KEY, key.encode())
                if term in terms:
                    for document in terms.matcher(*term, writer.schema[schema.KEY].format).all_ids():
                        segment.delete_document(document)

    def _still_answering(self) -> None:
        if self._generations.current() != self._name:
            raise Superseded("another generation of the index was switched in; apply the batch again, to that one")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class WhooshBuild(WhooshWriter):
    """`search.port.Build`. Its commits are gathered into segments of a size that need not be merged: nobody sees them
    before the swap, and a build that ends without one is removed."""

    _merging = staticmethod(NO_MERGE)

    def commit(self) -> Token:
        self._check_open()
        return self._commit() if len(self._batch) >= _TOGETHER else Token(self._name, self._manifest.commit)

    def swap(self) -> Token:
        self._check_open()
        token = self._commit()
        self._closed = True
        self._generations.switch(self._name)
        return token

    def close(self) -> None:
        try:
            if not self._closed:
                self._generations.remove(self._name)
        finally:
            super().close()

    def _still_answering(self) -> None:
        """It does not answer yet, and nobody else can write it."""
