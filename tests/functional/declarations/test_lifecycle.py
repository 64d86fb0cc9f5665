"""Correction (更正), revision (修订) and withdrawal (废止) over HTTP, and what is read of them afterwards."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from registry.declarations import queries
from registry.kernel.calendar import DueDateRow, fire_due
from registry.kernel.clock import Clock
from registry.kernel.events import EventRow
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import begin, reading
from tests.factories.declarations import BodyFactory, PublishedFactory, RefrigeratorFactory
from tests.functional.declarations.conftest import API, draft, findings, publish, published

SEEN = {"If-Match": '"1"'}
REASON = {"reason": "停止生产", "on": "2026-11-22"}


def read(client, identity, rest=""):
    response = client.get(f"{API}/standards/{identity}{rest}")
    assert response.status_code == 200, response.text
    return response.json


def begun(client, identity, act):
    response = client.post(f"{API}/standards/{identity}/{act}")
    assert response.status_code == 201, response.text
    return response.json


def written(told, **changed):
    """The body that a draft answers with, as it is sent back."""
    products = [
        {
            **{name: product[name] for name in ("id", "name", "brand", "model", "specification", "gtins")},
            "indicators": [
                {name: each[name] for name in ("name", "kind", "text", "method")} for each in product["indicators"]
            ],
        }
        for product in told["products"]
    ]
    return {
        "kind": told["kind"],
        "number": told["number"],
        "title": told["title"],
        "category": told["category"]["code"],
        "industry": told["industry"]["code"],
        "issued_on": told["issued_on"],
        "effective_on": told["effective_on"],
        "replaces": told["replaces"],
        "cites": [{"number": each["number"]} for each in told["cites"]],
        "products": products,
        **changed,
    }


def changed(client, told, **fields):
    response = client.put(f"{API}/declarations/{told['id']}", json=written(told, **fields), headers=SEEN)
    assert response.status_code == 200, response.text
    return response.json


def corrected(client, identity, **fields):
    told = begun(client, identity, "corrections")
    changed(client, told, **fields)
    response = publish(client, told["id"], change_reason="改正错字")
    assert response.status_code == 201, response.text
    return response.json


@pytest.fixture
def fridge(declarant):
    """The receipt of a declared refrigerator."""
    return published(declarant, BodyFactory(number="Q/HZDQ 001-2026", count=2))


def test_a_correction_is_the_next_version_and_the_first_stays(declarant, client, fridge):
    told = begun(declarant, fridge["id"], "corrections")
    assert (told["number"], told["changes"], told["change"]["kind"]) == ("Q/HZDQ 001-2026", fridge["id"], "correction")
    assert told["findings"] == []
    assert begun(declarant, fridge["id"], "corrections")["id"] == told["id"], "asked again it is the same draft"
    first = read(client, fridge["id"])
    receipt = corrected(declarant, fridge["id"], title="家用风冷电冰箱")
    assert (receipt["id"], receipt["number"], receipt["version"]) == (fridge["id"], fridge["number"], 2)
    newest = read(client, fridge["id"])
    assert (newest["title"], newest["version"], newest["versions"]) == ("家用风冷电冰箱", 2, 2)
    assert newest["change"] == {"kind": "correction", "reason": "改正错字"}
    assert [each["id"] for each in newest["products"]] == [each["id"] for each in first["products"]]
    old = read(client, fridge["id"], "/versions/1")
    assert (old["title"], old["version"], old["versions"]) == ("家用电冰箱", 1, 2)
    assert (old["content_hash"], old["log"]) == (fridge["content_hash"], fridge["log"])
    assert old["products"] == [
        {**each, "standard": {**each["standard"], "title": "家用电冰箱"}} for each in first["products"]
    ]


def test_versions_are_listed_and_an_older_one_keeps_its_products(declarant, client, fridge):
    told = begun(declarant, fridge["id"], "corrections")
    changed(declarant, told, products=written(told)["products"][:1])
    publish(declarant, told["id"], change_reason="删除一个产品")
    corrected(declarant, fridge["id"], title="第三版")
    listed = read(client, fridge["id"], "/versions?limit=2")
    assert ([each["version"] for each in listed["items"]], listed["total"]) == ([3, 2], 3)
    assert listed["items"][0]["url"] == f"/s/{fridge['id']}/v/3"
    rest = read(client, fridge["id"], f"/versions?limit=2&cursor={listed['next']}")
    assert ([each["version"] for each in rest["items"]], rest["next"]) == ([1], None)
    assert read(client, fridge["id"])["products_total"] == 1
    first = read(client, fridge["id"], "/versions/1")
    assert first["products_total"] == 2
    page = client.get(f"{first['products_url']}?limit=1").json
    assert (page["total"], page["items"][0]["id"]) == (2, first["products"][0]["id"])
    last = client.get(f"{first['products_url']}?limit=1&cursor={page['next']}").json
    assert (last["items"], last["next"]) == (first["products"][1:], None)


def test_the_page_of_an_older_version_says_that_there_is_a_newer_one(declarant, client, fridge):
    corrected(declarant, fridge["id"], title="第二版的名称")
    for address, title, newest in (
        (f"/s/{fridge['id']}", "第二版的名称", True),
        (f"/s/{fridge['id']}/v/1", "家用电冰箱", False),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert f"<h1>{title}</h1>" in page.text
        assert ("这不是最新版本。" in page.text) is not newest
        other = 1 if newest else 2
        assert f'href="/s/{fridge["id"]}/v/{other}"' in page.text
    assert "This is not the newest version." in client.get(address, headers={"Accept-Language": "en"}).text
    assert client.get(f"/s/{fridge['id']}/v/3").status_code == 404


@pytest.mark.parametrize("rest", ["/versions/2", "/versions/0", "/versions/2/products", "/versions/99999999999"])
def test_a_version_that_is_not_there(client, fridge, rest):
    assert client.get(f"{API}/standards/{fridge['id']}{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["/versions", "/versions/1", "/versions/1/products"])
def test_versions_of_a_standard_that_is_not_there(client, rest):
    assert client.get(f"{API}/standards/ES2026-00000099-1{rest}").status_code == 404


def test_a_correction_without_a_change_is_the_receipt_of_what_stands(declarant, fridge, published_rows):
    told, before = begun(declarant, fridge["id"], "corrections"), published_rows()
    again = publish(declarant, told["id"])
    assert (again.status_code, again.json) == (201, fridge)
    assert published_rows() == before


def test_of_two_corrections_of_one_version_the_second_has_to_be_begun_again(declarant, client, fridge):
    """Else it would silently undo the first."""
    slow = begun(declarant, fridge["id"], "corrections")
    changed(declarant, slow, title="慢的")
    corrected(declarant, fridge["id"], title="快的")
    refused = publish(declarant, slow["id"])
    assert (refused.status_code, findings(refused)) == (409, [("corrected-meanwhile", "id")])
    assert refused.json["existing"] == f"/s/{fridge['id']}"
    assert read(client, fridge["id"])["title"] == "快的"
    corrected(declarant, fridge["id"], title="慢的")
    assert read(client, fridge["id"])["title"] == "慢的"


def test_a_correction_keeps_the_number(declarant, fridge):
    told = begun(declarant, fridge["id"], "corrections")
    changed(declarant, told, number="Q/HZDQ 002-2026")
    refused = publish(declarant, told["id"])
    assert (refused.status_code, findings(refused)) == (422, [("correction-changes-number", "/number")])


def test_a_revision_supersedes_on_its_day_and_not_before(declarant, client, ready, fridge):
    told = begun(declarant, fridge["id"], "revisions")
    assert (told["number"], told["issued_on"], told["effective_on"]) == ("", None, None)
    assert (told["replaces"], told["change"]["kind"], told["changes"]) == (fridge["id"], "revision", fridge["id"])
    changed(declarant, told, number="Q/HZDQ 001-2027", issued_on="2026-11-20", effective_on="2027-03-01")
    receipt = publish(declarant, told["id"]).json
    assert (receipt["version"], receipt["id"] == fridge["id"]) == (1, False)
    old, new = read(client, fridge["id"]), read(client, receipt["id"])
    assert (old["status"], old["ended_on"], old["replaced_by"]) == ("current", "2027-03-01", receipt["id"])
    assert (new["status"], new["replaces"], new["change"]["kind"]) == ("upcoming", fridge["id"], "revision")
    kept = new["products"][0]["id"]
    assert kept == old["products"][0]["id"]
    assert client.get(f"{API}/products/{kept}").json["standard"]["id"] == fridge["id"], "the one in force"
    with reading(ready) as session:
        due = session.execute(select(DueDateRow.due_on, DueDateRow.topic, DueDateRow.subject)).all()
        for day, states in (
            (date(2027, 2, 28), ("current", "upcoming")),
            (date(2027, 3, 1), ("superseded", "current")),
        ):
            found = queries.standards(session, [_id(fridge), _id(receipt)], day)
            assert tuple(str(found[_id(each)].status) for each in (fridge, receipt)) == states
            product = queries.products(session, [_product(kept)], day)[_product(kept)]
            assert str(product.standard) == (fridge["id"] if states[0] == "current" else receipt["id"])
    assert set(due) >= {
        (date(2027, 3, 1), "standard.effective", receipt["id"]),
        (date(2027, 3, 1), "standard.replaced", fridge["id"]),
        (date(2032, 3, 1), "standard.review-due", receipt["id"]),
    }
    later = replace(ready, clock=Clock(frozen=datetime(2027, 3, 1, 1, tzinfo=UTC)))
    assert fire_due(later) == 2
    assert fire_due(later) == 0


def _id(receipt):
    return PublicId.parse(receipt["id"], STANDARD)


def _product(text_of_id):
    return PublicId.parse(text_of_id, PRODUCT)


def test_a_standard_is_replaced_once(declarant, fridge):
    for number, answer in (("Q/HZDQ 001-2027", 201), ("Q/HZDQ 009-2027", 422)):
        body = BodyFactory(number=number, replaces=fridge["id"])
        response = publish(declarant, draft(declarant, body)["id"])
        assert response.status_code == answer
    assert findings(response) == [("already-replaced", "/replaces")]
    refused = declarant.post(f"{API}/standards/{fridge['id']}/revisions")
    assert (refused.status_code, findings(refused)) == (409, [("already-replaced", "id")])


@pytest.mark.parametrize("replaced", ["ES2026-00000099-1", "nothing", None])
def test_what_is_replaced_is_a_standard_of_its_own(declarant, another, fridge, replaced):
    body = BodyFactory(replaces=replaced or published(another, BodyFactory())["id"])
    response = publish(declarant, draft(declarant, body)["id"])
    assert response.status_code == 422
    ((code, field),) = findings(response)
    assert (code in {"not-own-standard", "standard-id-not-understood"}, field) == (True, "/replaces")


def test_a_withdrawn_standard_ends_and_stays_readable(declarant, client, fridge, published_rows):
    address = f"{API}/standards/{fridge['id']}/withdrawal"
    first = declarant.post(address, json=REASON)
    assert first.status_code == 200, first.text
    assert (first.json["id"], first.json["version"], first.json["log"]["index"]) == (fridge["id"], 1, 1)
    before = published_rows()
    assert declarant.post(address, json=REASON).json == first.json, "a repeat"
    assert published_rows() == before
    told = read(client, fridge["id"])
    assert (told["status"], told["ended_on"], told["withdrawal_reason"]) == ("withdrawn", "2026-11-22", "停止生产")
    assert told["products_total"] == 2
    other = declarant.post(address, json={**REASON, "reason": "别的理由"})
    assert (other.status_code, findings(other)) == (409, [("standard-has-ended", "id")])
    for act in ("corrections", "revisions"):
        refused = declarant.post(f"{API}/standards/{fridge['id']}/{act}")
        assert (refused.status_code, findings(refused)) == (409, [("standard-has-ended", "id")])


def test_a_draft_of_a_correction_that_a_withdrawal_overtook(declarant, fridge):
    told = begun(declarant, fridge["id"], "corrections")
    changed(declarant, told, title="改过的")
    declarant.post(f"{API}/standards/{fridge['id']}/withdrawal", json=REASON)
    refused = publish(declarant, told["id"])
    assert (refused.status_code, findings(refused)) == (409, [("standard-has-ended", "id")])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"reason": " ", "on": "2026-11-22"}, ("withdrawal-without-reason", "/reason")),
        ({"reason": "停产", "on": "2026-11-21"}, ("withdrawal-in-the-past", "/on")),
        ({"reason": "停产", "on": "2026-02-30"}, ("wrong-type", "/on")),
        ({"reason": "停产", "on": "+10000-01-01"}, ("wrong-type", "/on")),
        ({"reason": "停产"}, ("missing-field", "/on")),
        ({"on": "2026-11-22"}, ("missing-field", "/reason")),
        ({"reason": "停产", "on": "2026-11-22", "by": "x"}, ("unknown-field", "/by")),
    ],
)
def test_a_withdrawal_that_says_too_little(declarant, fridge, body, expected):
    response = declarant.post(f"{API}/standards/{fridge['id']}/withdrawal", json=body)
    assert response.status_code == 422
    assert findings(response) == [expected]


def test_a_withdrawal_to_come_waits_for_its_day(declarant, client, ready, fridge):
    body = {"reason": "停产", "on": "9999-12-31"}
    assert declarant.post(f"{API}/standards/{fridge['id']}/withdrawal", json=body).status_code == 200
    told = read(client, fridge["id"])
    assert (told["status"], told["ended_on"]) == ("current", "9999-12-31")
    with reading(ready) as session:
        topics = set(session.execute(select(EventRow.topic, EventRow.subject)))
        due = set(session.execute(select(DueDateRow.due_on, DueDateRow.topic)))
    assert ("standard.withdrawn", fridge["id"]) in topics
    assert (date(9999, 12, 31), "standard.withdrawn") in due


@pytest.mark.parametrize("act", ["corrections", "revisions", "withdrawal"])
def test_another_enterprise_finds_no_standard_of_its_own(another, client, fridge, act):
    body = {"json": REASON} if act == "withdrawal" else {}
    address = f"{API}/standards/{fridge['id']}/{act}"
    assert another.post(address, **body).status_code == 404
    assert client.post(address, **body).status_code == 401
    assert another.post(f"{API}/standards/ES2026-00000099-1/{act}", **body).status_code == 404


def test_own_drafts_are_listed_by_state_and_page(declarant, another, fridge):
    draft(another, BodyFactory())
    open_drafts = [draft(declarant, BodyFactory(title=f"草稿{number}"))["id"] for number in range(3)]
    correction = begun(declarant, fridge["id"], "corrections")["id"]
    every = declarant.get(f"{API}/declarations").json
    assert (every["total"], [each["state"] for each in every["items"]].count("published")) == (5, 1)
    first = declarant.get(f"{API}/declarations?state=draft&limit=3").json
    assert ([each["id"] for each in first["items"]], first["total"]) == ([correction, *open_drafts[:0:-1]], 4)
    assert first["items"][0]["changes"] == fridge["id"]
    rest = declarant.get(f"{API}/declarations?state=draft&limit=3&cursor={first['next']}").json
    assert ([each["id"] for each in rest["items"]], rest["next"]) == (open_drafts[:1], None)
    (done,) = declarant.get(f"{API}/declarations?state=published").json["items"]
    assert (done["published_as"], done["number"], done["products_total"]) == (fridge["id"], fridge["number"], 2)
    assert declarant.get(f"{API}/declarations?state=lost").status_code == 400


@pytest.mark.parametrize("table", ["replacements", "withdrawals"])
def test_what_has_happened_cannot_be_changed_even_by_sql(ready, table):
    PublishedFactory(where=ready, revision=True, withdrawn=True)
    for statement in (f"UPDATE {table} SET standard_id = standard_id", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError), begin(ready) as work:
            work.session.execute(text(statement))
    with reading(ready) as session:
        assert session.scalar(text(f"SELECT count(*) FROM {table}")) == 1


def test_what_is_cited_is_counted_in_the_newest_version(declarant, ready, fridge):
    keys = ["GB/T8059-2016", "GB/T18386.1-2021", "GB/T1-2009"]
    car = published(declarant, BodyFactory(car=True))
    with reading(ready) as session:
        assert queries.cited_by(session, keys) == {"GB/T8059-2016": 1, "GB/T18386.1-2021": 1}
        assert queries.products_by_category(session) == {"household-refrigerators": 2, "battery-electric-cars": 1}
    told = begun(declarant, car["id"], "corrections")
    kept = written(told)["products"][0]
    kept["indicators"] = [{**each, "method": {"number": "GB/T 18385-2024"}} for each in kept["indicators"]]
    changed(declarant, told, cites=[], products=[kept, RefrigeratorFactory(category="household-refrigerators")])
    assert publish(declarant, told["id"]).status_code == 201
    with reading(ready) as session:
        assert queries.cited_by(session, keys) == {"GB/T8059-2016": 2}
        assert queries.cited_by(session, []) == {}
        assert queries.products_by_category(session) == {"household-refrigerators": 3, "battery-electric-cars": 1}
