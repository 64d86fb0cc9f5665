"""The engines. Importing one never imports another, and none is imported before it is asked for."""

from __future__ import annotations

import warnings
from pathlib import Path

from search.errors import EngineMissing, UnknownEngine
from search.port import Engine

ENGINES = ("tantivy", "whoosh")
"""Their addresses, the best first."""


def best() -> str:
    """The best engine whose library is installed. EngineMissing where none is."""
    for address in ENGINES:
        try:
            open_engine(address, Path())
        except EngineMissing:
            continue
        return address
    raise EngineMissing(f"no search engine is installed; there are: {', '.join(ENGINES)}")


def open_engine(address: str, path: Path, *, projection: int = 1) -> Engine:
    """The engine that `address` names over the index in the folder `path`; nothing is read or written yet.

    `projection` is the caller's version of how it fills documents: an index made with another one is stale.
    UnknownEngine; EngineMissing, with what to install, where the engine's library is not there.
    """
    if address not in ENGINES:
        raise UnknownEngine(f"there is no search engine {address!r}; there are: {', '.join(ENGINES)}")
    try:
        if address == "whoosh":
            with warnings.catch_warnings():  # of its syntax, which is older than the rules it breaks
                warnings.filterwarnings("ignore", category=SyntaxWarning, module=r".*\bwhoosh\b")
                warnings.filterwarnings("ignore", category=DeprecationWarning, module=r".*\bwhoosh\b")
                from search.engines.whoosh import WhooshEngine

            return WhooshEngine(path, projection)
        from search.engines.tantivy import TantivyEngine  # compiled, and not there on every platform
    except ImportError as reason:
        if reason.name != address:
            raise
        raise EngineMissing(
            f"the search engine {address} is not installed; `pip install {address}` adds it where a package for this "
            "platform exists"
        ) from reason
    return TantivyEngine(path, projection)
