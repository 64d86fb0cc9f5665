"""P9: the index built anew from the database against the engine fed with ready documents: `python -m bench.rebuilding`.

The peer is the engine that is given documents which have been read and projected before its clock runs; it cuts and
writes them. Goal: at least half as fast. The raw limit is the library alone, whose own documents are ready and cut. All
take turns; processor time counts every thread.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from bench._declaring import table
from bench._peers import feed_tantivy
from bench._registers import Options, documents, options
from registry.indexing.projection import PROJECTION
from registry.indexing.service import rebuild
from search.documents import Document
from search.engines import open_engine
from search.port import Engine

MOST = {"tantivy": 30_000, "whoosh": 5_000}
"""Documents that the peers are given."""

TURNS = {"demo": 3, "10k": 3, "100k": 1}
"""Of tantivy; Whoosh has one, at 10k."""


def fed(engine: str, folder: Path, ready: list[Document]) -> Callable[[], None]:
    """Prepares the library's own documents; the call is what is timed."""
    if engine == "tantivy":
        import tantivy

        from search.engines.tantivy import schema

        index = tantivy.Index(schema.build(), path=str(folder), reuse=False)
        made = [schema.document(each) for each in ready]
        return lambda: feed_tantivy(index, made)
    from search.engines.whoosh import schema as whoosh_schema

    fields = [whoosh_schema.fields(each) for each in ready]
    return lambda: _feed_whoosh(folder, fields)


def _feed_whoosh(folder: Path, fields: list[dict[str, Any]]) -> None:
    from whoosh import index

    from search.engines.whoosh import schema

    writer = index.create_in(str(folder), schema.build()).writer(limitmb=512)
    for each in fields:
        writer.add_document(**each)
    writer.commit()


def measure(asked: Options, size: str, engine: str) -> list[object]:
    register = asked.opened(size, engine)
    ready = list(islice(documents(register), MOST[engine]))
    rates: dict[str, list[tuple[float, float]]] = {"ours": [], "port": [], "bare": []}
    for _ in range(TURNS[size] if engine == "tantivy" else 1):
        with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
            place = Path(folder)
            (place / "bare").mkdir()
            feed = fed(engine, place / "bare", ready)
            rates["bare"].append(_timed(feed, len(ready)))
            rates["port"].append(_timed(partial(_given, open_engine(engine, place / "given"), ready), len(ready)))
            index = open_engine(engine, place / "index", projection=PROJECTION)
            started = time.perf_counter(), time.process_time()
            standards = rebuild(register.scope, index)
            held = index.describe().documents
            rates["ours"].append((held / (time.perf_counter() - started[0]), held / (time.process_time() - started[1])))
    register.engine.dispose()
    ours, port, bare = ([statistics.median(column) for column in zip(*each, strict=True)] for each in rates.values())
    return [
        f"{size}: {standards:,} standards, {held:,} documents",
        f"{engine} {version(engine)}",
        f"{ours[0] / port[0]:.2f}",
        f"{ours[1] / port[1]:.2f}",
        f"{ours[1] / bare[1]:.2f}",
        *(f"{each:,.0f}" for each in (*ours, port[1], bare[1])),
    ]


def _given(engine: Engine, ready: list[Document]) -> None:
    with engine.build() as build:
        build.apply(ready, change=1)
        build.swap()


def _timed(call: Callable[[], None], count: int) -> tuple[float, float]:
    started, busy = time.perf_counter(), time.process_time()
    call()
    return count / (time.perf_counter() - started), count / (time.process_time() - busy)


def report(asked: Options) -> str:
    columns = (
        "size",
        "engine",
        "share of the engine given documents (goal 0.5)",
        "the same by processor time",
        "share of the library alone, by processor time",
        "documents/s",
        "per second of processor time",
        "given documents: per second of processor time",
        "library alone: per second of processor time",
    )
    return table(
        columns,
        [measure(asked, *each) for each in asked.each() if asked.chosen or each[1] == "tantivy" or each[0] == "10k"],
    )


if __name__ == "__main__":
    print(report(options()))
