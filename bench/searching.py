"""P1: a search engine through our port against the same engine called directly: `python -m bench.searching`.

Ten classes of questions, each drawn from the products of the register, built as a reader's request is. Both engines are
warm and answer in turns; of three turns the best counts, since what else the machine does can only slow it. The
directly called engine is given the same tree as queries of its own, breaks no ties and follows no commits; the port
does both. Goal: at most 1.5 times as long. SQLite FTS5 answers the same beside them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import Any, cast

from bench._declaring import table
from bench._peers import Fts5, Peer, Tantivy, Whoosh
from bench._registers import Options, documents, options, samples
from registry.app import Register
from registry.declarations.values import ProductView
from registry.discovery.asking import understand
from registry.discovery.asking.names import names_of
from registry.discovery.filtering import filters
from registry.discovery.matching import matching
from registry.discovery.values import SearchRequest
from registry.kernel.transaction import reading
from registry.reference.queries import reference
from search.documents import KeywordField, NumberField, TextField, Unit
from search.engines.tantivy.engine import TantivyEngine
from search.port import Engine
from search.query import Facet, Prefix, Query, Sort

COUNT, TURNS = {"tantivy": 40, "whoosh": 10}, 3
"""Questions of a class."""

FACETS = (Facet(KeywordField.YEAR, 50), Facet(KeywordField.USCC, 10))
Requests = dict[str, list[SearchRequest]]


def _requests(products: Sequence[ProductView]) -> Requests:
    def each(made: Callable[[ProductView], SearchRequest]) -> list[SearchRequest]:
        return [made(product) for product in products]

    def trade(product: ProductView) -> str:
        return product.enterprise.name[2:6]

    found, products_found = SearchRequest, Unit.PRODUCT
    return {
        "head noun": each(lambda p: found(text=p.name[-2:])),
        "whole name": each(lambda p: found(text=p.name, unit=products_found)),
        "model": each(lambda p: found(text=p.model, unit=products_found)),
        "number": each(lambda p: found(text=p.standard_number)),
        "two words": each(lambda p: found(text=f"{trade(p)} {p.name[-3:]}")),
        "three words": each(lambda p: found(text=f"{p.name} {p.indicators[0].name} {p.indicators[-1].name}")),
        "phrase": each(lambda p: found(text=f'"{p.enterprise.name[2:]}"')),
        "range and sort": each(
            lambda p: found(text=p.name[-3:], published_from=date(2024, 1, 1), published_to=date(2030, 1, 1))
        ),
        "facets": each(lambda p: found(text=p.name[-3:], category=p.category)),
    }


def questions(register: Register, count: int) -> dict[str, list[Query]]:
    """Ten classes of engine queries."""
    today = register.clock.today()
    with reading(register.scope) as session:
        known = reference(session)

    def query(request: SearchRequest) -> Query:
        asked = understand(request.text, names_of(known), request.category)
        return Query(match=matching(asked, known.synonyms), filters=tuple(filters(request, today).values()))

    made = {name: [query(each) for each in wanted] for name, wanted in _requests(samples(register, count)).items()}
    made["range and sort"] = [replace(each, sort=Sort(NumberField.PUBLISHED_AT)) for each in made["range and sort"]]
    made["facets"] = [replace(each, facets=FACETS) for each in made["facets"]]
    made["beginning"] = [replace(each, match=_beginning(each)) for each in made["model"]]
    return made


def _beginning(query: Query) -> Prefix:
    """The first seven characters of the model that is asked for."""
    exactly = cast("Any", query.match).nodes[0]
    return Prefix(TextField.CODES, exactly.token[:7])


def measure(register: Register, engine: Engine, peers: Sequence[Peer], size: str, name: str) -> Iterator[list[object]]:
    asked = questions(register, COUNT[name])
    everything: list[list[float]] = [[] for _ in range(1 + len(peers))]
    for kind, queries in asked.items():
        took = [_best(engine, peers, each) for each in queries]
        columns = [[each[place] * 1000 for each in took] for place in range(1 + len(peers))]
        everything = [[*before, *column] for before, column in zip(everything, columns, strict=True)]
        yield [size, name, kind, *_row(columns)]
    yield [size, name, "**all**", *_row(everything)]


def _best(engine: Engine, peers: Sequence[Peer], query: Query) -> list[float]:
    """Seconds of the port, then of each peer."""
    calls = [lambda asked: engine.search(asked).total, *(peer.answer for peer in peers)]
    best = [float("inf")] * len(calls)
    totals = [call(query) for call in calls]  # warm
    assert totals[0] == totals[1] or peers[0].name != "tantivy", (query, totals)  # Whoosh's own phrases find fewer
    for _ in range(TURNS):
        for place, call in enumerate(calls):
            started = time.perf_counter()
            call(query)
            best[place] = min(best[place], time.perf_counter() - started)
    return best


def _row(columns: Sequence[Sequence[float]]) -> list[str]:
    middles = [statistics.median(each) for each in columns]
    highs = [statistics.quantiles(each, n=20)[-1] for each in columns]
    figures = [f"{middle:.2f} / {high:.2f}" for middle, high in zip(middles, highs, strict=True)]
    return [f"{middles[0] / middles[1]:.2f}", f"{sum(columns[0]) / sum(columns[1]):.2f}", *figures]


def report(asked: Options) -> str:
    rows: list[list[object]] = []
    for size, name in asked.each():
        register = asked.opened(size, name)
        engine, place = register.search, asked.folder / f"{size}-{name}"
        fts5 = Fts5(asked.folder / f"{size}-tantivy" / "fts5.sqlite", documents(register))
        own: Peer = (
            Tantivy(engine) if isinstance(engine, TantivyEngine) else Whoosh(place / "bare", documents(register))
        )
        held = f"{size}: {engine.describe().documents:,} documents"
        rows += measure(register, engine, [own, fts5], held, name)
        register.engine.dispose()
    columns = (
        "size",
        "engine",
        "class",
        "times the engine directly, medians",
        "sums",
        "port: median / p95 ms",
        "directly: median / p95 ms",
        "FTS5: median / p95 ms",
    )
    versions = ", ".join(f"{each} {version(each)}" for each in ("tantivy", "whoosh"))
    asked_for = f"{COUNT['tantivy']} questions a class ({COUNT['whoosh']} of Whoosh), best of {TURNS} turns, goal 1.5"
    return f"{asked_for}; {versions}\n\n{table(columns, rows)}"


if __name__ == "__main__":
    print(report(options()))
