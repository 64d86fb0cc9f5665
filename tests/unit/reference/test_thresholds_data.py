"""Limits, grades and recommended values as they ship: each can be decided by what is declared, and none is invented."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from registry.identifiers.standard_number import parse_reference
from registry.indicators.canonical import canonical_interval
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.grammar import parse
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator, Direction, Requirement
from tests.unit.reference.shipped import Row, dictionary, several, table, with_descendants

LIMITS, GRADES, RECOMMENDED = table("limits"), table("energy_grades"), table("recommended")
ALL = [*LIMITS, *GRADES, *RECOMMENDED]
CATEGORIES = {row["code"] for row in table("categories")}
each_row = pytest.mark.parametrize("row", ALL, ids=[row["id"] for row in ALL])


def _entry(code: str) -> IndicatorEntry:
    entry = dictionary().get(code)
    assert entry is not None, code
    return entry


def _requirement(row: Row) -> Requirement:
    entry = _entry(row["indicator"])
    return parse(row["text"], name=entry.name, unit=row["unit"], scale=entry.scale)


def _holds_in(entry: IndicatorEntry, row: Row) -> bool:
    """Whether the dictionary has the indicator in every category that the row is for."""
    asked = {each for code in several(row["categories"]) for each in with_descendants(code)}
    return not entry.categories or asked <= set(entry.categories)


@each_row
def test_what_a_row_names_exists(row: Row) -> None:
    assert parse_reference(row["standard"], date.max)[0].kind is not None
    assert set(several(row["categories"])) <= CATEGORIES
    assert several(row["categories"])
    assert _holds_in(_entry(row["indicator"]), row)
    assert row["provenance"] in {"sourced", "unverified", "sample"}
    assert row["applies_to"]
    assert row["source"]


@each_row
def test_what_a_row_asks_is_a_number_a_grade_or_a_yes_or_no(row: Row) -> None:
    entry, requirement = _entry(row["indicator"]), _requirement(row)
    assert requirement.findings == ()
    assert requirement.basis is None
    assert requirement.condition is None
    if requirement.comparator is Comparator.BOOL:
        return
    interval = canonical_interval(requirement, entry.unit, scale=entry.scale)
    assert interval is not None
    if entry.direction is Direction.UP:
        assert interval.low is not None
    if entry.direction is Direction.DOWN:
        assert interval.high is not None
    if entry.plausible:
        low, high = entry.plausible.low, entry.plausible.high
        assert all(low is None or low <= end for end in (interval.low, interval.high) if end is not None)
        assert all(high is None or end <= high for end in (interval.low, interval.high) if end is not None)


@each_row
def test_the_conditions_of_a_row_can_be_decided(row: Row) -> None:
    for condition in json.loads(row["when"] or "[]"):
        entry, value = _entry(condition["indicator"]), condition["value"]
        assert _holds_in(entry, row)
        assert condition["op"] in {"eq", "le", "lt", "ge", "gt", "one_of"}
        if entry.scale:
            assert entry.scale.position(value) is not None
        elif entry.unit:
            sign = {"eq": "", "le": "≤", "lt": "<", "ge": "≥", "gt": ">"}[condition["op"]]
            assert canonical_interval(parse(f"{sign}{value}", name=entry.name, unit=condition["unit"]), entry.unit)
            assert find_unit(condition["unit"])
        else:
            assert condition["op"] in {"eq", "one_of"}
            assert "unit" not in condition
            words = several(value)
            assert len(words) == len(set(words)) >= 1


@each_row
def test_the_days_of_a_row_are_in_order(row: Row) -> None:
    days = [
        date.fromisoformat(row[name])
        for name in ("valid_from", "stock_grace_until", "valid_to")
        if row.get(name) and not (name == "stock_grace_until" and row["valid_to"])
    ]
    assert all(earlier <= later for earlier, later in pairwise(days))


def test_every_row_has_an_id_of_its_own() -> None:
    assert [code for code, times in Counter(row["id"] for row in ALL).items() if times > 1] == []


def test_the_limits_are_those_of_the_source_and_say_how_well_they_are_known() -> None:
    assert Counter(row["provenance"] for row in LIMITS) == {"sourced": 135, "unverified": 32}
    assert len({row["standard"] for row in LIMITS}) == 23
    assert Counter(row["trusted"] for row in LIMITS) == {"true": 109, "false": 58}


@pytest.mark.parametrize("row", LIMITS, ids=[row["id"] for row in LIMITS])
def test_a_limit_is_trusted_only_where_a_page_that_is_trusted_states_its_value_and_its_products(row: Row) -> None:
    stating = re.split(r"(?:^| ; )(?:dates?|end) ", row["source"])[0].split(" ; ")
    high_trust = any(not each.startswith(("L:", "own knowledge")) for each in stating)
    unclear = row["id"].startswith(("M35.", "M56.", "M57."))
    assert row["trusted"] == ("true" if row["provenance"] == "sourced" and high_trust and not unclear else "false")
    reason = "scope" if unclear else "low-trust"
    assert row["doubt"] == (reason if row["provenance"] == "sourced" and row["trusted"] == "false" else "")


def test_a_limit_of_what_was_said_of_a_hundred_percent_alcohol_keeps_that_basis() -> None:
    assert {row["id"]: row["basis"] for row in LIMITS if row["basis"]} == dict.fromkeys(
        ("M17", "M18", "M19"), "按100%酒精度折算"
    )


def test_a_better_grade_never_asks_for_less() -> None:
    tables: dict[str, list[Row]] = {}
    for row in GRADES:
        tables.setdefault(row["id"].partition(".")[0], []).append(row)
    assert len(tables) == 42
    for rows in tables.values():
        assert len({(row["standard"], row["indicator"], row["when"], row["valid_to"]) for row in rows}) == 1
        for better, worse in pairwise(sorted(rows, key=lambda row: int(row["grade"]))):
            asked, less = (_requirement(row) for row in (better, worse))
            assert (asked.low is not None and less.low is not None and asked.low >= less.low) or (
                asked.high is not None and less.high is not None and asked.high <= less.high
            )


def test_drafts_are_not_in_force_and_are_never_shown_as_sourced() -> None:
    drafts = [row for row in GRADES if "稿的数值，不是发布稿" in row["applies_to"]]
    assert len(drafts) == 12
    assert all(row["provenance"] == "unverified" and row["valid_to"] for row in drafts)


def test_an_ended_edition_has_its_last_day() -> None:
    ended = {row["standard"]: row["valid_to"] for row in ALL if row["valid_to"]}
    assert ended["GB 12021.2-2015"] == "2026-05-31"
    assert ended["GB 30720-2014"] == "2026-02-28"
    assert ended["GB 25502-2017"] == "2025-04-30"
    assert ended["GB 18580-2017"] == ended["GB 18582-2020"] == "2026-05-31"


def test_every_category_with_a_scheme_has_a_recommended_value() -> None:
    assert {
        category for row in RECOMMENDED for code in several(row["categories"]) for category in with_descendants(code)
    } >= {
        "room-air-conditioners",
        "wood-based-panels",
        "interior-wall-paints",
        "drum-washing-machines",
        "smart-toilets",
        "toilets",
        "childrens-clothing",
        "down-jackets",
        "air-purifiers",
        "led-downlights",
        "gas-cookers",
        "grain-spirits",
    }


def test_a_sample_says_that_it_is_one() -> None:
    samples = [row for row in RECOMMENDED if row["provenance"] == "sample"]
    assert len(samples) == 9
    assert all("示例" in row["applies_to"] and row["source"].startswith("sample of ours") for row in samples)
