"""A command that is killed between any two of its statements has done all of its work or none."""

from datetime import date

import pytest

from registry.kernel.calendar import expect
from registry.kernel.events import publish
from registry.kernel.idempotency import Recorded, recall, record
from registry.kernel.journal import append, head
from registry.kernel.transaction import Scope, begin, reading
from tests.slow.killing import killed_at_every_statement

pytestmark = pytest.mark.slow


def act(scope: Scope) -> None:
    """Everything that a command of the register writes through the kernel."""
    with begin(scope) as work:
        assert recall(work, "token", "key", "request") is None
        with begin(work) as joined:
            expect(joined, date(2026, 12, 1), "topic", "S1")
            publish(joined, "topic", "S1")
        with work.savepoint():
            publish(work, "topic", "S2")
        record(work, "token", "key", "request", Recorded(201, {}, b"done"))
        append(work, type="test.done", subject="S1", version=1, content_hash="sha256:1")
        append(work, type="test.done", subject="S2", version=1, content_hash="sha256:2")


def leave_out_the_transaction(scope: Scope) -> None:
    """What a command must never do; it shows that the harness sees it."""
    with begin(scope) as work:
        publish(work, "topic", "S1")
    with begin(scope) as work:
        publish(work, "topic", "S2")


def test_all_or_nothing(database_url, engine):
    with begin(Scope(engine)) as work:
        append(work, type="test.done", subject="S0", version=1, content_hash="sha256:0")
    moments, tables = killed_at_every_statement(database_url, act)
    assert moments > 12
    assert {name: len(rows) for name, rows in tables.items() if rows} == {
        "journal": 3,
        "events": 2,
        "due_dates": 1,
        "idempotency_keys": 1,
    }
    with reading(Scope(engine)) as session:
        assert head(session)[0] == 3


def test_a_command_in_two_transactions_is_found_out(database_url, engine):
    with pytest.raises(AssertionError, match="left something behind"):
        killed_at_every_statement(database_url, leave_out_the_transaction)
