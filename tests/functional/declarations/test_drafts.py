"""A draft from its first lines to its publication, over HTTP."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from registry.declarations import service
from registry.declarations.service import examining
from registry.enterprises.values import Sample
from registry.kernel import events
from registry.kernel.access import Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.errors import Forbidden
from registry.kernel.transaction import begin
from tests.factories.accounts import TokenFactory
from tests.factories.declarations import SIGNED, BodyFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import calling_as
from tests.functional.declarations.changing import correction
from tests.functional.declarations.conftest import API, draft, findings, publish

SEEN = {"If-Match": '"1"'}
UNKNOWN = ("ED2026-00000099-1", "ED2026-00000001-9", "ES2026-00000001-1", "EP2026-00000001-1", "1", "x" * 300, "编号")


def test_a_draft_says_what_was_understood(declarant, enterprise):
    body = BodyFactory(number="q/hzdq 001-2026", count=2)
    response = declarant.post(f"{API}/declarations", json=body)
    assert response.status_code == 201
    told = response.json
    assert told["etag"] == "1"
    assert response.headers["ETag"] == '"1"'
    assert (told["state"], told["published_as"], told["findings"]) == ("draft", None, [])
    assert (told["number"], told["number_display"]) == ("q/hzdq 001-2026", "Q/HZDQ 001—2026")
    assert told["enterprise"]["uscc"] == enterprise.uscc
    assert told["category"] == {
        "code": "household-refrigerators",
        "name": "家用电冰箱",
        "name_en": "Household refrigerators",
    }
    assert told["products_total"] == 2
    energy = told["products"][0]["indicators"][0]
    assert (energy["code"], energy["comparator"], energy["value"]) == ("annual_energy_use", "le", "350")
    assert energy["canonical"] == {"low": None, "high": "350", "unit": "kW·h/a"}
    assert energy["text"] == "≤350 kWh/a"
    assert energy["method"] == {"number": "GB/T 8059-2016", "clause": None, "text": None, "reason": None}
    assert declarant.get(f"{API}/declarations/{told['id']}").json == told


def test_a_draft_may_be_empty(declarant):
    told = draft(declarant, {})
    assert {(finding["code"], finding["field"]) for finding in told["findings"]} == {
        ("required", "/number"),
        ("required", "/title"),
        ("required", "/kind"),
        ("required", "/category"),
        ("required", "/effective_on"),
        ("no-product", "/products"),
    }


def test_what_cannot_be_read_is_not_called_missing_as_well(declarant):
    told = draft(declarant, BodyFactory(kind="company", effective_on="tomorrow"))
    assert [(finding["code"], finding["field"]) for finding in told["findings"]] == [
        ("value-not-in-list", "/kind"),
        ("date-not-understood", "/effective_on"),
    ]


def test_errors_come_before_notices(declarant):
    product = RefrigeratorFactory(gtins=["1"], indicators=[])
    told = draft(declarant, BodyFactory(products=[product]))
    assert [finding["severity"] for finding in told["findings"]] == ["error", "notice"]


@pytest.mark.parametrize(("language", "message"), [("zh-CN", "必须填写标准名称。"), ("en", "The title is required.")])
def test_findings_follow_the_language_of_the_caller(declarant, language, message):
    response = declarant.post(
        f"{API}/declarations", json=BodyFactory(title=None), headers={"Accept-Language": language}
    )
    assert [finding["message"] for finding in response.json["findings"]] == [message]


def test_a_draft_of_a_sample_enterprise_says_so(app, ready):
    holder = EnterpriseFactory(where=ready, is_sample=True, sample=Sample("来源", "CC0")).holder
    caller = calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=holder))
    assert draft(caller, {})["sample"] == {"source": "来源", "licence": "CC0"}


def test_a_draft_is_changed_by_whoever_has_seen_it(declarant):
    identity = draft(declarant, BodyFactory())["id"]
    address = f"{API}/declarations/{identity}"
    changed = declarant.put(address, json=BodyFactory(title="改过的"), headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert (changed.json["title"], changed.json["etag"], changed.headers["ETag"]) == ("改过的", "2", '"2"')
    assert declarant.get(address).json == changed.json


def test_a_change_without_the_tag_or_with_an_old_one_is_refused(declarant):
    identity = draft(declarant, BodyFactory(title="原来的"))["id"]
    address = f"{API}/declarations/{identity}"
    body = BodyFactory(title="改过的")
    without = declarant.put(address, json=body)
    assert (without.status_code, without.json["code"]) == (428, "if-match-missing")
    stale = declarant.put(address, json=body, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json["code"]) == (412, "changed-meanwhile")
    assert stale.json["findings"][0]["accepted"] == '"1"'
    assert declarant.get(address).json["title"] == "原来的"


def test_a_draft_is_deleted_by_whoever_has_seen_it(declarant):
    address = f"{API}/declarations/{draft(declarant, BodyFactory())['id']}"
    declarant.put(address, json=BodyFactory(title="改过的"), headers=SEEN)
    without, stale = declarant.delete(address), declarant.delete(address, headers=SEEN)
    assert (without.status_code, without.json["code"]) == (428, "if-match-missing")
    assert (stale.status_code, stale.json["code"]) == (412, "changed-meanwhile")
    assert declarant.get(address).json["title"] == "改过的"


def test_a_tag_that_is_sent_with_a_publication_is_that_of_the_draft(declarant, published_rows):
    identity = draft(declarant, BodyFactory())["id"]
    address = f"{API}/declarations/{identity}"
    declarant.put(address, json=BodyFactory(title="改过的"), headers=SEEN)
    stale = publish(declarant, identity, headers=SEEN)
    assert (stale.status_code, stale.json["code"]) == (412, "changed-meanwhile")
    assert published_rows() == {}
    first = publish(declarant, identity, headers={"If-Match": '"2"'})
    assert first.status_code == 201
    again = publish(declarant, identity, headers={"If-Match": '"2"'})
    assert (again.status_code, again.json) == (201, first.json), "a repeat of what was done, as RFC 9110 13.1.1 allows"


def test_a_draft_that_is_published_has_changed(declarant):
    told = declarant.post(f"{API}/declarations", json=BodyFactory())
    address = f"{API}/declarations/{told.json['id']}"
    publish(declarant, told.json["id"])
    again = declarant.get(address, headers={"If-None-Match": told.headers["ETag"]})
    assert (again.status_code, again.json["state"]) == (200, "published")
    assert (again.json["etag"], again.headers["ETag"]) == ("2", '"2"')


def test_a_draft_has_the_year_of_its_legal_day(ready, enterprise):
    clock = Clock(frozen=datetime(2026, 12, 31, 17, 0, tzinfo=UTC))  # already New Year in Shanghai
    actor = Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder)
    assert service.add_draft(replace(ready, actor=actor, clock=clock), BodyFactory()).id.year == 2027


def test_a_draft_shows_its_first_products_and_findings(declarant):
    told = draft(declarant, BodyFactory(products=RefrigeratorFactory.build_batch(150, name="")))
    assert (len(told["products"]), told["products_total"], len(told["findings"])) == (20, 150, 100)
    examined = declarant.post(f"{API}/declarations/{told['id']}/examine").json
    assert examined == {"publishable": False, "findings": told["findings"]}
    assert len(findings(publish(declarant, told["id"]))) == 100


def test_an_error_among_many_notices_is_told(declarant):
    notices = RefrigeratorFactory.build_batch(150, gtins=["1"])
    told = draft(declarant, BodyFactory(title="", products=notices))
    assert [finding["code"] for finding in told["findings"]].count("required") == 1
    assert not declarant.post(f"{API}/declarations/{told['id']}/examine").json["publishable"]


def test_an_answer_is_made_after_the_change_has_been_written(ready, enterprise, monkeypatch):
    """Reading a long body takes seconds; meanwhile others may write."""
    caller = replace(ready, actor=Actor("程序", frozenset({Right.DECLARE}), holder=enterprise.holder))
    read = examining.read_declaration

    def read_while_another_writes(*args):
        with begin(ready) as work:
            events.publish(work, "meanwhile", "another")
        return read(*args)

    monkeypatch.setattr(examining, "read_declaration", read_while_another_writes)
    told = service.add_draft(caller, BodyFactory())
    assert service.change_draft(caller, str(told.id), BodyFactory(), lambda _: None).revision == 2


def test_a_draft_that_has_not_changed_is_not_sent_again(declarant):
    identity = draft(declarant, BodyFactory())["id"]
    again = declarant.get(f"{API}/declarations/{identity}", headers={"If-None-Match": '"1"'})
    assert (again.status_code, again.data) == (304, b"")


def test_a_draft_can_be_deleted(declarant):
    identity = draft(declarant, BodyFactory())["id"]
    address = f"{API}/declarations/{identity}"
    assert declarant.delete(address, headers=SEEN).status_code == 204
    assert declarant.get(address).status_code == 404
    assert draft(declarant, BodyFactory())["id"] != identity


def test_examining_changes_nothing(declarant, published_rows):
    told = draft(declarant, BodyFactory(products=[RefrigeratorFactory(gtins=["1"])]))
    answer = declarant.post(f"{API}/declarations/{told['id']}/examine")
    assert answer.status_code == 200
    assert answer.json == {"publishable": True, "findings": told["findings"]}
    told = draft(declarant, BodyFactory(title=""))
    answer = declarant.post(f"{API}/declarations/{told['id']}/examine")
    assert answer.json == {"publishable": False, "findings": told["findings"]}
    assert published_rows() == {}


def test_what_an_enterprise_may_not_publish_is_not_called_publishable(unverified):
    told = draft(unverified, BodyFactory())
    answer = unverified.post(f"{API}/declarations/{told['id']}/examine").json
    assert not answer["publishable"]
    assert answer["findings"] == told["findings"]
    assert [(each["code"], each["field"]) for each in told["findings"]] == [("verification-too-low", "/enterprise")]


def test_a_published_draft_is_kept_as_it_was(declarant):
    identity = draft(declarant, BodyFactory())["id"]
    receipt = publish(declarant, identity).json
    address = f"{API}/declarations/{identity}"
    told = declarant.get(address).json
    assert (told["state"], told["published_as"], told["findings"]) == ("published", receipt["id"], [])
    refused = (
        declarant.put(address, json=BodyFactory(), headers={"If-Match": '"1"'}),
        declarant.delete(address, headers=SEEN),
    )
    for response in refused:
        assert response.status_code == 409
        assert findings(response) == [("draft-already-published", "id")]
        assert response.json["existing"] == f"/s/{receipt['id']}"
    assert declarant.get(address).json == told


@pytest.mark.parametrize("identity", UNKNOWN)
def test_an_unknown_draft_is_not_found(declarant, identity):
    draft(declarant, {})
    address = f"{API}/declarations/{identity}"
    for response in (
        declarant.get(address),
        declarant.put(address, json={}, headers={"If-Match": '"1"'}),
        declarant.delete(address, headers=SEEN),
        declarant.post(f"{address}/examine"),
        publish(declarant, identity),
    ):
        assert (response.status_code, response.json["code"]) == (404, "not-found")


def test_the_draft_of_another_enterprise_is_not_found(declarant, another):
    identity = draft(declarant, BodyFactory())["id"]
    address = f"{API}/declarations/{identity}"
    before = declarant.get(address).json
    for response in (
        another.get(address),
        another.put(address, json=BodyFactory(), headers={"If-Match": '"1"'}),
        another.delete(address, headers=SEEN),
        another.post(f"{address}/examine"),
        publish(another, identity),
    ):
        assert (response.status_code, response.json["code"]) == (404, "not-found")
    assert declarant.get(address).json == before


def test_nobody_declares_without_a_token(client):
    for response in (client.post(f"{API}/declarations", json={}), client.get(f"{API}/declarations/ED2026-00000001-1")):
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("trait", ["of_evaluator", "of_authority"])
def test_a_token_without_the_right_to_declare_is_refused(app, ready, trait):
    caller = calling_as(app, TokenFactory(where=ready, **{trait: True}))
    response = caller.post(f"{API}/declarations", json={})
    assert (response.status_code, response.json["code"]) == (403, "not-permitted")
    assert response.json["findings"][0]["accepted"] == "draft"


def test_a_token_that_only_drafts_publishes_nothing(app, ready, enterprise):
    drafting = TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder, rights={Right.DRAFT})
    caller = calling_as(app, drafting)
    told = draft(caller, BodyFactory())
    response = publish(caller, told["id"])
    assert (response.status_code, response.json["findings"][0]["accepted"]) == (403, "declare")
    actor = Actor("经办人", frozenset({Right.DRAFT}), holder=enterprise.holder)
    with pytest.raises(Forbidden):
        service.publish_draft(replace(ready, actor=actor), told["id"], SIGNED)
    assert caller.get(f"{API}/declarations/{told['id']}").json["state"] == "draft"


def test_a_token_of_a_holder_that_is_no_enterprise_declares_nothing(app, ready):
    caller = calling_as(app, TokenFactory(where=ready, of_enterprise=True))
    assert caller.post(f"{API}/declarations", json={}).status_code == 403


def test_indicators_that_are_not_understood_are_kept_as_text(declarant):
    unread = RefrigeratorFactory(indicators=[indicator("外观", "应无明显划痕")])
    (told,) = draft(declarant, BodyFactory(products=[unread]))["products"][0]["indicators"]
    assert (told["text"], told["comparator"], told["value"], told["code"]) == ("应无明显划痕", "text", None, None)


def test_a_requirement_may_be_given_as_comparator_and_values(declarant):
    bound = {"comparator": "le", "value": "300", "unit": "kWh/a"}
    told = draft_of(declarant, bound)
    (read,) = told["products"][0]["indicators"]
    assert (read["text"], read["comparator"], read["high"], read["unit"]) == ("≤300 kWh/a", "le", "300", "kW·h/a")
    assert told["findings"] == []
    beside = draft_of(declarant, {**bound, "text": "≤280 kWh/a"})
    assert beside["products"][0]["indicators"][0]["high"] == "280"
    assert [finding["code"] for finding in beside["findings"]] == ["values-beside-text"]
    wrong = draft_of(declarant, {"comparator": "le", "low": "300"})
    assert [(each["code"], each["field"]) for each in wrong["findings"] if each["severity"] == "error"] == [
        ("values-not-understood", "/products/0/indicators/0/comparator"),
        ("required", "/products/0/indicators/0/text"),
    ]


def draft_of(declarant, requirement):
    indicator = {"name": "年耗电量", "method": {"number": "GB/T 8059-2016"}, **requirement}
    response = declarant.post(
        f"{API}/declarations", json=BodyFactory(products=[RefrigeratorFactory(indicators=[indicator])])
    )
    assert response.status_code == 201
    return response.json


def test_own_drafts_are_listed_by_state_and_page(declarant, another, standard):
    draft(another, BodyFactory())
    open_drafts = [draft(declarant, BodyFactory(title=f"草稿{number}"))["id"] for number in range(3)]
    mended = correction(declarant, standard["id"])["id"]
    every = declarant.get(f"{API}/declarations").json
    assert (every["total"], [each["state"] for each in every["items"]].count("published")) == (5, 1)
    first = declarant.get(f"{API}/declarations?state=draft&limit=3").json
    assert ([each["id"] for each in first["items"]], first["total"]) == ([mended, *open_drafts[:0:-1]], 4)
    assert first["items"][0]["changes"] == standard["id"]
    rest = declarant.get(f"{API}/declarations?state=draft&limit=3&cursor={first['next']}").json
    assert ([each["id"] for each in rest["items"]], rest["next"]) == (open_drafts[:1], None)
    (done,) = declarant.get(f"{API}/declarations?state=published").json["items"]
    assert (done["published_as"], done["number"], done["products_total"]) == (standard["id"], standard["number"], 2)
    assert declarant.get(f"{API}/declarations?state=lost").status_code == 400
