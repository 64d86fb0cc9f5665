"""On which days a declared interest keeps an enterprise out."""

from datetime import UTC, date, datetime

import pytest

from registry.ranking.interests.values import Interest, InterestKind, conflicted


def interest(kind="consulting", starts_on=date(2026, 1, 10), ends_on=None, uscc="A"):
    return Interest(1, uscc, None, InterestKind(kind), starts_on, ends_on, None, datetime(2026, 1, 1, tzinfo=UTC), None)


@pytest.mark.parametrize("kind", ["holding", "consulting", "testing"])
@pytest.mark.parametrize(
    ("ends_on", "day", "counts"),
    [
        (None, date(2026, 1, 9), False),
        (None, date(2026, 1, 10), True),
        (None, date(2099, 1, 1), True),
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 3, 1), date(2026, 3, 2), False),
    ],
)
def test_an_interest_counts_from_its_first_day_to_its_last(kind, ends_on, day, counts):
    assert interest(kind, ends_on=ends_on).counts(day) is counts


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "last", "after"),
    [
        (date(2024, 1, 10), None, date(2026, 1, 10), date(2026, 1, 11)),
        (date(2024, 1, 10), date(2024, 6, 1), date(2026, 6, 1), date(2026, 6, 2)),
        (date(2024, 2, 29), None, date(2026, 3, 1), date(2026, 3, 2)),
    ],
)
def test_drafting_counts_for_two_years_after_its_day(starts_on, ends_on, last, after):
    found = interest("drafting", starts_on, ends_on)
    assert (found.counts(starts_on), found.counts(last), found.counts(after)) == (True, True, False)


def test_all_enterprises_in_which_an_interest_counts_are_out():
    found = [interest(), interest(uscc="B", ends_on=date(2026, 1, 31)), interest(uscc="C"), interest(uscc="C")]
    assert conflicted(found, date(2026, 1, 31)) == {"A", "B", "C"}
    assert conflicted(found, date(2026, 2, 1)) == {"A", "C"}
    assert conflicted((), date(2026, 2, 1)) == frozenset()
