"""The catalogue of cited standards and the classifications that ship: whole, consistent, no more than is known."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from registry.identifiers.region import PROVINCES, RegionLevel, parse_region
from registry.identifiers.standard_number import StandardKind, parse_reference, split_references
from registry.reference.loading import CLASSIFICATIONS, Content, shipped
from registry.reference.values import CitedStatus, Provenance

LOOKED_UP = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "data"
SHIPPED = shipped()
CATALOGUE = SHIPPED["standard"]
BY_KEY = {parse_reference(number, LOOKED_UP)[0].key: row for number, row in CATALOGUE.items()}
SERIES = {parse_reference(number, LOOKED_UP)[0].series for number in CATALOGUE}
# Cells of the sources that are not read as they are: letters for digits, and a planned edition whose year was open.
MENDED = {"GB50ll9-2003": "GB 50119-2003", "JGJ133-20XX": "JGJ 133-2001", "JGJ102-20xx": "JGJ 102-2003"}


def _written(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _key(text: str) -> str:
    return parse_reference(text, LOOKED_UP)[0].key


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def test_every_number_is_read_written_canonically_and_of_its_kind() -> None:
    for row in CATALOGUE.values():
        number, findings = parse_reference(row["number"], LOOKED_UP)
        assert findings == ()
        assert number.kind is StandardKind(row["kind"]), row["number"]
        assert number.text == row["number"]


def test_every_row_has_title_status_provenance_and_source() -> None:
    for row in CATALOGUE.values():
        assert row["title"], row["number"]
        assert row["source"], row["number"]
        assert all(value == value.strip() for value in row.values() if isinstance(value, str)), row["number"]
        assert CitedStatus(row["status"])
        assert Provenance(row["provenance"]) is not Provenance.SAMPLE
        assert row["provenance"] == "unverified" or "own knowledge" not in row["source"], row["number"]


def test_days_are_in_order() -> None:
    for row in CATALOGUE.values():
        days = [day for name in ("issued_on", "effective_on", "ended_on") if (day := _day(row[name]))]
        assert days == sorted(days), row["number"]


@pytest.mark.parametrize("row", CATALOGUE.values(), ids=lambda row: row["number"])
def test_the_status_agrees_with_the_days_and_successors(row: Content) -> None:
    status, starts, ends = row["status"], _day(row["effective_on"]), _day(row["ended_on"])
    assert (status == "upcoming") == (starts is not None and starts > LOOKED_UP)
    match status:
        case "current":
            assert ends is None or ends >= LOOKED_UP
            assert not row["replaced_by"] or ends is not None
        case "replaced":
            assert row["replaced_by"]
            assert ends is None or ends < LOOKED_UP
        case "withdrawn":
            assert not row["replaced_by"]
            assert ends is not None
        case _:
            assert ends is None


def test_replacing_and_being_replaced_are_told_on_both_sides() -> None:
    for number, row in CATALOGUE.items():
        assert number not in row["replaces"]
        assert all(number in CATALOGUE[other]["replaces"] for other in row["replaced_by"]), number
        assert all(number in CATALOGUE[other]["replaced_by"] for other in row["replaces"]), number


def test_a_standard_ends_the_day_before_its_successor_takes_effect() -> None:
    for number, row in CATALOGUE.items():
        starts = [_day(CATALOGUE[other]["effective_on"]) for other in row["replaced_by"]]
        known = [day for day in starts if day is not None]
        if known and len(known) == len(starts):
            assert _day(row["ended_on"]) == max(known) - timedelta(days=1), number


def test_keys_are_unique_and_rows_sorted_by_them() -> None:
    keys = [_key(number) for number in CATALOGUE]
    assert keys == sorted(set(keys))


def test_an_undated_row_hides_no_dated_edition() -> None:
    numbers = [parse_reference(number, LOOKED_UP)[0] for number in CATALOGUE]
    dated = {number.series for number in numbers if number.edition}
    undated = {number.series for number in numbers if not number.edition}
    assert undated == {"DL5008.2", "GB2893", "GB2894"}
    assert undated.isdisjoint(dated)


def test_the_catalogues_it_was_made_from_are_whole() -> None:
    written = _written("standards_catalog.csv")
    cells = {(cell := row["standard_no"]): split_references(MENDED.get(cell, cell)) for row in written}
    assert len(written) == 647
    assert sum(len(pieces) for pieces in cells.values()) == 657
    kept = {_key(piece) for pieces in cells.values() for piece in pieces}
    assert len(kept) == 653
    assert kept <= BY_KEY.keys()
    assert len(written) == len(cells)


def test_a_status_that_its_source_leaves_empty_is_never_shown_as_current() -> None:
    named = [row for row in CATALOGUE.values() if row["source"] == "SimpleStdCN"]
    assert len(named) > 400
    assert Counter(row["status"] for row in named).keys() <= {"unknown", "replaced", "withdrawn"}
    local = [row for row in CATALOGUE.values() if row["kind"] == "local"]
    assert {row["status"] for row in local} == {"unknown"}


@pytest.mark.parametrize("named", _written("named_standards.csv"), ids=lambda row: row["number"])
def test_what_limits_grades_and_schemes_name_is_in_it(named: dict[str, str]) -> None:
    number = parse_reference(named["number"], LOOKED_UP)[0]
    assert number.key in BY_KEY if number.edition else number.series in SERIES


@pytest.mark.parametrize(
    ("number", "status", "ended_on", "replaced_by"),
    [
        ("GB 12021.2-2015", "replaced", "2026-05-31", ["GB 12021.2-2025"]),
        ("GB 12021.4-2013", "current", "2027-03-31", ["GB 12021.4-2026"]),
        ("GB 25502-2017", "replaced", "2025-04-30", ["GB 25502-2024"]),
        ("GB 30720-2014", "replaced", "2026-02-28", ["GB 30720-2025"]),
        ("GB/T 18801-2015", "replaced", "2023-04-30", ["GB/T 18801-2022"]),
        ("GB 50010-2010", "replaced", "2024-07-31", ["GB/T 50010-2010"]),
        ("GB 50368-2005", "withdrawn", "2025-04-30", []),
        ("GB 50016-2014", "unknown", None, []),
    ],
)
def test_known_ends(number: str, status: str, ended_on: str | None, replaced_by: list[str]) -> None:
    row = CATALOGUE[number]
    assert (row["status"], row["ended_on"], row["replaced_by"]) == (status, ended_on, replaced_by)


@pytest.mark.parametrize("name", CLASSIFICATIONS)
def test_every_class_has_a_name_and_its_parent(name: str) -> None:
    table = SHIPPED[name]
    for row in table.values():
        assert row["name"] or row["name_en"]
        assert row["level"]
        assert row["parent"] is None or row["parent"] in table
        assert row["parent"] != row["code"]


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("gbt4754", {"1": 20, "2": 97, "3": 473, "4": 1381}),
        # 3351 rows of the source less three cities without counties that stand twice, and the three that it lacks.
        ("gbt2260", {"province": 31 + 3, "city": 342, "county": 2978 - 3}),
        ("ccs", {"1": 24, "2": 225, "3": 1608}),
        ("ics", {"1": 40, "2": 401, "3": 940}),
    ],
)
def test_the_classifications_are_whole(name: str, levels: dict[str, int]) -> None:
    assert Counter(row["level"] for row in SHIPPED[name].values()) == levels


def test_divisions_are_read_and_lie_where_their_code_says() -> None:
    table = SHIPPED["gbt2260"]
    assert {code[:2] for code, row in table.items() if row["level"] == RegionLevel.PROVINCE} == PROVINCES
    for code, row in table.items():
        region, findings = parse_region(code)
        assert region is not None
        assert findings == ()
        assert region.level == row["level"]
        assert (None if region.parent is None else region.parent.code) == row["parent"]
