"""kill −9 in the middle of a commit: what was acknowledged is there, what was not is there whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search.port import Engine
from search.query import Query
from tests.contract.making import document

DOCUMENTS = 40
ROOT = Path(__file__).parents[2]

WRITING = """
import sys, pathlib
from search.engines import open_engine
from tests.contract.making import document
engine = open_engine(sys.argv[1], pathlib.Path(sys.argv[2]))
change = engine.describe().change
with engine.write() as writer:
    while True:
        change += 1
        writer.apply([document(n, "冰箱" * change, mark=change) for n in range(1, 41)], change=change)
        print("committing", change, flush=True)
        writer.commit()
        print("committed", change, flush=True)
"""

BUILDING = """
import sys, pathlib
from search.engines import open_engine
from tests.contract.making import document
engine = open_engine(sys.argv[1], pathlib.Path(sys.argv[2]))
with engine.build() as build:
    build.apply([document(n, mark=9) for n in range(1, 400)], change=9)
    build.commit()
    print("committing 9", flush=True)
    build.swap()
    print("committed 9", flush=True)
    sys.stdin.read()
"""


def killed(program: str, address: str, index: Path, at: str) -> int:
    """Runs `program` until it prints `at`, kills it there and then; the last change that it saw committed."""
    committed = 0
    with subprocess.Popen(
        [sys.executable, "-c", program, address, str(index)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            word, change = line.decode().split()
            committed = int(change) if word == "committed" else committed
            if line.decode().strip() == at:
                os.kill(process.pid, signal.SIGKILL)
                break
        for line in process.stdout:  # what it still managed to say
            if line.endswith(b"\n") and line.startswith(b"committed "):
                committed = int(line.split()[1])
    assert process.returncode == -signal.SIGKILL
    return committed


@pytest.mark.parametrize("fatal", [1, 2, 3, 5])
def test_killed_during_a_commit(
    address: str, engine: Engine, opened: Callable[..., Engine], tmp_path: Path, fatal: int
) -> None:
    for _ in range(2):  # the second time on what the first has left
        start = engine.describe().change
        committed = killed(WRITING, address, tmp_path / "index", f"committing {start + fatal}")
        again = opened()
        again.prepare()
        assert again.check() == ()
        assert committed <= again.describe().change <= start + fatal
        hits = again.search(Query(limit=1000)).hits
        marks = {hit.mark for hit in hits}
        assert len(hits) in (0, DOCUMENTS)
        assert len(marks) <= 1, "a batch is there whole or not at all"
        assert max(marks, default=0) >= committed
        with again.write() as writer:
            writer.apply([document(99)], change=0)
            writer.commit()
            assert again.count(Query()) == len(hits) + 1
            writer.apply([], [document(99).key], change=0)
            writer.commit()


def test_killed_during_a_swap(address: str, engine: Engine, opened: Callable[..., Engine], tmp_path: Path) -> None:
    with engine.write() as writer:
        writer.apply([document(1)], change=1)
        writer.commit()
    killed(BUILDING, address, tmp_path / "index", "committing 9")
    again = opened()
    again.prepare()
    assert again.check() == ()
    assert again.count(Query()) in (1, 399)
    with again.build() as build:
        build.apply([document(1), document(2)], change=2)
        build.swap()
    assert again.count(Query()) == engine.count(Query()) == 2
