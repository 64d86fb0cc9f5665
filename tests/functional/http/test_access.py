from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.http import ApiBlueprint, PageBlueprint
from tests.functional.http.conftest import Build


def test_a_route_without_policy_cannot_be_declared() -> None:
    for blueprint in (ApiBlueprint("open", __name__), PageBlueprint("open", __name__)):
        with pytest.raises(TypeError, match="policy"):
            blueprint.get("/open")  # type: ignore[call-arg]
        with pytest.raises(TypeError, match="policy"):
            blueprint.add_url_rule("/open", "open", lambda: "")


def test_an_application_with_an_open_door_does_not_start(build: Build) -> None:
    from flask import Blueprint

    foreign = Blueprint("foreign", __name__)
    foreign.add_url_rule("/foreign", "door", lambda: "")
    with pytest.raises(RuntimeError, match=r"foreign\.door"):
        build(blueprints=(foreign,))


def test_a_route_added_later_does_not_answer(app: Flask) -> None:
    app.add_url_rule("/later", "later", lambda: "open")
    answer = app.test_client().get("/later")
    assert answer.status_code == 500
    assert b"open" not in answer.data


def test_the_policy_stands_before_the_view_and_its_arguments(client: FlaskClient) -> None:
    nobody = client.post("/api/v1/probe/things", data=b"not json")
    assert (nobody.status_code, nobody.json["code"]) == (401, "sign-in-needed")
    assert nobody.headers["WWW-Authenticate"] == "Bearer"
    other = client.post("/api/v1/probe/things", headers={"Authorization": "Bearer evaluates"}, data=b"not json")
    assert (other.status_code, other.json["code"]) == (403, "not-permitted")
    assert other.json["findings"][0]["accepted"] == "declare"


def test_a_bad_token_is_refused_even_where_none_is_needed(client: FlaskClient) -> None:
    answer = client.get("/api/v1/probe/items", headers={"Authorization": "Bearer nonsense"})
    assert (answer.status_code, answer.json["code"]) == (401, "token-unknown")
    assert "nonsense" not in answer.text


def test_another_scheme_is_nobody(client: FlaskClient) -> None:
    answer = client.get("/api/v1/probe/where", headers={"Authorization": "Basic YTpi"})
    assert answer.json["name"] == "public"


def test_a_page_with_a_policy(client: FlaskClient) -> None:
    answer = client.get("/probe/closed")
    assert answer.status_code == 401
    assert "需要登录或访问令牌" in answer.text


def test_the_scope_carries_the_caller(declarant: FlaskClient) -> None:
    assert declarant.get("/api/v1/probe/where").json == {"name": "token-1", "events": 0}
