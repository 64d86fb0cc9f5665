"""The place in the category: counted by the worker from what is in force, value by value as a naive count has it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from registry import worker
from registry.declarations import queries as declarations
from registry.indexing import queries, statistics
from registry.indexing.rules import alike_with, counted
from registry.indexing.service import Indexer, rebuild
from registry.indexing.statistics import recount
from registry.kernel import journal
from registry.kernel.clock import Clock
from registry.kernel.events import deliver
from registry.kernel.transaction import reading
from registry.reference import queries as reference
from tests.factories.declarations import CarFactory, PublishedFactory, RefrigeratorFactory, indicator
from tests.functional.conftest import statements

FRIDGES, CARS = "household-refrigerators", "battery-electric-cars"


@pytest.fixture
def drain(register):
    return lambda where=None: worker.drain(where or register.scope, register.search)


def kept(where, category=FRIDGES, *codes):
    with reading(where) as session:
        return queries.distributions(session, category, codes or ("annual_energy_use", "total_volume"))


def energy(where):
    """The one distribution of 年耗电量: how many, least, median, greatest."""
    found = [each for (code, _), each in kept(where).items() if code == "annual_energy_use"]
    return [(each.count, *(str(each.quantiles[place]) for place in (0, 10, 20))) for each in found]


def fridge(use, **more):
    return RefrigeratorFactory(indicators=[indicator("年耗电量", f"≤{use} kWh/a", **more)])


def naive(where, category):
    """The same from all products of a category, each as it is shown on the day."""
    with reading(where) as session:
        known = reference.reference(session)
        codes = [entry.code for entry in known.dictionary]
        day = where.clock.today()
        found = {}
        for listed in {each.product for each in declarations.candidates(session, [category], day)}:
            product = declarations.products(session, [listed], day)[listed]
            if product.status == "current" and product.category == category:
                for alike, value in dict(
                    filter(None, (counted(i, known.dictionary) for i in product.indicators[::-1]))
                ).items():
                    found.setdefault(alike, []).append(value)
        return {alike: sorted(values) for alike, values in found.items()}, codes


def test_every_category_of_the_samples_is_as_a_naive_count_has_it(samples):
    checked = 0
    with reading(samples.scope) as session:
        categories = [code for code, products in declarations.products_by_category(session).items() if products]
    assert len(categories) > 5
    for category in categories:
        expected, codes = naive(samples.scope, category)
        found = kept(samples.scope, category, *codes)
        assert found.keys() == expected.keys()
        for alike, values in expected.items():
            told = found[alike]
            assert (told.count, told.quantiles[0], told.quantiles[-1]) == (len(values), values[0], values[-1])
            assert told.median == values[-(-len(values) // 2) - 1]
            assert (told.p10, told.p90) == (values[-(-len(values) // 10) - 1], values[-(-len(values) * 9 // 10) - 1])
            checked += 1
    assert checked > 20


def test_what_is_published_is_counted_in_the_dictionarys_unit(ready, drain):
    for use in ("300 kWh/a", "1 kWh/24h", "400 kWh/a"):
        PublishedFactory(
            where=ready, body__products=[RefrigeratorFactory(indicators=[indicator("年耗电量", f"≤{use}")])]
        )
    assert kept(ready) == {}
    drain()
    assert energy(ready) == [(3, "300", "365", "400")]
    with reading(ready) as session:
        assert {each.covers for each in kept(ready).values()} == {journal.head(session)[0]} == {3}


def test_values_under_another_condition_are_counted_apart(ready, drain):
    for cltc, wltp in ((600, 550), (700, 640)):
        car = CarFactory(
            indicators=[
                indicator("续航里程", f"≥{value} km", condition=condition, method="GB/T 18386.1-2021")
                for condition, value in (("CLTC", cltc), ("WLTP", wltp))
            ]
        )
        PublishedFactory(where=ready, body__products=[car], body__category=CARS)
    drain()
    found = kept(ready, CARS, "driving_range")
    assert sorted((each.quantiles[0], each.quantiles[20]) for each in found.values()) == [(550, 640), (600, 700)]
    with reading(ready) as session:
        known = reference.reference(session)
        listed = [each.product for each in declarations.candidates(session, [CARS], ready.clock.today())]
        views = declarations.products(session, listed, ready.clock.today()).values()
    declared = [each for view in views for each in view.indicators if each.code == "driving_range"]
    assert {alike_with(each, known.dictionary) for each in declared} == set(found)


def test_a_product_without_the_indicator_is_not_in_it(ready, drain):
    PublishedFactory(
        where=ready, body__products=[fridge(300), RefrigeratorFactory(indicators=[indicator("总容积", "500 L")])]
    )
    drain()
    assert energy(ready) == [(1, "300", "300", "300")]


def test_only_what_is_in_force_on_the_day_counts(ready, drain):
    PublishedFactory(where=ready, body__products=[fridge(300)])
    PublishedFactory(where=ready, body__products=[fridge(200)], withdrawn=True)
    PublishedFactory(where=ready, body__products=[fridge(100)], body__effective_on="2026-12-01")
    drain()
    assert energy(ready) == [(1, "300", "300", "300")]
    later = replace(ready, clock=Clock(frozen=ready.clock.now() + timedelta(days=9)))
    drain(later)
    assert energy(ready) == [(2, "100", "100", "300")]


def test_what_is_corrected_revised_or_withdrawn_leaves_no_value_behind(ready, drain, enterprise, client):
    first = PublishedFactory(where=ready, enterprise=enterprise, body__products=[fridge(300), fridge(350)])
    drain()
    moved = client.get(f"/api/v1/standards/{first.id}").json["products"][0]["id"]
    PublishedFactory(where=ready, enterprise=enterprise, body__products=[{**fridge(250), "id": moved}])
    drain()
    assert energy(ready) == [(2, "250", "250", "350")]
    PublishedFactory(where=ready, body__products=[fridge(500)], revision=True)
    drain()
    assert energy(ready) == [(3, "250", "350", "500")]
    PublishedFactory(where=ready, body__products=[fridge(900, condition="25 ℃")], withdrawn=True)
    drain()
    assert energy(ready) == [(3, "250", "350", "500")]


def test_building_anew_gives_the_same(ready, register, drain):
    PublishedFactory.create_batch(3, where=ready, body__count=2)
    PublishedFactory(where=ready, car=True)
    drain()
    before = kept(ready), kept(ready, CARS, "driving_range")
    assert all(before)
    rebuild(ready, register.search)
    assert (kept(ready), kept(ready, CARS, "driving_range")) == before


def test_a_count_that_was_cut_off_is_made_up_for(ready, register, drain):
    """The worker stopped between following and counting: the mark is still there."""
    drain()
    PublishedFactory(where=ready, body__products=[fridge(300)])
    with Indexer(register.search) as indexer:
        deliver(ready, [indexer.handler()], "cut off")
        assert indexer.count(ready, lambda: True) == 0
    assert kept(ready) == {}
    drain()
    assert energy(ready) == [(1, "300", "300", "300")]
    assert recount(ready, lambda: 0) == 0, "what is counted is not counted again"


def test_a_count_reads_one_index_and_touches_what_has_changed_only(ready, drain, monkeypatch):
    monkeypatch.setattr(statistics, "TOGETHER", 2)
    PublishedFactory(where=ready, body__products=[fridge(use) for use in (300, 310, 320, 330, 340)])
    PublishedFactory(where=ready, car=True)
    drain()
    PublishedFactory(where=ready, body__products=[fridge(200)])
    with statements(ready.engine) as sent:
        drain()
    counts = [each for each in sent if each.startswith("SELECT") and "ORDER BY category_values.value" in each]
    assert len(counts) == 1
    assert energy(ready) == [(6, "200", "310", "340")]


def test_what_is_kept_is_exact(ready, drain):
    PublishedFactory(where=ready, body__products=[fridge("0.1"), fridge("300.123456789")])
    drain()
    (found,) = kept(ready).values()
    assert (found.quantiles[0], found.quantiles[-1]) == (Decimal("0.1"), Decimal("300.123456789"))
    assert len(found.quantiles) == 21
