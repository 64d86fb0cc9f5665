"""The one tree of errors that this package raises.

SearchError
├── UnknownEngine   no engine has that address
├── EngineMissing   the engine's library is not installed here
├── NoIndex         nothing has been prepared at this place
├── StaleIndex      made by another analyser, schema or engine format: rebuild
├── DamagedIndex    cannot be read: rebuild
├── WriterTaken     another writer or builder lives
├── Superseded      another generation was switched in under this writer
└── InvalidQuery    a query that no engine is asked (`code`)
"""

from __future__ import annotations


class SearchError(Exception):
    """Something that search cannot do; the text says why and what to do about it."""


class UnknownEngine(SearchError):
    """No engine has the address that was given."""


class EngineMissing(SearchError):
    """The library of the engine asked for is not installed, or has no build for this platform."""


class NoIndex(SearchError):
    """No index stands at this place yet."""


class StaleIndex(SearchError):
    """The index was made by another analyser, schema or engine format. It must be rebuilt."""


class DamagedIndex(SearchError):
    """The index cannot be read. It must be rebuilt."""


class WriterTaken(SearchError):
    """There is one writer and one builder at a time, and another one lives."""


class Superseded(SearchError):
    """Another generation has been switched in. Open a new writer and apply the whole batch again."""


class InvalidQuery(SearchError):
    """A query that is refused before any engine sees it.

    `code`: query-too-long, query-too-complex, invalid-limit or invalid-cursor.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
