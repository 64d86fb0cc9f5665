import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from registry.kernel.events import publish
from registry.kernel.journal import JournalRow, append, consistency_proof, entry, head, inclusion_proof
from registry.kernel.merkle import EMPTY_ROOT, consistent, included, leaf_hash
from registry.kernel.transaction import begin, reading

SIZE = 150


def act(work, number):
    return append(work, type="test.done", subject=f"S{number}", version=number, content_hash=f"sha256:{number}")


@pytest.fixture
def filled(scope):
    with begin(scope) as work:
        for number in range(SIZE):
            act(work, number)
    return scope


def test_an_empty_log(scope):
    with reading(scope) as session:
        assert head(session) == (0, EMPTY_ROOT)
        assert entry(session, 0) is None


def test_an_entry_is_told_at_once_and_reads_back(scope):
    with begin(scope) as work:
        first, second = act(work, 1), act(work, 2)
    with reading(scope) as session:
        assert (entry(session, 0), entry(session, 1)) == (first, second)
        assert head(session) == (second.size, second.root) == (2, second.root)
    assert json.loads(second.leaf) == {
        "v": 1,
        "type": "test.done",
        "subject": "S2",
        "version": 2,
        "content_hash": "sha256:2",
        "at": "2026-11-22T04:00:00.000000Z",
    }
    assert second.leaf_hash == leaf_hash(second.leaf.encode())


def test_an_entry_falls_with_its_command(scope):
    with pytest.raises(KeyError), begin(scope) as work:  # noqa: PT012 - the raise inside is what is tested
        act(work, 1)
        raise KeyError
    with begin(scope) as work:
        with pytest.raises(KeyError), work.savepoint():  # noqa: PT012 - as above
            act(work, 2)
            raise KeyError
        assert act(work, 3).index == 0


def test_every_proof_is_read_from_the_rows(filled):
    chance = random.Random(6962)
    with reading(filled) as session:
        entries = [entry(session, index) for index in range(SIZE)]
        for index in range(SIZE):
            size = chance.randint(index + 1, SIZE)
            proof = inclusion_proof(session, index, size)
            assert included(entries[index].leaf_hash, index, size, proof, entries[size - 1].root)
            first = chance.randint(1, size)
            proof = consistency_proof(session, first, size)
            assert consistent(first, size, entries[first - 1].root, entries[size - 1].root, proof)


def test_a_proof_takes_two_queries(filled):
    statements = []
    with reading(filled) as session:
        event.listen(filled.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        session.scalar(select(1))
        statements.clear()
        inclusion_proof(session, 77, SIZE - 1)
    assert len(statements) == 2


def test_no_proof_of_a_log_that_is_longer_than_ours(filled):
    with reading(filled) as session:
        with pytest.raises(ValueError, match="150 entries, not 151"):
            inclusion_proof(session, 0, SIZE + 1)
        with pytest.raises(ValueError, match="150 entries, not 151"):
            consistency_proof(session, 1, SIZE + 1)


@pytest.mark.parametrize(
    "statement",
    [
        update(JournalRow).values(leaf="{}"),
        update(JournalRow).where(JournalRow.index == 3).values(root=b""),
        delete(JournalRow),
        delete(JournalRow).where(JournalRow.index == 3),
        text('INSERT INTO journal SELECT * FROM journal WHERE true ON CONFLICT ("index") DO UPDATE SET leaf = NULL'),
        text("TRUNCATE journal"),
        text('INSERT OR REPLACE INTO journal SELECT "index", \'{}\', nodes, root, at FROM journal WHERE "index" = 3'),
    ],
    ids=["update all", "update one", "delete all", "delete one", "upsert", "truncate", "replace"],
)
def test_raw_sql_cannot_change_an_entry(filled, statement):
    only = {"TRUNCATE": "postgresql", "INSERT OR REPLACE": "sqlite"}
    for word, dialect in only.items():
        if str(statement).startswith(word) and filled.engine.dialect.name != dialect:
            pytest.skip(f"{word} is {dialect}'s")
    with filled.engine.begin() as connection:
        before = connection.execute(select(JournalRow.__table__).order_by(JournalRow.index)).all()
    with pytest.raises(IntegrityError, match="append-only"), filled.engine.begin() as connection:
        connection.execute(statement)
    with filled.engine.begin() as connection:
        assert connection.execute(select(JournalRow.__table__).order_by(JournalRow.index)).all() == before


def test_eight_writers_give_an_order_that_is_that_of_their_commits(scope):
    """Whoever reads while they write sees a beginning of the log, always, and with the root that belongs to it."""
    writers, acts = 8, 25
    seen = []
    done = threading.Event()

    def write(writer):
        for number in range(acts):
            with begin(scope) as work:
                publish(work, "test", f"{writer}/{number}")
                work.session.flush()
                act(work, number)

    def read():
        while not done.is_set():
            with reading(scope) as session:
                seen.append(session.execute(select(JournalRow.index, JournalRow.root).order_by(JournalRow.index)).all())

    with ThreadPoolExecutor(writers + 1) as threads:
        reader = threads.submit(read)
        try:
            list(threads.map(write, range(writers)))
        finally:
            done.set()
        reader.result()

    with reading(scope) as session:
        whole = session.execute(select(JournalRow.index, JournalRow.root).order_by(JournalRow.index)).all()
        assert [index for index, _ in whole] == list(range(writers * acts))
        for beginning in seen:
            assert beginning == whole[: len(beginning)]
        assert consistent(3, len(whole), whole[2][1], whole[-1][1], consistency_proof(session, 3, len(whole)))


def test_the_database_s_own_times_of_commit_agree(scope):
    if scope.engine.dialect.name != "postgresql":
        pytest.skip("only PostgreSQL records when a row was committed; SQLite has one writer at a time")
    with scope.engine.connect() as connection:
        if connection.scalar(text("SHOW track_commit_timestamp")) != "on":
            pytest.skip("needs a server with track_commit_timestamp = on, such as that of .ci/postgresql")

    def write(_writer):
        for number in range(25):
            with begin(scope) as work:
                # Begun, and numbered by the database, before the others have to wait: numbers alone would not agree.
                publish(work, "test", str(number))
                act(work, number)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    with scope.engine.connect() as connection:
        times = connection.scalars(text('SELECT pg_xact_commit_timestamp(xmin) FROM journal ORDER BY "index"')).all()
    assert len(times) == 200
    assert times == sorted(times)


def test_two_entries_cannot_take_one_place(filled):
    """Should the lock ever be lost, the second writer fails; the log does not fork."""
    with pytest.raises(IntegrityError), begin(filled) as work:
        work.session.execute(insert(JournalRow).values(index=3, leaf="{}", nodes=b"", root=b"", at=work.now))
