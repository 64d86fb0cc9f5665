"""Built aside and switched in; what was made by another analyser must be built again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from search import analysis
from search.documents import NumberField
from search.engines.generations import Generations, Manifest
from search.errors import DamagedIndex, NoIndex, StaleIndex, Superseded, WriterTaken
from search.port import Engine
from search.query import Query, Sort
from tests.contract.making import document, found


def filled(engine: Engine, count: int, title: str = "冰箱") -> Engine:
    with engine.write() as writer:
        writer.apply([document(number, title) for number in range(1, count + 1)], change=count)
        writer.commit()
    return engine


def test_the_old_generation_answers_until_the_swap(engine: Engine, opened: Callable[..., Engine]) -> None:
    filled(engine, 3)
    other = opened()
    before = other.describe()
    with engine.build() as build:
        build.apply([document(7, "空调")], change=5)
        build.commit()
        build.apply([document(8, "空调")], change=6)
        assert engine.count(Query()) == other.count(Query()) == 3
        token = build.swap()
        assert engine.count(Query()) == other.count(Query()) == 2
    assert engine.refresh(token)
    after = other.describe()
    assert (after.documents, after.change) == (2, 6)
    assert after.generation == token.generation != before.generation
    assert found(other, "冰箱") == []
    filled(engine, 1)
    assert engine.count(Query()) == 3


def test_what_is_forgotten_answers_nobody(engine: Engine, opened: Callable[..., Engine]) -> None:
    other = opened()
    with filled(engine, 3).write(), pytest.raises(WriterTaken):
        other.forget()
    with engine.build(), pytest.raises(WriterTaken):
        other.forget()
    assert other.count(Query()) == 3
    other.forget()
    for each in (engine, other, opened()):
        with pytest.raises(NoIndex):
            each.describe()
    engine.prepare()
    assert filled(engine, 2).count(Query()) == other.count(Query()) == 2


def test_a_build_that_is_not_switched_in_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    filled(engine, 3)
    kept = set(tmp_path.rglob("*"))
    with engine.build() as build:
        build.apply([document(7)], change=5)
        build.commit()
    assert engine.count(Query()) == 3
    assert {path.parent for path in set(tmp_path.rglob("*")) - kept} <= {tmp_path / "index"}


def test_rebuilding_again_and_again_does_not_fill_the_disk(engine: Engine, tmp_path: Path) -> None:
    for number in range(1, 5):
        with engine.build() as build:
            build.apply([document(number)], change=number)
            build.swap()
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) <= 2


def test_one_build_at_a_time_beside_the_writer(engine: Engine) -> None:
    with engine.write() as writer, engine.build():
        with pytest.raises(WriterTaken):
            engine.build()
        writer.apply([document(1)], change=1)
        writer.commit()
        assert engine.count(Query()) == 1


def test_preparing_does_not_wait_for_a_rebuild(engine: Engine, opened: Callable[..., Engine]) -> None:
    with engine.build():
        opened().prepare()


def test_a_writer_learns_that_another_generation_was_switched_in(engine: Engine) -> None:
    filled(engine, 3)
    with engine.write() as writer:
        writer.apply([document(9)], change=9)
        with engine.build() as build:
            build.apply([document(1)], change=3)
            build.swap()
        with pytest.raises(Superseded):
            writer.commit()
    assert (engine.count(Query()), engine.describe().change) == (1, 3)
    with engine.write() as writer:
        writer.apply([document(9)], change=9)
        writer.commit()
    assert (engine.count(Query()), engine.describe().change) == (2, 9)


def test_a_writer_whose_generation_has_been_cleared_away_learns_it_too(engine: Engine) -> None:
    with engine.write() as writer:
        writer.apply([document(9)], change=9)
        for _ in range(2):
            with engine.build() as build:
                build.swap()
        with pytest.raises(Superseded):
            writer.commit()
        with pytest.raises(Superseded):
            writer.apply([document(9, published_at=datetime(2026, 1, 1))], change=9)  # whatever fails in it
    assert engine.count(Query()) == 0


def test_a_swap_in_the_middle_of_a_commit_is_noticed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = Generations.record

    def record_and_switch(self: Generations, name: str, manifest: Manifest) -> None:
        recorded(self, name, manifest)
        if manifest.change == 9:
            build.swap()

    with engine.write() as writer, engine.build() as build:
        build.apply([document(1)], change=3)
        writer.apply([document(9)], change=9)
        monkeypatch.setattr(Generations, "record", record_and_switch)
        with pytest.raises(Superseded):
            writer.commit()
    assert [hit.key for hit in engine.search(Query()).hits] == [document(1).key]


def test_a_generation_that_is_cleared_away_while_it_is_opened_does_no_harm(
    engine: Engine, opened: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    late = opened()
    look = Generations.opened

    def look_too_early(self: Generations) -> tuple[str, Manifest]:
        seen = look(self)
        monkeypatch.undo()
        for _ in range(2):
            with engine.build() as build:
                build.apply([document(1)], change=1)
                build.swap()
        return seen

    monkeypatch.setattr(Generations, "opened", look_too_early)
    assert late.count(Query()) == 1


def test_readers_never_stumble_while_generations_change(engine: Engine, opened: Callable[..., Engine]) -> None:
    """Each generation holds as many documents as its number says twice over: a mixture would show."""
    filled(engine, 10)
    wrong: list[object] = []
    stop = threading.Event()

    def read(reader: Engine) -> None:
        while not stop.is_set():
            try:
                page = reader.search(Query(sort=Sort(NumberField.PUBLISHED_AT), limit=100))
                if page.total % 10 or len(page.hits) != page.total or len({hit.mark for hit in page.hits}) != 1:
                    wrong.append(page)
            except Exception as error:  # noqa: BLE001  # any at all would reach a visitor
                wrong.append(error)

    threads = [threading.Thread(target=read, args=(each,)) for each in (engine, engine, opened())]
    for thread in threads:
        thread.start()
    for round_ in range(2, 9):
        with engine.build() as build:
            build.apply([document(number, mark=round_) for number in range(1, round_ * 10 + 1)], change=round_)
            build.swap()
        with engine.write() as writer:
            writer.apply([document(number, mark=round_ + 90) for number in range(1, round_ * 10 + 1)], change=round_)
            writer.commit()
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_another_analyser_forces_a_rebuild(
    engine: Engine, opened: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(engine, 3)
    monkeypatch.setattr(analysis, "ANALYSER", "pairs/next")
    must_be_rebuilt(opened())


def test_another_projection_forces_a_rebuild(engine: Engine, opened: Callable[..., Engine]) -> None:
    filled(engine, 3)
    must_be_rebuilt(opened(projection=2))
    with pytest.raises(StaleIndex):
        engine.count(Query())


def must_be_rebuilt(stale: Engine) -> None:
    for call in (stale.prepare, stale.describe, stale.write, lambda: stale.search(Query())):
        with pytest.raises(StaleIndex, match="rebuilt"):
            call()
    assert stale.check() != ()
    with stale.build() as build:
        build.apply([document(1)], change=1)
        build.swap()
    stale.prepare()
    assert stale.count(Query()) == 1


def test_a_damaged_index_says_so_and_is_rebuilt(engine: Engine, opened: Callable[..., Engine], tmp_path: Path) -> None:
    filled(engine, 3)
    for path in (tmp_path / "index").rglob("*"):
        if path.parent.name != "index" and path.is_file():
            path.write_bytes(b"")
    damaged = opened()
    for call in (damaged.prepare, damaged.describe, damaged.write, lambda: damaged.search(Query())):
        with pytest.raises(DamagedIndex):
            call()
    assert damaged.check() != ()
    with damaged.build() as build:
        build.apply([document(1)], change=1)
        build.swap()
    assert damaged.count(Query()) == 1
