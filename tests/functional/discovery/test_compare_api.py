"""GET /api/v1/compare: products side by side, the best value only where values may be compared."""

import pytest

from tests.factories.declarations import CarFactory, PublishedFactory, RefrigeratorFactory, indicator

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
