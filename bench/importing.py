"""P5: import of validated standards from jsonl in one process: `python -m bench.importing [ROWS…]`.

Goal: at least 500 rows a second on SQLite, and memory that does not grow with the file. Each row is a standard with 2
products of 6 indicators each, examined by every rule. The raw limit beside it is the driver alone writing the same
rows, a standard in each committed transaction and a hundred of them, in the same run.

Memory is that of a process that does nothing else: what is resident (Linux: /proc/self/statm) after each tenth of the
file, and the most that ever was. What is read before the first row, and the cells that a process remembers, of which
there are at most so many, are filled in the first thousands of rows; from there on it must stay as it is, so look at
the last points and not at the first. 50,000 rows take some minutes: `python -m bench.importing 50000`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench._declaring import bare, databases, empty, prepared, table, with_owner, write_file, written
from registry.app import open_register
from registry.declarations.importing import PIECE, import_file
from registry.declarations.importing.lines import TOGETHER
from registry.enterprises.queries import by_ids
from registry.kernel.settings import Settings
from registry.kernel.transaction import reading

ROWS = (1_000, 10_000)
TENTHS = 10
MEGABYTE, PAGE = 1024 * 1024, resource.getpagesize()
BARE = 1_000
"""Standards that the driver alone writes."""


def import_alone(address: str, path: Path) -> None:
    """In a process of its own: prints seconds and megabytes of memory."""
    scope = open_register(Settings.from_environment({"REGISTRY_DATABASE_URL": address})).scope
    with reading(scope) as session:
        (enterprise,) = by_ids(session, [1]).values()
    resident: list[float] = []
    points = [path.stat().st_size * tenth // TENTHS for tenth in range(1, TENTHS + 1)]

    def done(settled: int) -> None:
        if settled >= points[len(resident)]:
            resident.append(int(Path("/proc/self/statm").read_text().split()[1]) * PAGE / MEGABYTE)

    with path.open("rb") as file:
        started, busy = time.perf_counter(), time.process_time()
        report = import_file(scope, enterprise, iter(partial(file.read, PIECE), b""), done)
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
    assert report.tally.published == report.tally.rows, report.findings[:3]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    print(json.dumps({"seconds": seconds, "busy": busy, "resident": resident, "peak": peak}))


def measure(database: str, rows: int, path: Path) -> list[object]:
    write_file(path, rows)
    with empty(database) as (address, engine):
        _, enterprise = prepared(engine)
        command = [sys.executable, "-m", "bench.importing", "--alone", address, str(path)]
        done = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        standards = written(engine, min(rows, BARE))
    limits = []
    for together in (1, TOGETHER):
        with with_owner(database, enterprise) as engine:
            limits.append(len(standards) / bare(engine, standards, together))
    speed = rows / done["seconds"]
    ratios = [f"{speed / limit:.2f}" for limit in limits]
    return [
        database,
        f"{rows:,}",
        *ratios,
        f"{speed:.0f}",
        f"{rows / done['busy']:.0f}",
        " ".join(f"{each:.0f}" for each in done["resident"]),
        f"{done['peak']:.0f}",
        *(f"{each:.0f}" for each in limits),
    ]


def report(sizes: tuple[int, ...]) -> str:
    columns = (
        "database",
        "rows",
        "share of bare SQL, one a transaction",
        f"share of bare SQL, {TOGETHER} a transaction",
        "rows/s",
        "rows per second of processor time",
        "resident MB after each tenth of the file",
        "peak MB",
        "bare, one: rows/s",
        f"bare, {TOGETHER}: rows/s",
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "declarations.jsonl"
        return table(columns, [measure(database, rows, path) for database in databases() for rows in sizes])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        import_alone(sys.argv[2], Path(sys.argv[3]))
    else:
        print(report(tuple(map(int, sys.argv[1:])) or ROWS))
