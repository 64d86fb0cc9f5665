"""Interests: an evaluator declares them, anybody reads them, and who is out of its rankings for them."""

import io
import zipfile

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from registry.kernel.transaction import begin
from registry.ranking import recompute, service
from registry.ranking.service import add_scheme
from tests.factories.accounts import TokenFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.enterprises import credit_code
from tests.factories.ranking import SchemeFactory, issued
from tests.functional.conftest import calling_as

API = "/api/v1"


@pytest.fixture
def evaluator(app, ready, holder):
    """A program of the evaluator of the scheme `fridges`."""
    add_scheme(ready, SchemeFactory(id="fridges"), holder)
    return calling_as(app, TokenFactory(where=ready, of_evaluator=True, holder=holder))


def declared(client, **fields):
    return client.post(
        f"{API}/interests", json={"uscc": credit_code(7), "kind": "consulting", "starts_on": "2026-01-01", **fields}
    )


def test_a_candidate_of_a_conflicted_evaluator_is_out_and_comes_back_when_it_ends(ready, enterprise, evaluator, client):
    PublishedFactory(where=ready, enterprise=enterprise)
    before = service.build(ready, "fridges").counts
    assert before.ranked == before.candidates == 1
    made = declared(evaluator, uscc=enterprise.uscc, note="2026 年咨询合同")
    assert made.status_code == 201
    edition = issued(ready, "fridges")
    (entry,) = client.get(f"{API}{edition}/entries").json["items"]
    assert (entry["outcome"], entry["reason"], entry["about"]) == ("excluded", "evaluator-conflict", None)
    assert "评估机构与企业有利益关系" in client.get(edition).text
    (listed,) = client.get(f"{API}/schemes/fridges/interests").json["items"]
    assert listed == made.json
    assert (listed["enterprise"], listed["kind"], listed["counts_until"]) == (enterprise.name, "consulting", None)
    ended = evaluator.post(f"{API}/interests/{listed['id']}/end", json={"on": "2026-11-21"})
    assert (ended.status_code, ended.json["ends_on"]) == (200, "2026-11-21")
    assert service.build(ready, "fridges").counts.ranked == 1
    assert client.get(f"{API}/schemes/fridges/interests").json["total"] == 1


def test_the_archive_says_who_is_out_for_it_and_is_graded_anew(ready, enterprise, evaluator, client):
    PublishedFactory(where=ready, enterprise=enterprise)
    declared(evaluator, uscc=enterprise.uscc)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{API}{issued(ready, 'fridges')}/archive").data)) as archive:
        assert recompute.recompute(archive)[0] == recompute.recompute(archive)[1]
        heads, row = archive.read("candidates.csv").decode().splitlines()
    assert dict(zip(heads.split(","), row.split(","), strict=True))["conflicted"] == "1"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"uscc": "91330106MA2KQ7B85"}, "uscc-length", "/uscc"),
        ({"uscc": "0" * 18}, "uscc-sample-division", "/uscc"),
        ({"kind": "friendship"}, "wrong-value", "/kind"),
        ({"starts_on": "soon"}, "wrong-type", "/starts_on"),
        ({"ends_on": "2025-12-31"}, "interest-ends-before-it-begins", "/ends_on"),
        ({"fee": "5"}, "unknown-field", "/fee"),
        ({"note": "甲" * 2001}, "wrong-value", "/note"),
    ],
)
def test_what_is_no_interest_is_refused(evaluator, fields, code, field):
    answer = declared(evaluator, **fields)
    assert answer.status_code == 422
    assert [(finding["code"], finding["field"]) for finding in answer.json["findings"]] == [(code, field)]


def test_an_interest_ends_once_and_only_its_own_evaluator_ends_it(app, ready, evaluator):
    number = declared(evaluator).json["id"]
    address = f"{API}/interests/{number}/end"
    other = calling_as(app, TokenFactory(where=ready, of_evaluator=True))
    assert other.get(f"{API}/interests").json == {"items": [], "total": 0}
    assert other.post(address, json={"on": "2026-05-01"}).status_code == 404
    assert evaluator.post(address, json={"on": "2025-12-31"}).status_code == 422
    assert [evaluator.post(address, json={"on": "2026-05-01"}).status_code for _ in range(2)] == [200, 200]
    again = evaluator.post(address, json={"on": "2026-06-01"})
    assert (again.status_code, again.json["code"]) == (409, "interest-has-ended")
    assert evaluator.post(f"{API}/interests/{2**70}/end", json={"on": "2026-05-01"}).status_code == 404


def test_only_evaluators_declare_interests(client, declarant):
    assert declared(client).status_code == 401
    assert declared(declarant).status_code == 403
    assert client.get(f"{API}/schemes/none/interests").status_code == 404


@pytest.mark.parametrize("statement", ["UPDATE interests SET ends_on = starts_on", "DELETE FROM interests"])
def test_a_declared_interest_stays_even_by_sql(ready, evaluator, statement):
    assert declared(evaluator).status_code == 201
    with pytest.raises(DBAPIError), begin(ready) as work:
        work.session.execute(text(statement))
