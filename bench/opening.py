"""P7: what a page costs the server: comparison, standard, ranking: `python -m bench.opening`.

The application is called as gunicorn calls it, in this process, one request at a time, warm; nothing else is timed.
Goals: 95th percentile at most 30 ms, at most 8 SQL statements, at most 120 KB at the first visit (the page and all that
it loads), of it at most 40 KB of CSS; as they are sent. Beside it a page that only says that nothing stands at its
address: what every page costs.
"""

from __future__ import annotations

import io
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from random import Random

from flask import Flask
from sqlalchemy import event, text
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench._declaring import table
from bench._registers import SEED, Options, options
from registry.app import Register, create_app
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import reading
from registry.ranking.service import overview

ADDRESSES, TIMES = 20, 5
KILOBYTE = 1024
_loaded = re.compile(r'<(?:link|script|img)[^>]+(?:href|src)="(/static/[^"]+)"')


def addresses(register: Register) -> dict[str, list[str]]:
    with reading(register.scope) as session:
        rows = session.execute(
            text(
                "SELECT d.standard_id, s.year, count(*), min(d.category) FROM declared_products d "
                "JOIN standards s ON s.id = d.standard_id GROUP BY d.standard_id, s.year"
            )
        ).tuples()
        standards = [(PublicId(STANDARD, year, number), count) for number, year, count, _ in rows]
        drawn = session.execute(
            text(
                "SELECT d.category, p.id, p.year FROM declared_products d JOIN products p ON p.id = d.product_id "
                "ORDER BY d.category, p.id"
            )
        ).tuples()
        alike = dict[str, list[PublicId]]()
        for category, number, year in drawn:
            alike.setdefault(category, []).append(PublicId(PRODUCT, year, number))
        chance = Random(SEED)
        many = [each for each in alike.values() if len(each) >= 6]
        six = [chance.sample(chance.choice(many), 6) for _ in range(ADDRESSES)]
        largest, count = max(standards, key=lambda each: each[1])
        chosen = [each for each, _ in chance.sample(standards, ADDRESSES)]
    listed = overview(register.scope)
    return {
        "nothing": ["/nothing"],
        "comparison of 6": [f"/compare?products={','.join(map(str, each))}" for each in six],
        "standard": [f"/s/{each}" for each in chosen],
        f"largest standard ({count} products)": [f"/s/{largest}"],
        "a hundred of its products": [f"/s/{largest}?limit=100"],
        "scheme with its editions": [f"/rankings/{each.scheme.id}" for each in listed],
        "edition": [f"/editions/{each.edition.id}" for each in listed if each.edition],
    }


def opened(app: Flask, path: str) -> tuple[float, bytes]:
    """Seconds until the last byte, and the body."""
    environ = EnvironBuilder(path, headers=[("Accept-Language", "zh")]).get_environ()
    started = time.perf_counter()
    body, _, _ = run_wsgi_app(app, environ, buffered=True)
    held = b"".join(body)
    return time.perf_counter() - started, held


def measure(register: Register, size: str) -> Iterator[list[object]]:
    app, sent = create_app(register), list[str]()
    event.listen(register.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    nothing = 0.0
    for kind, paths in addresses(register).items():
        if not paths:
            continue  # no scheme is published
        took, most, largest, heaviest = list[float](), 0, 0, b""
        for path in paths:
            opened(app, path)
            for _ in range(TIMES):
                sent.clear()
                seconds, page = opened(app, path)
                took.append(seconds)
                most = max(most, len([each for each in sent if not each.startswith(("BEGIN", "PRAGMA"))]))
                if len(page) > largest:
                    largest, heaviest = len(page), page
        loaded = {each: len(opened(app, each)[1]) for each in _loaded.findall(heaviest.decode())}
        style = sum(length for name, length in loaded.items() if ".css" in name)
        middle, high = statistics.median(took) * 1000, statistics.quantiles(took, n=20)[-1] * 1000
        nothing = nothing or middle
        sizes = [each / KILOBYTE for each in (largest, largest + sum(loaded.values()), style)]
        yield [
            size,
            kind,
            f"{middle / nothing:.1f}",
            f"{middle:.1f}",
            f"{high:.1f}",
            most,
            *(f"{each:.0f}" for each in sizes),
        ]


def report(asked: Options) -> str:
    rows: list[list[object]] = []
    for size, engine in asked.each():
        if engine == "tantivy":  # these pages ask no engine
            with redirect_stderr(io.StringIO()):  # the log of requests
                register = asked.opened(size, engine)
                rows += measure(register, size)
                register.engine.dispose()
    columns = (
        "size",
        "page",
        "times a page that says nothing, medians",
        "median ms",
        "p95 ms (goal 30)",
        "SQL statements (goal 8)",
        "KB of the page",
        "KB of the first visit (goal 120)",
        "KB of CSS (goal 40)",
    )
    return f"{ADDRESSES} addresses, {TIMES} times each\n\n{table(columns, rows)}"


if __name__ == "__main__":
    print(report(options()))
