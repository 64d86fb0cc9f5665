"""Registers of several sizes that the measurements of reading share: made once, kept, and opened again.

`--sizes=demo,10k,100k`, `--engines=tantivy,whoosh`, and `--register=FOLDER` that holds `10k-tantivy` and so on.
Whoosh stops at 10,000 standards: it takes some 300 documents a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sqlalchemy import text

from registry import worker
from registry.app import Register, open_register
from registry.declarations import queries as declarations
from registry.declarations.values import ProductView
from registry.indexing import service as indexing
from registry.kernel.ids import PRODUCT, PublicId
from registry.kernel.settings import Settings
from registry.kernel.transaction import reading
from search.documents import Document

SIZES = {"demo": None, "10k": 10_000, "100k": 100_000}
"""Generated standards; None: the sample data that ship."""

MOST = {"tantivy": 100_000, "whoosh": 10_000}
"""Standards, and documents that an engine is given at a time, where nobody names the engine."""

TOGETHER = 500
SEED = 20_261_126


@dataclass(frozen=True, slots=True)
class Options:
    folder: Path
    sizes: Sequence[str]
    engines: Sequence[str]
    chosen: bool  # the engines were named, and are measured at every size; else each as far as is usual

    def each(self) -> Iterator[tuple[str, str]]:
        """Size and engine, the small ones first."""
        for size in self.sizes:
            yield from ((size, each) for each in self.engines if self.chosen or (SIZES[size] or 0) <= MOST[each])

    def opened(self, size: str, engine: str) -> Register:
        return opened(self.folder, size, engine)


def options() -> Options:
    parser = argparse.ArgumentParser()
    parser.add_argument("--register", type=Path, default=Path(os.environ.get("REGISTRY_DATA", "var")) / "bench")
    parser.add_argument("--sizes", default=",".join(SIZES))
    parser.add_argument("--engines")
    given = parser.parse_args()
    engines = given.engines.split(",") if given.engines else list(MOST)
    return Options(given.register, given.sizes.split(","), engines, chosen=bool(given.engines))


def opened(folder: Path, size: str, engine: str) -> Register:
    """The register of that size; made where it is missing, its index built again where it is stale.
    Nothing is left for a worker to do."""
    place = folder / f"{size}-{engine}"
    register = open_register(Settings.from_environment(settings(place, engine)))
    if not (place / "complete").exists():
        _make(folder, size, engine, place)
        (place / "complete").touch()
    worker.drain(register.scope, register.search)  # generated standards take effect on days that have passed
    return register


def settings(place: Path, engine: str) -> dict[str, str]:
    return {"REGISTRY_DATA": str(place), "REGISTRY_SEARCH": engine, "REGISTRY_RATE_LIMIT": "0"}


def command(*words: str, place: Path, engine: str) -> None:
    environment = os.environ | settings(place, engine)
    subprocess.run([sys.executable, "-m", "registry", *words], env=environment, check=True, stdout=sys.stderr)


def _make(folder: Path, size: str, engine: str, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    if engine != "tantivy":  # the same rows
        opened(folder, size, "tantivy").engine.dispose()
        shutil.copy(folder / f"{size}-tantivy" / "register.sqlite", place)
        command("index", "rebuild", place=place, engine=engine)
        return
    command("setup", place=place, engine=engine)
    number = SIZES[size]
    command("demo", *(() if number is None else ("--scale", str(number))), place=place, engine=engine)


def documents(register: Register) -> Iterator[Document]:
    """Every document of the index, as the database has it."""
    today, after = register.clock.today(), 0
    while True:
        with reading(register.scope) as session:
            standards = declarations.identities(session, after=after, limit=TOGETHER)
            if not standards:
                return
            found = list(indexing._documents(session, standards, today, []))
        yield from found
        after = standards[-1].number


def samples(register: Register, count: int) -> list[ProductView]:
    """`count` products drawn by chance, always the same ones of a register."""
    with reading(register.scope) as session:
        rows = session.execute(text("SELECT id, year FROM products ORDER BY id")).tuples().all()
        drawn = [PublicId(PRODUCT, year, number) for number, year in Random(SEED).choices(rows, k=count)]
        found = declarations.products(session, drawn, register.clock.today())
    return [found[each] for each in drawn]
