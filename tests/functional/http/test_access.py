from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from registry.http import ApiBlueprint, PageBlueprint
from registry.http.session import Person
from registry.kernel.access import Actor, Right
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


def test_a_page_with_a_policy_leads_to_the_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/probe/closed?q=a&b=//x")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/probe/closed%3Fq%3Da%26b%3D//x")
    form = client.post("/probe/closed", data={"q": "long text"})
    assert (form.status_code, "需要登录或访问令牌" in form.text) == (401, True)


def test_a_session_opens_pages_and_never_the_api(client: FlaskClient) -> None:
    client.set_cookie("session", "operating")
    assert client.get("/probe/closed").status_code == 200
    assert client.get("/api/v1/probe/where").json["name"] == "public"
    assert client.post("/api/v1/probe/things", json={"title": "x"}).status_code == 401
    client.set_cookie("session", "unknown")
    assert client.get("/probe/closed").status_code == 303


def test_a_secure_site_reads_its_own_cookie_only(client: FlaskClient) -> None:
    client.set_cookie("session", "operating", secure=True)
    assert client.get("/probe/closed", base_url="https://localhost").status_code == 303
    client.set_cookie("__Host-session", "operating", secure=True)
    assert client.get("/probe/closed", base_url="https://localhost").status_code == 200


def test_a_person_without_the_right_is_not_sent_to_sign_in(build: Build) -> None:
    person = Person(Actor("李明", frozenset({Right.DRAFT}), holder=7), "李明", "企业")
    client = build(recognise=lambda _: person).test_client()
    client.set_cookie("session", "x")
    answer = client.get("/probe/closed")
    assert (answer.status_code, "operate" in answer.text) == (403, True)


def test_who_is_signed_in_is_asked_once_and_only_of_those_who_are(build: Build) -> None:
    asked: list[str] = []
    client = build(recognise=asked.append).test_client()
    client.get("/probe")
    assert asked == []
    client.set_cookie("session", "x")
    client.get("/probe")
    client.get("/api/v1/probe/items")
    assert asked == ["x"]


def test_a_database_that_does_not_answer_is_told_on_a_page(build: Build) -> None:
    def fail(_: str) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    client = build(recognise=fail).test_client()
    client.set_cookie("session", "x")
    answer = client.get("/probe")
    assert (answer.status_code, "<html" in answer.text) == (503, True)


def test_the_scope_carries_the_caller(declarant: FlaskClient) -> None:
    assert declarant.get("/api/v1/probe/where").json == {"name": "token-1", "events": 0}
