"""People: who may have an account, for whom they act, and what they may do."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from registry.accounts.service import (
    add_user,
    disable_user,
    enable_user,
    recognise,
    set_password,
    sign_in,
    user_by_login,
    users,
)
from registry.accounts.values import HolderKind, Role
from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.errors import Conflict, Forbidden, NotFound, Refused, Unauthenticated
from registry.kernel.transaction import begin, reading
from tests.factories.accounts import PASSWORD, HolderFactory, UserFactory

ADDRESS = "198.51.100.7"


@pytest.mark.parametrize(
    ("traits", "rights"),
    [
        ({"of_enterprise": True}, {Right.DRAFT, Right.DECLARE}),
        ({"drafter": True}, {Right.DRAFT}),
        ({"of_evaluator": True}, {Right.EVALUATE}),
        ({"of_authority": True}, {Right.SUPERVISE}),
        ({}, {Right.OPERATE}),
    ],
)
def test_a_person_has_the_rights_of_role_and_organisation(scope, traits, rights):
    user = UserFactory(where=scope, **traits)
    assert (user.actor.rights, user.actor.holder, user.actor.trusted) == (rights, user.holder, False)


def test_a_person_is_found_however_the_login_name_is_spelt(scope):
    user = UserFactory(where=scope, login="Li.Ming@Example.com", name=" 李明 ")
    assert (user.login, user.name, user.disabled_at) == ("li.ming@example.com", "李明", None)
    assert user_by_login(scope, " LI.MING@example.com") == user
    assert users(scope) == [user]
    for unknown in ("nobody", "", "a\0b", "\udc80x"):
        assert user_by_login(scope, unknown) is None


def test_a_login_name_is_taken_once(scope):
    UserFactory(where=scope, login="li.ming")
    with pytest.raises(Conflict) as conflict:
        UserFactory(where=scope, login="LI.MING", of_evaluator=True)
    assert conflict.value.code == "login-taken"


def test_every_fault_is_told_and_nothing_is_kept(scope):
    with pytest.raises(Refused) as refusal:
        UserFactory(where=scope, login=" ", name="", role=Role.DRAFTER, password="short")
    assert [finding.field for finding in refusal.value.findings] == ["login", "name", "role", "password"]
    assert users(scope) == []


def test_a_person_needs_an_organisation(scope):
    with pytest.raises(NotFound):
        UserFactory(where=scope, holder=999)


def test_a_person_is_added_in_work_that_others_end(scope):
    def fail():
        with begin(scope) as work:
            UserFactory(where=work, login="li.ming")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert user_by_login(scope, "li.ming") is None


def test_only_the_hash_of_a_password_is_kept(scope):
    UserFactory(where=scope)
    with reading(scope) as session:
        kept = session.execute(text("SELECT * FROM users")).one()
    assert PASSWORD not in str(kept)
    assert kept.password_hash.startswith("$argon2id$")


def test_a_disabled_person_is_signed_out_everywhere_and_stays_known(scope):
    user = UserFactory(where=scope)
    sessions = [sign_in(scope, user.login, PASSWORD, address=ADDRESS) for _ in range(2)]
    assert disable_user(scope, user.login.upper()).disabled_at == scope.clock.now()
    assert [recognise(scope, session) for session in sessions] == [None, None]
    with pytest.raises(Refused) as refusal:
        sign_in(scope, user.login, PASSWORD, address=ADDRESS)
    assert refusal.value.code == "account-disabled"
    with pytest.raises(Refused) as refusal:
        sign_in(scope, user.login, "another password", address=ADDRESS)
    assert refusal.value.code == "sign-in-failed", "whoever guesses learns nothing"
    assert users(scope)[0].disabled_at is not None


def test_a_disabled_person_who_is_enabled_signs_in_anew(scope):
    user = UserFactory(where=scope)
    session = sign_in(scope, user.login, PASSWORD, address=ADDRESS)
    disable_user(scope, user.login)
    assert enable_user(scope, user.login.upper()) == user
    assert recognise(scope, session) is None, "what ended stays ended"
    assert recognise(scope, sign_in(scope, user.login, PASSWORD, address=ADDRESS)) == user
    assert enable_user(scope, user.login).disabled_at is None, "a repeat"


def test_another_password_ends_every_session(scope):
    user = UserFactory(where=scope)
    session = sign_in(scope, user.login, PASSWORD, address=ADDRESS)
    set_password(scope, user.login, "another password")
    assert recognise(scope, session) is None
    with pytest.raises(Refused):
        sign_in(scope, user.login, PASSWORD, address=ADDRESS)
    assert recognise(scope, sign_in(scope, user.login, "another password", address=ADDRESS)) == user
    with pytest.raises(Refused):
        set_password(scope, user.login, user.login)
    for change in (
        lambda: disable_user(scope, "nobody"),
        lambda: enable_user(scope, "nobody"),
        lambda: set_password(scope, "nobody", PASSWORD),
    ):
        with pytest.raises(NotFound):
            change()


@pytest.mark.parametrize(
    ("actor", "error"),
    [(PUBLIC_READER, Unauthenticated), (Actor("企业", frozenset({Right.DECLARE}), holder=1), Forbidden)],
)
def test_only_operators_see_and_change_people(scope, actor, error):
    holder, stranger = HolderFactory(where=scope, kind=HolderKind.ENTERPRISE), replace(scope, actor=actor)
    for act in (
        lambda: add_user(stranger, holder=holder, login="x1", name="x", role=Role.ADMIN, password=PASSWORD),
        lambda: user_by_login(stranger, "x1"),
        lambda: users(stranger),
        lambda: disable_user(stranger, "x1"),
        lambda: enable_user(stranger, "x1"),
        lambda: set_password(stranger, "x1", PASSWORD),
    ):
        with pytest.raises(error):
            act()
