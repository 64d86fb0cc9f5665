"""Correction (更正): the next version of a standard under the same number."""

import json

import pytest

from registry.declarations import queries
from registry.kernel import journal, merkle
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import reading
from tests.factories.declarations import COMMITMENT, BodyFactory, RefrigeratorFactory
from tests.functional.declarations.changing import changed, corrected, correction, events, read, written
from tests.functional.declarations.conftest import API, findings, publish, published


def test_the_number_stays_and_the_version_counts(declarant, client, standard):
    before = read(client, standard["id"])
    told = changed(declarant, correction(declarant, standard["id"]), title="更正后的名称")
    assert (told["change"]["kind"], told["changes"]) == ("correction", standard["id"])
    assert (told["number"], told["findings"]) == (standard["number"], [])
    body = {"commitment": COMMITMENT, "change_reason": "名称有误"}
    receipt = declarant.post(f"{API}/declarations/{told['id']}/publish", json=body).json
    assert (receipt["id"], receipt["number"], receipt["version"]) == (standard["id"], "Q/HZDQ 001-2026", 2)
    after = read(client, standard["id"])
    assert (after["title"], after["number"], after["version"], after["versions"]) == (
        "更正后的名称",
        before["number"],
        2,
        2,
    )
    assert after["change"] == {"kind": "correction", "reason": "名称有误"}
    assert [each["id"] for each in after["products"]] == [each["id"] for each in before["products"]]


def test_the_old_version_stays_as_it_was(declarant, client, standard):
    before = read(client, standard["id"])
    corrected(declarant, standard["id"], title="更正后的名称", products=[RefrigeratorFactory(model="另一型号")])
    old = client.get(f"{API}/standards/{standard['id']}/versions/1")
    assert old.status_code == 200
    same = ("version", "title", "published_at", "content_hash", "log", "change", "commitment")
    assert {name: old.json[name] for name in same} == {name: before[name] for name in same}
    assert (old.json["versions"], old.json["products"]) == (2, before["products"])
    assert read(client, standard["id"])["products"][0]["model"] == "另一型号"
    assert client.get(f"{API}/standards/{standard['id']}/versions/3").status_code == 404


@pytest.mark.parametrize(
    "other",
    [
        {"number": "Q/HZDQ 002-2026"},
        {"number": "GB/T 8059-2016", "kind": "national"},
        {"replaces": str(PublicId(STANDARD, 2026, 1))},
    ],
)
def test_another_number_kind_or_predecessor_is_no_correction(declarant, client, standard, other):
    published(declarant, BodyFactory())
    if "replaces" in other:
        other = {"replaces": published(declarant, BodyFactory())["id"]}
    told = changed(declarant, correction(declarant, standard["id"]), **other)
    response = publish(declarant, told["id"])
    assert (response.status_code, findings(response)) == (422, [("correction-changes-number", "/number")])
    assert read(client, standard["id"])["version"] == 1


def test_the_number_may_be_written_otherwise(declarant, standard):
    receipt = corrected(declarant, standard["id"], number="q/hzdq001—2026", title="更正后的名称")
    assert (receipt["id"], receipt["version"]) == (standard["id"], 2)


def test_a_repeat_has_the_same_receipt(declarant, client, standard, ready):
    told = changed(declarant, correction(declarant, standard["id"]), title="更正后的名称")
    first, again = publish(declarant, told["id"]), publish(declarant, told["id"])
    assert (again.status_code, again.json) == (201, first.json)
    # From a new draft, too: it starts from version 2 and says the same.
    assert publish(declarant, correction(declarant, standard["id"])["id"]).json == first.json
    assert read(client, standard["id"])["versions"] == 2
    with reading(ready) as session:
        assert journal.head(session)[0] == 2


def test_nothing_corrected_is_the_first_version(declarant, standard, published_rows):
    """The ids that the register gave to the products are no change."""
    told, before = correction(declarant, standard["id"]), published_rows()
    again = publish(declarant, told["id"])
    assert (again.status_code, again.json) == (201, standard)
    assert published_rows() == before


def test_asking_twice_gives_one_draft(declarant, standard):
    first, second = correction(declarant, standard["id"]), correction(declarant, standard["id"])
    assert first["id"] == second["id"]


def test_the_journal_and_an_event_tell_of_it(declarant, standard, ready):
    receipt = corrected(declarant, standard["id"], title="更正后的名称")
    with reading(ready) as session:
        entry = journal.entry(session, receipt["log"]["index"])
        size, root = journal.head(session)
        proof = journal.inclusion_proof(session, receipt["log"]["index"], size)
    leaf = json.loads(entry.leaf)
    assert (leaf["type"], leaf["subject"], leaf["version"]) == ("standard.published", standard["id"], 2)
    assert leaf["content_hash"] == receipt["content_hash"] != standard["content_hash"]
    assert merkle.included(entry.leaf_hash, receipt["log"]["index"], size, proof, root)
    assert events(ready) == [("standard.published", standard["id"])] * 2


def test_who_corrects_an_older_version_starts_again(declarant, client, standard):
    """Two drafts of version 1: the second does not undo what the first has corrected."""
    stale = changed(declarant, correction(declarant, standard["id"]), title="第一个")
    other = changed(declarant, correction(declarant, standard["id"]), title="第二个")
    assert publish(declarant, other["id"]).status_code == 201
    response = publish(declarant, stale["id"])
    assert (response.status_code, findings(response)) == (409, [("corrected-meanwhile", "id")])
    assert (response.json["findings"][0]["given"], response.json["findings"][0]["accepted"]) == ("1", "2")
    assert response.json["existing"] == f"/s/{standard['id']}"
    assert read(client, standard["id"])["title"] == "第二个"
    corrected(declarant, standard["id"], title="第一个")
    assert read(client, standard["id"])["title"] == "第一个"


def test_what_is_cited_and_made_is_counted_in_the_newest_version(declarant, ready, standard):
    keys = ["GB/T8059-2016", "GB/T18386.1-2021", "GB/T1-2009"]
    car = published(declarant, BodyFactory(car=True))
    with reading(ready) as session:
        assert queries.cited_by(session, keys) == {"GB/T8059-2016": 1, "GB/T18386.1-2021": 1}
        assert queries.products_by_category(session) == {"household-refrigerators": 2, "battery-electric-cars": 1}
    told = correction(declarant, car["id"])
    kept = written(told)["products"][0]
    kept["indicators"] = [{**each, "method": {"number": "GB/T 18385-2024"}} for each in kept["indicators"]]
    products = [kept, RefrigeratorFactory(category="household-refrigerators")]
    assert publish(declarant, changed(declarant, told, cites=[], products=products)["id"]).status_code == 201
    with reading(ready) as session:
        assert queries.cited_by(session, keys) == {"GB/T8059-2016": 2}
        assert queries.cited_by(session, []) == {}
        assert queries.products_by_category(session) == {"household-refrigerators": 3, "battery-electric-cars": 1}
