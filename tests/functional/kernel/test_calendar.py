from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from registry.kernel import calendar
from registry.kernel.calendar import DueDateRow, expect, fire_due
from registry.kernel.clock import Clock
from registry.kernel.events import EventRow
from registry.kernel.transaction import begin, reading

TODAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 23)


def happened(scope):
    with reading(scope) as session:
        return [(row.topic, row.subject) for row in session.scalars(select(EventRow).order_by(EventRow.id))]


def test_a_day_comes_at_midnight_in_shanghai(scope):
    with begin(scope) as work:
        expect(work, TOMORROW, "standard.effective", "ES1")
    before = replace(scope, clock=Clock(frozen=datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC)))
    assert fire_due(before) == 0
    after = replace(scope, clock=Clock(frozen=datetime(2026, 11, 22, 16, 0, tzinfo=UTC)))
    assert fire_due(after) == 1
    assert happened(scope) == [("standard.effective", "ES1")]


def test_what_has_happened_does_not_happen_again(scope):
    with begin(scope) as work:
        expect(work, TODAY, "topic", "a")
    assert (fire_due(scope), fire_due(scope)) == (1, 0)
    with begin(scope) as work:
        expect(work, TODAY, "topic", "a")
    assert fire_due(scope) == 0
    assert happened(scope) == [("topic", "a")]


def test_said_twice_it_happens_once(scope):
    for _ in range(2):
        with begin(scope) as work:
            expect(work, TODAY, "topic", "a")
            expect(work, TODAY, "topic", "a")
            expect(work, TODAY, "topic", "b")
            expect(work, TOMORROW, "topic", "a")
    assert fire_due(scope) == 2
    assert sorted(happened(scope)) == [("topic", "a"), ("topic", "b")]


def test_a_day_that_was_missed_is_made_up_for(scope):
    with begin(scope) as work:
        expect(work, TODAY - timedelta(days=400), "topic", "a")
    assert fire_due(scope) == 1


def test_a_command_that_is_undone_expects_nothing(scope):
    with pytest.raises(KeyError), begin(scope) as work:  # noqa: PT012 - the raise inside is what is tested
        expect(work, TODAY, "topic", "a")
        raise KeyError
    assert fire_due(scope) == 0


def test_many_rows_are_fired_in_batches(scope, monkeypatch):
    monkeypatch.setattr(calendar, "_BATCH", 3)
    with begin(scope) as work:
        for number in range(10):
            expect(work, TODAY, "topic", str(number))
    assert fire_due(scope) == 10
    assert len(set(happened(scope))) == 10
    with reading(scope) as session:
        assert set(session.scalars(select(DueDateRow.fired_at))) == {scope.clock.now()}
