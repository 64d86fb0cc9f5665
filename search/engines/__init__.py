"""The engines. Importing one never imports another, and none is imported before it is asked for."""

from __future__ import annotations

from pathlib import Path

from search.errors import EngineMissing, UnknownEngine
from search.port import Engine


def open_engine(address: str, path: Path, *, projection: int = 1) -> Engine:
    """The engine that `address` names over the index in the folder `path`; nothing is read or written yet.

    `projection` is the caller's version of how it fills documents: an index made with another one is stale.
    UnknownEngine; EngineMissing, with what to install, where the engine's library is not there.
    """
    if address != "tantivy":
        raise UnknownEngine(f"there is no search engine {address!r}; there is: tantivy")
    try:
        from search.engines.tantivy import TantivyEngine  # compiled, and not there on every platform
    except ImportError as reason:
        if reason.name != "tantivy":
            raise
        raise EngineMissing(
            "the search engine tantivy is not installed; `pip install tantivy` adds it where a wheel for this "
            "platform exists"
        ) from reason
    return TantivyEngine(path, projection)
