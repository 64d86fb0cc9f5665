"""Writing: into the generation that answers, or into one aside."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import tantivy

from search.documents import Document, Key
from search.engines.embedded import EmbeddedBuild, EmbeddedWriter
from search.engines.generations import Generations, Lock, Manifest
from search.engines.tantivy import schema

_HEAP = 64_000_000  # bytes that documents may take before a segment is written


class TantivyWriter(EmbeddedWriter):
    """`search.port.Writer`."""

    def __init__(
        self, generations: Generations, name: str, manifest: Manifest, lock: Lock, index: tantivy.Index
    ) -> None:
        super().__init__(generations, name, manifest, lock)
        self._writer = index.writer(_HEAP, num_threads=1)

    def _take(self, upserts: Iterable[Document], deletes: Iterable[Key]) -> None:
        for key in deletes:
            self._writer.delete_documents_by_term(schema.KEY, str(key))
        for document in upserts:
            self._writer.delete_documents_by_term(schema.KEY, str(document.key))
            self._writer.add_document(schema.document(document))

    def _drop(self) -> None:
        self._writer.rollback()

    def _write(self) -> None:
        self._writer.commit()

    def _end(self) -> None:
        with suppress(ValueError):  # its generation may be gone; what was committed is on disk already
            self._writer.wait_merging_threads()  # without a commit: the rest is dropped; gives up tantivy's own lock


class TantivyBuild(EmbeddedBuild, TantivyWriter):
    """`search.port.Build`."""
