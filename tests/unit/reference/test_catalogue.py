"""The standards that may be cited: found by number, and their state on a day."""

from datetime import date

import pytest

from registry.identifiers.standard_number import parse_reference
from registry.reference.values import CitedStatus
from tests.unit.reference.making import reference, standard

TODAY = date(2026, 11, 22)


def find(rows, cited, day=TODAY):
    found = reference(standard=rows).catalogue.find(parse_reference(cited, TODAY)[0], day)
    return found and found.number


EDITIONS = [
    standard("GB/T 7725-2004", "replaced", replaced_by=["GB/T 7725-2022"], ended_on="2023-10-31"),
    standard("GB/T 7725-2022", effective_on="2023-11-01"),
    standard("GB/T 7725-2027", "upcoming", effective_on="2027-05-01"),
]


@pytest.mark.parametrize(
    ("cited", "day", "found"),
    [
        ("GB/T 7725-2004", TODAY, "GB/T 7725-2004"),
        ("gb/t7725—2004", TODAY, "GB/T 7725-2004"),
        ("GB/T 7725-2013", TODAY, None),
        ("GB/T 7725", TODAY, "GB/T 7725-2022"),
        ("GB/T 7725", date(2023, 10, 31), "GB/T 7725-2004"),
        ("GB/T 7725", date(2023, 11, 1), "GB/T 7725-2022"),
        ("GB/T 7725", date(2027, 5, 1), "GB/T 7725-2027"),
        ("GB 7725", TODAY, None),
        ("本厂标准", TODAY, None),
    ],
)
def test_an_undated_citation_follows_the_edition_in_force(cited, day, found):
    assert find(EDITIONS, cited, day) == found


def test_where_none_is_known_to_be_in_force_it_is_the_newest_that_is_not_to_come():
    unstated = [standard("GB 1-2010", "unknown"), standard("GB 1-2015", "unknown")]
    assert find([*unstated, standard("GB 1-2027", "upcoming")], "GB 1") == "GB 1-2015"
    assert find([standard("GB 1-2027", "upcoming")], "GB 1") == "GB 1-2027"
    assert find([standard("GB 1-2010", "withdrawn")], "GB 1") == "GB 1-2010"


def test_an_undated_citation_follows_an_edition_that_the_catalogue_does_not_have():
    assert find([standard("GB 1-2010", "replaced", replaced_by=["GB 1-2020"])], "GB 1") is None
    assert find([standard("GB 1-2010", "replaced", replaced_by=["GB 2-2020"])], "GB 1") == "GB 1-2010"


def test_an_undated_row_and_an_amended_one_are_found_as_they_are():
    rows = [standard("GB 50016-2014(2018年版)"), standard("QB/T 1")]
    assert find(rows, "GB 50016-2014（2018年版）") == "GB 50016-2014(2018年版)"
    assert find(rows, "QB/T 1") == "QB/T 1"


def test_a_number_stands_once_however_it_is_typed():
    with pytest.raises(ValueError, match="twice"):
        reference(standard=[standard("GB/T 1-2020"), standard("GB/T1—2020")])


@pytest.mark.parametrize(
    ("status", "dates", "expected"),
    [
        ("current", {}, "current"),
        ("unknown", {}, "unknown"),
        ("unknown", {"effective_on": "2020-01-01"}, "unknown"),
        ("unknown", {"effective_on": "2026-11-23"}, "upcoming"),
        ("unknown", {"ended_on": "2026-11-21"}, "withdrawn"),
        ("unknown", {"ended_on": "2026-11-22"}, "unknown"),
        ("upcoming", {}, "upcoming"),
        ("upcoming", {"effective_on": "2026-11-22"}, "current"),
        ("upcoming", {"effective_on": "2026-11-23"}, "upcoming"),
        ("current", {"ended_on": "2026-11-22"}, "current"),
        ("current", {"ended_on": "2026-11-21"}, "withdrawn"),
        ("current", {"ended_on": "2026-11-21", "replaced_by": ["GB 2-2026"]}, "replaced"),
        ("replaced", {}, "replaced"),
        ("replaced", {"ended_on": "2026-11-21"}, "replaced"),
        ("replaced", {"ended_on": "2026-11-22"}, "current"),
        ("withdrawn", {"ended_on": "2026-11-22"}, "current"),
    ],
)
def test_the_state_follows_the_dates_where_they_are_known(status, dates, expected):
    (row,) = reference(standard=[standard("GB 1-2020", status, **dates)]).catalogue
    assert row.status_on(TODAY) is CitedStatus(expected)


TITLED = [
    standard("GB/T 7725-2004", title="房间空气调节器"),
    standard("GB/T 7725-2022", title="房间空气调节器"),
    standard("GB 21455-2019", title="房间空气调节器能效限定值及能效等级"),
    standard("GB 4706.1-2027", title="家用和类似用途电器的安全 Part 1"),
    standard("ISO 8124-3:2020", title="Safety of toys"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [each["number"] for each in TITLED]),
        ("GB/T 7725", ["GB/T 7725-2004", "GB/T 7725-2022"]),
        ("gbt7725", ["GB/T 7725-2004", "GB/T 7725-2022"]),
        ("ＧＢ／Ｔ ７７２５—２０２２", ["GB/T 7725-2022"]),
        ("空气 能效", ["GB 21455-2019"]),
        ("能效 空气", ["GB 21455-2019"]),
        ("7725 空气", ["GB/T 7725-2004", "GB/T 7725-2022"]),
        ("part 1", ["GB 4706.1-2027"]),
        ("SAFETY toys", ["ISO 8124-3:2020"]),
        ("  ", [each["number"] for each in TITLED]),
        ("空气 玩具", []),
        ("Q/AB 1-2020", []),
        ("/", ["GB/T 7725-2004", "GB/T 7725-2022"]),
    ],
)
def test_it_is_searched_by_number_or_by_words(text, found):
    matching = reference(standard=TITLED).catalogue.matching(text)
    assert [each.number for each in matching.values()] == found
    assert list(matching) == sorted(matching)
