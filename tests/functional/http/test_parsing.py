from __future__ import annotations

import io
import json

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.http.strict_json import WANTED

THINGS = "/api/v1/probe/things"


def _post(client: FlaskClient, body: bytes | dict[str, object], **headers: str) -> tuple[int, list[dict[str, str]]]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = client.post(THINGS, data=data, content_type="application/json", headers=headers)
    return answer.status_code, (answer.json or {}).get("findings", [])


def test_unknown_parameters_are_refused_with_the_known_ones(client: FlaskClient) -> None:
    answer = client.get("/api/v1/probe/items?lmit=3")
    assert (answer.status_code, answer.json["code"]) == (400, "unknown-parameter")
    assert answer.json["findings"][0]["field"] == "lmit"
    assert answer.json["findings"][0]["accepted"] == "limit, cursor, q, kind, tag"


def test_a_route_without_parameters_refuses_all(client: FlaskClient) -> None:
    answer = client.get("/api/v1/probe/items/1?verbose=1")
    assert (answer.status_code, answer.json["code"]) == (400, "unknown-parameter")


@pytest.mark.parametrize(
    ("query", "code", "field", "accepted"),
    [
        ("limit=0", "wrong-value", "limit", "integer 1..100"),
        ("limit=101", "wrong-value", "limit", "integer 1..100"),
        ("limit=ten", "wrong-value", "limit", "integer 1..100"),
        ("limit=", "wrong-value", "limit", "integer 1..100"),
        ("kind=c", "wrong-value", "kind", "a | b"),
        ("limit=1&limit=2", "repeated-parameter", "limit", None),
        ("q=%FF", "not-utf8", "query", "UTF-8"),
        ("q=%00", "unwanted-character", "q", WANTED),
        ("%00=1", "unwanted-character", "query", WANTED),
        ("q=%ED%A0%80", "not-utf8", "query", "UTF-8"),
        ("cursor=abc", "cursor-not-ours", "cursor", "next"),
    ],
)
def test_parameters(client: FlaskClient, query: str, code: str, field: str, accepted: str | None) -> None:
    answer = client.get(f"/api/v1/probe/items?{query}")
    assert answer.status_code == 400
    finding = answer.json["findings"][0]
    assert (finding["code"], finding["field"], finding["accepted"]) == (code, field, accepted)


def test_a_repeatable_parameter_may_repeat(client: FlaskClient) -> None:
    assert client.get("/api/v1/probe/items?tag=a&tag=b&q=%E5%99%AA%E5%A3%B0+x").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code", "field", "given", "accepted"),
    [
        ({}, 422, "missing-field", "/title", None, "string"),
        ({"title": None}, 422, "missing-field", "/title", None, "string"),
        ({"title": 5}, 422, "wrong-type", "/title", "5", "string"),
        ({"title": "x", "colour": 1}, 422, "unknown-field", "/colour", "colour", "title, on, parts, codes"),
        ({"title": "x", "on": "22.11.2026"}, 422, "wrong-type", "/on", "22.11.2026", "YYYY-MM-DD"),
        ({"title": "x", "parts": {}}, 422, "wrong-type", "/parts", "{}", "array"),
        ({"title": "x", "parts": [5]}, 422, "wrong-type", "/parts/0", "5", "{name, count}"),
        ({"title": "x", "parts": [{}]}, 422, "missing-field", "/parts/0/name", None, "string [1..10]"),
        ({"title": "x", "parts": [{"name": ""}]}, 422, "wrong-value", "/parts/0/name", "", "string [1..10]"),
        (
            {"title": "x", "parts": [{"name": "n", "x/y": 1}]},
            422,
            "unknown-field",
            "/parts/0/x~1y",
            "x/y",
            "name, count",
        ),
        (
            {"title": "x", "parts": [{"name": "n", "count": 10}]},
            422,
            "wrong-value",
            "/parts/0/count",
            "10",
            "integer 1..9",
        ),
        ({"title": "x", "codes": ["a", 1]}, 422, "wrong-type", "/codes/1", "1", "string"),
    ],
)
def test_bodies(
    declarant: FlaskClient,
    body: dict[str, object],
    status: int,
    code: str,
    field: str,
    given: str | None,
    accepted: str,
) -> None:
    answered, findings = _post(declarant, body)
    assert answered == status
    finding = findings[0]
    assert (finding["code"], finding["field"], finding["given"], finding["accepted"]) == (code, field, given, accepted)


@pytest.mark.parametrize(
    ("raw", "code", "field"),
    [
        (b"{", "malformed-json", ""),
        (b"[1,]", "malformed-json", ""),
        (b"NaN", "malformed-json", ""),
        (b'{"title": 1e999999}', "malformed-json", ""),
        (b'{"title": ' + b"9" * 5000 + b"}", "malformed-json", ""),
        (b"\xef\xbb\xbf{}", "malformed-json", ""),
        (b'{"title": "\xff"}', "not-utf8", "body"),
        ('{"title": "标"}'.encode("gbk"), "not-utf8", "body"),
        (b'{"title": "\\u0000"}', "unwanted-character", "/title"),
        (b'{"title": "\\ud800"}', "unwanted-character", "/title"),
        (b'{"\\ud800": 1}', "unwanted-character", ""),
        (b'{"\\ud800": 1, "\\ud800": 2}', "unwanted-character", ""),
        (b'{"title": "x", "parts": [{"name": "a", "name": "b"}]}', "duplicate-key", "/parts/0/name"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "json-too-deep", "/a" * 32),
        (b"[" * 200_000, "json-too-deep", ""),
        (b'{"a":' * 200_000, "json-too-deep", ""),
        (b"[]", "wrong-type", ""),
        (b'"x"', "wrong-type", ""),
        (b"null", "wrong-type", ""),
    ],
)
def test_hostile_bodies_are_findings(declarant: FlaskClient, raw: bytes, code: str, field: str) -> None:
    status, findings = _post(declarant, raw)
    assert status in (400, 422)
    assert (findings[0]["code"], findings[0]["field"]) == (code, field)


def test_a_body_of_another_kind(declarant: FlaskClient) -> None:
    answer = declarant.post(THINGS, data=b"title=x", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json["code"]) == (415, "media-type-not-accepted")
    assert answer.json["findings"][0]["given"] == "application/x-www-form-urlencoded"


def test_a_route_that_takes_no_body_refuses_one(client: FlaskClient) -> None:
    assert client.post("/api/v1/probe/empty").status_code == 200
    assert client.post("/api/v1/probe/empty", json={}).status_code == 200
    answer = client.post("/api/v1/probe/empty", json={"a": 1})
    assert (answer.status_code, answer.json["code"]) == (422, "unknown-field")


def test_a_body_that_is_too_large(declarant: FlaskClient) -> None:
    status, findings = _post(declarant, b'{"title": "' + b"x" * (8 * 1024 * 1024) + b'"}')
    assert (status, findings[0]["code"], findings[0]["accepted"]) == (413, "too-large", f"{8 * 1024 * 1024} B")


def test_a_body_of_no_stated_length_that_is_too_large(declarant: FlaskClient) -> None:
    body = io.BytesIO(b'{"title": "' + b"x" * (8 * 1024 * 1024) + b'"}')
    environ = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    headers = {"Content-Type": "application/json"}
    answer = declarant.post(THINGS, input_stream=body, environ_overrides=environ, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


def test_many_faults_are_told_up_to_a_hundred(declarant: FlaskClient) -> None:
    status, findings = _post(declarant, {f"x{number}": 1 for number in range(500)})
    assert (status, len(findings)) == (422, 100)


def test_a_page_ignores_foreign_parameters_and_keeps_what_was_typed(client: FlaskClient) -> None:
    kind = client.get("/probe?q=%E5%99%AA%E5%A3%B0&utm_source=mail&limit=many")
    assert kind.status_code == 200
    assert '<p id="read">噪声</p>' in kind.text
    assert "limit 的值 many 不被接受，应为：整数 1..100。" in kind.text
    assert 'value="噪声"' in kind.text
    assert "utm_source" not in kind.text.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("query", ["q=%00", "q=%FF", "cursor=x", "%00"])
def test_a_hostile_query_of_a_page_is_a_sentence(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/probe?{query}")
    assert answer.status_code == 200
    assert '<li class="error">' in answer.text


def test_a_path_that_no_database_can_hold(client: FlaskClient) -> None:
    assert client.get("/api/v1/probe/raise/%00").status_code == 404
    assert client.get("/probe/raise/a%00b").status_code == 404


@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the application holds no state of a request
@given(
    query=st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")) | st.text("q=&%0limtcursor+;\x00é", max_size=60)
)
@pytest.mark.parametrize("address", ["/api/v1/probe/items", "/api/v1/probe/items/1", "/probe"])
def test_no_query_makes_the_server_fail(client: FlaskClient, address: str, query: str) -> None:
    answer = client.get(address, environ_overrides={"QUERY_STRING": query.encode().decode("latin-1")})
    assert answer.status_code in (200, 400)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # as above
@given(raw=st.binary(max_size=80), media_type=st.sampled_from(["application/json", "text/json; charset=gbk", "", "x"]))
def test_no_body_makes_the_server_fail(declarant: FlaskClient, raw: bytes, media_type: str) -> None:
    answer = declarant.post(THINGS, data=raw, content_type=media_type)
    assert answer.status_code in (400, 415, 422)
