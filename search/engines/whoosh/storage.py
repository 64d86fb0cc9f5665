"""The folder of a generation. Whoosh trusts the system to write; we do not, and we close what it leaves open."""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import Any, Self

from whoosh.filedb.filestore import FileStorage


class Storage(FileStorage):
    """A context manager that closes every file opened through it; so does its end, whoever forgets it.

    Whoosh ends a commit by renaming the new list of segments to its name: before that everything it has written is
    made durable, after it the name itself.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self._files: list[Any] = []
        self._written: set[str] = set()
        self.release = weakref.finalize(self, _close, self._files)

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)
        self._files.append(file)
        return file

    def create_file(self, name: str, **options: Any) -> Any:
        file = super().create_file(name, **options)
        self._files.append(file)
        self._written.add(name)
        return file

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        for name in self._written:
            if self.file_exists(name):
                _sync(self._fpath(name))
        super().rename_file(oldname, newname, safe=safe)
        _sync(self.folder)
        self._written.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _close(files: list[Any]) -> None:
    for file in files:
        if not file.is_closed:
            file.close()


def _sync(path: str) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
