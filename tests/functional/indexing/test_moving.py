"""Products that move from one standard to another, or are left out, are found where they are declared."""

from registry.kernel.events import publish
from registry.kernel.transaction import begin
from search.documents import Unit
from tests.factories.declarations import BodyFactory, PublishedFactory, RefrigeratorFactory
from tests.functional.declarations.conftest import API, published
from tests.functional.declarations.conftest import publish as publish_draft


def test_a_product_in_two_standards_is_found_as_the_newer_makes_it(ready, enterprise, client, found, drain):
    first = PublishedFactory(where=ready, enterprise=enterprise)
    (product,) = client.get(f"/api/v1/standards/{first.id}").json["products"]
    second = PublishedFactory(
        where=ready, enterprise=enterprise, body__products=[RefrigeratorFactory(id=product["id"], model="XIN-9")]
    )
    drain()
    assert found("XIN-9", Unit.PRODUCT) == [product["id"]]
    with begin(ready) as work:
        for standard in (second, first):  # told in the wrong order
            publish(work, "standard.published", str(standard.id))
    drain()
    assert found("XIN-9", Unit.PRODUCT) == [product["id"]]
    assert found(product["model"], Unit.PRODUCT) == []


def test_an_old_standard_told_again_takes_no_product_from_a_newer_one(ready, enterprise, client, found, drain):
    first = PublishedFactory(where=ready, enterprise=enterprise, body__count=2)
    moved, kept = client.get(f"/api/v1/standards/{first.id}").json["products"]
    PublishedFactory(
        where=ready, enterprise=enterprise, body__products=[RefrigeratorFactory(id=moved["id"], model="XIN-9")]
    )
    drain()
    with begin(ready) as work:
        publish(work, "standard.published", str(first.id))
    assert drain() == 2  # indexing and ranking are told
    assert found("XIN-9", Unit.PRODUCT) == [moved["id"]]
    assert found(moved["model"], Unit.PRODUCT) == []
    assert found(kept["model"], Unit.PRODUCT) == [kept["id"]]
    assert found(moved["model"]) == [str(first.id)]  # which declares it still


def test_a_product_that_a_correction_leaves_out_is_found_no_more(register, ready, declarant, client, found, drain):
    first, second = RefrigeratorFactory(model="BCD-517W"), RefrigeratorFactory(model="BCD-518W")
    receipt = published(declarant, BodyFactory(products=[first, second]))
    drain()
    assert len(found("BCD-518W", Unit.PRODUCT)) == 1
    draft = declarant.post(f"{API}/standards/{receipt['id']}/corrections").json
    (kept, _) = client.get(f"{API}/standards/{receipt['id']}/products").json["items"]
    body = BodyFactory(number=receipt["number"], products=[{**first, "id": kept["id"]}])
    told = declarant.put(f"{API}/declarations/{draft['id']}", json=body, headers={"If-Match": f'"{draft["etag"]}"'})
    assert told.status_code == 200, told.text
    assert publish_draft(declarant, draft["id"]).status_code == 201
    drain()
    assert found("BCD-518W", Unit.PRODUCT) == []
    assert found("BCD-517W", Unit.PRODUCT) == [kept["id"]]
    assert register.search.describe().documents == 2
