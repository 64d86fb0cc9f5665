"""What a login name and a password may be, and how long a session lasts."""

from datetime import timedelta

import pytest

from registry.accounts.rules import (
    LONGEST_PASSWORD,
    SESSION_IDLE,
    SESSION_LIFE,
    examine_password,
    examine_user,
    folded_login,
    login_stands,
    prepared_password,
    session_lasts,
)
from registry.accounts.values import HolderKind, Role
from tests.conftest import NOW


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(
    "given", ["  Li.Ming@Example.COM ", "ｌｉ．ｍｉｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "li.ming@example.com"]
)
def test_a_login_name_has_one_spelling(given):
    assert folded_login(given) == "li.ming@example.com"


@pytest.mark.parametrize(
    ("login", "stands"),
    [
        ("王芳", True),
        ("li.ming@example.com", True),
        ("a" * 254, True),
        ("a" * 255, False),
        ("a", False),
        ("", False),
        ("li ming", False),
        ("li\u3000ming", False),
        ("li\tming", False),
        ("li\0ming", False),
        ("li\u202eming", False),
        ("li\udc80", False),
    ],
)
def test_what_may_be_a_login_name(login, stands):
    assert login_stands(folded_login(login)) is stands


@pytest.mark.parametrize(
    "password",
    ["aaaaaaaaaa", "1234567890", "十个汉字就是够长的密码", "correct horse battery", " " * 10, "x" * LONGEST_PASSWORD],
)
def test_a_password_needs_length_and_no_kinds_of_characters(password):
    assert examine_password(password, "li.ming@example.com") == ()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password-too-short"),
        ("123456789", "password-too-short"),
        ("e\u0301" * 9, "password-too-short"),  # nine characters in eighteen code points
        ("x" * (LONGEST_PASSWORD + 1), "password-too-long"),
        ("Li.Ming@Example.com", "password-is-login"),
        ("password\udc80\udc81", "password-unreadable"),
    ],
)
def test_what_a_password_may_not_be(password, code):
    (finding,) = examine_password(password, "li.ming@example.com")
    assert (finding.code, finding.field, finding.given) == (code, "password", None)


def test_a_password_is_the_same_however_it_is_typed():
    assert prepared_password("ｐａｓｓ１２３４５６") == prepared_password("pass123456")
    assert prepared_password("cafe\u0301") == prepared_password("café")
    assert prepared_password("Password12") != prepared_password("password12")


@pytest.mark.parametrize("kind", HolderKind)
def test_only_an_enterprise_has_drafters(kind):
    assert examine_user("login", "王芳", Role.ADMIN, kind) == ()
    found = examine_user("login", "王芳", Role.DRAFTER, kind)
    assert codes(found) == ([] if kind is HolderKind.ENTERPRISE else ["role-not-of-holder"])


@pytest.mark.parametrize("name", ["", "名" * 101, "王\0芳", "王\u202e芳"])
def test_every_fault_of_a_person_is_told(name):
    found = examine_user("a b", name, Role.ADMIN, HolderKind.OPERATOR)
    assert codes(found) == ["login-not-accepted", "person-name-not-accepted"]


@pytest.mark.parametrize(
    ("seen_ago", "made_ago", "lasts"),
    [
        (timedelta(), timedelta(), True),
        (SESSION_IDLE - timedelta(microseconds=1), timedelta(days=1), True),
        (SESSION_IDLE, timedelta(days=1), False),
        (timedelta(), SESSION_LIFE - timedelta(microseconds=1), True),
        (timedelta(), SESSION_LIFE, False),
    ],
)
def test_a_session_ends_unused_and_ends_anyway(seen_ago, made_ago, lasts):
    assert session_lasts(NOW - seen_ago, NOW - made_ago + SESSION_LIFE, NOW) is lasts
