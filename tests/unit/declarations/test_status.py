from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.declarations.values import Status, status_on


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(2026, 11, 30), Status.UPCOMING),
        (date(2026, 12, 1), Status.CURRENT),
        (date.max, Status.CURRENT),
        (date.min, Status.UPCOMING),
    ],
)
def test_a_standard_is_in_force_from_its_effective_day_on(day, status):
    assert status_on(day, date(2026, 12, 1)) is status


@given(st.dates(max_value=date.max - timedelta(days=1)), st.dates())
def test_what_is_in_force_stays_so_on_the_next_day(day, effective_on):
    if status_on(day, effective_on) is Status.CURRENT:
        assert status_on(day + timedelta(days=1), effective_on) is Status.CURRENT
