"""A call that is sent twice: Idempotency-Key on the routes of declaring."""

from tests.factories.accounts import TokenFactory
from tests.factories.declarations import COMMITMENT, BodyFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import calling_as
from tests.functional.declarations.conftest import API, draft, findings, publish

KEY = {"Idempotency-Key": "0f8fad5b-d9cb-469f-a165-70867728950e"}


def test_a_draft_is_added_once(declarant):
    body = BodyFactory()
    first = declarant.post(f"{API}/declarations", json=body, headers=KEY)
    again = declarant.post(f"{API}/declarations", json=body, headers=KEY)
    assert (again.status_code, again.json, again.headers["ETag"]) == (201, first.json, first.headers["ETag"])
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert draft(declarant, body)["id"] > first.json["id"]


def test_a_publication_is_answered_twice_with_the_same_words(declarant, published_rows):
    identity = draft(declarant, BodyFactory())["id"]
    first = publish(declarant, identity, headers=KEY)
    before = published_rows()
    again = publish(declarant, identity, headers=KEY)
    assert (again.status_code, again.data) == (201, first.data)
    assert published_rows() == before
    assert before["idempotency_keys"] == before["standards"] == 1


def test_a_key_stands_for_one_request(declarant):
    first = declarant.post(f"{API}/declarations", json=BodyFactory(), headers=KEY)
    other = declarant.post(f"{API}/declarations", json=BodyFactory(), headers=KEY)
    assert other.status_code == 422
    assert findings(other) == [("idempotency-key-reused", "Idempotency-Key")]
    elsewhere = publish(declarant, first.json["id"], headers=KEY)
    assert findings(elsewhere) == [("idempotency-key-reused", "Idempotency-Key")]


def test_a_refusal_is_not_kept_under_the_key(declarant, published_rows):
    identity = draft(declarant, BodyFactory())["id"]
    refused = publish(declarant, identity, {**COMMITMENT, "role": ""}, headers=KEY)
    assert refused.status_code == 422
    assert published_rows() == {}
    assert publish(declarant, identity, headers=KEY).status_code == 201


def test_namesakes_do_not_share_their_keys(app, ready):
    """Two enterprises of one name, one key, one body: each gets its own draft."""
    holders = [EnterpriseFactory(where=ready, name="同名公司").holder for _ in range(2)]
    callers = [calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=holder)) for holder in holders]
    body = BodyFactory()
    answers = [caller.post(f"{API}/declarations", json=body, headers=KEY).json for caller in callers]
    assert answers[0]["id"] != answers[1]["id"]
    assert answers[0]["enterprise"]["uscc"] != answers[1]["enterprise"]["uscc"]
