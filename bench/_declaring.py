"""What the measurements of declaring share: rows, databases, the bare SQL of what the register writes, tables."""

from __future__ import annotations

import json
import os
import platform
import random
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url, text

from registry.enterprises.service import register
from registry.enterprises.values import Enterprise, VerificationLevel
from registry.kernel.access import COMMAND_LINE
from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.migrate import upgrade
from registry.kernel.transaction import Scope
from registry.reference.service import load
from tests.factories.enterprises import credit_code

COMMITMENT = {"signed_by": "示例签署人", "role": "质量负责人"}
WRITTEN = (
    "standards",
    "products",
    "standard_versions",
    "declared_products",
    "declared_indicators",
    "declared_citations",
    "due_dates",
    "events",
    "journal",
    "receipts",
)
"""Tables that a publication writes to."""

Statements = list[tuple[str, list[tuple[Any, ...]]]]


def row(number: int) -> dict[str, Any]:
    """Declaration `number` of a made-up enterprise, always the same: 2 products with 6 indicators each. Their values
    are drawn as those of real refrigerators lie, so that cells repeat about as often as in a real file."""
    chance = random.Random(number)

    def indicator(name: str, text: str, method: str = "GB/T 8059-2016", **more: Any) -> dict[str, Any]:
        return {"name": name, "text": text, "method": {"number": method}, **more}

    def product(place: int) -> dict[str, Any]:
        volume = chance.randrange(100, 700)
        return {
            "name": "家用电冰箱",
            "model": f"BCD-{volume}W{number}-{place}",
            "specification": "风冷双门",
            "indicators": [
                indicator("年耗电量", f"≤{chance.randrange(150, 600)} kWh/a"),
                indicator("比限值节电率", f"≥{chance.randrange(5, 40)}%"),
                indicator("总容积", f"{volume} L", kind="functional"),
                indicator("噪声", f"≤{chance.randrange(32, 46)} dB(A)", "GB/T 4214.14-2021", condition="半消声室"),
                indicator("冷冻能力", f"≥{chance.randrange(20, 150) / 10} kg/12h"),
                indicator("高度", f"{chance.randrange(1200, 1900)} mm", kind="functional"),
            ],
        }

    return {
        "kind": "enterprise",
        "number": f"Q/SLBENCH {number:07d}-2026",
        "title": "家用电冰箱",
        "category": "household-refrigerators",
        "industry": "3851",
        "issued_on": "2026-01-01",
        "effective_on": "2026-01-15",
        "cites": [{"number": "GB/T 8059-2016"}],
        "products": [product(1), product(2)],
        "commitment": COMMITMENT,
        "disclose_shortfall": True,
    }


def write_file(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            file.write(json.dumps(row(number), ensure_ascii=False) + "\n")


def databases() -> list[str]:
    """SQLite always, PostgreSQL where TEST_DATABASE_URL says so."""
    return ["SQLite", *(["PostgreSQL"] if os.environ.get("TEST_DATABASE_URL") else [])]


@contextmanager
def empty(database: str) -> Iterator[tuple[str, Engine]]:
    """Address and engine of a database with every table and no row."""
    with tempfile.TemporaryDirectory() as folder, _place(database, folder) as address:
        engine = open_engine(address)
        try:
            upgrade(engine)
            yield address, engine
        finally:
            engine.dispose()


@contextmanager
def _place(database: str, folder: str) -> Iterator[str]:
    if database == "SQLite":
        yield f"sqlite:///{folder}/bench.sqlite"
        return
    given, schema = os.environ["TEST_DATABASE_URL"], f"bench_{secrets.token_hex(6)}"
    outside = open_engine(given)
    with outside.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    yield (
        make_url(given).update_query_dict({"options": f"-csearch_path={schema}"}).render_as_string(hide_password=False)
    )
    with outside.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    outside.dispose()


def prepared(engine: Engine) -> tuple[Scope, Enterprise]:
    """The reference data that ship, and an enterprise that may declare."""
    scope = Scope(engine, COMMAND_LINE)
    load(scope)
    enterprise = register(scope, uscc=credit_code(1), name="示例企业", region="330106", level=VerificationLevel.L1)
    return scope, enterprise


def written(engine: Engine, count: int) -> list[Statements]:
    """What stands of the first `count` standards in a filled register, as the statements that write the same rows."""
    with engine.connect() as connection:
        products = dict(
            connection.execute(text("SELECT product_id, standard_id FROM declared_products")).tuples().all()
        )
        found: list[dict[str, list[tuple[Any, ...]]]] = [{} for _ in range(count)]
        statements = {}
        for table in WRITTEN:
            order = {"due_dates": "subject", "journal": '"index"', "receipts": "log_index"}.get(table, "1")
            rows = connection.execute(text(f"SELECT * FROM {table} ORDER BY {order}"))
            names = list(rows.keys())
            mark = "?" if engine.dialect.name == "sqlite" else "%s"
            columns = ", ".join(f'"{name}"' for name in names)
            statements[table] = f"INSERT INTO {table} ({columns}) VALUES ({', '.join([mark] * len(names))})"
            for place, each in enumerate(rows):
                if table == "products":
                    owner = products[each.id] - 1
                elif "standard_id" in names:
                    owner = each.standard_id - 1
                else:
                    owner = place
                if owner < count:
                    found[owner].setdefault(table, []).append(tuple(each))
    return [[(statements[table], each[table]) for table in WRITTEN if table in each] for each in found]


def bare(engine: Engine, standards: Sequence[Statements], together: int) -> float:
    """Seconds that the driver alone takes to write them, `together` in one committed transaction."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        cursor = driver.cursor()
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            cursor.execute("PRAGMA query_only=OFF")
        connection.rollback()
        started = time.perf_counter()
        for place in range(0, len(standards), together):
            cursor.execute("BEGIN IMMEDIATE" if sqlite else "SELECT 1")
            for statements in standards[place : place + together]:
                for statement, rows in statements:
                    if len(rows) == 1:
                        cursor.execute(statement, rows[0])
                    else:
                        cursor.executemany(statement, rows)
            cursor.execute("COMMIT")
        return time.perf_counter() - started


@contextmanager
def with_owner(database: str, enterprise: Enterprise) -> Iterator[Engine]:
    """An empty database in which that enterprise stands, under its number."""
    with empty(database) as (_, engine):
        _, owner = prepared(engine)
        assert owner.id == enterprise.id
        yield engine


def machine() -> dict[str, Any]:
    """On what is measured, and how busy it is with other things: load is that of the last minute."""
    described = {
        "day": Clock().today().isoformat(),
        "machine": platform.machine(),
        "system": platform.platform(terse=True),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "sqlalchemy": version("sqlalchemy"),
        "sqlite": sqlite3.sqlite_version,
    }
    if "TEST_DATABASE_URL" in os.environ:
        engine = open_engine(os.environ["TEST_DATABASE_URL"])
        with engine.connect() as connection:
            described["postgresql"] = connection.scalar(text("SHOW server_version"))
            described["fsync"] = connection.scalar(text("SHOW fsync"))
        engine.dispose()
    return described


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Markdown, and the same as JSON for programs."""
    rows = [list(each) for each in rows]
    lines = [f"| {' | '.join(columns)} |", f"|{'|'.join(' --- ' for _ in columns)}|"]
    lines += [f"| {' | '.join(map(str, each))} |" for each in rows]
    document = {**machine(), "rows": [dict(zip(columns, each, strict=True)) for each in rows]}
    return "\n".join([*lines, "", "```json", json.dumps(document, ensure_ascii=False), "```"])
