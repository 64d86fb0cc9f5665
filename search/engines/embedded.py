"""What the engines have in common whose index lies in a folder: generations, one writer, readers that follow them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from search.documents import Document, Key
from search.engines.generations import Generations, Lock, Manifest
from search.errors import SearchError, Superseded
from search.port import Build, Writer
from search.results import Token


class EmbeddedWriter(ABC):
    """`search.port.Writer`. It owns `lock` and gives it up when it is closed."""

    def __init__(self, generations: Generations, name: str, manifest: Manifest, lock: Lock) -> None:
        self._generations = generations
        self._name = name
        self._manifest = manifest
        self._change = manifest.change
        self._lock = lock
        self._closed = False

    @abstractmethod
    def _take(self, upserts: Iterable[Document], deletes: Iterable[Key]) -> None:
        """Deletes, then replaces or adds."""

    @abstractmethod
    def _drop(self) -> None:
        """Forgets what was taken since the last commit."""

    @abstractmethod
    def _write(self) -> None:
        """Makes what was taken durable."""

    @abstractmethod
    def _end(self) -> None:
        """Lets go of everything; what was not written is dropped."""

    def apply(self, upserts: Iterable[Document], deletes: Iterable[Key] = (), *, change: int) -> None:
        self._check_open()
        try:
            self._take(upserts, deletes)
        except BaseException:
            self._still_answering()
            self._drop()  # half a batch must not ride along with the next commit
            self._change = self._manifest.change
            raise
        self._change = max(self._change, change)

    def commit(self) -> Token:
        self._check_open()
        # Looked at before, so as not to write for nothing; and after, since a rebuild that was switched in meanwhile
        # has read the register before this batch or after it, and only «not applied» is safe to say.
        self._still_answering()
        token = self._commit()
        self._still_answering()
        return token

    def close(self) -> None:
        closed, self._closed = self._closed, True
        try:
            if not closed:
                self._end()
        finally:
            self._lock.release()

    def _check_open(self) -> None:
        if self._closed:
            raise ValueError("the writer is closed")

    def _commit(self) -> Token:
        self._write()
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


class EmbeddedBuild(EmbeddedWriter):
    """`search.port.Build`; stands before the engine's own writer among the bases. Nobody sees its commits before the
    swap, and one that ends without it is removed: so all is written at once then."""

    def commit(self) -> Token:
        self._check_open()
        return Token(self._name, self._manifest.commit)

    def swap(self) -> Token:
        self._check_open()
        token = self._commit()
        self._closed = True
        self._end()  # before the switch, so that the next writer finds the engine's own lock free
        self._generations.switch(self._name)
        return token

    def close(self) -> None:
        closed = self._closed
        super().close()
        if not closed:
            self._generations.remove(self._name)

    def _still_answering(self) -> None:
        """It does not answer yet, and nobody else can write it."""


class EmbeddedEngine(ABC):
    """The part of `search.port.Engine` that is the same for every index in a folder."""

    def __init__(self, path: Path, engine: str, projection: int) -> None:
        self._generations = Generations(path, engine, projection)

    @abstractmethod
    def _make(self, name: str) -> None:
        """An empty index in the folder of the generation."""

    @abstractmethod
    def _answering(self) -> str:
        """The generation that answers, opened. NoIndex, StaleIndex or DamagedIndex."""

    @abstractmethod
    def _keys(self) -> Iterator[tuple[str, int]]:
        """Key and rank of every document."""

    @abstractmethod
    def _writer(self, name: str, manifest: Manifest, lock: Lock) -> Writer:
        """For the generation that answers."""

    @abstractmethod
    def _build(self, name: str, manifest: Manifest, lock: Lock) -> Build:
        """For an empty one aside."""

    def prepare(self) -> None:
        if self._generations.current() is None:
            lock = self._generations.lock_build()
            try:
                if self._generations.current() is None:
                    name = self._generations.create()
                    self._make(name)
                    self._generations.switch(name)
            finally:
                lock.release()
        self._answering()

    def refresh(self, token: Token) -> bool:
        generation = self._answering()
        return generation == token.generation and self._generations.manifest(generation).commit >= token.commit

    def check(self) -> tuple[str, ...]:
        seen: dict[int, str] = {}  # rank → key
        wrong_ones = []
        try:
            for key, rank in self._keys():
                if rank in seen:
                    wrong_ones.append(f"{key} stands where {seen[rank]} stands: pages may leave one of them out")
                seen[rank] = key
        except SearchError as wrong:
            return (str(wrong),)
        return tuple(wrong_ones)

    def write(self) -> Writer:
        lock = self._generations.lock_writer()
        try:
            return self._writer(*self._generations.opened(), lock)
        except BaseException:
            lock.release()
            raise

    def build(self) -> Build:
        lock = self._generations.lock_build()
        try:
            name = self._generations.create()
            self._make(name)
            return self._build(name, self._generations.made_by, lock)
        except BaseException:
            lock.release()
            raise

    def forget(self) -> None:
        self._generations.forget()
