from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from registry.kernel.clock import SHANGHAI, Clock, legal_day, rfc3339

BEFORE_MIDNIGHT = datetime(2026, 11, 22, 15, 59, 59, 999999, tzinfo=UTC)


def test_the_legal_day_changes_at_midnight_in_shanghai():
    assert legal_day(BEFORE_MIDNIGHT) == date(2026, 11, 22)
    assert legal_day(BEFORE_MIDNIGHT + timedelta(microseconds=1)) == date(2026, 11, 23)


def test_a_clock_can_stand_and_be_moved():
    clock = Clock(frozen=BEFORE_MIDNIGHT, offset=timedelta(days=30))
    assert clock.now() == BEFORE_MIDNIGHT + timedelta(days=30)
    assert clock.today() == date(2026, 12, 22)


def test_a_running_clock_is_aware():
    assert Clock().now().tzinfo is UTC


@given(*[st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 30), timezones=st.just(UTC))] * 2)
def test_times_sort_as_their_text(one, other):
    assert (one < other) == (rfc3339(one) < rfc3339(other))
    assert datetime.fromisoformat(rfc3339(one)) == one


def test_every_zone_is_written_in_utc():
    instant = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    for zone in (SHANGHAI, timezone(timedelta(hours=-5))):
        assert rfc3339(instant.astimezone(zone)) == "2026-11-22T04:00:00.000000Z"
