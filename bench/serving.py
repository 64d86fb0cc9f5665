"""P2 and P10: searching over HTTP with eight clients, and what a web process takes: `python -m bench.serving`.

`registry serve` runs with 2 processes; every client asks again as soon as it is answered, on a new connection. All of
them are one process that only waits for sockets; its share of a processor is told. Goals, with 100,000 standards and
tantivy: the 95th percentile at most 30 ms for `GET /api/v1/search`, 60 ms for the page, a web process at most 200 MB.
The raw limit is an application of Flask that answers {"status": "ok"} under the same gunicorn.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench._declaring import table
from bench._registers import SEED, Options, options, samples, settings
from bench._serving import bare_served, children, load, memory, register_served
from registry.app import Register
from registry.kernel.transaction import reading
from registry.reference.queries import reference

REQUESTS = 800
FEW = 16
"""Requests of the kinds that are slow."""

MOST_SECONDS = 90
"""No kind is asked for longer: what is answered until then counts, and is told."""

GOALS = {"API": "30", "page": "60"}


def asked_of(register: Register) -> dict[str, list[dict[str, str]]]:
    """What readers ask: words of every kind, one in four narrowed; apart from them what costs most."""
    chance, mixed = Random(SEED), []
    drawn = samples(register, REQUESTS)
    for product in drawn:
        words = chance.choice(
            [
                product.name[-2:],
                product.name,
                product.name[-4:],
                product.model,
                product.standard_number,
                product.enterprise.name[2:6],
                f"{product.enterprise.name[2:4]} {product.name[-3:]}",
                f"{product.name} {product.indicators[0].name}",
            ]
        )
        more = chance.choice([{}, {}, {}, {"category": product.category}])
        mixed.append({"q": words, "unit": chance.choice(["standard", "product"]), **more})
    with reading(register.scope) as session:
        dictionary = reference(session).dictionary
    known = [
        (product, each)
        for product in drawn
        for each in product.indicators
        if each.canonical and (entry := dictionary.get(each.code or "")) and entry.scale is None
    ]
    by_value = [{"q": product.name[-3:], "sort": f"indicator:{each.code}"} for product, each in known[:FEW]]
    many = [{"indicator": f"{each.code}>=0", "unit": "product"} for _, each in known[:FEW]]
    return {"words": mixed, "sort=indicator": by_value, "a condition that most meet": many}


def measure(register: Register, size: str, engine: str, environment: dict[str, str]) -> Iterator[list[object]]:
    asked = asked_of(register)
    with bare_served() as (port, _):
        limit = _timed(port, ["/"] * REQUESTS)
    with register_served(environment) as (port, process):
        for name, path in (("API", "/api/v1/search"), ("page", "/")):
            for kind, queries in asked.items():
                took = _timed(port, [f"{path}?{urlencode(each)}" for each in queries])
                goal = GOALS[name] if kind == "words" else ""
                web = [memory(each) for each in children(process)]
                resident = " ".join(f"{all_of:.0f} ({own:.0f})" for all_of, own in web)
                yield [size, engine, f"{name}, {kind}", goal, *_row(took, limit), resident]


def _timed(port: int, paths: list[str]) -> dict[str, float]:
    load(port, paths[: len(paths) // 4], seconds=MOST_SECONDS / 4)  # warm
    started, busy = time.perf_counter(), time.process_time()
    took = load(port, paths, seconds=MOST_SECONDS)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    high, middle = statistics.quantiles(took, n=20)[-1], statistics.median(took)
    return {
        "high": high * 1000,
        "middle": middle * 1000,
        "count": len(took),
        "speed": len(took) / seconds,
        "client": busy / seconds,
    }


def _row(took: dict[str, float], limit: dict[str, float]) -> list[Any]:
    return [
        f"{took['high'] / limit['high']:.1f}",
        f"{took['high']:.1f}",
        f"{took['middle']:.1f}",
        f"{took['count']}",
        f"{took['speed']:.1f}",
        f"{took['client'] * 100:.0f} %",
        f"{limit['high']:.1f}",
        f"{limit['speed']:.0f}",
    ]


def report(asked: Options) -> str:
    rows: list[list[object]] = []
    for size, engine in asked.each():
        register = asked.opened(size, engine)
        rows += measure(register, size, engine, settings(asked.folder / f"{size}-{engine}", engine))
        register.engine.dispose()
    columns = (
        "size",
        "engine",
        "asked",
        "goal: p95 ms",
        "times a call that does nothing, p95",
        "p95 ms",
        "median ms",
        "requests",
        "requests/s",
        "the clients' processor",
        "nothing: p95 ms",
        "nothing: requests/s",
        "MB of each web process (its own)",
    )
    return f"8 clients, {REQUESTS} requests ({FEW} of the slow kinds), goal of memory 200 MB\n\n{table(columns, rows)}"


if __name__ == "__main__":
    print(report(options()))
