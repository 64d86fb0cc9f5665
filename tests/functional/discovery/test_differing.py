"""What has changed between two versions: `GET /standards/{id}/diff` and `/s/{id}/diff`."""

import pytest

from tests.factories.declarations import BodyFactory, RefrigeratorFactory, indicator
from tests.functional.declarations.conftest import API, publish, published
from tests.functional.discovery.reading import text_of

ENERGY, NOISE = "日耗电量", "噪声"


def fridge(model, *indicators):
    return RefrigeratorFactory(model=model, indicators=list(indicators))


def energy(text, **more):
    return indicator(ENERGY, text, method="GB/T 8059-2016", **more)


def noise(text, **more):
    return indicator(NOISE, text, method="GB/T 8059-2016", **more)


@pytest.fixture
def corrected(declarant):
    """`corrected(first, second, **fields)`: the id of a standard with two versions of these products."""

    def correct(first, second, **changed):
        body = BodyFactory(products=first, title="家用电冰箱", cites=[{"number": "GB/T 8059-2016"}])
        identity = published(declarant, body)["id"]
        ids = [each["id"] for each in declarant.get(f"{API}/standards/{identity}/products").json["items"]]
        products = [{**product, "id": own} for product, own in zip(second, ids, strict=False)] + second[len(ids) :]
        draft = declarant.post(f"{API}/standards/{identity}/corrections").json
        headers = {"If-Match": f'"{draft["etag"]}"'}
        after = {**body, "products": products, **changed}
        response = declarant.put(f"{API}/declarations/{draft['id']}", json=after, headers=headers)
        assert response.status_code == 200, response.text
        assert publish(declarant, draft["id"]).status_code == 201
        return identity

    return correct


def diff(client, identity, **parameters):
    response = client.get(f"{API}/standards/{identity}/diff", query_string=parameters)
    assert response.status_code == 200, response.text
    return response.json


def test_each_change_says_what_it_does_to_the_promise(corrected, client):
    before = fridge("一号", energy("≤0.80 kW·h/24h"), noise("≤40 dB(A)"))
    after = fridge("一号", energy("≤0.70 kW·h/24h"), noise("≤42 dB(A)"))
    identity = corrected([before], [after])
    found = diff(client, identity)
    assert (found["from"], found["to"], found["fields"]) == (1, 2, [])
    told = [(each["indicator"], each["kind"], each["effect"]) for each in found["changes"]]
    assert told == [("daily_energy_use", "value", "stricter"), ("noise", "value", "looser")]
    assert found["changes"][0]["before"]["text"] == "≤0.80 kW·h/24h"
    assert found["changes"][0]["after"]["text"] == "≤0.70 kW·h/24h"
    (product,) = client.get(f"{API}/standards/{identity}/products").json["items"]
    assert {each["product"] for each in found["changes"]} == {product["id"]}


def test_backwards_it_says_the_opposite(corrected, client):
    identity = corrected([fridge("一号", noise("≤40 dB(A)"))], [fridge("一号", noise("≤38 dB(A)"))])
    assert [each["effect"] for each in diff(client, identity)["changes"]] == ["stricter"]
    back = diff(client, identity, **{"from": 2, "to": 1})
    assert (back["from"], back["to"]) == (2, 1)
    assert [each["effect"] for each in back["changes"]] == ["looser"]


def test_products_that_come_and_other_words(corrected, client):
    old, new = fridge("一号", noise("≤40 dB(A)")), fridge("二号", noise("≤40 dB(A)"))
    identity = corrected(
        [old], [{**old, "model": "一号甲"}, new], title="家用风冷电冰箱", cites=[{"number": "GB 12021.2-2025"}]
    )
    found = diff(client, identity)
    first, second = client.get(f"{API}/standards/{identity}/products").json["items"]
    assert [(each["kind"], each["effect"], each["indicator"]) for each in found["changes"]] == [
        ("added", "neutral", None)
    ]
    assert found["changes"][0]["product"] == second["id"]
    assert [(each["name"], each["before"], each["after"], each["product"]) for each in found["fields"]] == [
        ("title", "家用电冰箱", "家用风冷电冰箱", None),
        ("cites", "GB/T 8059-2016", None, None),
        ("cites", None, "GB 12021.2-2025", None),
        ("model", "一号", "一号甲", first["id"]),
    ]


def test_of_one_version_nothing_differs(declarant, client):
    identity = published(declarant, BodyFactory())["id"]
    assert diff(client, identity) == {"from": 1, "to": 1, "fields": [], "changes": []}


@pytest.mark.parametrize(
    ("parameters", "status", "field"),
    [
        ({"from": 3}, 404, "from"),
        ({"to": 3}, 404, "to"),
        ({"from": 0}, 400, "from"),
        ({"from": "x"}, 400, "from"),
        ({"to": 2**31}, 400, "to"),
        ({"form": 1}, 400, "form"),
    ],
)
def test_what_is_not_there_is_named(corrected, client, parameters, status, field):
    identity = corrected([fridge("一号", noise("≤40 dB(A)"))], [fridge("一号", noise("≤38 dB(A)"))])
    response = client.get(f"{API}/standards/{identity}/diff", query_string=parameters)
    assert response.status_code == status
    assert [each["field"] for each in response.json["findings"]] == [field]


def test_a_standard_that_is_not_there(client, ready):
    assert client.get(f"{API}/standards/ES2026-00000009-9/diff").status_code == 404


def test_the_page_tells_of_each_change(corrected, client):
    before = fridge("一号", energy("≤0.80 kW·h/24h"), noise("≤40 dB(A)"))
    after = fridge("一号", energy("≤0.70 kW·h/24h"), noise("≤42 dB(A)"))
    identity = corrected([before], [after], title="家用风冷电冰箱")
    assert f"/s/{identity}/diff?from=1&amp;to=2" in client.get(f"/s/{identity}").text
    page = client.get(f"/s/{identity}/diff")
    assert page.status_code == 200
    told = text_of(page.text)
    assert "第 1 版与第 2 版的差异" in told
    assert "更严 1 处" in told
    assert "放宽 1 处" in told
    assert "家用电冰箱 家用风冷电冰箱" in told


def test_the_page_of_one_version_and_of_none(declarant, client):
    identity = published(declarant, BodyFactory())["id"]
    page = text_of(client.get(f"/s/{identity}/diff").text)
    assert "没有差异" in page
    assert page.count("第 1 版") == 1
    assert client.get(f"/s/{identity}/diff?from=7").status_code == 404
    wrong = client.get(f"/s/{identity}/diff?from=x")
    assert wrong.status_code == 400
    assert "from" in wrong.text
