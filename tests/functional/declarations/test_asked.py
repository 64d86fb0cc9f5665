"""Which products meet what is asked of their indicators, held against the stored rows one by one."""

import random
from decimal import Decimal

import pytest

from registry.declarations import queries
from registry.indicators.canonical import Bounds
from registry.indicators.comparison import Satisfaction, satisfies
from registry.indicators.values import Direction
from registry.kernel.ids import PRODUCT, STANDARD
from registry.kernel.transaction import reading
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.functional.declarations.holding import ends, naive, some_bounds, stored

ENERGY, VOLUME = "annual_energy_use", "total_volume"


@pytest.fixture(scope="module")
def rows(samples):
    with reading(samples.scope) as session:
        return stored(session)


def test_two_hundred_conditions_equal_the_rows(samples, rows):
    chance = random.Random(20261125)
    declared = ends(rows)
    codes = list(declared)
    kinds = set()
    with reading(samples.scope) as session:
        for _ in range(200):
            asked = []
            for code in chance.sample(codes, chance.choice((1, 1, 2, 3))):
                either = (chance.choice(codes),) if chance.random() < 0.3 else ()
                asked.append(((code, *either), some_bounds(chance, declared[code])))
            found = queries.meeting(session, asked, samples.scope.clock.today())
            assert {(each.standard.number, each.product.number): each.sure for each in found} == naive(rows, asked)
            kinds |= {each.sure for each in found}
            some = [each.product for each in chance.sample(found, min(len(found), 7))]
            again = queries.meeting(session, asked, samples.scope.clock.today(), among=some)
            assert sorted(map(str, again)) == sorted(str(each) for each in found if each.product in set(some))
            for of_codes, bounds in asked:
                values = [each for key, each_ in rows.items() if key[2] in of_codes for each in each_]
                number = sum(satisfies(each, bounds) is not Satisfaction.OUTSIDE for each in values)
                assert queries.estimate(session, (of_codes, bounds), 50) == min(number, 50)
    assert kinds == {True, False}


@pytest.mark.parametrize("prefix", [PRODUCT, STANDARD])
def test_whatever_is_no_exception_meets_everything_alike(samples, rows, prefix):
    chance, declared = random.Random(prefix), ends(rows)
    outcomes, alike = [], 0
    with reading(samples.scope) as session:
        for _ in range(150):
            codes = chance.sample(list(declared), chance.choice((1, 2)) if prefix == PRODUCT else 1)
            asked = [((code,), some_bounds(chance, declared[code])) for code in codes]
            found = queries.exceptions(session, asked, prefix, most=chance.choice((0, 5, 50, 500)))
            outcomes.append(found and found[1])
            if found is None:
                continue
            others, surely = {each.number for each in found[0]}, found[1]
            assert len(others) == len(found[0])
            met = naive(rows, asked)
            for standard, product in {key[:2] for key in rows if key[2] == codes[0]}:
                own = (product if prefix == PRODUCT else standard) not in others
                if own and all((standard, product, code) in rows for code in codes):
                    assert met[standard, product] is surely, (asked, standard, product)
                    alike += 1
    assert {True, False, None} == set(outcomes)
    assert alike > 1000


@pytest.fixture
def meet(ready):
    """Declares a refrigerator with these indicators and asks: sure, possible (None: neither)."""

    def met(indicators, *asked):
        PublishedFactory(where=ready, body__products=[RefrigeratorFactory(indicators=indicators)])
        with reading(ready) as session:
            found = queries.meeting(session, asked, ready.clock.today())
        return found[-1].sure if found else None

    return met


@pytest.mark.parametrize(
    ("text", "bounds", "sure"),
    [
        ("≤350 kWh/a", Bounds(None, Decimal(350)), True),
        ("≤350 kWh/a", Bounds(None, Decimal(350), high_open=True), False),  # 350 itself is declared possible
        ("≤350 kWh/a", Bounds(None, Decimal(349)), False),
        ("≤350 kWh/a", Bounds(Decimal(351), None), None),
        ("≤350 kWh/a", Bounds(Decimal(350), None), False),
        ("≤350 kWh/a", Bounds(Decimal(350), None, low_open=True), None),
        ("300~350 kWh/a", Bounds(Decimal(300), Decimal(350)), True),
        ("300~350 kWh/a", Bounds(Decimal(301), Decimal(350)), False),
        ("300~350 kWh/a", Bounds(Decimal(100), Decimal(299)), None),
        ("节能", Bounds(None, Decimal(350)), None),
    ],
)
def test_the_ends_decide(meet, text, bounds, sure):
    assert meet([indicator("年耗电量", text)], ((ENERGY,), bounds)) is sure


def test_all_values_of_an_indicator_must_lie_inside(meet):
    twice = [indicator("年耗电量", "≤300 kWh/a", condition="25℃"), indicator("年耗电量", "≤400 kWh/a", condition="32℃")]
    assert meet(twice, ((ENERGY,), Bounds(None, Decimal(350)))) is False


def test_of_several_indicators_one_that_lies_inside_is_enough(meet):
    both = [indicator("年耗电量", "≤300 kWh/a"), indicator("总容积", "600 L")]
    either = ((ENERGY, VOLUME), Bounds(None, Decimal(350)))
    assert meet(both, either) is True
    assert meet([indicator("年耗电量", "≤400 kWh/a"), indicator("总容积", "600 L")], either) is False
    assert meet([indicator("年耗电量", "400~500 kWh/a")], either) is not True


def test_everything_must_hold_of_the_same_product(ready):
    small = RefrigeratorFactory(indicators=[indicator("年耗电量", "≤200 kWh/a"), indicator("总容积", "100 L")])
    large = RefrigeratorFactory(indicators=[indicator("年耗电量", "400~500 kWh/a"), indicator("总容积", "600 L")])
    PublishedFactory(where=ready, body__products=[small, large])
    asked = [((ENERGY,), Bounds(None, Decimal(250))), ((VOLUME,), Bounds(Decimal(500), None))]
    with reading(ready) as session:
        assert queries.meeting(session, asked, ready.clock.today()) == []
        assert len(queries.meeting(session, asked[:1], ready.clock.today())) == 1


def test_only_the_newest_version_counts_and_a_product_is_shown_where_it_is_in_force(ready):
    receipt = PublishedFactory(where=ready, revision=True)
    with reading(ready) as session:
        found = queries.meeting(session, [((ENERGY,), Bounds(None, Decimal(350)))], ready.clock.today())
        places = queries.places(session, ENERGY, Direction.DOWN, ready.clock.today())
    shown = {each.standard: each.shown for each in found}
    assert (len(shown), shown.pop(receipt.id), [*shown.values()]) == (2, True, [False])
    assert [each.place for each in places] == [350] * 2
    assert {(each.standard, each.shown) for each in places} == {(each.standard, each.shown) for each in found}


@pytest.mark.parametrize(
    ("values", "direction", "place"),
    [
        (["200 L", "≥300 L"], Direction.UP, -200),
        (["≥300 L", "≥200 L"], Direction.UP, -200),
        (["200 L", "≤300 L"], Direction.UP, None),
        (["200 L", "≥300 L"], Direction.DOWN, None),
        (["200 L", "≤300 L"], Direction.DOWN, 300),
        (["200 L", "≥300 L"], Direction.NONE, 200),
        (["200 L", "≤300 L"], Direction.NONE, 300),
        (["≥200 L", "≤300 L"], Direction.NONE, None),
        (["大"], Direction.NONE, None),
    ],
)
def test_the_place_by_several_values(ready, values, direction, place):
    indicators = [indicator("总容积", value, condition=value) for value in values]
    receipt = PublishedFactory(where=ready, body__products=[RefrigeratorFactory(indicators=indicators)])
    with reading(ready) as session:
        found = queries.places(session, VOLUME, direction, ready.clock.today())
        assert [each.place for each in found] == [place] * len(found)
        assert bool(found) is (place is not None)
        products = [each.product for each in found]
        assert queries.places(session, VOLUME, direction, ready.clock.today(), among=products) == found
        assert queries.places(session, VOLUME, direction, ready.clock.today(), among=[]) == []
        of_standards = queries.places_of_standards(session, VOLUME, direction, [receipt.id])
        assert of_standards == {each.standard: each.place for each in found}
        within = queries.places_within(session, VOLUME, direction, receipt.id)
        assert within == {each.product.number: each.place for each in found}
