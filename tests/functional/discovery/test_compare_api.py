"""GET /api/v1/compare: products side by side, the best value only where values may be compared."""

import pytest

from registry import worker
from tests.factories.declarations import CarFactory, PublishedFactory, RefrigeratorFactory, indicator
from tests.functional.discovery.reading import text_of
from tests.unit.reference.making import category, limit, threshold
from tests.unit.reference.making import indicator as indicator_row

COMPARE = "/api/v1/compare"


@pytest.fixture
def product(client, ready):
    """Publishes a product with these indicators; its id."""

    def publish(*indicators, of=RefrigeratorFactory, **body):
        made = of(indicators=list(indicators)) if indicators else of()
        receipt = PublishedFactory(
            where=ready, **{f"body__{name}": value for name, value in body.items()}, body__products=[made]
        )
        return client.get(f"/api/v1/standards/{receipt.id}").json["products"][0]["id"]

    return publish


@pytest.fixture
def compared(client):
    def ask(*products):
        response = client.get(f"{COMPARE}?products={','.join(products)}")
        assert response.status_code == 200, response.text
        return response.json

    return ask


def row(answer, code, condition=None):
    (found,) = [
        each
        for each in answer["rows"]
        if each["indicator"]["code"] == code and each["indicator"]["condition"] == condition
    ]
    return found


def cells(answer, code, condition=None, *names):
    return [tuple(cell[name] for name in names) for cell in row(answer, code, condition)["cells"]]


def energy(text, **more):
    return indicator("年耗电量", text, **more)


def test_the_least_use_and_the_longest_range_are_best(product, compared):
    fridges = [product(energy(text)) for text in ("≤350 kWh/a", "≤300 kWh/a", "≤400 kWh/a")]
    answer = compared(*fridges)
    assert cells(answer, "annual_energy_use", None, "product", "best", "comparable", "reason") == [
        (fridges[0], False, True, None),
        (fridges[1], True, True, None),
        (fridges[2], False, True, None),
    ]
    assert row(answer, "annual_energy_use")["indicator"] == {
        "code": "annual_energy_use",
        "name": "年耗电量",
        "name_en": "Annual energy use",
        "unit": "kW·h/a",
        "direction": "down",
        "kind": "performance",
        "condition": None,
    }
    cars = [
        product(indicator("续航里程", text, condition="CLTC"), of=CarFactory, category="battery-electric-cars")
        for text in ("≥500 km", "≥600 km")
    ]
    assert cells(compared(*cars), "driving_range", "CLTC", "best") == [(False,), (True,)]


def test_values_that_are_alike_are_best_together_only_over_a_worse_one(product, compared):
    two, third = [product(energy("≤300 kWh/a")) for _ in range(2)], product(energy("≤350 kWh/a"))
    assert cells(compared(*two), "annual_energy_use", None, "best") == [(False,), (False,)]
    assert cells(compared(*two, third), "annual_energy_use", None, "best") == [(True,), (True,), (False,)]


def test_units_are_converted_before_values_are_compared(product, compared):
    fridges = [
        product(energy(use), indicator("总容积", volume, kind="functional"))
        for use, volume in (("≤0.9 kWh/24h", "20 ft³"), ("≤350 kWh/a", "500 L"))
    ]
    answer = compared(*fridges)
    assert cells(answer, "total_volume", None, "text", "converted", "unit") == [
        ("20 ft³", {"low": "566.33693184", "high": "566.33693184"}, "L"),
        ("500 L", {"low": "500", "high": "500"}, "L"),
    ]
    assert cells(answer, "annual_energy_use", None, "converted", "best") == [
        ({"low": None, "high": "328.5"}, True),
        ({"low": None, "high": "350"}, False),
    ]


def test_another_condition_stands_in_a_row_of_its_own_and_is_never_best(product, compared):
    cars = [
        product(indicator("续航里程", text, condition=condition), of=CarFactory, category="battery-electric-cars")
        for text, condition in (("≥700 km", "CLTC"), ("≥500 km", "WLTP"), ("≥520 km", "WLTP"))
    ]
    answer = compared(*cars)
    assert cells(answer, "driving_range", "CLTC", "best", "reason") == [
        (False, None),
        (False, "not-declared"),
        (False, "not-declared"),
    ]
    assert cells(answer, "driving_range", "WLTP", "best", "text") == [
        (False, None),
        (False, "≥500 km"),
        (True, "≥520 km"),
    ]


def test_another_method_is_not_compared(product, compared):
    """年耗电量 by two test methods: nobody is best, and it is said why."""
    fridges = [product(energy("≤350 kWh/a", method=method)) for method in ("GB/T 8059-2016", "GB/T 12021-1999")]
    answer = cells(compared(*fridges), "annual_energy_use", None, "comparable", "reason", "best")
    assert answer == [(False, "other-method", False)] * 2


def test_an_edition_of_the_same_method_is_the_same_method(product, compared):
    fridges = [
        product(energy(text, method=method))
        for text, method in (("≤350 kWh/a", "GB/T 8059-2016"), ("≤300 kWh/a", "GB/T 8059"))
    ]
    assert cells(compared(*fridges), "annual_energy_use", None, "comparable", "best") == [(True, False), (True, True)]


def test_a_size_has_no_best(product, compared):
    fridges = [product(indicator("总容积", text, kind="functional")) for text in ("500 L", "300 L")]
    assert cells(compared(*fridges), "total_volume", None, "best", "reason") == [(False, "no-direction")] * 2


def test_what_the_dictionary_does_not_know_is_shown_and_not_compared(product, compared):
    fridges = [product(indicator("结霜量", text)) for text in ("≤3 g", "≤4 g")]
    (only,) = compared(*fridges)["rows"]
    assert (only["indicator"]["code"], only["indicator"]["name"]) == (None, "结霜量")
    assert [(cell["best"], cell["reason"], cell["text"]) for cell in only["cells"]] == [
        (False, "unknown-indicator", "≤3 g"),
        (False, "unknown-indicator", "≤4 g"),
    ]


def test_every_declared_indicator_is_shown_not_only_shared_ones(product, compared):
    fridges = [product(energy("≤350 kWh/a")), product(indicator("总容积", "500 L", kind="functional"))]
    answer = compared(*fridges)
    assert [each["indicator"]["code"] for each in answer["rows"]] == ["annual_energy_use", "total_volume"]
    assert cells(answer, "annual_energy_use", None, "text", "reason", "method")[1] == (None, "not-declared", None)


def test_a_text_is_shown_and_not_compared(product, compared):
    fridges = [product(energy("见铭牌")), product(energy("≤300 kWh/a"))]
    answer = cells(compared(*fridges), "annual_energy_use", None, "text", "converted", "reason", "best")
    assert answer == [
        ("见铭牌", None, "not-numeric", False),
        ("≤300 kWh/a", {"low": None, "high": "300"}, "not-numeric", False),
    ]


def test_products_of_one_category_share_it(product, compared):
    fridges = [product(), product()]
    car = product(of=CarFactory, category="battery-electric-cars")
    assert compared(*fridges)["category"]["code"] == "household-refrigerators"
    assert compared(fridges[0], car)["category"] is None


def test_products_stand_in_the_order_asked_each_once(product, compared):
    first, second = product(), product()
    for asked in ([second, first], [second, first, second], [f" {second}".strip(), first]):
        assert [each["id"] for each in compared(*asked)["products"]] == [second, first]


@pytest.mark.parametrize("number", [2, 6])
def test_two_to_six_products(product, compared, number):
    fridges = [product() for _ in range(number)]
    answer = compared(*fridges)
    assert [each["id"] for each in answer["products"]] == fridges
    assert all(len(each["cells"]) == number for each in answer["rows"])


@pytest.mark.parametrize("number", [0, 1, 7])
def test_one_is_too_few_and_seven_are_too_many(client, product, number):
    asked = ",".join(product() for _ in range(number))
    response = client.get(f"{COMPARE}?products={asked}")
    assert response.status_code == 400
    (finding,) = response.json["findings"]
    assert (finding["code"], finding["field"], finding["accepted"]) == ("products-to-compare", "products", "2–6")


def test_the_same_product_twice_is_one(client, product):
    identity = product()
    assert client.get(f"{COMPARE}?products={identity},{identity}").json["code"] == "products-to-compare"


def test_an_unknown_product_is_named(client, product):
    for unknown in ("EP2026-00009999-1", "EP2026-00000001-0", "x", "ES2026-00000001-1"):
        response = client.get(f"{COMPARE}?products={product()},{unknown}")
        assert response.status_code == 404
        assert response.json["findings"][0]["given"] == unknown


def test_an_unknown_parameter_is_refused(client):
    response = client.get(f"{COMPARE}?ids=1,2")
    assert (response.status_code, response.json["code"]) == (400, "unknown-parameter")


def test_real_refrigerators_compare(visitor):
    found = visitor.get("/api/v1/search?unit=product&q=电冰箱&limit=6").json["items"]
    answer = visitor.get(f"{COMPARE}?products={','.join(item['id'] for item in found)}").json
    assert answer["category"]["code"] == "household-refrigerators"
    assert {each["indicator"]["unit"] for each in answer["rows"]} == {"kW·h/a", "%", "L", "mm"}
    for each in answer["rows"]:
        values = [cell["converted"] for cell in each["cells"] if cell["converted"]]
        assert all(value["low"] and value["high"] for value in values)
        if each["indicator"]["direction"] == "none":
            assert not any(cell["best"] for cell in each["cells"])


def test_the_place_in_the_category_is_of_what_compares(product, compared, register, ready):
    """Other methods and other conditions are counted apart; nothing is said before the worker has counted."""
    fridges = [product(energy(f"≤{use} kWh/a")) for use in (300, 320, 400, 500)]
    product(energy("≤100 kWh/a", method="GB/T 12021-1999"))
    product(energy("≤100 kWh/a", condition="32 ℃"))
    assert row(compared(*fridges[:2]), "annual_energy_use")["category"] is None
    worker.drain(ready, register.search)
    found = row(compared(*fridges[:2]), "annual_energy_use")["category"]
    assert {name: found[name] for name in ("median", "p10", "p90", "count", "covers")} == {
        "median": "320",
        "p10": "300",
        "p90": "500",
        "count": 4,
        "covers": 6,
    }
    assert (found["quantiles"][0], found["quantiles"][-1], len(found["quantiles"])) == ("300", "500", 21)


def test_of_two_methods_with_as_many_values_no_category_is_told(product, compared, register, ready):
    fridges = [product(energy("≤300 kWh/a", method=method)) for method in ("GB/T 8059-2016", "GB/T 12021-1999")]
    worker.drain(ready, register.search)
    assert row(compared(*fridges), "annual_energy_use")["category"] is None
    other = product(of=CarFactory, category="battery-electric-cars")
    assert all(each["category"] is None for each in compared(fridges[0], other)["rows"]), "of which category?"


@pytest.fixture
def limited(own):
    """Reference data of the test's own: a mandatory limit for 甲醇, by form, and a recommended value for 乙醇."""
    folding = {"indicator": "form", "op": "one_of", "value": "折叠式|固定式", "unit": None}
    own(
        category=[category("wood")],
        indicator=[
            {**indicator_row("methanol", "甲醇", "g/L"), "direction": "down"},
            {**indicator_row("ethanol", "乙醇", "g/L"), "direction": "down"},
            indicator_row("form", "结构"),
        ],
        limit=[
            limit("methanol", "≤500", unit="mg/L", id="A", categories=["wood"], when=[{**folding, "value": "折叠式"}]),
            limit("methanol", "≤2", unit="g/L", id="B", categories=["wood"], when=[{**folding, "value": "固定式"}]),
        ],
        recommended=[threshold("ethanol", "≤3", unit="g/L", id="C", standard="GB/T 1-2020", provenance="unverified")],
    )


def wood(methanol, form, ethanol="≤1 g/L"):
    return [indicator("甲醇", methanol), indicator("乙醇", ethanol), indicator("结构", form, kind="functional")]


def test_the_limit_that_applies_stands_in_the_row(limited, product, compared):
    pair = [product(*wood(value, "折叠式"), category="wood") for value in ("≤0.5 g/L", "≤0.4 g/L")]
    answer = compared(*pair)
    told = row(answer, "methanol")["limit"]
    assert (told["number"], told["comparator"], told["value"], told["unit"]) == ("GB 1-2020", "le", "500", "mg/L")
    assert (told["mandatory"], told["verified"], told["provenance"]) == (True, True, "sourced")
    assert "result" not in told
    assert [cell["limit"]["result"] for cell in row(answer, "methanol")["cells"]] == ["equal", "stricter"]
    told = row(answer, "ethanol")["limit"]
    assert (told["mandatory"], told["verified"], told["provenance"]) == (False, False, "unverified")
    assert row(answer, "form")["limit"] is None


def test_where_each_value_has_a_limit_of_its_own_the_row_has_none(limited, product, compared):
    pair = [product(*wood("≤0.3 g/L", form), category="wood") for form in ("折叠式", "固定式")]
    found = row(compared(*pair), "methanol")
    assert found["limit"] is None
    assert [cell["limit"]["value"] for cell in found["cells"]] == ["500", "2"]


def test_the_page_shows_limits_and_who_they_are_for(limited, product, client):
    pair = [product(*wood("≤0.3 g/L", form, "≤5 g/L"), category="wood") for form in ("折叠式", "固定式")]
    read = text_of(client.get(f"/compare?products={','.join(pair)}").text)
    assert "≤0.5 强制 原文 ≤500 mg/L" in read
    assert read.count("适用于：") == 2
    assert "≤3 推荐性" in read
    assert "示例数据，未经核实" in read
    assert read.count("不符合未核实的限值") == 2, "an unverified limit breaks nothing for sure, and it is said"
    assert "不符合限值" not in read
