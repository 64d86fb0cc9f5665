"""Revision (修订): another standard, under its own number, that supersedes the old one on its day."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from registry.declarations import queries
from registry.kernel.calendar import DueDateRow, fire_due
from registry.kernel.clock import SHANGHAI, Clock
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import reading
from tests.factories.declarations import BodyFactory
from tests.functional.declarations.changing import NEW, corrected, events, read, revision, withdraw
from tests.functional.declarations.conftest import API, draft, findings, publish, published


def test_the_old_standard_stays_current_until_the_new_one_takes_effect(declarant, standard, ready, caller_on):
    told = revision(declarant, standard["id"])
    assert told["replaces"] == standard["id"]
    new = publish(declarant, told["id"]).json
    assert (new["number"], new["version"]) == (NEW["number"], 1)
    assert new["id"] != standard["id"]
    for day, statuses in (
        (date(2026, 11, 30), ("current", "upcoming")),
        (date(2026, 12, 1), ("superseded", "current")),
    ):
        client = caller_on(day)
        old_told, new_told = read(client, standard["id"]), read(client, new["id"])
        assert (old_told["status"], new_told["status"]) == statuses
        assert (old_told["replaced_by"], new_told["replaces"]) == (new["id"], standard["id"])
        assert (old_told["replaces"], new_told["replaced_by"]) == (None, None)
        assert old_told["ended_on"] == "2026-12-01"
    assert new_told["change"]["kind"] == "revision"
    assert events(ready)[1:] == [("standard.replaced", standard["id"]), ("standard.published", new["id"])]


def test_a_product_of_both_belongs_to_the_one_in_force(declarant, ready, standard):
    new = publish(declarant, revision(declarant, standard["id"])["id"]).json
    kept = PublicId.parse(read(declarant, standard["id"])["products"][0]["id"], PRODUCT)
    for day, holds in ((date(2026, 11, 30), standard), (date(2026, 12, 1), new)):
        with reading(ready) as session:
            assert str(queries.products(session, [kept], day)[kept].standard) == holds["id"]


def test_the_calendar_waits_for_the_day_of_the_revision(declarant, ready, standard):
    new = publish(declarant, revision(declarant, standard["id"])["id"]).json
    with reading(ready) as session:
        due = session.execute(select(DueDateRow.due_on, DueDateRow.topic, DueDateRow.subject))
        assert {tuple(row) for row in due} >= {
            (date(2026, 12, 1), "standard.effective", new["id"]),
            (date(2026, 12, 1), "standard.replaced", standard["id"]),
            (date(2031, 12, 1), "standard.review-due", new["id"]),
        }
    on_the_day = replace(ready, clock=Clock(frozen=datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)))
    assert (fire_due(on_the_day), fire_due(on_the_day)) == (2, 0)


def test_it_starts_without_number_and_dates_and_with_the_products(declarant, client, standard):
    told = declarant.post(f"{API}/standards/{standard['id']}/revisions").json
    assert (told["number"], told["change"]["kind"], told["changes"]) == ("", "revision", standard["id"])
    assert (told["issued_on"], told["effective_on"]) == (None, None)
    kept = [each["id"] for each in read(client, standard["id"])["products"]]
    assert [each["id"] for each in told["products"]] == kept
    response = publish(declarant, told["id"])
    assert findings(response) == [("required", "/number"), ("required", "/effective_on")]


def test_the_same_number_is_taken(declarant, standard):
    told = revision(declarant, standard["id"], number=standard["number"])
    response = publish(declarant, told["id"])
    assert (response.status_code, findings(response)) == (409, [("number-already-declared", "/number")])


def test_a_standard_is_replaced_by_one_only(declarant, standard):
    late = revision(declarant, standard["id"], number="Q/HZDQ 902-2026")
    first = publish(declarant, revision(declarant, standard["id"])["id"]).json
    response = declarant.post(f"{API}/standards/{standard['id']}/revisions")
    assert (response.status_code, findings(response)) == (409, [("already-replaced", "id")])
    assert response.json["existing"] == f"/s/{first['id']}"
    response = publish(declarant, late["id"])
    assert (response.status_code, findings(response)) == (422, [("already-replaced", "/replaces")])


def test_a_revision_that_is_withdrawn_replaces_nothing(declarant, client, standard):
    first = publish(declarant, revision(declarant, standard["id"])["id"]).json
    assert withdraw(declarant, first["id"]).status_code == 200
    assert read(client, standard["id"])["status"] == "current"
    second = publish(declarant, revision(declarant, standard["id"], number="Q/HZDQ 902-2026")["id"])
    assert second.status_code == 201
    assert read(client, standard["id"])["replaced_by"] == second.json["id"]


@pytest.mark.parametrize("which", ["foreign", "unknown", "other year"])
def test_only_an_own_standard_is_replaced(declarant, another, standard, which):
    identity = PublicId.parse(standard["id"], STANDARD)
    named = {
        "foreign": lambda: published(another, BodyFactory())["id"],
        "unknown": lambda: str(replace(identity, number=999_999_999_999)),
        "other year": lambda: str(replace(identity, year=2025)),
    }[which]()
    told = draft(declarant, BodyFactory(replaces=named))
    assert ("not-own-standard", "/replaces") in [(each["code"], each["field"]) for each in told["findings"]]
    response = publish(declarant, told["id"])
    assert (response.status_code, findings(response)) == (422, [("not-own-standard", "/replaces")])
    assert response.json["findings"][0]["given"] == named


def test_what_is_no_id_is_not_replaced(declarant):
    response = publish(declarant, draft(declarant, BodyFactory(replaces="nothing"))["id"])
    assert (response.status_code, findings(response)) == (422, [("standard-id-not-understood", "/replaces")])


def test_a_repeat_has_the_same_receipt(declarant, standard):
    told = revision(declarant, standard["id"])
    assert publish(declarant, told["id"]).json == publish(declarant, told["id"]).json


def test_the_correction_of_a_revision_stays_one(declarant, client, standard):
    new = publish(declarant, revision(declarant, standard["id"])["id"]).json
    again = corrected(declarant, new["id"], title="更正后的名称")
    assert (again["id"], again["version"]) == (new["id"], 2)
    assert read(client, new["id"])["replaces"] == standard["id"]
