"""P6: a ranking from the snapshot to the stored edition, and its grading alone:
`python -m bench.ranking [--sizes=demo,100k,1M] [--register=FOLDER]`.

Building: `service.build`, committed, in a process of its own that has read the reference data before its clock runs.
Beside it the driver alone, reading the rows that it has read and keeping none. Goal: 3 s for 100,000 candidates.

Grading: `grading.grade` on the columns of the same candidates, which gives levels, notes, reasons and grades; against
thresholds in bare numpy on the same columns, and against one query of DuckDB with one thread on a table of them, where
that is installed. Both are written by hand for this scheme, and for data in which nothing is declared twice or under
other circumstances; they give grades only, which must be the same. Goal: 3 times numpy.

The registers are made where they are missing, in some two minutes for 100,000 candidates, and kept; an edition is built
into a copy. 1M is made and measured on demand only. PostgreSQL, with TEST_DATABASE_URL, is filled anew each time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import event

from bench._candidates import fill
from bench._declaring import databases, empty, table
from registry.app import open_register
from registry.declarations import queries as declarations
from registry.kernel.access import COMMAND_LINE
from registry.kernel.database import open_engine
from registry.kernel.migrate import upgrade
from registry.kernel.settings import Settings
from registry.kernel.transaction import Scope, reading
from registry.ranking import service
from registry.ranking.grading import Unsealed
from registry.ranking.grading.columns import Columns
from registry.ranking.service import editions, grading
from registry.reference.queries import reference

SIZES = {"demo": None, "100k": 100_000, "1M": 1_000_000}
"""Declared products; None: those that ship."""

USUAL = "demo,100k"
SCHEMES = {"demo": ("led-bulbs", "heat-pumps-seasonal"), "100k": ("led-bulbs",), "1M": ("led-bulbs",)}
TURNS = {"demo": 5, "100k": 3, "1M": 1}
ROUNDS = 7
MEGABYTE = 1024 * 1024

STAGES = (
    ("candidates", declarations, "candidates"),
    ("values", declarations, "told"),
    ("columns", grading, "columns"),
    ("limits", grading, "within"),
    ("grade", grading, "grade"),
    ("archive", editions, "prepared"),
    ("write", editions, "_write"),
    ("seal", Unsealed, "sealed"),
)
"""Where the time goes: a name, and the function that is timed in its place."""


def alone(address: str, scheme: str) -> dict[str, Any]:
    """Builds one edition, in a process of its own."""
    register = open_register(Settings.from_environment({"REGISTRY_DATABASE_URL": address}))
    with reading(register.scope) as session:
        reference(session)
    took, given = dict.fromkeys((name for name, _, _ in STAGES), 0.0), dict[str, tuple[Any, Any]]()

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            given[name] = arguments, named
            busy = time.process_time()
            result = function(*arguments, **named)
            took[name] += time.process_time() - busy
            return result

        return call

    for name, owner, function in STAGES:
        setattr(owner, function, timed(name, getattr(owner, function)))
    sent: list[tuple[str, Any]] = []
    event.listen(register.engine, "before_cursor_execute", lambda *told: sent.append((told[2], told[3])))
    before, started, busy = _peak(), time.perf_counter(), time.process_time()
    edition = service.build(register.scope, scheme)
    seconds, busy, peak = time.perf_counter() - started, time.process_time() - busy, _peak()
    took["archive"] += took["seal"]
    took["write"] -= took.pop("seal")
    columns = given["grade"][0][1]
    return {
        "candidates": edition.counts.candidates,
        "values": len(columns.owner),
        "distinct": len(columns.stored),
        "seconds": seconds,
        "busy": busy,
        "raw": _raw(register.engine, [each for each in sent if "FROM declared_" in each[0].replace("\n", "")]),
        "stages": took | {"rest": busy - sum(took.values())},
        "before": before,
        "peak": peak,
        "archive": edition.archive_size / MEGABYTE,
        "grading": _grading(*given["grade"]) if scheme == "led-bulbs" else None,
    }


def _peak() -> float:
    """Megabytes that this process has held at most (Linux). `ru_maxrss` would tell those of the one that started it."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _raw(engine: Any, statements: list[tuple[str, Any]]) -> float:
    """Processor seconds of the driver alone, reading what these give. SQLite's own work is among them, that of a
    PostgreSQL is not."""
    with engine.connect() as connection:
        cursor = connection.connection.driver_connection.cursor()
        busy = time.process_time()
        for statement, parameters in statements:
            cursor.execute(statement, parameters)
            while cursor.fetchmany(1000):
                pass
        return time.process_time() - busy


def _grading(arguments: tuple[Any, ...], flags: dict[str, Any]) -> dict[str, float]:
    """Median processor seconds of each, in turns."""
    columns: Columns = arguments[1]
    ways: dict[str, Callable[[], Any]] = {
        "ours": lambda: grading.grade(*arguments, **flags).grade,
        "numpy": lambda: by_numpy(columns, flags),
    }
    if find_spec("duckdb"):
        ways["duckdb"] = by_duckdb(columns, flags)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        grades = {}
        for name, way in ways.items():
            busy = time.process_time()
            grades[name] = way()
            took[name].append(time.process_time() - busy)
        for name, each in grades.items():
            assert np.array_equal(each, grades["ours"]), name
    return {name: statistics.median(each) for name, each in took.items()}


def by_numpy(columns: Columns, flags: dict[str, Any]) -> Any:
    def declared(code: str, ends: Any) -> Any:
        found = np.full(columns.candidates, np.nan)
        rows = columns.code == columns.codes.index(code)
        found[columns.owner[rows]] = ends[rows]
        return found

    def level(value: Any, *marks: float) -> Any:
        advanced, average, baseline = marks
        return 3 * (value >= baseline) + (value >= average) + (value >= advanced)

    low, high = columns.low, columns.high
    efficacy, colour = declared("luminous_efficacy", low), "correlated_colour_temperature"
    warm, cold = declared(colour, high) < 3500, declared(colour, low) >= 3500
    lowest = np.minimum(
        np.where(warm, level(efficacy, 100, 85, 75), np.where(cold, level(efficacy, 105, 90, 80), 0)),
        np.minimum(
            level(declared("colour_rendering_index", low), 90, 83, 80),
            level(declared("rated_life", low), 25000, 15000, 10000),
        ),
    )
    red = declared("special_colour_rendering_r9", low)
    grade = np.where(lowest >= 3, 3, 0)
    grade[(lowest >= 4) & (red >= 20)] = 2
    grade[(lowest >= 5) & (red >= 50)] = 1
    held = flags["current"] & flags["within_limits"] & ~flags["barred"] & ~flags["conflicted"]
    grade[~(held & (declared("power_factor", low) >= 0.7))] = 0
    return grade


BY_DUCKDB = """
WITH said AS (
  SELECT owner,
    max(low) FILTER (code = 'luminous_efficacy') AS efficacy,
    max(low) FILTER (code = 'colour_rendering_index') AS rendering,
    max(low) FILTER (code = 'rated_life') AS life,
    max(low) FILTER (code = 'special_colour_rendering_r9') AS red,
    max(low) FILTER (code = 'power_factor') AS factor,
    max(low) FILTER (code = 'correlated_colour_temperature') AS coldest,
    max(high) FILTER (code = 'correlated_colour_temperature') AS warmest
  FROM declared GROUP BY owner
), level AS (
  SELECT owner, red, factor, least(
    CASE WHEN warmest < 3500 THEN
           CASE WHEN efficacy >= 100 THEN 5 WHEN efficacy >= 85 THEN 4 WHEN efficacy >= 75 THEN 3 ELSE 0 END
         WHEN coldest >= 3500 THEN
           CASE WHEN efficacy >= 105 THEN 5 WHEN efficacy >= 90 THEN 4 WHEN efficacy >= 80 THEN 3 ELSE 0 END
         ELSE 0 END,
    CASE WHEN rendering >= 90 THEN 5 WHEN rendering >= 83 THEN 4 WHEN rendering >= 80 THEN 3 ELSE 0 END,
    CASE WHEN life >= 25000 THEN 5 WHEN life >= 15000 THEN 4 WHEN life >= 10000 THEN 3 ELSE 0 END
  ) AS lowest
  FROM said
)
SELECT CASE
    WHEN NOT held OR factor IS NULL OR factor < 0.7 THEN 0
    WHEN lowest >= 5 AND red >= 50 THEN 1
    WHEN lowest >= 4 AND red >= 20 THEN 2
    WHEN lowest >= 3 THEN 3
    ELSE 0 END AS grade
FROM candidates LEFT JOIN level USING (owner) ORDER BY owner
"""


def by_duckdb(columns: Columns, flags: dict[str, Any]) -> Callable[[], Any]:
    import duckdb

    held = flags["current"] & flags["within_limits"] & ~flags["barred"] & ~flags["conflicted"]
    database = duckdb.connect(config={"threads": 1})
    codes = {"place": np.arange(len(columns.codes)), "name": np.array(columns.codes, object)}
    rows = {"owner": columns.owner, "code": columns.code, "low": columns.low, "high": columns.high}
    everyone = {"owner": np.arange(columns.candidates), "held": held}
    for name, held_by in (("codes", codes), ("rows", rows), ("everyone", everyone)):
        database.register(name, held_by)
    database.execute("CREATE TABLE candidates AS SELECT * FROM everyone")
    kinds = ", ".join(f"'{code}'" for code in columns.codes)
    database.execute(f"CREATE TYPE kind AS ENUM ({kinds})")
    ends = ", ".join(f"CASE WHEN isnan({end}) THEN NULL ELSE {end} END AS {end}" for end in ("low", "high"))
    database.execute(
        f"CREATE TABLE declared AS SELECT owner, name::kind AS code, {ends} FROM rows JOIN codes ON code = place"
    )
    return lambda: database.execute(BY_DUCKDB).fetchnumpy()["grade"]


@contextmanager
def ready(database: str, size: str, folder: Path) -> Iterator[str]:
    """The address of a database that holds the candidates of that size and no edition."""
    if database != "SQLite":
        with empty(database) as (address, engine):
            fill(Scope(engine, COMMAND_LINE), SIZES[size])
            yield address
        return
    place = folder / f"ranking-{size}"
    if not (place / "complete").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        engine = open_engine(f"sqlite:///{place}/register.sqlite")
        upgrade(engine)
        fill(Scope(engine, COMMAND_LINE), SIZES[size])
        engine.dispose()
        (place / "complete").touch()
    with tempfile.TemporaryDirectory(dir=folder) as copy:
        shutil.copy(place / "register.sqlite", copy)
        yield f"sqlite:///{copy}/register.sqlite"


def measure(database: str, size: str, folder: Path) -> Iterator[dict[str, Any]]:
    with ready(database, size, folder) as address:
        for scheme in SCHEMES[size]:
            command = [sys.executable, "-m", "bench.ranking", "--alone", address, scheme]
            turns = [
                json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
                for _ in range(TURNS[size])
            ]
            yield {"database": database, "scheme": scheme, **_middle(turns)}


def _middle(turns: list[Any]) -> Any:
    """The medians of what several turns have measured."""
    first = turns[0]
    if isinstance(first, dict):
        return {name: _middle([each[name] for each in turns]) for name in first}
    return first if first is None else statistics.median(turns)


def report(folder: Path, sizes: list[str]) -> str:
    found = [
        each for database in databases() for size in sizes if size in SIZES for each in measure(database, size, folder)
    ]
    built = table(
        (
            "database",
            "scheme",
            "candidates",
            "declared values (different ones)",
            "times the driver reading the same rows, by processor time",
            "s (goal for 100,000: 3)",
            "s of processor time",
            "the driver: s of processor time",
            "of processor time, s",
            "MB before",
            "MB at most",
            "MB of the archive",
        ),
        [
            (
                each["database"],
                each["scheme"],
                f"{each['candidates']:,}",
                f"{each['values']:,} ({each['distinct']:,})",
                f"{each['busy'] / each['raw']:.1f}",
                f"{each['seconds']:.2f}",
                f"{each['busy']:.2f}",
                f"{each['raw']:.2f}",
                ", ".join(f"{name} {busy:.2f}" for name, busy in each["stages"].items()),
                f"{each['before']:.0f}",
                f"{each['peak']:.0f}",
                f"{each['archive']:.1f}",
            )
            for each in found
        ],
    )
    graded = table(
        ("candidates", "times numpy (goal 3)", "times DuckDB", "ms", "numpy: ms", "DuckDB: ms"),
        [
            (
                f"{each['candidates']:,}",
                f"{one['ours'] / one['numpy']:.1f}",
                f"{one['ours'] / one['duckdb']:.2f}" if "duckdb" in one else "",
                *(f"{one[name] * 1000:.1f}" if name in one else "" for name in ("ours", "numpy", "duckdb")),
            )
            for each in found
            if each["database"] == "SQLite" and (one := each["grading"])
        ],
    )
    return f"From the snapshot to the stored edition\n\n{built}\n\nGrading alone, by processor time\n\n{graded}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        print(json.dumps(alone(*sys.argv[2:])))
    else:
        parser = argparse.ArgumentParser()
        parser.add_argument("--register", type=Path, default=Path(os.environ.get("REGISTRY_DATA", "var")) / "bench")
        parser.add_argument("--sizes", default=USUAL)
        asked, _ = parser.parse_known_args()
        print(report(asked.register, asked.sizes.split(",")))
