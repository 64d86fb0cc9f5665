"""Withdrawal (废止): a standard ends, and stays readable."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from registry.declarations.models import WithdrawalRow
from registry.kernel import journal, merkle
from registry.kernel.calendar import DueDateRow
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.transaction import reading
from tests.functional.declarations.changing import TODAY, changed, correction, events, read, withdraw
from tests.functional.declarations.conftest import API, findings, publish


def test_it_ends_today_and_stays_readable(declarant, client, standard, ready):
    response = withdraw(declarant, standard["id"])
    assert response.status_code == 200
    receipt = response.json
    assert (receipt["id"], receipt["number"], receipt["version"]) == (standard["id"], standard["number"], 1)
    told = read(client, standard["id"])
    assert (told["status"], told["ended_on"], told["withdrawal_reason"]) == ("withdrawn", TODAY, "停止生产")
    assert client.get(f"{API}/standards/{standard['id']}/versions/1").json["status"] == "withdrawn"
    assert told["products_total"] == 2
    assert events(ready)[1:] == [("standard.withdrawn", standard["id"])]


def test_it_may_be_told_beforehand(declarant, standard, ready, caller_on):
    assert withdraw(declarant, standard["id"], on="2027-01-01").status_code == 200
    for day, status in ((date(2026, 12, 31), "current"), (date(2027, 1, 1), "withdrawn")):
        told = read(caller_on(day), standard["id"])
        assert (told["status"], told["ended_on"]) == (status, "2027-01-01")
    with reading(ready) as session:
        due = session.execute(select(DueDateRow.due_on).where(DueDateRow.topic == "standard.withdrawn")).all()
    assert due == [(date(2027, 1, 1),)]
    assert events(ready)[1:] == [("standard.withdrawn", standard["id"])]


def test_its_day_may_be_the_last_of_the_calendar(declarant, client, standard):
    assert withdraw(declarant, standard["id"], on="9999-12-31").status_code == 200
    told = read(client, standard["id"])
    assert (told["status"], told["ended_on"]) == ("current", "9999-12-31")


def test_the_journal_proves_it(declarant, standard, ready):
    receipt = withdraw(declarant, standard["id"]).json
    with reading(ready) as session:
        content = session.scalar(select(WithdrawalRow.content))
        entry = journal.entry(session, receipt["log"]["index"])
        size, root = journal.head(session)
        proof = journal.inclusion_proof(session, receipt["log"]["index"], size)
    assert content_hash(content.encode()) == receipt["content_hash"] == json.loads(entry.leaf)["content_hash"]
    assert canonical_json(json.loads(content)) == content.encode()
    assert json.loads(entry.leaf)["type"] == "standard.withdrawn"
    assert merkle.included(entry.leaf_hash, receipt["log"]["index"], size, proof, root)
    assert "停止生产" not in entry.leaf


def test_the_same_again_has_the_same_receipt(declarant, standard, published_rows, caller_on):
    first = withdraw(declarant, standard["id"])
    before = published_rows()
    for caller in (declarant, caller_on(date(2026, 11, 25))):
        again = withdraw(caller, standard["id"], reason=" 停止生产 ")
        assert (again.status_code, again.json) == (200, first.json)
    assert published_rows() == before


@pytest.mark.parametrize("other", [{"reason": "另有原因"}, {"on": "2026-12-01"}, {"reason": "　"}])
def test_another_one_is_a_conflict(declarant, client, standard, other):
    assert withdraw(declarant, standard["id"]).status_code == 200
    response = withdraw(declarant, standard["id"], **other)
    assert (response.status_code, findings(response)) == (409, [("standard-has-ended", "id")])
    assert response.json["existing"] == f"/s/{standard['id']}"
    assert read(client, standard["id"])["withdrawal_reason"] == "停止生产"


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"on": "2026-11-21"}, "withdrawal-in-the-past", "/on"),
        ({"reason": "　"}, "withdrawal-without-reason", "/reason"),
    ],
)
def test_it_has_a_reason_and_a_day_to_come(declarant, client, standard, given, code, field):
    response = withdraw(declarant, standard["id"], **given)
    assert (response.status_code, findings(response)) == (422, [(code, field)])
    if "on" in given:
        told = response.json["findings"][0]
        assert (told["given"], told["accepted"]) == ("2026-11-21", TODAY)
    assert read(client, standard["id"])["status"] == "current"


@pytest.mark.parametrize("on", [TODAY, "2027-01-01"])
def test_nothing_follows_it(declarant, standard, on):
    """Not even where the day is still to come: what was announced stands."""
    begun = changed(declarant, correction(declarant, standard["id"]), title="更正后的名称")
    withdraw(declarant, standard["id"], on=on)
    for what in ("corrections", "revisions"):
        response = declarant.post(f"{API}/standards/{standard['id']}/{what}")
        assert (response.status_code, findings(response)) == (409, [("standard-has-ended", "id")])
    response = publish(declarant, begun["id"])
    assert (response.status_code, findings(response)) == (409, [("standard-has-ended", "id")])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"reason": "停产"}, {("missing-field", "/on")}),
        ({"on": TODAY}, {("missing-field", "/reason")}),
        ({}, {("missing-field", "/on"), ("missing-field", "/reason")}),
        ({"reason": 1, "on": TODAY}, {("wrong-type", "/reason")}),
        ({"reason": "停产", "on": "soon"}, {("wrong-type", "/on")}),
        ({"reason": "停产", "on": "2026-02-30"}, {("wrong-type", "/on")}),
        ({"reason": "停产", "on": "+10000-01-01"}, {("wrong-type", "/on")}),
        ({"reason": "停产", "on": TODAY, "by": "x"}, {("unknown-field", "/by")}),
    ],
)
def test_what_it_needs_is_named(declarant, client, standard, body, expected):
    response = declarant.post(f"{API}/standards/{standard['id']}/withdrawal", json=body)
    assert response.status_code == 422
    assert set(findings(response)) == expected
    assert read(client, standard["id"])["status"] == "current"
