"""Rows that make a snapshot, and rows that contradict one another."""

from datetime import date
from decimal import Decimal

import pytest

from registry.identifiers.standard_number import parse_reference
from registry.indicators.canonical import Bounds
from registry.indicators.values import Interval, Method
from registry.reference.loading import shipped
from registry.reference.snapshot import KINDS, build
from registry.reference.values import ancestry, with_descendants
from tests.unit.reference.making import INDICATORS, category, indicator, limit, reference, threshold


def test_what_ships_makes_a_snapshot():
    rows = shipped()
    assert set(rows) == set(KINDS)
    snapshot = build(7, rows)
    assert snapshot.load == 7
    assert len(snapshot.dictionary) == len(rows["indicator"])
    assert len(snapshot.catalogue) == len(rows["standard"])
    assert {each.id for some in snapshot.limits.values() for each in some} == set(rows["limit"])
    assert snapshot.regions["440305"].parent == "440300"
    assert snapshot.industries["3851"].name
    assert snapshot.ccs["A"].name
    assert snapshot.ics["01"].name_en


def test_every_number_of_the_catalogue_that_ships_is_read():
    numbers = [each.number for each in build(0, shipped()).catalogue]
    assert [number for number in numbers if parse_reference(number, date.max)[0].kind is None] == []


def test_a_row_of_a_category_holds_below_it():
    indicators = (*INDICATORS, indicator("density", "密度", "kg/m³", categories=["wood"]))
    snapshot = reference(limit("odour", "无", id="B"), limit("odour", "无", id="A"), indicators=indicators)
    assert [each.id for each in snapshot.limits["panels"]] == ["A", "B"]
    assert "textiles" not in snapshot.limits
    assert snapshot.dictionary.named("密度", "panels").code == "density"
    assert snapshot.dictionary.named("密度", "textiles") is None
    assert list(ancestry("panels", snapshot.categories)) == ["panels", "wood"]
    assert with_descendants("wood", snapshot.categories) == {"wood", "panels"}


def test_a_threshold_is_read_in_the_unit_of_the_dictionary():
    more = {"unit": "μg/m³", "method": "GB/T 17657—2022", "valid_from": None}
    (found,) = reference(limit("formaldehyde", "<50", **more)).limits["wood"]
    assert found.bounds == Bounds(None, Decimal("0.05"), high_open=True)
    assert found.canonical == Interval(None, Decimal("0.05"), "mg/m³")
    assert found.requirement.text == "<50"
    assert found.method == Method(number="GB/T 17657-2022")
    assert found.valid_from is None


def when(indicator, op, value, unit=None):
    return {"when": [{"indicator": indicator, "op": op, "value": value, "unit": unit}]}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (limit("formaldehyde", "尽量少"), "not understood"),
        (limit("formaldehyde", "≤5"), "not understood"),
        (limit("formaldehyde", "≤5", unit="mg/kg"), "not understood"),
        (limit("form", "≥3级"), "not understood"),
        (limit("fastness", "≥9级"), "not understood"),
        (limit("unheard", "≤5"), "no unheard"),
        (limit("odour", "无", categories=[]), "no category"),
        (limit("odour", "无", categories=["woods"]), "no category woods"),
        (limit("odour", "无", provenance="guessed"), "guessed"),
        (limit("odour", "无", valid_from="2026-13-01"), "month|isoformat"),
        (limit("odour", "无", **when("unheard", "eq", "1")), "no unheard"),
        (limit("odour", "无", **when("capacity", "le", "4500")), "not understood"),
        (limit("odour", "无", **when("capacity", "le", "4500", "L")), "not understood"),
        (limit("odour", "无", **when("capacity", "range", "1~2", "W")), "no condition"),
        (limit("odour", "无", **when("class", "ge", "D")), "not understood"),
        (limit("odour", "无", **when("class", "one_of", "A|D")), "not understood"),
        (limit("odour", "无", **when("form", "ge", "折叠式")), "not understood"),
        (limit("odour", "无", **when("form", "among", "折叠式")), "among"),
    ],
)
def test_a_limit_that_could_never_be_judged_is_refused(row, says):
    with pytest.raises(ValueError, match=says):
        reference(row)


DISTRICT = {"code": "440305", "name": "南山区", "name_en": None, "parent": "440300", "level": "county"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"category": [category("oak", "trees")]}, "trees above it"),
        ({"category": [category("oak", "elm"), category("elm", "oak")]}, "above it"),
        ({"indicator": [indicator("x", "x", categories=["trees"])]}, "no category trees"),
        ({"indicator": [indicator("x", "x", scale="hardness")]}, "no scale hardness"),
        ({"indicator": [indicator("x", "异味")]}, "means"),
        ({"recommended": [threshold("odour", "尽量无")]}, "not understood"),
        ({"energy-grade": [{**threshold("unheard", "≤1"), "grade": "1"}]}, "no unheard"),
        (
            {"gbt2260": [{"code": "440305", "name": "南山区", "name_en": None, "parent": "440300", "level": "county"}]},
            "440300",
        ),
    ],
)
def test_rows_that_contradict_others_are_refused(rows, says):
    with pytest.raises(ValueError, match=says):
        reference(**rows)


def test_an_indicator_of_the_first_release_is_still_read():
    row = indicator("noise", "噪声", "dB(A)")
    early = {name: row[name] for name in row if name not in {"scale", "methods", "plausible_low", "plausible_high"}}
    entry = reference(indicators=(early,)).dictionary.get("noise")
    assert (entry.scale, entry.methods, entry.plausible) == (None, (), None)
