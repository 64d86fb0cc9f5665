"""A backup or a restoration that is killed half-way leaves what stood there before."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from registry.kernel import backup as keeping
from registry.kernel.database import open_engine
from registry.kernel.journal import append
from registry.kernel.transaction import Scope, begin
from registry.reference.service import load
from tests.slow.killing import contents

pytestmark = pytest.mark.slow


def back_up(database_url: str, file: Path) -> None:
    keeping.backup(open_engine(database_url), file, die_half_way)


def put_back(database_url: str, file: Path) -> None:
    keeping.restore(open_engine(database_url), file, replace=True, begins=lambda: None, told=die_half_way)


def die_half_way(done: int, total: int) -> None:
    if done > total // 2:
        os.kill(os.getpid(), signal.SIGKILL)


def killed(command: Callable[[str, Path], None], database_url: str, file: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=command, args=(database_url, file))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    process.close()


@pytest.fixture
def copied(database_url: str, scope: Scope, engine: Engine, tmp_path: Path) -> Path:
    """A backup of the register with an empty log; one entry is in the log since."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has tools of its own")
    load(scope)
    file = tmp_path / "copy.sqlite"
    keeping.backup(engine, file)
    with begin(scope) as work:
        append(work, type="test.done", subject="S1", version=1, content_hash="sha256:1")
    engine.dispose()
    return file


def test_a_backup(database_url: str, copied: Path) -> None:
    before = copied.read_bytes()
    killed(back_up, database_url, copied)
    assert copied.read_bytes() == before


def test_a_restoration(database_url: str, copied: Path) -> None:
    before = contents(database_url)
    file = Path(str(make_url(database_url).database))
    killed(put_back, database_url, copied)
    assert file.with_name(f"{file.name}-journal").exists(), "it was killed before it had begun to write"
    assert contents(database_url) == before
    keeping.restore(open_engine(database_url), copied, replace=True, begins=lambda: None)
    assert contents(database_url)["journal"] == []
