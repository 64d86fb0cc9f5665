"""Signing in and out on the pages."""

import re
from dataclasses import replace

import pytest

from registry.accounts.rules import SESSION_LIFE
from registry.accounts.service import disable_user
from registry.app import create_app
from registry.http.csrf import FIELD
from registry.kernel.clock import Clock
from tests.factories.accounts import PASSWORD, HolderFactory, UserFactory
from tests.functional.conftest import form_token, submit

HERE = {"Sec-Fetch-Site": "same-origin"}
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def user(ready, enterprise):
    return UserFactory(where=ready, login="li.ming@example.com", name="李明", holder=enterprise.holder)


def cookie(answer, name="session"):
    """The words in which the answer sets this cookie."""
    (found,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")]
    return found.split("; ")


def test_the_form_is_ready_for_password_managers(client):
    text = client.get("/sign-in").text
    assert re.search(r'<input type="text" id="login" name="login"[^>]* autocomplete="username"', text)
    assert re.search(r'<input type="password" id="password"[^>]* autocomplete="current-password"', text)
    assert text.count('<label for="login">') == text.count('<label for="password">') == 1
    assert "上次的登录已结束" not in text
    assert "Sign in" in client.get("/sign-in", headers=ENGLISH).text


def test_signing_in_leads_on_and_is_shown_on_every_page(client, user, enterprise):
    assert 'href="/sign-in?next=/rankings%3Fa%3D1"' in client.get("/rankings?a=1").text
    answer = submit(client, "/sign-in", login=" LI.MING@example.com", password=PASSWORD, next="/rankings?a=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rankings?a=1")
    text = client.get("/rankings").text
    assert "李明" in text
    assert enterprise.name in text
    assert 'action="/sign-out"' in text
    assert 'href="/sign-in' not in text
    assert "Sign out" in client.get("/rankings", headers=ENGLISH).text
    again = client.get("/sign-in?next=/compare")
    assert (again.status_code, again.headers["Location"]) == (303, "/compare")


def test_the_cookie_is_for_this_host_and_no_script(client, user):
    first, *rest = cookie(submit(client, "/sign-in", login=user.login, password=PASSWORD))
    assert len(first) > len("session=") + 40
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} == set(rest)


def test_a_secure_site_sets_the_cookie_with_its_prefix(client, user):
    page = client.get("/sign-in", base_url="https://localhost").text
    token = re.search(rf'name="{FIELD}" value="(\w+)"', page)[1]
    form = {FIELD: token, "login": user.login, "password": PASSWORD}
    answer = client.post("/sign-in", data=form, headers=HERE, base_url="https://localhost")
    assert "Secure" in cookie(answer, "__Host-session")
    assert "李明" in client.get("/rankings", base_url="https://localhost").text


@pytest.mark.parametrize("login", ["li.ming@example.com", "nobody@example.com", 'x"><b>'])
def test_a_refusal_keeps_the_name_and_never_the_password(client, user, login):
    answer = submit(client, "/sign-in", login=login, password="wrong password", next="/compare")
    assert answer.status_code == 422
    assert "登录名或密码不正确。" in answer.text
    assert "wrong password" not in answer.text
    kept = login.replace('"', "&#34;").replace(">", "&gt;").replace("<", "&lt;")
    assert f'value="{kept}"' in answer.text
    assert 'name="next" value="/compare"' in answer.text
    assert not [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("session=")]


def test_what_is_missing_is_told_at_its_field(client):
    answer = submit(client, "/sign-in", login="", password="")
    assert answer.status_code == 422
    assert '<a href="#login">请填写登录名。</a>' in answer.text
    assert '<a href="#password">请填写密码。</a>' in answer.text


def test_too_many_attempts_are_told_with_the_time_to_wait(client, user, monkeypatch):
    monkeypatch.setattr("registry.accounts.service.signing_in.MOST_FAILURES_OF_LOGIN", 1)
    assert submit(client, "/sign-in", login=user.login, password="wrong password").status_code == 422
    answer = submit(client, "/sign-in", login=user.login, password=PASSWORD)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "请在 15 分钟后再试" in answer.text
    assert f'value="{user.login}"' in answer.text


def test_attempts_are_counted_by_address(client, user, monkeypatch):
    monkeypatch.setattr("registry.accounts.service.signing_in.MOST_FAILURES_OF_ADDRESS", 1)
    assert submit(client, "/sign-in", login="somebody", password="wrong password").status_code == 422
    assert submit(client, "/sign-in", login=user.login, password=PASSWORD).status_code == 429
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert submit(client, "/sign-in", login=user.login, password=PASSWORD).status_code == 303


@pytest.mark.parametrize("following", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_next_never_leads_away(client, user, following):
    text = client.get("/sign-in", query_string={"next": following}).text
    assert re.findall('name="next" value="([^"]*)"', text)[-1] == "/"
    answer = submit(client, "/sign-in", login=user.login, password=PASSWORD, next=following)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    signed_in = client.get("/sign-in", query_string={"next": following})
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, "/")


def test_a_session_that_somebody_planted_is_not_taken_over(client, user):
    client.set_cookie("session", "planted")
    submit(client, "/sign-in", login=user.login, password=PASSWORD)
    mine = client.get_cookie("session").value
    assert mine != "planted"
    client.set_cookie("session", "planted")
    assert "李明" not in client.get("/rankings").text


def test_signing_in_needs_a_form_of_ours(app, user):
    client = app.test_client()
    form = {"login": user.login, "password": PASSWORD}
    assert client.post("/sign-in", data=form, headers=HERE).status_code == 403
    token = form_token(client)
    foreign = client.post("/sign-in", data={FIELD: token, **form}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, client.get_cookie("session")) == (403, None)


def test_a_form_from_before_the_sign_in_is_refused_and_so_is_one_from_before_the_sign_out(client, user):
    before = form_token(client)
    submit(client, "/sign-in", login=user.login, password=PASSWORD)
    switch = {"language": "en", "next": "/"}
    assert client.post("/preferences", data={FIELD: before, **switch}, headers=HERE).status_code == 403
    during = form_token(client)
    assert client.post("/preferences", data={FIELD: during, **switch}, headers=HERE).status_code == 303
    submit(client, "/sign-out")
    assert client.post("/preferences", data={FIELD: during, **switch}, headers=HERE).status_code == 403


def test_signing_out_ends_the_session_itself(client, user):
    submit(client, "/sign-in", login=user.login, password=PASSWORD)
    session = client.get_cookie("session").value
    answer = submit(client, "/sign-out")
    assert (answer.status_code, answer.headers["Location"], client.get_cookie("session")) == (303, "/", None)
    client.set_cookie("session", session)
    assert "李明" not in client.get("/rankings").text
    assert client.get("/sign-out").status_code == 405
    assert submit(client, "/sign-out").status_code == 303, "twice is once"


def test_a_disabled_person_is_out_at_once(client, ready, user):
    submit(client, "/sign-in", login=user.login, password=PASSWORD)
    disable_user(ready, user.login)
    assert "李明" not in client.get("/rankings").text
    answer = submit(client, "/sign-in", login=user.login, password=PASSWORD)
    assert (answer.status_code, "已停用" in answer.text) == (422, True)


def test_a_session_that_has_ended_is_told(client, user, register):
    submit(client, "/sign-in", login=user.login, password=PASSWORD)
    session = client.get_cookie("session").value
    tomorrow = replace(register, clock=Clock(frozen=register.clock.now() + SESSION_LIFE))
    browser = create_app(tomorrow).test_client()
    browser.set_cookie("session", session)
    text = browser.get("/sign-in").text
    assert "上次的登录已结束，请重新登录。" in text
    assert "李明" not in text


def test_the_api_takes_no_session(signed_in):
    client = signed_in()
    answer = client.post("/api/v1/declarations", json={})
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-needed")


def test_who_is_signed_in_by_kind(signed_in, ready):
    holder = HolderFactory(where=ready, name="登记机构")
    assert "登记机构" in signed_in(holder=holder).get("/rankings").text
    assert "王芳" in signed_in(drafter=True).get("/rankings").text


def test_neither_password_nor_session_is_logged(client, user, capfd):
    submit(client, "/sign-in", login=user.login, password="wrong password")
    submit(client, "/sign-in", login=user.login, password=PASSWORD)
    session = client.get_cookie("session").value
    client.get("/rankings")
    written = "".join(capfd.readouterr())
    assert "/sign-in" in written
    for secret in (PASSWORD, "wrong password", session, user.login):
        assert secret not in written
