"""P4 and P10: from the commit of a declaration until it is found: `python -m bench.finding`.

Fifty declarations a second are published through the service, with every rule, into a copy of the register, while the
worker follows in a process of its own; a third process looks again and again which of them the engine finds. Goal: 95
of 100 within 2 seconds of their commit; the worker takes at most 400 MB. The raw limit beside it is the worker's pause:
it looks for events that often.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench._declaring import COMMITMENT, prepared, row, table
from bench._registers import Options, options, settings
from bench._serving import memory, running
from registry.app import open_register
from registry.declarations.service import publish
from registry.declarations.values import Commitment, Publication
from registry.kernel.settings import Settings
from registry.worker import PAUSE_SECONDS
from search.documents import KeywordField, NumberField, Unit
from search.query import MOST_HITS, Keyword, Query, Sort
from tests.factories.enterprises import credit_code

RATE, SECONDS = 50, 20
LOOK = 0.02
PATIENCE = 120
BESIDE = ("commitment", "disclose_shortfall")
SIGNED = Publication(Commitment(**COMMITMENT), disclose_shortfall=True)


def measure(asked: Options, size: str, engine: str) -> list[object]:
    asked.opened(size, engine).engine.dispose()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        place = Path(folder) / "register"
        shutil.copytree(asked.folder / f"{size}-{engine}", place)
        environment = settings(place, engine)
        with running(["registry", "worker"], environment) as worker:
            time.sleep(5)  # until it has opened the index; nothing is measured yet
            with running(["bench.finding", "--looking"], environment) as looking:
                assert looking.stdout is not None
                looking.stdout.readline()  # it looks
                committed, late = _published(environment)
                found: dict[str, float] = json.loads(looking.communicate(timeout=PATIENCE * 2)[0])
            resident, own = memory(worker.pid)
    waited = [found[each] - instant for each, instant in committed.items() if each in found]
    high = statistics.quantiles(waited, n=20)[-1]
    return [
        size,
        engine,
        f"{high / PAUSE_SECONDS:.1f}",
        f"{high:.2f}",
        f"{statistics.median(waited):.2f}",
        f"{max(waited):.2f}",
        f"{len(committed) - len(waited)} of {len(committed)}",
        f"{len(committed) / late:.0f}",
        f"{resident:.0f} ({own:.0f})",
    ]


def _published(environment: dict[str, str]) -> tuple[dict[str, float], float]:
    """By the id of each standard when its commit was done; and the seconds that all took."""
    register = open_register(Settings.from_environment(environment))
    scope, enterprise = prepared(register.engine)
    bodies = [
        {name: value for name, value in row(number).items() if name not in BESIDE} for number in range(RATE * SECONDS)
    ]
    committed, started = {}, time.time()
    for number, body in enumerate(bodies):
        time.sleep(max(0.0, started + number / RATE - time.time()))
        receipt = publish(scope, enterprise, body, SIGNED)
        committed[str(receipt.id)] = time.time()
    return committed, time.time() - started


def look() -> None:
    """Prints when each standard of the enterprise was first found, once all are, or after `PATIENCE` seconds."""
    engine = open_register(Settings.from_environment(os.environ)).search
    theirs = Keyword(KeywordField.USCC, frozenset({credit_code(1)}))
    standards = Keyword(KeywordField.UNIT, frozenset({str(Unit.STANDARD)}))
    query = Query(filters=(theirs, standards), sort=Sort(NumberField.PUBLISHED_AT), limit=MOST_HITS)
    engine.search(query)
    print(flush=True)
    found, end = dict[str, float](), time.time() + PATIENCE
    while len(found) < RATE * SECONDS and time.time() < end:
        for hit in engine.search(query).hits:
            found.setdefault(hit.key.id, time.time())
        time.sleep(LOOK)
    print(json.dumps(found))


def report(asked: Options) -> str:
    columns = (
        "size",
        "engine",
        "times the worker's pause, p95",
        "p95 s (goal 2)",
        "median s",
        "longest s",
        "not found",
        "published/s",
        "MB of the worker (its own; goal 400)",
    )
    rows = [measure(asked, size, engine) for size, engine in asked.each()]
    return f"{RATE} a second for {SECONDS} s\n\n{table(columns, rows)}"


if __name__ == "__main__":
    if sys.argv[1:] == ["--looking"]:
        look()
    else:
        print(report(options()))
