"""Applying and committing: seen once, gone when deleted, all or nothing, one writer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.documents import Document, KeywordField
from search.errors import NoIndex, WriterTaken
from search.port import Engine
from search.query import Keyword, Query
from tests.contract.making import document, found

ONE = document(1, "空气净化器")


def test_nothing_is_seen_before_the_commit_and_everything_after_it(
    engine: Engine, opened: Callable[..., Engine]
) -> None:
    other = opened()
    assert other.count(Query()) == 0
    with engine.write() as writer:
        writer.apply([ONE], change=1)
        assert engine.count(Query()) == other.count(Query()) == 0
        token = writer.commit()
        assert engine.refresh(token)
        assert engine.count(Query()) == other.count(Query()) == 1


def test_an_updated_document_is_seen_once_and_as_it_is_now(engine: Engine) -> None:
    with engine.write() as writer:
        writer.apply([ONE], change=1)
        writer.commit()
        writer.apply([document(1, "电冰箱", mark=2), document(1, "洗衣机", mark=3)], change=2)
        writer.apply([document(1, "微波炉", mark=4)], change=3)
        writer.commit()
    assert [(hit.key, hit.mark) for hit in engine.search(Query()).hits] == [(ONE.key, 4)]
    assert found(engine, "微波炉") == [ONE.id]
    assert found(engine, "空气净化器") == found(engine, "电冰箱") == found(engine, "洗衣机") == []
    assert engine.check() == ()


def test_a_deleted_document_is_gone_and_may_come_back(engine: Engine) -> None:
    with engine.write() as writer:
        writer.apply([ONE, document(2, "空气净化器")], change=1)
        writer.commit()
        writer.apply([], [ONE.key, document(3).key], change=2)
        writer.commit()
        assert found(engine, "空气净化器") == [document(2).id]
        writer.apply([ONE], [ONE.key], change=3)
        writer.commit()
    assert sorted(found(engine, "空气净化器")) == [ONE.id, document(2).id]


def test_what_is_not_committed_is_dropped(engine: Engine) -> None:
    with engine.write() as writer:
        writer.apply([ONE], change=1)
    with engine.write() as writer:
        writer.commit()
    assert (engine.count(Query()), engine.describe().change) == (0, 0)


def test_a_batch_that_fails_half_way_leaves_nothing(engine: Engine) -> None:
    def broken() -> Iterator[Document]:
        yield document(2)
        raise RuntimeError("the database went away")

    with engine.write() as writer:
        writer.apply([ONE], change=1)
        writer.commit()
        with pytest.raises(RuntimeError):
            writer.apply(broken(), [ONE.key], change=9)
        writer.commit()
    assert [hit.key for hit in engine.search(Query()).hits] == [ONE.key]
    assert engine.describe().change == 1


def test_the_last_change_is_kept_and_never_falls(engine: Engine, opened: Callable[..., Engine]) -> None:
    with engine.write() as writer:
        writer.apply([ONE], change=7)
        writer.commit()
        writer.apply([document(2)], change=3)
        writer.commit()
    assert opened().describe().change == 7
    assert opened().describe().documents == 2


def test_a_second_writer_is_refused_while_one_lives(engine: Engine, opened: Callable[..., Engine]) -> None:
    with engine.write():
        with pytest.raises(WriterTaken):
            engine.write()
        with pytest.raises(WriterTaken):
            opened().write()
    engine.write().close()


def test_a_writer_in_another_process_is_refused_and_its_death_sets_free(
    address: str, tmp_path: Path, engine: Engine
) -> None:
    program = (
        "import sys, pathlib\n"
        "from search.engines import open_engine\n"
        "writer = open_engine(sys.argv[1], pathlib.Path(sys.argv[2])).write()\n"
        "print('writing', flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, address, str(tmp_path / "index")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"writing\n"
        with pytest.raises(WriterTaken):
            engine.write()
        other.kill()
    engine.write().close()


def test_a_closed_writer_takes_nothing(engine: Engine) -> None:
    writer = engine.write()
    writer.close()
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.apply([ONE], change=1)
    with pytest.raises(ValueError, match="closed"):
        writer.commit()


def test_nothing_answers_before_it_is_prepared(opened: Callable[..., Engine]) -> None:
    for call in (lambda e: e.search(Query()), lambda e: e.describe(), lambda e: e.write()):
        with pytest.raises(NoIndex):
            call(opened())
    assert opened().check() != ()


def test_preparing_twice_keeps_what_is_there(engine: Engine, opened: Callable[..., Engine]) -> None:
    with engine.write() as writer:
        writer.apply([ONE], change=1)
        writer.commit()
    opened().prepare()
    assert engine.count(Query()) == 1


def test_the_check_names_documents_that_paging_cannot_tell_apart(engine: Engine) -> None:
    with engine.write() as writer:
        writer.apply([document(1), document(2), document(3, id="EX2026-00000001-0")], change=1)
        writer.commit()
    (wrong,) = engine.check()
    assert "EP2026-00000001-0" in wrong
    assert "EX2026-00000001-0" in wrong


def test_a_filter_that_matches_nothing_finds_nothing(engine: Engine) -> None:
    with engine.write() as writer:
        writer.apply([ONE], change=1)
        writer.commit()
    for values in (frozenset({"0"}), frozenset({"\ud800"}), frozenset({""}), frozenset({"x" * 70_000}), frozenset()):
        page = engine.search(Query(filters=(Keyword(KeywordField.USCC, values),)))
        assert (page.total, page.hits) == (0, ())
