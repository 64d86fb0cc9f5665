"""The indicator dictionary as it ships: every name that the data know is found, and its unit fits."""

from __future__ import annotations

from datetime import date

import pytest

from registry.identifiers.standard_number import parse_reference
from registry.indicators.units import find_unit
from tests.unit.reference.shipped import Row, data_of_tests, dictionary, scales, several, table

NAMES = data_of_tests("indicator_names")
CATEGORIES = {row["code"] for row in table("categories")}


def test_the_dictionary_builds_and_names_only_what_exists() -> None:
    rows = table("indicators")
    assert len(dictionary()) == len(rows) >= 280
    for row in rows:
        assert set(several(row["categories"])) <= CATEGORIES, row["code"]
        assert row["unit"] == "" or row["scale"] == "", row["code"]
    assert {row["scale"] for row in rows} - {""} == set(scales())


def test_every_category_has_an_indicator_of_its_own() -> None:
    covered = {category for entry in dictionary() for category in entry.categories}
    # What induction cookers are graded by, thermal efficiency and power, is in the dictionary for all.
    assert {row["code"] for row in table("categories") if row["parent"]} - covered == {"induction-cookers"}


@pytest.mark.parametrize("row", NAMES, ids=[f"{row['category']}:{row['name']}" for row in NAMES])
def test_the_names_that_the_data_use_are_found(row: Row) -> None:
    entry = dictionary().named(row["name"], row["category"])
    assert entry is not None
    if row["direction"]:
        assert entry.direction == row["direction"]
    if row["unit"] and entry.unit is not None:
        written, kept = find_unit(row["unit"]), find_unit(entry.unit)
        assert written is not None
        assert kept is not None
        assert written.dimension == kept.dimension or (written.is_one and kept.is_one)


def test_formaldehyde_that_is_released_is_not_formaldehyde_that_is_contained() -> None:
    for category in CATEGORIES:
        released = dictionary().named("甲醛释放量", category)
        contained = dictionary().named("甲醛含量", category)
        assert released is not None
        assert released.code == "formaldehyde_emission"
        assert contained is None or contained.code != released.code


def test_ranges_by_different_cycles_never_share_an_indicator() -> None:
    names = ("WLTP 续航", "CLTC 续航", "EPA 续航", "NEDC 续航", "续航里程")
    found = [dictionary().named(name, "battery-electric-cars") for name in names]
    assert len({entry.code for entry in found if entry}) == len(names)


def test_usual_methods_are_standards_or_the_words_of_one() -> None:
    for entry in dictionary():
        for method in entry.methods:
            assert parse_reference(method, date.max)[0].kind is not None or method == "干燥器法", (entry.code, method)


def test_bounds_of_what_is_plausible_are_in_order() -> None:
    for entry in dictionary():
        if entry.plausible and entry.plausible.low is not None and entry.plausible.high is not None:
            assert entry.plausible.low < entry.plausible.high, entry.code
