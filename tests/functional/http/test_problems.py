from __future__ import annotations

import re

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from registry.http import problems
from registry.kernel import errors
from tests.functional.http.conftest import RAISED, Build

STATUSES = [
    ("refused", 422),
    ("not-found", 404),
    ("gone", 410),
    ("conflict", 409),
    ("too-large", 413),
    ("too-many", 429),
    ("unavailable", 503),
    ("fault", 500),
]


@pytest.mark.parametrize(("what", "status"), STATUSES)
def test_programs_get_a_problem_document(client: FlaskClient, what: str, status: int) -> None:
    answer = client.get(f"/api/v1/probe/raise/{what}")
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    document = answer.json
    assert document["status"] == status
    assert document["code"] == document["findings"][0]["code"]
    assert document["detail"] == document["findings"][0]["message"]
    assert document["request_id"] == answer.headers["X-Request-Id"]
    assert {"type", "title", "status", "code", "detail", "request_id", "findings"} <= set(document)
    for finding in document["findings"]:
        assert list(finding) == ["code", "severity", "field", "message", "given", "accepted"]


@pytest.mark.parametrize(("what", "status"), STATUSES)
def test_people_get_a_page(client: FlaskClient, what: str, status: int) -> None:
    answer = client.get(f"/probe/raise/{what}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert answer.headers["X-Request-Id"] in answer.text
    assert problems.TITLES[status][0] in answer.text


def test_every_error_of_the_kernel_has_its_status() -> None:
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.RegistryError)
    ]
    assert set(problems.STATUS) == set(kinds) - {errors.RegistryError}
    assert set(problems.STATUS.values()) <= set(problems.TITLES)


class _Log:
    def __init__(self) -> None:
        self.errors: list[tuple[BaseException, dict[str, object]]] = []

    def warning(self, event: str, **_: object) -> None:
        raise AssertionError(event)

    def error(self, event: str, *, exc_info: BaseException, **_: object) -> None:
        self.errors.append((exc_info, structlog.contextvars.get_contextvars()))


@pytest.mark.parametrize("address", ["/api/v1/probe/raise/fault", "/probe/raise/fault"])
@pytest.mark.parametrize("testing", [False, True])
def test_a_fault_shows_nothing_of_itself_and_is_logged(
    app: Flask, monkeypatch: pytest.MonkeyPatch, address: str, *, testing: bool
) -> None:
    log = _Log()
    monkeypatch.setattr(problems, "_log", log)
    app.testing = app.debug = testing
    answer = app.test_client().get(address)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    ((error, bound),) = log.errors
    assert str(error) == "a secret of the machine"
    assert bound["request_id"] == answer.headers["X-Request-Id"]


def test_a_database_that_does_not_answer(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked() -> Exception:
        return OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setitem(RAISED, "fault", locked)
    answer = build().test_client().get("/api/v1/probe/raise/fault")
    assert (answer.status_code, answer.json["code"]) == (503, "database-unavailable")
    assert answer.headers["Retry-After"]


def test_what_flask_refuses_has_the_same_form(client: FlaskClient) -> None:
    unknown = client.get("/api/v1/nothing")
    assert (unknown.status_code, unknown.json["code"]) == (404, "not-found")
    assert unknown.json["findings"][0]["given"] == "/api/v1/nothing"
    method = client.delete("/api/v1/probe/items")
    assert (method.status_code, method.json["code"]) == (405, "method-not-allowed")
    assert set(method.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert client.get("/nothing").mimetype == "text/html"


def test_the_conflict_names_what_stands(client: FlaskClient) -> None:
    assert client.get("/api/v1/probe/raise/conflict").json["existing"] == "/api/v1/standards/1"
    assert client.get("/api/v1/probe/raise/too-many").headers["Retry-After"] == "17"


def test_the_language_of_a_problem(client: FlaskClient) -> None:
    for asked, told, sentence in (
        ("", "zh-Hans", "字段 /a 写的是 1。"),
        ("zh-CN, en;q=0.8", "zh-Hans", "字段 /a 写的是 1。"),
        ("en-GB, zh;q=0.8", "en", "The field /a reads 1."),
        ("fr, en;q=0.5", "en", "The field /a reads 1."),
        ("fr", "zh-Hans", "字段 /a 写的是 1。"),
        ("en;q=0, *", "zh-Hans", "字段 /a 写的是 1。"),
        ("not-a;q=language;;", "zh-Hans", "字段 /a 写的是 1。"),
    ):
        answer = client.get("/api/v1/probe/raise/refused", headers={"Accept-Language": asked})
        assert answer.headers["Content-Language"] == told, asked
        assert answer.json["detail"] == sentence
        assert "Accept-Language" in answer.headers["Vary"]


def test_findings_of_a_page_say_both_severities(client: FlaskClient) -> None:
    text = client.get("/probe/raise/refused").text
    assert re.findall(r'<li class="(error|notice)">', text) == ["error", "notice"]
