"""The layout, its switches, forms of our own, and what stands in the head of every answer."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.http.csrf import FIELD
from registry.http.preferences import local_path
from registry.kernel.clock import Clock
from tests.conftest import NOW
from tests.functional.http.conftest import Build

HERE = {"Sec-Fetch-Site": "same-origin"}


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _token(client: FlaskClient) -> str:
    found = re.search(rf'name="{FIELD}" value="(\w+)"', client.get("/probe").text)
    assert found
    return found[1]


def _switch(client: FlaskClient, **form: str) -> TestResponse:
    return client.post("/preferences", data={FIELD: _token(client), "next": "/probe?q=1", **form}, headers=HERE)


def test_the_layout(client: FlaskClient) -> None:
    text = client.get("/probe").text
    tags = _Page(text).tags
    assert ("html", {"lang": "zh-Hans"}) in tags
    assert ("a", {"class": "skip", "href": "#main"}) in tags
    assert ("main", {"id": "main", "tabindex": "-1"}) in tags
    assert ("a", {"href": "/", "aria-current": "true"}) in tags
    assert ("a", {"class": "no-print", "href": "/api/v1/probe/items"}) in tags
    assert text.count("aria-current") == 1
    assert "示例数据" not in text
    assert "时钟" not in text


def test_nothing_inline_in_a_page(client: FlaskClient) -> None:
    for address in ("/probe", "/nothing", "/probe/raise/fault"):
        for tag, attributes in _Page(client.get(address).text).tags:
            assert tag not in ("style", "script")
            assert not [name for name in attributes if name == "style" or name.startswith("on")]


def test_a_moved_clock_is_said_on_every_page(build: Build) -> None:
    offset = timedelta(days=30, hours=-2)
    client = build(clock_offset=offset, clock=Clock(offset, NOW)).test_client()
    for address in ("/probe", "/nothing"):
        text = client.get(address).text
        assert "+29 d 22:00" in text
        assert "2026-12-22" in text


def test_text_is_escaped(client: FlaskClient) -> None:
    text = client.get("/probe", query_string={"q": '"><script>alert(1)</script>', "kind": "<b>"}).text
    assert "<script" not in text
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize("name", ["site.css", "seal.svg"])
def test_static_files_are_kept_for_a_year_under_their_hash(client: FlaskClient, name: str) -> None:
    address = re.search(rf'href="(/static/{name}\?v=[0-9a-f]{{12}})"', client.get("/probe").text)
    assert address
    kept = client.get(address[1])
    assert (kept.status_code, kept.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    assert kept.headers["X-Content-Type-Options"] == "nosniff"
    stale = client.get(f"/static/{name}?v=000000000000")
    assert stale.headers["Cache-Control"] == "public, no-cache"
    assert client.get(f"/static/{name}", headers={"If-None-Match": stale.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["none.css", "../assets.py", "..%2fassets.py", "%2e%2e/assets.py", ""])
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_the_language_switch_wins_over_the_browser_on_pages(client: FlaskClient) -> None:
    answer = _switch(client, language="en")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/probe?q=1")
    page = client.get("/probe", headers={"Accept-Language": "zh-CN"})
    assert page.headers["Content-Language"] == "en"
    assert '<html lang="en">' in page.text
    assert "Skip to content" in page.text
    assert {"Accept-Language", "Cookie"} <= set(page.headers["Vary"].split(", "))
    api = client.get("/api/v1/probe/items?x=1", headers={"Accept-Language": "zh-CN"})
    assert api.headers["Content-Language"] == "zh-Hans"


def test_switches_add_up_and_turn_back(client: FlaskClient) -> None:
    _switch(client, language="en")
    _switch(client, density="compact")
    _switch(client, elder="on")
    assert '<html lang="en" data-elder data-density="compact">' in client.get("/probe").text
    _switch(client, elder="off")
    _switch(client, language="zh-Hans")
    assert '<html lang="zh-Hans" data-density="compact">' in client.get("/probe").text


def test_a_switch_that_does_not_exist(client: FlaskClient) -> None:
    answer = _switch(client, language="fr")
    assert answer.status_code == 400
    assert "zh-Hans | en" in answer.text


def test_the_cookie_of_the_switches_is_taken_as_written_or_not_at_all(client: FlaskClient) -> None:
    client.set_cookie("preferences", 'fr.elder"><script>.compact.<b>')
    text = client.get("/probe").text
    assert "<script" not in text
    assert '<html lang="zh-Hans" data-density="compact">' in text


@pytest.mark.parametrize(
    "given",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "\\\\evil",
        "evil",
        "",
        "javascript:x",
        "//[",
        "/x\n//[",
    ],
)
def test_a_switch_never_leads_away(given: str) -> None:
    assert local_path(given) == "/"
    assert local_path("/s/1?q=a%20b") == "/s/1?q=a%20b"


def test_a_form_needs_its_token_and_its_cookie(app: Flask) -> None:
    client = app.test_client()
    token = _token(client)
    assert client.post("/probe", data={FIELD: token}, headers=HERE).status_code == 200
    for form in ({}, {FIELD: ""}, {FIELD: token[:-1] + "x"}, {FIELD: "é"}):
        answer = client.post("/probe", data=form, headers=HERE)
        assert (answer.status_code, "表单已失效" in answer.text) == (403, True)
    stranger = app.test_client()
    assert stranger.post("/probe", data={FIELD: token}, headers=HERE).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://register.example"}, 200),
        ({}, 200),
    ],
)
def test_a_form_comes_from_here(build: Build, headers: dict[str, str], status: int) -> None:
    client = build(public_url="https://register.example").test_client()
    assert client.post("/probe", data={FIELD: _token(client)}, headers=headers).status_code == status


def test_a_form_is_of_the_session_that_it_was_shown_in(client: FlaskClient) -> None:
    before = _token(client)
    client.set_cookie("session", "operating")
    refused = client.post("/probe", data={FIELD: before, "q": '说明"<b>'}, headers=HERE)
    assert (refused.status_code, "表单已失效" in refused.text) == (403, True)
    assert '<input type="hidden" name="q" value="说明&#34;&lt;b&gt;">' in refused.text, "kept, to be sent again"
    during = _token(client)
    assert during != before
    assert client.post("/probe", data={FIELD: during}, headers=HERE).status_code == 200
    client.set_cookie("session", "unknown")
    assert client.post("/probe", data={FIELD: during}, headers=HERE).status_code == 403


@pytest.mark.parametrize(
    ("headers", "form"),
    [({}, {"q": "kept?"}), ({"Sec-Fetch-Site": "cross-site"}, {"q": "kept?"}), (HERE, {"password": "kept?"})],
)
def test_what_a_stranger_sends_and_passwords_are_not_repeated(
    client: FlaskClient, headers: dict[str, str], form: dict[str, str]
) -> None:
    answer = client.post("/probe", data=form, headers=headers)
    assert (answer.status_code, "kept?" in answer.text) == (403, False)


def test_what_was_sent_after_the_session_ended_is_kept(client: FlaskClient) -> None:
    answer = client.post("/probe/closed", data={"q": "long text"}, headers=HERE)
    assert (answer.status_code, 'name="q" value="long text"' in answer.text) == (401, True)
    assert 'href="/sign-in"' in answer.text


def test_the_form_cookie(client: FlaskClient) -> None:
    (plain,) = client.get("/probe").headers.getlist("Set-Cookie")
    assert plain.startswith("csrf=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(plain.split("; "))
    assert not client.get("/probe").headers.getlist("Set-Cookie")
    (secure,) = client.get("/probe", base_url="https://localhost").headers.getlist("Set-Cookie")
    assert secure.startswith("__Host-csrf=")
    assert "Secure" in secure.split("; ")


def test_security_headers(client: FlaskClient) -> None:
    for address in ("/probe", "/nothing", "/probe/raise/fault", "/api/v1/probe/items", "/static/site.css"):
        head = client.get(address).headers
        policy = dict(part.split(" ", 1) for part in head["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in head["Content-Security-Policy"]
        assert head["X-Content-Type-Options"] == "nosniff"
        assert head["Referrer-Policy"] == "same-origin"
        assert head["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in head["Permissions-Policy"]
        assert re.fullmatch("[0-9a-f]{16}", head["X-Request-Id"])


def test_a_request_id_is_believed_from_a_proxy_only(build: Build) -> None:
    given = {"X-Request-Id": "proxy-0123456789"}
    assert build().test_client().get("/probe", headers=given).headers["X-Request-Id"] != "proxy-0123456789"
    behind = build(trusted_proxies=1).test_client()
    assert behind.get("/probe", headers=given).headers["X-Request-Id"] == "proxy-0123456789"
    assert behind.get("/probe", headers={"X-Request-Id": "<b>"}).headers["X-Request-Id"] != "<b>"


def test_the_api_may_be_read_from_anywhere_and_pages_not(client: FlaskClient) -> None:
    for address in ("/api/v1/probe/items", "/api/v1/probe/raise/refused", "/api/v1/nothing"):
        head = client.get(address, headers={"Origin": "https://else.example"}).headers
        assert head["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in head
    preflight = client.options("/api/v1/probe/items", headers={"Access-Control-Request-Method": "GET"}).headers
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in client.get("/probe").headers
    assert "Access-Control-Allow-Origin" not in client.post("/api/v1/probe/things").headers


def test_one_address_may_ask_so_often(build: Build) -> None:
    client = build(rate_limit=3).test_client()
    left = []
    for _ in range(3):
        client.options("/api/v1/probe/items")
        client.get("/healthz")
        client.get("/static/site.css")
        head = client.get("/api/v1/probe/items").headers
        left.append(head["RateLimit-Remaining"])
        assert head["RateLimit-Limit"] == "3"
        assert 1 <= int(head["RateLimit-Reset"]) <= 60
        assert "Retry-After" not in head
    assert left == ["2", "1", "0"]
    refused = client.get("/api/v1/probe/items")
    assert (refused.status_code, refused.json["code"]) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert client.get("/probe").status_code == 429
    assert client.get("/api/v1/probe/items", environ_base={"REMOTE_ADDR": "10.1.1.1"}).status_code == 200


def test_a_household_is_one_caller(build: Build) -> None:
    client = build(rate_limit=1).test_client()
    statuses = [
        client.get("/probe", environ_base={"REMOTE_ADDR": address}).status_code
        for address in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "fe80::1%eth0")
    ]
    assert statuses == [200, 429, 200, 200]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("198.51.100.7", "198.51.100.7:49152"),
        ("198.51.100.7", "::ffff:198.51.100.7"),
        ("198.51.100.7:1", "[::ffff:198.51.100.7]:2"),
        ("[2001:db8::1]:49152", "2001:db8::2"),
        ("unknown", "unknown"),
        ("[", "["),
    ],
)
def test_an_address_is_one_caller_however_a_proxy_writes_it(build: Build, first: str, second: str) -> None:
    client = build(rate_limit=1, trusted_proxies=1).test_client()
    for forwarded, status in ((first, 200), (second, 429), ("203.0.113.9", 200), ("::ffff:203.0.113.10", 200)):
        assert client.get("/probe", headers={"X-Forwarded-For": forwarded}).status_code == status, forwarded


def test_private_answers_are_not_for_shared_caches(client: FlaskClient, declarant: FlaskClient) -> None:
    assert client.get("/probe").headers["Cache-Control"] == "private, no-cache"
    assert client.get("/api/v1/probe/items").headers["Cache-Control"] == "no-cache"
    assert declarant.get("/api/v1/probe/items").headers["Cache-Control"] == "private, no-cache"
