"""What only the Whoosh engine promises; what it shares with every engine is in `tests/contract`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search.documents import NumberField
from search.engines import open_engine
from search.port import Engine
from search.query import Query, Sort
from tests.contract.making import document


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    opened = open_engine("whoosh", tmp_path / "index")
    opened.prepare()
    return opened


def test_a_build_writes_its_commits_together(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.whoosh.writer._TOGETHER", 4)
    with engine.build() as build:
        for number in range(1, 12):
            build.apply([document(number), document(number + 100)], [document(number + 99).key], change=number)
            build.commit()
        build.swap()
    assert engine.describe().change == 11
    found = engine.search(Query(sort=Sort(NumberField.PUBLISHED_AT), limit=100))
    assert [hit.key for hit in found.hits] == [*(document(number).key for number in range(1, 12)), document(111).key]
    assert len(list((tmp_path / "index").glob("*/*.trm"))) == 6


def test_many_small_commits_are_merged(engine: Engine, tmp_path: Path) -> None:
    with engine.write() as writer:
        for number in range(1, 41):
            writer.apply([document(number), document(99, mark=number)], change=number)
            writer.commit()
    assert engine.count(Query()) == 41
    assert len(list((tmp_path / "index").glob("*/*.trm"))) < 15
    assert engine.check() == ()


def test_a_commit_leaves_large_segments_alone(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.whoosh.writer._TOGETHER", 4)
    with engine.build() as build:
        for number in range(100, 200, 4):
            build.apply([document(number + each) for each in range(4)], change=1)
            build.commit()
        build.swap()
    large = set((tmp_path / "index").glob("*/*.trm"))
    assert len(large) == 25
    with engine.write() as writer:
        for number in range(1, 11):
            writer.apply([document(number)], change=number + 1)
            writer.commit()
    now = set((tmp_path / "index").glob("*/*.trm"))
    assert large < now
    assert len(now - large) < 8
    assert engine.count(Query()) == 110


def test_a_commit_is_on_disk_before_it_has_its_name(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    sync, rename = os.fsync, os.rename

    def synced(opened: int) -> None:
        told.append(Path(f"/proc/self/fd/{opened}").readlink().suffix)
        sync(opened)

    def renamed(old: str, new: str) -> None:
        told.append("renamed")
        rename(old, new)

    with engine.write() as writer:
        writer.apply([document(1)], change=1)
        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(os, "rename", renamed)
        writer.commit()
    before = told[: told.index("renamed")]
    assert {".trm", ".pst", ".col"} <= set(before)
    assert told[len(before) + 1] == "", "the folder"


def test_a_reader_of_a_parent_process_is_not_the_child_s(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.write() as writer:
        writer.apply([document(1, "冰箱")], change=1)
        writer.commit()
    assert engine.count(Query()) == 1
    parent = engine._own.reader
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert engine.count(Query()) == 1
    assert engine._own.reader.storage is not parent.storage
