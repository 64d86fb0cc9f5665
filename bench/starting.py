"""P12: from a fresh clone to a page with the real data, `make run`: `python -m bench.starting`.

The clone is made of what is committed here. Two parts are timed apart: `make .venv/runtime`, which installs the
packages (from pip's cache where they have been downloaded before), and `make run` after it, which sets up, loads the
real product data, makes them findable and serves, until the page of a search answers with one of them. Goal: 60 s
together. Then it is stopped and started again, over the same data: goal 5 s.

The raw limit beside it, in the same run: unpacking and parsing the same product files, and SQLite alone writing every
row that then stands in the database, in one transaction. It makes no index for searching.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench._declaring import empty, table
from registry.demo.sources import DATA

HERE = Path(__file__).parents[1]
PAGE, HELD = "/?q=%E6%B4%97%E8%A1%A3%E6%9C%BA", "示例企业·"
"""A page that shows what was found, and what only a found standard puts there."""

PATIENCE = 300
NOT_A_NEWCOMERS = ("REGISTRY_", "MAKE", "PYTHONDONTWRITEBYTECODE")
"""Parts of the environment that change what `make run` does, or keep it from storing its compiled modules."""


def install(clone: Path) -> float:
    started = time.monotonic()
    subprocess.run(["make", "--silent", ".venv/runtime", f"PYTHON={sys.executable}"], cwd=clone, check=True)
    return time.monotonic() - started


def run(clone: Path) -> float:
    """Seconds from `make run` to the page; it is stopped then."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = time.monotonic()
    made = subprocess.Popen(
        ["make", "--silent", "run", f"PORT={port}"],
        cwd=clone,
        env={name: value for name, value in os.environ.items() if not name.startswith(NOT_A_NEWCOMERS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if made.poll() is not None or time.monotonic() - started > PATIENCE:
                raise SystemExit("`make run` serves no page")
            time.sleep(0.05)
        return time.monotonic() - started
    finally:
        os.killpg(made.pid, signal.SIGTERM)
        made.wait(30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{PAGE}", timeout=10) as page:
            return HELD in page.read().decode()
    except OSError:
        return False


def parsing() -> float:
    """Seconds for every row of the product files as a dictionary."""
    started = time.perf_counter()
    for file in (DATA / "products").iterdir():
        if file.name.endswith(".gz"):
            for _ in csv.DictReader(io.StringIO(gzip.decompress(file.read_bytes()).decode())):
                pass
    return time.perf_counter() - started


def writing(filled: Path) -> tuple[float, int]:
    """Seconds in which SQLite writes all rows of a filled register into an empty one, and how many they are."""
    with empty("SQLite") as (_, engine), sqlite3.connect(filled) as source, engine.connect() as connection:
        connection.rollback()
        driver = connection.connection.driver_connection
        assert driver is not None
        cursor = driver.cursor()
        cursor.execute("PRAGMA query_only=OFF")
        cursor.execute("PRAGMA foreign_keys=OFF")
        beside = ("alembic_version", "sqlite_sequence")  # written already by the migrations, and by SQLite itself
        kept = {}
        for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if name in beside:
                continue
            found = source.execute(f'SELECT * FROM "{name}"')
            kept[name] = len(found.description), found.fetchall()
        started = time.perf_counter()
        cursor.execute("BEGIN IMMEDIATE")
        for name, (columns, content) in kept.items():
            cursor.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * columns)})', content)
        cursor.execute("COMMIT")
        return time.perf_counter() - started, sum(len(content) for _, content in kept.values())


def report() -> str:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "register"
        subprocess.run(["git", "clone", "--quiet", "--local", HERE, clone], check=True)
        installed, first, second = install(clone), run(clone), run(clone)
        parsed = parsing()
        written, rows = writing(clone / "var" / "register.sqlite")
    return table(
        (
            "goal: first start s",
            "first start s",
            "of it: packages s",
            "of it: make run s",
            "goal: second start s",
            "second start s",
            "raw limit as share of make run",
            "raw: parse s",
            f"raw: insert {rows:,} rows s",
        ),
        [
            [
                "60",
                f"{installed + first:.1f}",
                f"{installed:.1f}",
                f"{first:.1f}",
                "5",
                f"{second:.1f}",
                f"{(parsed + written) / first:.2f}",
                f"{parsed:.2f}",
                f"{written:.2f}",
            ]
        ],
    )


if __name__ == "__main__":
    print(report())
