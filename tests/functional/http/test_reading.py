"""Lists piece by piece, entity tags, readiness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.functional.http.conftest import Build

ITEMS = "/api/v1/probe/items"


def test_a_list_is_read_to_its_end(client: FlaskClient) -> None:
    read, cursor = [], ""
    while cursor is not None:
        answer = client.get(ITEMS, query_string={"limit": 10, **({"cursor": cursor} if cursor else {})}).json
        assert list(answer) == ["items", "total", "next"]
        assert answer["total"] == 45
        read += answer["items"]
        cursor = answer["next"]
    assert read == list(range(45))


def test_the_default_piece_is_twenty(client: FlaskClient) -> None:
    assert len(client.get(ITEMS).json["items"]) == 20


def test_a_cursor_serves_only_the_list_it_was_given_for(client: FlaskClient, build: Build) -> None:
    cursor = client.get(f"{ITEMS}?q=a").json["next"]
    assert client.get(f"{ITEMS}?q=a&limit=7&cursor={cursor}").status_code == 200
    flipped = ("B" if cursor[0] == "A" else "A") + cursor[1:]
    for query in (f"q=b&cursor={cursor}", f"cursor={cursor}", f"q=a&cursor={flipped}", f"q=a&cursor={cursor[:-2]}"):
        answer = client.get(f"{ITEMS}?{query}")
        assert (answer.status_code, answer.json["code"]) == (400, "cursor-not-ours"), query
    other = build(secret_key=None).test_client()
    assert other.get(f"{ITEMS}?q=a&cursor={cursor}").status_code == 400


def test_an_entity_tag_saves_the_second_reading(client: FlaskClient) -> None:
    first = client.get(f"{ITEMS}/3")
    tag = first.headers["ETag"]
    assert tag == '"v3"'
    for seen in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(f"{ITEMS}/3", headers={"If-None-Match": seen})
        assert (again.status_code, again.data) == (304, b""), seen
        assert again.headers["ETag"] == tag
    assert client.get(f"{ITEMS}/3", headers={"If-None-Match": '"v4"'}).status_code == 200


def test_a_change_names_what_it_changes(declarant: FlaskClient) -> None:
    def change(**headers: str) -> Any:
        return declarant.put(f"{ITEMS}/3", json={"title": "x"}, headers=headers)

    blind = change()
    assert (blind.status_code, blind.json["code"]) == (428, "if-match-missing")
    stale = declarant.put(f"{ITEMS}/3", json={"title": "x"}, headers={"If-Match": '"v2"'})
    assert (stale.status_code, stale.json["code"]) == (412, "changed-meanwhile")
    assert stale.json["findings"][0]["accepted"] == '"v3"'
    for seen in ('"v3"', 'W/"v3"', '"v1", "v3"', "*"):
        assert declarant.put(f"{ITEMS}/3", json={"title": "x"}, headers={"If-Match": seen}).status_code == 200, seen


def test_healthz_answers_without_looking(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_tells_of_every_check(build: Build) -> None:
    def broken() -> Mapping[str, Any]:
        raise ConnectionError("10.0.0.7 does not answer")

    ready = build(readiness={"search": lambda: {"documents": 3}}).test_client().get("/readyz")
    assert ready.status_code == 200
    assert ready.json["status"] == "ready"
    assert ready.json["checks"]["search"] == {"ok": True, "documents": 3}
    assert ready.json["checks"]["database"]["ok"]
    unready = build(readiness={"search": broken}).test_client().get("/readyz")
    assert unready.status_code == 503
    assert unready.json["status"] == "unavailable"
    assert unready.json["checks"]["search"] == {"ok": False, "error": "ConnectionError"}
    assert unready.json["checks"]["database"]["ok"]


def test_errors_of_health_are_for_programs(client: FlaskClient) -> None:
    assert client.post("/healthz").mimetype == "application/problem+json"


@pytest.mark.parametrize("address", ["/healthz", "/readyz", ITEMS])
def test_head_is_get_without_body(app: Flask, address: str) -> None:
    answer = app.test_client().head(address)
    assert (answer.status_code, answer.data) == (200, b"")
