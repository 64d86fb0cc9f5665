"""Several worker processes at once: every event reaches every handler exactly once, though one handler fails."""

import multiprocessing
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.events import ATTEMPTS, LONGEST_DELAY, Handler, deliver, parked, publish
from registry.kernel.transaction import Scope, begin, reading

EVENTS = 2000
HANDLERS = ("index", "titles", "failing")
TOPICS = ("published", "corrected")

told = Table(
    "test_told",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("handler", String),
    Column("subject", String),
    Column("worker", String),
)


def tell(scope, events, *, handler, worker):
    """Writes down who was told what, in a transaction of its own; `failing` cannot bear every tenth event."""
    with begin(scope) as work:
        for event in events:
            work.session.execute(insert(told).values(handler=handler, subject=event.subject, worker=worker))
            if handler == "failing" and event.subject.endswith("7"):
                raise RuntimeError("cannot bear a seven")


def handlers(worker):
    # One of them hears of half the events only.
    return [
        Handler(
            name, frozenset(TOPICS[:1] if name == "titles" else TOPICS), partial(tell, handler=name, worker=worker), 20
        )
        for name in HANDLERS
    ]


def run_worker(address, worker, together, all_published):
    scope = Scope(open_engine(address))
    together.wait()
    while True:
        last = all_published.is_set()
        if deliver(scope, handlers(worker), worker) == 0 and last:
            return


def publish_events(scope, numbers):
    for start in numbers:
        with begin(scope) as work:
            for number in range(start, start + 10):
                publish(work, TOPICS[number % 2], str(number))


def test_each_event_is_delivered_exactly_once_to_each_handler(engine, database_url):
    workers = 4 if engine.dialect.name == "postgresql" else 2
    told.create(engine)
    scope = Scope(engine)
    publish_events(scope, range(0, EVENTS // 2, 10))
    spawn = multiprocessing.get_context("spawn")
    together, all_published = spawn.Barrier(workers), spawn.Event()
    processes = [
        spawn.Process(target=run_worker, args=(database_url, f"worker {number}", together, all_published))
        for number in range(workers)
    ]
    try:
        for process in processes:
            process.start()
        publish_events(scope, range(EVENTS // 2, EVENTS, 10))
        all_published.set()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * workers
        check_deliveries(scope)
    finally:
        for process in processes:
            process.kill()
        told.drop(engine)


def check_deliveries(scope):
    with reading(scope) as session:
        rows = session.execute(select(told.c.handler, told.c.subject, told.c.worker)).all()
    every = [str(number) for number in range(EVENTS)]
    expected = {
        "index": every,
        "titles": every[::2],
        "failing": [subject for subject in every if not subject.endswith("7")],
    }
    assert Counter((row.handler, row.subject) for row in rows) == {
        (handler, subject): 1 for handler, subjects in expected.items() for subject in subjects
    }
    assert len({row.worker for row in rows}) > 1, "only one of the workers had anything to do"

    # What failed is still owed, and is given up after eight attempts; nothing is lost and nothing else is told again.
    now = scope.clock.now()
    for hour in range(1, ATTEMPTS):
        scope = replace(scope, clock=Clock(frozen=now + hour * (LONGEST_DELAY + timedelta(minutes=1))))
        assert deliver(scope, handlers("late"), "late") == 0
    with reading(scope) as session:
        given_up = parked(session)
        assert len(session.execute(select(told.c.id)).all()) == len(rows)
    assert {each.event.subject for each in given_up} == {subject for subject in every if subject.endswith("7")}
    assert {(each.handler, each.error) for each in given_up} == {("failing", "RuntimeError: cannot bear a seven")}
