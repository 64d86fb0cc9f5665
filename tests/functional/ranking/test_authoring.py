"""Schemes are drafted, previewed and published by their evaluator; what is published never changes."""

import json

import pytest

from registry.demo.sources import DATA
from registry.kernel.errors import Refused
from registry.ranking.authoring import service
from registry.ranking.service import add_scheme
from tests.factories.accounts import HolderFactory, TokenFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory
from tests.functional.conftest import calling_as

API = "/api/v1"
SAMPLES = sorted((DATA / "schemes").iterdir(), key=lambda path: path.name)


@pytest.fixture
def evaluator(app, ready, holder):
    return calling_as(app, TokenFactory(where=ready, of_evaluator=True, holder=holder))


@pytest.fixture
def other(app, ready):
    """A program of another evaluator."""
    return calling_as(app, TokenFactory(where=ready, of_evaluator=True))


def drafted(client, **fields):
    answer = client.post(f"{API}/schemes", json=SchemeFactory(**{"id": "fridges", **fields}))
    assert answer.status_code == 201, answer.json
    return answer


def changed(client, answer, **fields):
    """The draft of `answer` with other fields."""
    body = {**answer.json["content"], **fields}
    return client.put(f"{API}/schemes/fridges", json=body, headers={"If-Match": answer.headers["ETag"]})


def levels(*values):
    names = ("advanced", "average", "baseline")
    return [MeasureFactory(**{name: MarkFactory(value=each) for name, each in zip(names, values, strict=True)})]


def said(answer):
    return [(finding["code"], finding["field"]) for finding in answer.json["findings"]]


def test_a_scheme_is_drafted_mended_and_published(evaluator, client):
    answer = evaluator.post(f"{API}/schemes", json={"id": "fridges", "title": "家用电冰箱节能水平"})
    assert (answer.status_code, answer.json["state"], answer.json["publishable"]) == (201, "draft", False)
    assert ("scheme-without-core-indicator", "/core") in said(answer)
    assert client.get(f"{API}/schemes/fridges").status_code == 404
    refused = evaluator.post(f"{API}/schemes/fridges/publish")
    assert (refused.status_code, said(refused)) == (422, said(answer))
    mended = changed(evaluator, answer, **{**SchemeFactory(id="fridges", evaluator=None), "title": "电冰箱"})
    assert (mended.status_code, mended.json["findings"], mended.json["publishable"]) == (200, [], True)
    assert mended.json["content"]["evaluator"] == "某评估机构"
    published = evaluator.post(f"{API}/schemes/fridges/publish", headers={"If-Match": mended.headers["ETag"]})
    assert (published.status_code, published.json["version"], published.json["state"]) == (201, 1, "published")
    assert evaluator.post(f"{API}/schemes/fridges/publish").json == published.json, "a repeat changes nothing"
    assert client.get(f"{API}/schemes/fridges").json == published.json
    assert client.get(f"{API}/schemes/fridges/versions/1").json == published.json
    assert client.get(f"{API}/schemes?category=household-refrigerators").json["total"] == 1
    assert client.get(f"{API}/schemes?category=room-air-conditioners").json["total"] == 0


def test_what_is_drafted_beside_a_version_changes_nothing_until_it_is_published(evaluator, client):
    drafted(evaluator)
    evaluator.post(f"{API}/schemes/fridges/publish")
    first = client.get(f"{API}/schemes/fridges").json
    present = evaluator.get(f"{API}/schemes/fridges/draft")
    assert (present.json["state"], present.json["version"]) == ("published", 1)
    answer = changed(evaluator, present, core=levels("300", "500", "750"), valid_to="2027-12-31")
    assert (answer.json["state"], answer.json["version"]) == ("draft", 1)
    assert client.get(f"{API}/schemes/fridges").json == first
    assert evaluator.post(f"{API}/schemes/fridges/publish").json["version"] == 2
    assert client.get(f"{API}/schemes/fridges/versions/1").json == {**first, "state": "replaced"}
    assert client.get(f"{API}/schemes/fridges/diff").json == {
        "from": 1,
        "to": 2,
        "changes": [
            {
                **dict.fromkeys(("part", "indicator", "row", "before", "effect")),
                "field": "valid_to",
                "kind": "value",
                "after": "2027-12-31",
            },
            {
                "part": "core",
                "indicator": "annual_energy_use",
                "row": "年耗电量",
                "field": "advanced",
                "kind": "value",
                "before": "350 kWh/a",
                "after": "300 kWh/a",
                "effect": "stricter",
            },
        ],
    }
    assert client.get(f"{API}/schemes/fridges/diff?from=2&to=2").json["changes"] == []
    for address in ("diff?from=9", "versions/9", f"versions/{2**70}", "versions/0/content"):
        assert client.get(f"{API}/schemes/fridges/{address}").status_code == 404


def test_the_preview_says_who_would_change_grade_and_nothing_is_kept(ready, enterprise, evaluator, client):
    PublishedFactory(where=ready, enterprise=enterprise)
    drafted(evaluator)
    first = evaluator.get(f"{API}/schemes/fridges/draft/preview").json
    assert (first["published"], first["moved_total"]) == (None, 1)
    ((entry,), grade) = first["moved"], first["moved"][0]["after"]
    assert (entry["before"], entry["product"]["model"] is not None) == (None, True)
    evaluator.post(f"{API}/schemes/fridges/publish")
    present = evaluator.get(f"{API}/schemes/fridges/draft")
    assert evaluator.get(f"{API}/schemes/fridges/draft/preview").json["moved"] == []
    changed(evaluator, present, core=levels("1", "2", "3"))
    second = evaluator.get(f"{API}/schemes/fridges/draft/preview").json
    ((entry,),) = [second["moved"]]
    assert (entry["before"], entry["after"], entry["reason"]) == (grade, None, "below-baseline")
    assert (second["published"]["ranked"], second["counts"]["ranked"]) == (1, 0)
    assert client.get(f"{API}/rankings/fridges/latest").status_code == 404, "a trial is no edition"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_is_exported_is_taken_back_unchanged(app, ready, path):
    content = json.loads(path.read_text(encoding="utf-8"))
    holder = HolderFactory(where=ready, kind="evaluator", name=content["evaluator"])
    add_scheme(ready, content, holder)
    client = calling_as(app, TokenFactory(where=ready, of_evaluator=True, holder=holder))
    exported = client.get(f"{API}/schemes/{content['id']}/content").json
    assert exported == content == client.get(f"{API}/schemes/{content['id']}/versions/1/content").json
    tag = client.get(f"{API}/schemes/{content['id']}/draft").headers["ETag"]
    kept = client.put(f"{API}/schemes/{content['id']}", json=exported, headers={"If-Match": tag})
    assert (kept.status_code, kept.json["content"], kept.json["findings"]) == (200, content, [])
    assert client.post(f"{API}/schemes/{content['id']}/publish").json["version"] == 1, "it says the same"


def test_only_its_own_evaluator_sees_a_draft_and_changes_a_scheme(evaluator, other, client, declarant, ready):
    answer = drafted(evaluator)
    assert other.get(f"{API}/schemes/fridges/draft").status_code == 404
    assert changed(other, answer).status_code == 404
    evaluator.post(f"{API}/schemes/fridges/publish")
    assert changed(other, answer).status_code == 403
    assert other.post(f"{API}/schemes/fridges/publish").status_code == 403
    assert other.get(f"{API}/schemes/fridges/draft/preview").status_code == 403
    assert client.post(f"{API}/schemes", json=SchemeFactory()).status_code == 401
    assert declarant.post(f"{API}/schemes", json=SchemeFactory()).status_code == 403
    add_scheme(ready, SchemeFactory(id="nobodys"))
    assert evaluator.get(f"{API}/schemes/nobodys/draft").status_code == 403


def test_nobody_overwrites_what_they_have_not_seen(evaluator):
    answer = drafted(evaluator)
    assert changed(evaluator, answer, note="一").status_code == 200
    assert changed(evaluator, answer, note="二").status_code == 412
    assert evaluator.put(f"{API}/schemes/fridges", json=SchemeFactory(id="fridges")).status_code == 428
    tag = {"If-Match": answer.headers["ETag"]}
    assert evaluator.post(f"{API}/schemes/fridges/publish", headers=tag).status_code == 412


def test_a_name_is_taken_once_and_stays(evaluator, other):
    answer = drafted(evaluator)
    taken = other.post(f"{API}/schemes", json=SchemeFactory(id="fridges"))
    assert (taken.status_code, taken.json["code"]) == (409, "scheme-name-taken")
    renamed = changed(evaluator, answer, id="freezers")
    assert (renamed.status_code, said(renamed)) == (422, [("scheme-name-stays", "/id")])


def test_a_draft_is_deleted_and_with_it_what_was_never_published(evaluator):
    tag = drafted(evaluator).headers["ETag"]
    assert evaluator.delete(f"{API}/schemes/fridges/draft", headers={"If-Match": '"0"'}).status_code == 412
    assert evaluator.delete(f"{API}/schemes/fridges/draft", headers={"If-Match": tag}).status_code == 204
    assert evaluator.get(f"{API}/schemes/fridges/draft").status_code == 404
    drafted(evaluator)
    evaluator.post(f"{API}/schemes/fridges/publish")
    answer = changed(evaluator, evaluator.get(f"{API}/schemes/fridges/draft"), note="改")
    gone = evaluator.delete(f"{API}/schemes/fridges/draft", headers={"If-Match": answer.headers["ETag"]})
    assert gone.status_code == 204
    assert evaluator.get(f"{API}/schemes/fridges/draft").json["state"] == "published"


def test_ten_thousand_indicators_are_a_finding(evaluator):
    rows = [{"indicator": "annual_energy_use"}] * 10_000
    answer = evaluator.post(f"{API}/schemes", json={"id": "fridges", "core": rows})
    assert (answer.status_code, said(answer)) == (422, [("scheme-too-many-indicators", "/core")])


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b'{"id": "fridges", "title": "\\u0000"}', 400, "unwanted-character", "/title"),
        (b'{"id": "fridges", "id": "x"}', 400, "duplicate-key", "/id"),
        (b'{"id": "fridges", "innovation_needed": NaN}', 400, "malformed-json", ""),
        (b"[]", 422, "wrong-type", ""),
        (b"{}", 422, "missing-field", "/id"),
        (b'{"id": "fridges", "core": [{"advanced": 5}]}', 422, "wrong-type", "/core/0/advanced"),
    ],
)
def test_what_cannot_be_read_is_a_finding_with_its_place(evaluator, body, status, code, field):
    answer = evaluator.post(f"{API}/schemes", data=body, content_type="application/json")
    assert (answer.status_code, said(answer)) == (status, [(code, field)])
    assert answer.json["findings"][0]["message"]


def test_the_schema_of_a_scheme_is_served(client):
    answer = client.get(f"{API}/schemes/schema.json").json
    assert answer["$schema"].startswith("https://json-schema.org/")
    assert answer["$defs"]["SchemeBody"]["additionalProperties"] is False


def test_a_scheme_of_the_first_release_is_edited_as_what_it_meant(ready, holder, evaluator):
    row = {"indicator": "annual_energy_use", "condition": None, "method": {"number": "GB/T 8059-2016"}, "unit": "kWh/a"}
    marks = {"advanced": "350", "average": "500", "baseline": "750", "provenance": "unverified"}
    names = ("id", "title", "title_en", "evaluator", "category", "valid_from", "valid_to", "sample")
    whole = SchemeFactory(id="fridges")
    add_scheme(ready, {**{name: whole[name] for name in names}, "core": [{**row, **marks}]}, holder)
    answer = evaluator.get(f"{API}/schemes/fridges/draft")
    assert (answer.json["findings"], answer.json["publishable"]) == ([], True)
    assert answer.json["content"]["core"][0]["advanced"]["value"] == "350"


def test_a_command_publishes_what_is_whole(ready, holder):
    assert service.publish_content(ready, {**SchemeFactory(id="fridges"), "note": " "}, holder) == 1
    assert service.content(ready, "fridges")["note"] is None
    with pytest.raises(Refused) as refused:
        service.publish_content(ready, {"id": "freezers"})
    assert refused.value.code == "scheme-field-missing"
