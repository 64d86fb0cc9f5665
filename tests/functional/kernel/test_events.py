import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.kernel.clock import Clock
from registry.kernel.events import (
    ATTEMPTS,
    LEASE,
    LONGEST_DELAY,
    DeliveryRow,
    EventRow,
    Handler,
    deliver,
    oldest_undelivered,
    parked,
    publish,
)
from registry.kernel.transaction import begin, reading


@dataclass
class Receiver:
    """A handler that keeps what it was told, and fails at subjects in `bad`."""

    name: str = "receiver"
    topics: frozenset[str] = frozenset({"topic"})
    batch: int = 10
    bad: set[str] = field(default_factory=set)
    error: str = "not today"
    calls: list[list[str]] = field(default_factory=list)

    def __call__(self, scope, events):
        subjects = [event.subject for event in events]
        self.calls.append(subjects)
        if self.bad.intersection(subjects):
            raise ValueError(self.error)

    @property
    def handler(self):
        return Handler(self.name, self.topics, self, self.batch)


def happened(scope, *subjects, topic="topic"):
    with begin(scope) as work:
        for subject in subjects:
            publish(work, topic, subject)


def later(scope, passed):
    return replace(scope, clock=Clock(frozen=scope.clock.now() + passed))


def owed(scope):
    with reading(scope) as session:
        return session.scalar(select(func.count()).select_from(DeliveryRow))


def test_an_event_reaches_every_handler_that_names_its_topic(scope):
    one, other, deaf = Receiver("one"), Receiver("other"), Receiver("deaf", topics=frozenset({"else"}))
    happened(scope, "a", "b")
    assert deliver(scope, [one.handler, other.handler, deaf.handler], "worker") == 4
    assert (one.calls, other.calls, deaf.calls) == ([["a", "b"]], [["a", "b"]], [])
    assert deliver(scope, [one.handler, other.handler, deaf.handler], "worker") == 0
    assert owed(scope) == 0


def test_a_handler_learns_what_happened_and_when(scope):
    seen = []
    happened(scope, "ES2026-00000001-1")
    handler = Handler("keep", frozenset({"topic"}), lambda _, events: seen.extend(events), 10)
    deliver(scope, [handler], "worker")
    assert [(event.topic, event.subject, event.at) for event in seen] == [
        ("topic", "ES2026-00000001-1", scope.clock.now())
    ]


def test_a_command_that_is_undone_tells_nobody(scope):
    receiver = Receiver()
    with pytest.raises(KeyError), begin(scope) as work:  # noqa: PT012 - the raise inside is what is tested
        publish(work, "topic", "a")
        work.session.flush()
        raise KeyError
    assert deliver(scope, [receiver.handler], "worker") == 0
    assert receiver.calls == []


def test_an_event_that_nobody_waits_for_is_kept_and_not_owed(scope):
    happened(scope, "a", topic="unheard")
    assert deliver(scope, [Receiver().handler], "worker") == 0
    with reading(scope) as session:
        assert oldest_undelivered(session) is None
        assert session.scalar(select(func.count()).select_from(EventRow)) == 1


def test_a_handler_takes_no_more_than_its_batch(scope):
    receiver = Receiver(batch=2)
    happened(scope, "a", "b", "c", "d", "e")
    assert deliver(scope, [receiver.handler], "worker") == 5
    assert receiver.calls == [["a", "b"], ["c", "d"], ["e"]]


def test_a_handler_may_open_its_own_transaction(scope):
    """It runs outside ours: on SQLite the command inside would otherwise wait for itself."""
    happened(scope, "a")

    def follow(scope, events):
        with begin(scope) as work:
            publish(work, "followed", events[0].subject)

    assert deliver(scope, [Handler("follow", frozenset({"topic"}), follow, 10)], "worker") == 1
    with reading(scope) as session:
        assert session.scalars(select(EventRow.topic).order_by(EventRow.id)).all() == ["topic", "followed"]


def test_one_bad_event_holds_up_no_other(scope):
    receiver, other = Receiver(bad={"b"}), Receiver("other")
    happened(scope, "a", "b", "c")
    assert deliver(scope, [receiver.handler, other.handler], "worker") == 5
    assert receiver.calls == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert owed(scope) == 1


def test_what_fails_is_tried_again_later_and_later(scope):
    receiver = Receiver(bad={"a"})
    happened(scope, "a")
    for seconds in (10, 40, 160):
        assert deliver(scope, [receiver.handler], "worker") == 0
        calls = len(receiver.calls)
        too_soon = later(scope, timedelta(seconds=seconds, microseconds=-1))
        assert deliver(too_soon, [receiver.handler], "worker") == 0
        assert len(receiver.calls) == calls
        scope = later(scope, timedelta(seconds=seconds))
    receiver.bad.clear()
    assert deliver(scope, [receiver.handler], "worker") == 1
    assert owed(scope) == 0


def test_what_failed_together_is_tried_together(scope):
    """A receiver that is down for an hour fails with every event; it must not take them one by one for ever."""
    receiver = Receiver(bad={"a", "b", "c"})
    happened(scope, "a", "b", "c")
    deliver(scope, [receiver.handler], "worker")
    receiver.bad.clear()
    receiver.calls.clear()
    assert deliver(later(scope, LONGEST_DELAY), [receiver.handler], "worker") == 3
    assert receiver.calls == [["a", "b", "c"]]


@pytest.fixture
def given_up(scope, monkeypatch):
    # The half surrogate in the log would break the report that a process of pytest-xdist sends to its master.
    monkeypatch.setattr(logging.getLogger("registry.kernel.events"), "disabled", True)
    receiver = Receiver(bad={"a"}, error="no: \0 \ud800 不行")
    happened(scope, "a", "b")
    for _ in range(ATTEMPTS + 3):
        deliver(scope, [receiver.handler], "worker")
        scope = later(scope, LONGEST_DELAY)
    return scope, receiver


def test_after_eight_attempts_it_stands_parked_with_its_error(given_up):
    scope, receiver = given_up
    assert sum("a" in call for call in receiver.calls) == ATTEMPTS + 1  # the first one in a batch, and then alone
    with reading(scope) as session:
        (given,) = parked(session)
        assert (given.handler, given.event.subject) == ("receiver", "a")
        assert given.error == "ValueError: no: \\0 \\ud800 不行"
        assert oldest_undelivered(session) is None


def test_the_oldest_event_that_somebody_is_still_to_be_told_of(scope):
    receiver = Receiver(bad={"a"})
    with reading(scope) as session:
        assert oldest_undelivered(session) is None
    happened(scope, "a")
    soon = later(scope, timedelta(minutes=1))
    happened(soon, "b")
    for _ in range(2):  # before they are fanned out, and while one of them is tried again and again
        with reading(scope) as session:
            assert oldest_undelivered(session) == scope.clock.now()
        deliver(soon, [receiver.handler], "worker")


class Killed(BaseException):
    """Stands for what ends a process in the middle of a batch."""


def crashing(scope, monkeypatch, receiver, deadly):
    """A worker that dies, without a chance to tidy up, when it comes to the subject `deadly`."""

    def handle(scope, events):
        if deadly in [event.subject for event in events]:
            monkeypatch.setattr("registry.kernel.events.begin", _dead)
            raise Killed
        receiver(scope, events)

    with pytest.raises(Killed):
        deliver(scope, [Handler(receiver.name, receiver.topics, handle, receiver.batch)], "dying")
    monkeypatch.undo()


def _dead(scope):
    raise Killed


def test_what_a_dead_worker_held_is_delivered_when_its_lease_ends(scope, monkeypatch):
    receiver = Receiver()
    happened(scope, "a", "b")
    crashing(scope, monkeypatch, receiver, "b")
    assert deliver(later(scope, LEASE - timedelta(microseconds=1)), [receiver.handler], "next") == 0
    assert deliver(later(scope, LEASE), [receiver.handler], "next") == 2
    assert owed(scope) == 0


def test_an_event_that_kills_its_worker_takes_no_other_with_it_and_is_parked(scope, monkeypatch):
    receiver = Receiver()
    happened(scope, "deadly", "a", "b")
    for _ in range(ATTEMPTS):
        crashing(scope, monkeypatch, receiver, "deadly")
        scope = later(scope, LEASE)
    # The others were with it in the first lease only; since then each was leased alone.
    assert deliver(scope, [receiver.handler], "next") == 0
    assert sorted(receiver.calls) == [["a"], ["b"]]
    with reading(scope) as session:
        (given,) = parked(session)
        assert given.event.subject == "deadly"
        assert "stopped in the middle" in given.error


def test_a_worker_that_is_told_to_stop_gives_back_what_it_held(scope):
    receiver = Receiver()
    happened(scope, "a", "b")

    def stop(scope, events):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deliver(scope, [Handler("receiver", frozenset({"topic"}), stop, 10)], "stopped")
    assert deliver(scope, [receiver.handler], "next") == 2
    assert receiver.calls == [["a", "b"]]


def test_a_worker_ends_between_two_batches_though_more_is_due(scope):
    receiver = Receiver(batch=2)
    happened(scope, "a", "b", "c", "d", "e")
    assert deliver(scope, [receiver.handler], "worker", stopped=lambda: len(receiver.calls) == 2) == 4
    assert deliver(scope, [receiver.handler], "worker") == 1


def test_a_worker_that_was_too_slow_settles_nothing_that_another_holds(scope):
    happened(scope, "a")
    second = Receiver()

    def slow(slow_scope, events):
        assert deliver(later(scope, LEASE), [replace(second.handler, handle=interrupted)], "second") == 0

    def interrupted(_, events):
        second(_, events)
        raise ValueError("busy")

    deliver(scope, [Handler("receiver", frozenset({"topic"}), slow, 10)], "slow")
    with reading(scope) as session:
        row = session.scalars(select(DeliveryRow)).one()
        assert (row.attempts, row.error) == (2, "ValueError: busy")
