"""Writing: into the generation that answers, or into one aside."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self

import tantivy

from search.documents import Document, Key
from search.engines.generations import Generations, Lock, Manifest
from search.engines.tantivy import schema
from search.errors import Superseded
from search.results import Token

_HEAP = 64_000_000  # bytes that documents may take before a segment is written


class TantivyWriter:
    """`search.port.Writer`. It owns `lock` and gives it up when it is closed."""

    def __init__(
        self, generations: Generations, name: str, manifest: Manifest, index: tantivy.Index, lock: Lock
    ) -> None:
        self._generations = generations
        self._name = name
        self._manifest = manifest
        self._change = manifest.change
        self._writer: tantivy.IndexWriter | None = index.writer(_HEAP, num_threads=1)
        self._lock = lock

    def apply(self, upserts: Iterable[Document], deletes: Iterable[Key] = (), *, change: int) -> None:
        writer = self._opened()
        try:
            for key in deletes:
                writer.delete_documents_by_term(schema.KEY, str(key))
            for document in upserts:
                writer.delete_documents_by_term(schema.KEY, str(document.key))
                writer.add_document(schema.document(document))
        except BaseException:
            self._still_answering()
            writer.rollback()  # half a batch must not ride along with the next commit
            self._change = self._manifest.change
            raise
        self._change = max(self._change, change)

    def commit(self) -> Token:
        # Looked at before, so as not to write for nothing; and after, since a rebuild that was switched in meanwhile
        # has read the register before this batch or after it, and only «not applied» is safe to say.
        self._still_answering()
        token = self._commit()
        self._still_answering()
        return token

    def close(self) -> None:
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                with suppress(ValueError):  # its generation may be gone; what was committed is on disk already
                    writer.wait_merging_threads()  # without a commit: the rest is dropped
        finally:
            self._lock.release()

    def _opened(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise ValueError("the writer is closed")
        return self._writer

    def _commit(self) -> Token:
        self._opened().commit()
        self._manifest = self._manifest.after(self._change)
        self._generations.record(self._name, self._manifest)
        return Token(self._name, self._manifest.commit)

    def _still_answering(self) -> None:
        if self._generations.current() != self._name:
            raise Superseded("another generation of the index was switched in; apply the batch again, to that one")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class TantivyBuild(TantivyWriter):
    """`search.port.Build`."""

    def swap(self) -> Token:
        token = self._commit()
        writer, self._writer = self._opened(), None
        writer.wait_merging_threads()  # and lets go of tantivy's own lock, so that the next writer finds it free
        self._generations.switch(self._name)
        return token

    def close(self) -> None:
        try:
            if self._writer is not None:
                self._writer = None
                self._generations.remove(self._name)
        finally:
            self._lock.release()

    def _still_answering(self) -> None:
        """It does not answer yet, and nobody else can write it."""
