"""Reading by id: standards, their products, products, the log; and whether the server is ready."""

import json
from dataclasses import replace

import pytest

from registry import worker
from registry.app import create_app
from registry.kernel import merkle
from registry.kernel.clock import Clock
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from tests.conftest import NOW
from tests.factories.declarations import BodyFactory, PublishedFactory, RefrigeratorFactory

API = "/api/v1"


BODY = BodyFactory(count=45)


@pytest.fixture
def receipt(ready, enterprise):
    return PublishedFactory(where=ready, enterprise=enterprise, body=BODY)


def test_a_standard_shows_its_first_twenty_products(client, receipt):
    told = client.get(f"{API}/standards/{receipt.id}").json
    assert (told["id"], told["number"], told["number_display"]) == (
        str(receipt.id),
        receipt.number,
        receipt.number.replace("-", "—"),
    )
    assert (len(told["products"]), told["products_total"]) == (20, 45)
    assert told["products_url"] == f"{API}/standards/{receipt.id}/products"
    assert told["sample"] is None


def test_the_products_of_a_standard_page_by_page(client, receipt):
    address, models, cursor, pages = f"{API}/standards/{receipt.id}/products?limit=20", [], "", 0
    while True:
        answer = client.get(address + cursor).json
        models += [product["model"] for product in answer["items"]]
        pages += 1
        assert answer["total"] == 45
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    assert pages == 3
    assert models == [product["model"] for product in BODY["products"]]


def test_a_cursor_is_for_its_own_standard(client, receipt, ready):
    other = PublishedFactory(where=ready, body__count=30)
    cursor = client.get(f"{API}/standards/{receipt.id}/products?limit=5").json["next"]
    response = client.get(f"{API}/standards/{other.id}/products?limit=5&cursor={cursor}")
    assert (response.status_code, response.json["code"]) == (400, "cursor-not-ours")


def test_a_standard_that_has_not_changed_is_not_sent_again(client, receipt):
    first = client.get(f"{API}/standards/{receipt.id}")
    again = client.get(f"{API}/standards/{receipt.id}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{API}/standards/{receipt.id}", headers={"If-None-Match": '"sha256:0"'})
    assert other.status_code == 200


def tags(client, address):
    return [client.get(address, headers={"Accept-Language": each}).headers["ETag"] for each in ("zh-CN", "en")]


def test_a_tag_changes_with_the_words_of_the_answer(app, client, ready, register):
    receipt = PublishedFactory(
        where=ready, body__upcoming=True, body__products=[RefrigeratorFactory(gtins=["6901234567893"])]
    )
    address = f"{API}/standards/{receipt.id}"
    chinese, english = tags(client, address)
    assert chinese != english, "its notice is a sentence"
    assert tags(client, address) == [chinese, english]
    later = create_app(replace(register, clock=Clock(frozen=NOW.replace(year=2027)))).test_client()
    told = later.get(address, headers={"If-None-Match": chinese})
    assert (told.status_code, told.json["status"]) == (200, "current")


@pytest.mark.parametrize("kind", ["products", "log/entries", "schemes"])
def test_every_single_resource_has_a_tag(visitor, kind):
    product = visitor.get(f"{API}/search?unit=product&limit=1").json["items"][0]["id"]
    which = {"products": product, "log/entries": 0, "schemes": "electric-car-range"}[kind]
    first = visitor.get(f"{API}/{kind}/{which}")
    assert first.status_code == 200
    again = visitor.get(f"{API}/{kind}/{which}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_product_has_all_of_its_indicators(client, ready):
    receipt = PublishedFactory(where=ready, car=True)
    (listed,) = client.get(f"{API}/standards/{receipt.id}").json["products"]
    told = client.get(f"{API}/products/{listed['id']}").json
    assert told == listed
    assert [(each["code"], each["condition"]) for each in told["indicators"]] == [
        ("driving_range", "CLTC"),
        ("driving_range", "WLTP"),
        ("dc_charging_power", None),
        ("acceleration_0_100", None),
    ]
    assert told["standard"] == {
        "id": str(receipt.id),
        "number": receipt.number,
        "title": "纯电动乘用车",
        "status": "current",
    }


def wrong_check(identity):
    text = str(identity)
    return text[:-1] + str((int(text[-1]) + 1) % 10)


@pytest.mark.parametrize("kind", ["standards", "products"])
def test_an_id_that_does_not_exist_is_not_found(client, receipt, kind):
    prefix = STANDARD if kind == "standards" else PRODUCT
    known = PublicId(prefix, 2026, receipt.id.number)
    assert client.get(f"{API}/{kind}/{known}").status_code in {200, 404}
    for identity in (
        wrong_check(known),
        PublicId(prefix, 2025, known.number),
        PublicId(prefix, 2026, 10**11),
        PublicId(PRODUCT if prefix is STANDARD else STANDARD, 2026, known.number),
        "x",
        "1",
        "-1",
        "' OR 1=1",
    ):
        response = client.get(f"{API}/{kind}/{identity}")
        assert (response.status_code, response.json["code"]) == (404, "not-found"), identity
        assert response.json["findings"][0]["given"] == str(identity)
    assert client.get(f"{API}/standards/{wrong_check(known)}/products").status_code == 404


def test_an_id_may_be_typed_in_small_letters(client, receipt):
    assert client.get(f"{API}/standards/{str(receipt.id).lower()}").json["id"] == str(receipt.id)


def test_a_log_entry_can_be_checked_by_whoever_reads_it(client, receipt, ready):
    PublishedFactory(where=ready)
    told = client.get(f"{API}/log/entries/0").json
    assert merkle.leaf_hash(told["leaf"].encode()).hex() == told["leaf_hash"] == receipt.leaf_hash
    assert json.loads(told["leaf"])["content_hash"] == receipt.content_hash
    second = client.get(f"{API}/log/entries/1").json
    root = merkle.node_hash(bytes.fromhex(told["leaf_hash"]), bytes.fromhex(second["leaf_hash"]))
    assert second["root_hash"] == root.hex()
    assert told["at"] == json.loads(told["leaf"])["at"]


@pytest.mark.parametrize("index", ["1", "99999999999999999999999", "-1", "x", "0.0"])
def test_an_entry_that_does_not_exist_is_not_found(client, receipt, index):
    assert client.get(f"{API}/log/entries/{index}").status_code == 404


def test_the_server_lives_and_is_ready_once_there_is_an_index(client, ready, register):
    assert client.get("/healthz").json == {"status": "ok"}
    early = client.get("/readyz")
    assert (early.status_code, early.json["status"]) == (503, "unavailable")
    assert [name for name, check in early.json["checks"].items() if not check["ok"]] == ["search"]
    PublishedFactory(where=ready)
    worker.drain(ready, register.search)
    told = client.get("/readyz")
    assert (told.status_code, told.json["status"]) == (200, "ready")
    assert told.json["checks"]["search"]["documents"] == 2
    assert told.json["checks"]["events"]["oldest_undelivered_seconds"] == 0


def test_a_database_of_another_release_is_not_ready(client, ready, register, monkeypatch):
    worker.ready(ready, register.search)
    monkeypatch.setattr("registry.kernel.migrate.head", lambda: "9999_later")
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.json["checks"]["schema"] == {"ok": False, "error": "RuntimeError"}


def test_reading_needs_no_token_but_a_wrong_one_is_refused(client, receipt):
    for token in ("Bearer esr_wrong", "Bearer", "bearer é"):
        response = client.get(f"{API}/standards/{receipt.id}", headers={"Authorization": token})
        assert response.status_code == 401
        assert response.json["code"] == "token-unknown"


def test_a_product_of_many_is_read_whole(client, ready):
    own = {"text": "附录A", "reason": "没有标准方法"}
    wide = RefrigeratorFactory(
        indicators=[
            {"name": f"指标{place}", "kind": "performance", "text": f"≤{place} mm", "method": own}
            for place in range(300)
        ]
    )
    receipt = PublishedFactory(where=ready, body__products=[wide])
    (product,) = client.get(f"{API}/standards/{receipt.id}").json["products"]
    assert [each["name"] for each in product["indicators"]] == [f"指标{place}" for place in range(300)]
