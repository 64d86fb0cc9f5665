from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select

from registry.kernel.events import EventRow
from registry.kernel.transaction import Scope, reading

THINGS = "/api/v1/probe/things"


def _made(engine: Engine) -> int | None:
    with reading(Scope(engine)) as session:
        return session.scalar(select(func.count()).select_from(EventRow))


def test_sent_twice_done_once(declarant: FlaskClient, engine: Engine) -> None:
    key = {"Idempotency-Key": "a-key"}
    first = declarant.post(THINGS, json={"title": "标准"}, headers=key)
    again = declarant.post(THINGS, json={"title": "标准"}, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    for name in ("Content-Type", "Location", "ETag", "Content-Language"):
        assert first.headers[name] == again.headers[name]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.headers["X-Request-Id"] != again.headers["X-Request-Id"]
    assert _made(engine) == 1


def test_without_a_key_each_call_counts(declarant: FlaskClient, engine: Engine) -> None:
    for _ in range(2):
        assert declarant.post(THINGS, json={"title": "x"}).status_code == 201
    assert _made(engine) == 2


def test_another_body_under_the_same_key_is_refused(declarant: FlaskClient, engine: Engine) -> None:
    key = {"Idempotency-Key": "a-key"}
    declarant.post(THINGS, json={"title": "x"}, headers=key)
    answer = declarant.post(THINGS, json={"title": "y"}, headers=key)
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")
    assert _made(engine) == 1


@pytest.mark.parametrize("body", [{"title": "refuse me"}, {"title": 5}, {}])
def test_a_refusal_leaves_nothing_and_the_key_free(
    declarant: FlaskClient, engine: Engine, body: dict[str, object]
) -> None:
    key = {"Idempotency-Key": "a-key"}
    assert declarant.post(THINGS, json=body, headers=key).status_code == 422
    assert _made(engine) == 0
    assert declarant.post(THINGS, json={"title": "x"}, headers=key).status_code == 201
    assert _made(engine) == 1


def test_a_refusal_that_is_answered_rolls_back_too(client: FlaskClient, engine: Engine) -> None:
    for _ in range(2):
        answer = client.post("/api/v1/probe/answered", headers={"Idempotency-Key": "k"})
        assert (answer.status_code, answer.json) == (422, {"refused": True})
        assert "Idempotent-Replayed" not in answer.headers
    assert _made(engine) == 0


def test_a_key_belongs_to_its_holder(app: Flask, engine: Engine) -> None:
    for _ in range(2):
        for token, status in (("declares", 201), ("evaluates", 403)):
            headers = {"Idempotency-Key": "a-key", "Authorization": f"Bearer {token}"}
            assert app.test_client().post(THINGS, json={"title": "x"}, headers=headers).status_code == status
    assert _made(engine) == 1


@pytest.mark.parametrize("key", ["", " ", "ä", "x" * 256, "a\tb"])
def test_a_key_that_cannot_be_one(declarant: FlaskClient, key: str) -> None:
    answer = declarant.post(THINGS, json={"title": "x"}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency-key-unreadable")


def test_twins_that_run_at_the_same_time(app: Flask, engine: Engine) -> None:
    start = threading.Barrier(4)

    def send(_: int) -> tuple[int, bool]:
        headers = {"Idempotency-Key": "twin", "Authorization": "Bearer declares"}
        start.wait()
        answer = app.test_client().post(THINGS, json={"title": "x"}, headers=headers)
        return answer.status_code, "Idempotent-Replayed" in answer.headers

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert sorted(answers) == [(201, False), (201, True), (201, True), (201, True)]
    assert _made(engine) == 1
