"""Sessions: who is recognised and until when, and how often one may try."""

from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text, update

from registry.accounts import passwords
from registry.accounts.models import AttemptRow, SessionRow, UserRow
from registry.accounts.rules import (
    FAILURES_SINCE,
    MOST_FAILURES_OF_ADDRESS,
    MOST_FAILURES_OF_LOGIN,
    SESSION_IDLE,
    SESSION_LIFE,
)
from registry.accounts.service import recognise, sign_in, sign_out
from registry.kernel.access import PUBLIC_READER
from registry.kernel.clock import Clock
from registry.kernel.errors import Refused, TooMany
from registry.kernel.transaction import begin, reading
from tests.factories.accounts import PASSWORD, UserFactory

ADDRESS, ELSEWHERE = "198.51.100.7", "203.0.113.9"
OTHER = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)


@pytest.fixture
def anybody(scope):
    return replace(scope, actor=PUBLIC_READER)


@pytest.fixture
def user(scope):
    return UserFactory(where=scope, login="li.ming@example.com")


def later(scope, time):
    return replace(scope, clock=Clock(frozen=scope.clock.now() + time))


def rows(scope, model):
    with reading(scope) as session:
        found = session.scalars(select(model)).all()
        session.expunge_all()
        return found


def refusal(scope, login, password, address=ADDRESS):
    with pytest.raises((Refused, TooMany)) as raised:
        sign_in(scope, login, password, address=address)
    return raised.value


def test_whoever_signs_in_is_recognised(anybody, user):
    session = sign_in(anybody, " LI.MING@example.com ", PASSWORD, address=ADDRESS)
    assert recognise(anybody, session) == user
    for unknown in ("", "x", session + "x", "\udc80", "x" * 100_000):
        assert recognise(anybody, unknown) is None


def test_only_the_hash_of_a_session_is_kept(anybody, user):
    session = sign_in(anybody, user.login, PASSWORD, address=ADDRESS)
    with reading(anybody) as reader:
        assert session not in str(reader.execute(text("SELECT * FROM sessions")).one())


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("li.ming@example.com", "wrong password"),
        ("li.ming@example.com", "x" * 2000),
        ("nobody@example.com", PASSWORD),
        ("a\0b", PASSWORD),
        ("\udc80\udc81", PASSWORD),
        ("x" * 1000, PASSWORD),
    ],
)
def test_name_and_password_are_refused_in_the_same_words_after_the_same_work(
    anybody, user, monkeypatch, login, password
):
    verified, hasher = [], passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Counting(hasher, verified))
    refused = refusal(anybody, login, password)
    assert [finding.as_json("zh-Hans") for finding in refused.findings] == [
        {
            "code": "sign-in-failed",
            "severity": "error",
            "field": "login",
            "message": "登录名或密码不正确。",
            "given": None,
            "accepted": None,
        }
    ]
    assert len(verified) == 1
    assert not hasher.check_needs_rehash(verified[0]), "made with today's parameters"


class Counting:
    def __init__(self, hasher, verified):
        self.hasher, self.verified = hasher, verified

    def verify(self, kept, password):
        self.verified.append(kept)
        return self.hasher.verify(kept, password)


@pytest.mark.parametrize(("login", "password", "fields"), [("", "", ["login", "password"]), ("x1", "", ["password"])])
def test_what_is_not_filled_in_is_told_and_counts_as_no_attempt(anybody, login, password, fields):
    assert [finding.field for finding in refusal(anybody, login, password).findings] == fields
    assert rows(anybody, AttemptRow) == []


def test_a_session_ends_when_it_is_not_used(anybody, user):
    session = sign_in(anybody, user.login, PASSWORD, address=ADDRESS)
    assert recognise(later(anybody, SESSION_IDLE - timedelta(seconds=1)), session) == user
    assert recognise(later(anybody, 2 * SESSION_IDLE - timedelta(seconds=2)), session) == user
    assert recognise(later(anybody, 3 * SESSION_IDLE - timedelta(seconds=2)), session) is None


def test_a_session_ends_after_a_week_however_it_is_used(anybody, user):
    session = sign_in(anybody, user.login, PASSWORD, address=ADDRESS)
    for hours in range(11, 7 * 24, 11):
        assert recognise(later(anybody, timedelta(hours=hours)), session) == user
    assert recognise(later(anybody, SESSION_LIFE), session) is None


def test_reading_seldom_writes(anybody, user):
    session = sign_in(anybody, user.login, PASSWORD, address=ADDRESS)
    recognise(later(anybody, timedelta(minutes=9)), session)
    assert rows(anybody, SessionRow)[0].seen_at == anybody.clock.now()
    recognise(later(anybody, timedelta(minutes=10)), session)
    assert rows(anybody, SessionRow)[0].seen_at == anybody.clock.now() + timedelta(minutes=10)


def test_sessions_that_ended_are_forgotten_when_somebody_signs_in(anybody, user):
    old = [sign_in(anybody, user.login, PASSWORD, address=ADDRESS) for _ in range(2)]
    new = sign_in(later(anybody, SESSION_IDLE), user.login, PASSWORD, address=ADDRESS)
    assert len(rows(anybody, SessionRow)) == 1
    assert new not in old


def test_a_sign_in_replaces_the_session_of_the_browser_and_no_other(anybody, user):
    first, other = (sign_in(anybody, user.login, PASSWORD, address=ADDRESS) for _ in range(2))
    second = sign_in(anybody, user.login, PASSWORD, address=ADDRESS, replaces=first)
    assert [recognise(anybody, session) for session in (first, second, other)] == [None, user, user]


def test_signing_out_ends_this_session_and_no_other(anybody, user):
    first, second = (sign_in(anybody, user.login, PASSWORD, address=ADDRESS) for _ in range(2))
    sign_out(anybody, first)
    sign_out(anybody, "unknown")
    assert (recognise(anybody, first), recognise(anybody, second)) == (None, user)


def test_a_hash_of_other_parameters_is_made_anew(anybody, scope, user):
    with begin(scope) as work:
        work.session.execute(update(UserRow).values(password_hash=OTHER.hash(passwords.prepared_password(PASSWORD))))
    refusal(anybody, user.login, "wrong password")
    assert passwords.outdated(rows(scope, UserRow)[0].password_hash)
    sign_in(anybody, user.login, PASSWORD, address=ADDRESS)
    kept = rows(scope, UserRow)[0].password_hash
    assert not passwords.outdated(kept)
    assert passwords.matches(kept, PASSWORD)


@pytest.mark.parametrize("login", ["li.ming@example.com", "nobody@example.com"])
def test_one_name_is_tried_so_often_and_whether_it_is_there_is_not_told(anybody, user, login):
    for _ in range(MOST_FAILURES_OF_LOGIN):
        assert refusal(anybody, login, "wrong password").code == "sign-in-failed"
    tried = refusal(later(anybody, timedelta(minutes=5)), login.upper(), PASSWORD, ELSEWHERE)
    assert (tried.code, tried.retry_after) == ("too-many-sign-in-attempts", 600)
    assert "10" in tried.findings[0].text("en")


def test_the_right_password_is_taken_again_after_a_while(anybody, user):
    for _ in range(MOST_FAILURES_OF_LOGIN):
        refusal(anybody, user.login, "wrong password")
    assert refusal(later(anybody, FAILURES_SINCE - timedelta(seconds=1)), user.login, PASSWORD).retry_after == 1
    assert sign_in(later(anybody, FAILURES_SINCE), user.login, PASSWORD, address=ADDRESS)
    assert rows(anybody, AttemptRow) == []


def test_one_address_tries_so_often_and_others_go_on(anybody, user):
    for number in range(MOST_FAILURES_OF_ADDRESS):
        refusal(anybody, f"somebody-{number}", "wrong password")
    assert refusal(anybody, user.login, PASSWORD).code == "too-many-sign-in-attempts"
    assert sign_in(anybody, user.login, PASSWORD, address=ELSEWHERE)


def test_whoever_gets_in_starts_to_count_anew(anybody, user):
    for _ in range(3):
        for _ in range(MOST_FAILURES_OF_LOGIN - 1):
            refusal(anybody, user.login, "wrong password")
        sign_in(anybody, user.login, PASSWORD, address=ADDRESS)
    assert rows(anybody, AttemptRow) == []


def test_an_attempt_keeps_no_name(anybody):
    refusal(anybody, "my secret password", "wrong password")
    (attempt,) = rows(anybody, AttemptRow)
    assert len(attempt.login_sha256) == 64
    assert attempt.address == ADDRESS
