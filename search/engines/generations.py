"""Generations of an index that lives in a folder: which one answers, who may write, what is left over.

path/CURRENT              name of the generation that answers; replaced in one step
path/<name>/manifest.json what made it, its commits and changes
path/<name>/…             the engine's own files
path/writer.lock, build.lock
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from search import analysis, documents
from search.errors import DamagedIndex, NoIndex, StaleIndex, WriterTaken

_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a generation, and how far it has come. `commit` and `change` may lag behind, never run ahead."""

    engine: str
    analyser: str
    schema: str
    commit: int = 0
    change: int = 0

    def after(self, change: int) -> Self:
        """The manifest after one more commit, which covers the changes up to `change`."""
        return replace(self, commit=self.commit + 1, change=max(self.change, change))


class Lock:
    """Held from the moment it is made until `release`, or until the process ends, however it ends."""

    def __init__(self, path: Path, taken: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            os.close(self._file)
            raise WriterTaken(taken) from reason

    def release(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


class Generations:
    """The generations in a folder; `made_by` is what makes them now: the engine, our analysis, our schema."""

    def __init__(self, path: Path, engine: str, projection: int) -> None:
        self.path = path
        self.made_by = Manifest(engine, analysis.ANALYSER, f"{documents.SCHEMA_VERSION}.{projection}")

    def current(self) -> str | None:
        try:
            return (self.path / "CURRENT").read_text().strip()
        except FileNotFoundError:
            return None

    def opened(self) -> tuple[str, Manifest]:
        """The generation that answers. NoIndex; StaleIndex when something else made it; DamagedIndex."""
        name = self.current()
        if name is None:
            raise NoIndex(f"no search index stands at {self.path}; it has to be built first")
        manifest = self.manifest(name)
        made = replace(manifest, commit=0, change=0)
        if made != self.made_by:
            raise StaleIndex(f"the search index was made by {made}, this is {self.made_by}; it must be rebuilt")
        return name, manifest

    def manifest(self, name: str) -> Manifest:
        try:
            return Manifest(**json.loads((self.path / name / _MANIFEST).read_bytes()))
        except (OSError, ValueError, TypeError) as reason:
            raise DamagedIndex(f"the search index {self.path / name} cannot be read: {reason}") from reason

    def record(self, name: str, manifest: Manifest) -> None:
        _replace(self.path / name / _MANIFEST, json.dumps(asdict(manifest)))

    def lock_writer(self) -> Lock:
        return Lock(self.path / "writer.lock", "another writer of the search index lives")

    def lock_build(self) -> Lock:
        return Lock(self.path / "build.lock", "another rebuild of the search index is under way")

    def create(self) -> str:
        """A new, empty generation, which does not answer yet. Under the build lock; clears what earlier ones left."""
        current = self.current()
        for left in self.path.iterdir():
            if left.is_dir() and left.name != current:
                self.remove(left.name)
        name = f"g{secrets.token_hex(6)}"
        (self.path / name).mkdir()
        self.record(name, self.made_by)
        return name

    def switch(self, name: str) -> None:
        """From here on `name` answers. The one before stays until the next `create`: somebody may be opening it."""
        _replace(self.path / "CURRENT", name)

    def forget(self) -> None:
        """No generation answers any more; the next `create` clears up. WriterTaken while somebody writes or builds."""
        writer = self.lock_writer()
        try:
            build = self.lock_build()
            try:
                (self.path / "CURRENT").unlink(missing_ok=True)
            finally:
                build.release()
        finally:
            writer.release()

    def remove(self, name: str) -> None:
        """As far as it goes: a writer that has not learnt yet may be at work there still; `create` clears up later."""
        shutil.rmtree(self.path / name, ignore_errors=True)


def _replace(path: Path, text: str) -> None:
    """Writes a small file so that a reader sees the old or the new one, whole, also after a power cut."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
