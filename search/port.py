"""What an engine does for us. `tests/contract` is the same promise as a test, for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Protocol, Self

from search.documents import Document, Key
from search.query import Node, Query
from search.results import Description, Results, Tally, Token


class Writer(Protocol):
    """The one writer. A context manager: what is not committed when it ends is dropped."""

    def apply(self, upserts: Iterable[Document], deletes: Iterable[Key] = (), *, change: int) -> None:
        """Deletes, then replaces or adds. `change` is the last change of the register that the batch covers.

        Whatever it raises, nothing since the last commit is left applied.
        """

    def commit(self) -> Token:
        """Makes what was applied durable and visible, all or nothing, also when the process is killed.

        Superseded: another generation was switched in meanwhile, and nothing of the batch may count as applied.
        """

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Build(Writer, Protocol):
    """A new generation written aside. Ending without `swap` removes it."""

    def swap(self) -> Token:
        """Commits; from now on every reader of every process reads this generation. Nothing can be applied after it."""


class Engine(Protocol):
    """An index at one place. One object a process; threads may share it; a search sees every commit before it."""

    def prepare(self) -> None:
        """Makes an empty index where none stands. StaleIndex or DamagedIndex: what stands must be rebuilt.

        WriterTaken: nothing stands yet, and another process is just building it.
        """

    def describe(self) -> Description:
        """NoIndex, StaleIndex or DamagedIndex where nothing can answer."""

    def search(self, query: Query) -> Results: ...

    def count(self, query: Query) -> int:
        """How many documents match, exactly; sort, cursor and limit play no part."""

    def tally(self, query: Query, nodes: Sequence[Node] = ()) -> Tally:
        """The facets of `query`, and of what it finds how many hold each of `nodes`, without hits: sort, cursor and
        limit play no part."""

    def refresh(self, token: Token) -> bool:
        """True: searches from here on see that commit."""

    def check(self) -> tuple[str, ...]:
        """Reads every document. What is wrong, in sentences; () when the index is sound."""

    def write(self) -> Writer:
        """WriterTaken while another one lives, in this process or another."""

    def build(self) -> Build:
        """A new, empty generation aside; the present one goes on answering. WriterTaken while another is built."""

    def forget(self) -> None:
        """Nothing answers from here on, as where nothing was ever built: for when what it was made of is replaced.

        WriterTaken while somebody writes or builds.
        """
