"""No page asks the database once for each of its rows (performance.md, P7)."""

import sys

import pytest

from tests.factories.declarations import PublishedFactory
from tests.functional.conftest import statements

MOST = 8


@pytest.fixture
def largest(visitor):
    """The standard with the most products among the samples."""
    found = visitor.get("/api/v1/search?limit=100&sort=published").json["items"]
    return max(found, key=lambda hit: hit["products_total"])


@pytest.fixture
def products(visitor):
    found = visitor.get("/api/v1/search?unit=product&q=电冰箱&limit=6").json["items"]
    return ",".join(hit["id"] for hit in found)


def addresses(visitor, largest, products):
    uscc = largest["enterprise"]["uscc"]
    edition = visitor.get("/api/v1/rankings/refrigerator-energy/latest").json["id"]
    yield f"/e/{uscc}"
    yield f"/e/{uscc}?status=current"
    yield f"/api/v1/enterprises/{uscc}"
    yield f"/api/v1/enterprises/{uscc}/standards?limit=100"
    yield f"/api/v1/enterprises/{uscc}/standards?limit=100&status=current,upcoming"
    yield f"/s/{largest['id']}"
    newest = visitor.get("/api/v1/search?limit=100&sort=published").json["items"]
    yield next(f"/s/{each['id']}" for each in newest if each["products_total"] == 1)
    yield f"/api/v1/standards/{largest['id']}"
    yield f"/api/v1/standards/{largest['id']}/products?limit=100"
    for asked in (
        "q=Samsung",
        "sort=indicator:total_volume",
        "q=RF&indicator=total_volume>=100&sort=indicator:total_volume",
    ):
        yield f"/s/{largest['id']}?{asked}"
        yield f"/api/v1/standards/{largest['id']}/products?{asked}&limit=100"
    yield f"/p/{products.split(',')[0]}"
    yield f"/api/v1/products/{products.split(',')[0]}"
    yield f"/compare?products={products}"
    yield f"/api/v1/compare?products={products}"
    yield f"/compare.csv?products={products}"
    yield f"/compare.xlsx?products={products}"
    widened = ("q=Samsung 冰箱", "q=Samsumg", "unit=product&q=Samsung RF28R 年耗电量 640", "unit=product&q=年耗电量 1")
    for asked in ("", "q=冰箱", "q=Samsung", "q=RF28", "unit=product", "unit=product&q=冰箱", "q=xyzzy", *widened):
        yield f"/?{asked}"
        yield f"/api/v1/search?{asked}&limit=100"
    yield "/rankings"
    yield "/rankings/refrigerator-energy"
    yield f"/editions/{edition}"
    yield f"/editions/{edition}?grade=3"
    yield f"/editions/{edition}?outcome=excluded"
    yield f"/editions/{edition}?list=1&level=3"
    yield f"/api/v1/editions/{edition}"
    yield f"/api/v1/editions/{edition}/entries?limit=100"
    yield "/api/v1/rankings/refrigerator-energy/latest"
    yield "/api/v1/rankings?limit=100"
    yield "/api/v1/schemes"


def test_no_answer_takes_more_than_eight_statements(samples, visitor, largest, products):
    assert largest["products_total"] > 100
    counted = {}
    for address in addresses(visitor, largest, products):
        with statements(samples.engine) as sent:
            assert visitor.get(address).status_code == 200, address
        counted[address] = len(sent)
    assert {address: count for address, count in counted.items() if not 0 < count <= MOST} == {}


def test_indicators_are_asked_for_by_product_however_many_there_are(ready, client, monkeypatch):
    monkeypatch.setattr(sys.modules["registry.declarations.queries.products"], "AT_ONCE", 2)
    standard = PublishedFactory(where=ready, body__count=5).id
    PublishedFactory(where=ready)
    with statements(ready.engine) as sent:
        shown = client.get(f"/api/v1/standards/{standard}/products").json["items"]
    assert [len(product["indicators"]) for product in shown] == [3] * 5
    asked = [statement for statement in sent if "FROM declared_indicators" in statement]
    assert len(asked) == 3
    assert all("declared_indicators.product_id IN" in statement for statement in asked)
