"""On which days an entry counts, and what is asked of one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.credit.rules import EARLIEST, bars, of_entry, of_repair, status, turning_days
from registry.credit.values import (
    Bar,
    Barred,
    Entry,
    Kind,
    NewEntry,
    NewRepair,
    Recorded,
    Repair,
    RepairKind,
    Source,
)
from registry.enterprises.values import Enterprise, VerificationLevel
from registry.kernel.ids import CREDIT, PublicId

TODAY = date(2026, 11, 22)
SOURCE = Source("某市市场监督管理局", date(2026, 3, 2))
RECORDED = Recorded(datetime(2026, 3, 3, tzinfo=UTC), "sha256:00", 0, "00")
ENTRY = Entry(
    id=PublicId(CREDIT, 2026, 1),
    enterprise=Enterprise(1, 1, "91330106MA2KQ7B853", "甲公司", "330106", VerificationLevel.L1, None),
    standard=None,
    product=None,
    kind=Kind.SERIOUS_DISHONESTY,
    text="列入严重违法失信名单",
    source=SOURCE,
    valid_from=date(2026, 3, 10),
    valid_to=date(2027, 3, 9),
    bars=(Bar.RANKING,),
    repair=None,
    recorded=RECORDED,
    recorded_by=None,
)
NEW = NewEntry("91330106MA2KQ7B853", Kind.PENALTY, "警告", SOURCE, date(2026, 3, 10), date(2027, 3, 9))
REPAIR = NewRepair(RepairKind.REPAIR, date(2026, 11, 22), "已改正", SOURCE)


def ended(on, kind=RepairKind.REPAIR, **fields):
    return replace(ENTRY, repair=Repair(kind, on, "已改正", SOURCE, RECORDED), **fields)


@pytest.mark.parametrize(
    ("entry", "day", "expected"),
    [
        (ENTRY, date(2026, 3, 9), "upcoming"),
        (ENTRY, date(2026, 3, 10), "in_force"),
        (ENTRY, date(2027, 3, 9), "in_force"),
        (ENTRY, date(2027, 3, 10), "ended"),
        (replace(ENTRY, valid_to=None), date(2099, 1, 1), "in_force"),
        (replace(ENTRY, valid_to=ENTRY.valid_from), date(2026, 3, 10), "in_force"),
        (ended(date(2026, 11, 22)), date(2026, 11, 21), "in_force"),
        (ended(date(2026, 11, 22)), date(2026, 11, 22), "repaired"),
        (ended(date(2026, 11, 22), RepairKind.LIFTING), date(2026, 11, 22), "lifted"),
        (ended(date(2027, 3, 9)), date(2028, 1, 1), "repaired"),
        (ended(date(2026, 3, 5)), date(2026, 3, 4), "upcoming"),
        (ended(date(2026, 3, 5)), date(2026, 3, 10), "repaired"),
    ],
)
def test_what_an_entry_is_on_a_day(entry, day, expected):
    assert status(entry, day) == expected
    assert bars(entry, day, Bar.RANKING) is (expected == "in_force")


def test_it_bars_from_what_it_names_only():
    assert bars(ENTRY, TODAY, Bar.RANKING)
    assert not bars(ENTRY, TODAY, Bar.TITLE)
    assert not bars(replace(ENTRY, bars=()), TODAY, Bar.RANKING)


@given(
    st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    st.none() | st.dates(date(2026, 3, 10), date(2027, 3, 9)),
    st.sampled_from([None, date(2027, 3, 9)]),
)
def test_what_an_entry_is_changes_on_its_turning_days_only(day, on, valid_to):
    entry = replace(ENTRY, valid_to=valid_to) if on is None else ended(on, valid_to=valid_to)
    before, after = (bars(entry, each, Bar.RANKING) for each in (day - timedelta(days=1), day))
    assert before == after or day in set(turning_days(entry))


def said(findings):
    return [(each.code, each.field, each.accepted) for each in findings]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"valid_to": None}, []),
        ({"valid_to": NEW.valid_from}, []),
        ({"text": " 　"}, [("credit-text-blank", "/text", None)]),
        ({"source": replace(SOURCE, name=" ")}, [("credit-text-blank", "/source/name", None)]),
        ({"valid_to": date(2026, 3, 9)}, [("credit-dates-reversed", "/valid_to", "2026-03-10")]),
        ({"source": replace(SOURCE, issued_on=TODAY)}, []),
        (
            {"source": replace(SOURCE, issued_on=date(2026, 11, 23))},
            [("credit-source-not-issued", "/source/issued_on", "2026-11-22")],
        ),
        ({"valid_from": EARLIEST}, []),
        (
            {"valid_from": date(1979, 12, 31)},
            [("credit-date-out-of-range", "/valid_from", "1980-01-01..2056-12-31")],
        ),
        (
            {"source": replace(SOURCE, issued_on=date(202, 6, 1))},
            [("credit-date-out-of-range", "/source/issued_on", "1980-01-01..2056-12-31")],
        ),
        ({"valid_to": date(2056, 12, 31)}, []),
        (
            {"valid_to": date.max},
            [("credit-date-out-of-range", "/valid_to", "1980-01-01..2056-12-31")],
        ),
        ({"standard": "ES", "product": "EP"}, [("credit-one-subject", "/product", "ES")]),
        ({"product": "EP"}, []),
    ],
)
def test_what_refuses_an_entry(fields, expected):
    assert said(of_entry(replace(NEW, **fields), TODAY)) == expected


@pytest.mark.parametrize(
    ("entry", "fields", "expected"),
    [
        (ENTRY, {}, []),
        (ENTRY, {"on": SOURCE.issued_on}, []),
        (ENTRY, {"on": date(2026, 3, 1)}, [("credit-repair-outside-entry", "/on", "2026-03-02..2027-03-09")]),
        (ENTRY, {"on": date(2027, 3, 9)}, []),
        (ENTRY, {"on": date(2027, 3, 10)}, [("credit-repair-outside-entry", "/on", "2026-03-02..2027-03-09")]),
        (replace(ENTRY, valid_to=None), {"on": date(2056, 12, 31)}, []),
        (
            replace(ENTRY, valid_to=None),
            {"on": date(2057, 1, 1)},
            [("credit-repair-outside-entry", "/on", "2026-03-02..2056-12-31")],
        ),
        (ENTRY, {"reason": " "}, [("credit-text-blank", "/reason", None)]),
        (
            ENTRY,
            {"source": replace(SOURCE, issued_on=date(2026, 11, 23))},
            [("credit-source-not-issued", "/source/issued_on", "2026-11-22")],
        ),
    ],
)
def test_what_refuses_a_repair(entry, fields, expected):
    assert said(of_repair(entry, replace(REPAIR, **fields), TODAY)) == expected


def test_an_enterprise_is_barred_with_its_standards_and_a_standard_with_its_products():
    one, two, three = (PublicId(CREDIT, 2026, number) for number in (1, 2, 3))
    found = Barred({1: one}, {20: two}, {300: three})
    assert found.by(1, 20, 300) == one
    assert found.by(2, 20, 300) == two
    assert found.by(2, 21, 300) == three
    assert found.by(2, 21, 301) is None
