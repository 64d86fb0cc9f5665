from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DBAPIError

from registry.kernel import database
from registry.kernel.events import EventRow, publish
from registry.kernel.transaction import begin, reading


def published(where):
    with reading(where) as session:
        return session.scalars(select(EventRow.subject).order_by(EventRow.id)).all()


def test_a_command_is_committed_at_its_end(scope):
    with begin(scope) as work:
        publish(work, "topic", "one")
        work.session.flush()
        assert published(work) == ["one"]
        assert published(scope) == []
    assert published(scope) == ["one"]


def test_a_command_that_raises_leaves_nothing(scope):
    with pytest.raises(KeyError), begin(scope) as work:  # noqa: PT012 - the raise inside is what is tested
        publish(work, "topic", "one")
        work.session.flush()
        raise KeyError
    assert published(scope) == []


def test_a_command_joins_the_work_that_is_open(scope):
    with pytest.raises(KeyError), begin(scope) as outer:  # noqa: PT012 - as above
        with begin(outer) as inner:
            publish(inner, "topic", "one")
        assert inner is outer
        assert published(scope) == []
        raise KeyError
    assert published(scope) == []


def test_all_of_a_command_happens_at_one_instant(scope):
    with begin(scope) as work:
        assert work.now == scope.clock.now()
        assert work.today.isoformat() == "2026-11-22"
        assert work.actor == scope.actor


def test_an_import_keeps_the_good_commands_and_loses_the_bad(scope):
    accepted = {"one": True, "three": True}
    with begin(scope) as work:
        for subject in ("one", "two", "three"):
            try:
                with work.savepoint():
                    publish(work, "topic", subject)
                    work.session.flush()
                    accepted[subject]
            except KeyError:
                publish(work, "refused", subject)
    assert published(scope) == ["one", "two", "three"]
    with reading(scope) as session:
        topics = session.scalars(select(EventRow.topic).order_by(EventRow.id)).all()
    assert topics == ["topic", "refused", "topic"]


def test_what_a_reader_writes_never_stays(scope):
    insert = text("INSERT INTO due_dates (due_on, topic, subject) VALUES ('2026-01-01', 'topic', 'subject')")
    with reading(scope) as session, pytest.raises(DBAPIError, match=r"read-only transaction|readonly database"):
        session.execute(insert)
    with reading(scope) as session:
        assert session.scalar(text("SELECT count(*) FROM due_dates")) == 0


@pytest.mark.parametrize("snapshot", [True, False])
def test_a_snapshot_sees_one_state(scope, snapshot):
    count = select(func.count()).select_from(EventRow)
    with reading(scope, snapshot=snapshot) as session:
        before = session.scalar(count)
        with begin(scope) as work:
            publish(work, "topic", "meanwhile")
        stays = snapshot or scope.engine.dialect.name == "sqlite"
        assert session.scalar(count) == (before if stays else before + 1)


def test_commands_queue_for_the_write_lock_and_none_fails_half_way(scope):
    """Each reads the count and writes it: on SQLite a command that began as a reader would fail here, or lose one."""
    if scope.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's write lock; PostgreSQL locks rows")

    def count_up(_caller):
        for _ in range(25):
            with begin(scope) as work:
                seen = work.session.scalar(select(func.count()).select_from(EventRow))
                publish(work, "topic", str(seen))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count_up, range(4)))
    assert published(scope) == [str(number) for number in range(100)]


def test_sqlite_enforces_foreign_keys_and_writes_ahead(scope):
    if scope.engine.dialect.name != "sqlite":
        pytest.skip("pragmas are SQLite's")
    with reading(scope) as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


def test_a_connection_that_died_while_it_lay_idle_is_replaced(scope, database_url, monkeypatch):
    if scope.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no server that could start anew")
    monkeypatch.setattr(database, "IDLE_SECONDS", 0)

    def backend():
        with reading(scope) as session:
            return session.scalar(text("SELECT pg_backend_pid()"))

    first = backend()
    assert backend() == first
    other = database.open_engine(database_url)
    with other.begin() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": first})
    other.dispose()
    assert backend() != first


def test_a_connection_is_not_asked_again_and_again(scope):
    """Neither whether it stands nor, on SQLite, for what it is used."""
    published(scope)
    sent = []
    event.listen(scope.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    published(scope)
    assert [each for each in sent if not each.startswith(("BEGIN", "SET TRANSACTION"))] == sent[-1:]
