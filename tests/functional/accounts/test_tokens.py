"""Tokens: who may have which, and for how long."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from registry.accounts.models import TokenRow
from registry.accounts.service import (
    TOKEN_LIFE,
    TOKEN_PREFIX,
    authenticate,
    create_token,
    disable_user,
    holder_named,
    revoke_token,
    tokens,
)
from registry.accounts.values import RIGHTS_OF, HolderKind
from registry.kernel.access import PUBLIC_READER, Actor, Right
from registry.kernel.clock import Clock
from registry.kernel.errors import Forbidden, NotFound, Refused, Unauthenticated
from registry.kernel.transaction import reading
from tests.factories.accounts import HolderFactory, TokenFactory, UserFactory


def later(scope, time):
    return replace(scope, clock=Clock(frozen=scope.clock.now() + time))


def test_a_token_stands_for_its_holder(scope):
    holder = HolderFactory(where=scope, kind=HolderKind.ENTERPRISE, name="杭州某某电器有限公司")
    token = TokenFactory(where=scope, of_enterprise=True, holder=holder)
    assert token.startswith(TOKEN_PREFIX)
    actor = authenticate(scope, token)
    assert (actor.name, actor.holder) == ("杭州某某电器有限公司", holder)
    assert (actor.rights, actor.trusted) == ({Right.DRAFT, Right.DECLARE}, False)


def test_a_token_that_publishes_also_drafts_and_not_the_other_way(scope):
    holder = HolderFactory(where=scope, kind=HolderKind.ENTERPRISE)
    publishing = authenticate(scope, create_token(scope, holder, [Right.DECLARE]))
    assert publishing.may(Right.DRAFT)
    drafting = authenticate(scope, create_token(scope, holder, [Right.DRAFT]))
    assert (drafting.may(Right.DRAFT), drafting.may(Right.DECLARE)) == (True, False)


def test_a_revoked_token_ends_at_once_and_once(scope):
    token, kept = TokenFactory(where=scope), TokenFactory(where=scope)
    number = tokens(scope)[0].id
    revoke_token(scope, number)
    assert (authenticate(scope, token), authenticate(scope, kept) is None) == (None, False)
    revoke_token(later(scope, timedelta(days=1)), number)
    assert tokens(scope)[0].expires_at == scope.clock.now()
    with pytest.raises(NotFound):
        revoke_token(scope, 999)


def test_an_organisation_is_made_when_it_is_first_named(scope):
    first = holder_named(scope, HolderKind.EVALUATOR, " 某评估机构 ")
    assert holder_named(scope, HolderKind.EVALUATOR, "某评估机构") == first
    assert holder_named(scope, HolderKind.AUTHORITY, "某评估机构") != first
    with pytest.raises(Refused):
        holder_named(scope, HolderKind.EVALUATOR, " ")


def test_only_the_hash_of_a_token_is_kept(scope):
    token = TokenFactory(where=scope)
    with reading(scope) as session:
        kept = session.execute(text("SELECT * FROM api_tokens")).one()
    assert token not in map(str, kept)
    assert token.removeprefix(TOKEN_PREFIX) not in str(kept)


def test_no_two_tokens_are_alike(scope):
    holder = HolderFactory(where=scope)
    assert len({TokenFactory(where=scope, holder=holder) for _ in range(5)}) == 5


@pytest.mark.parametrize("unknown", ["", " ", "esr_", "esr_unknown", "é\udc80", "x" * 100_000])
def test_an_unknown_token_is_nobody(scope, unknown):
    TokenFactory(where=scope)
    assert authenticate(scope, unknown) is None


def test_a_token_ends_after_a_year(scope):
    token = TokenFactory(where=scope)
    assert authenticate(later(scope, TOKEN_LIFE - timedelta(microseconds=1)), token) is not None
    assert authenticate(later(scope, TOKEN_LIFE), token) is None


@pytest.mark.parametrize("trait", ["of_evaluator", "of_authority", "of_enterprise"])
def test_a_holder_gets_the_right_of_its_kind_and_no_other(scope, trait):
    actor = authenticate(scope, TokenFactory(where=scope, **{trait: True}))
    assert actor.rights == RIGHTS_OF[HolderKind(trait.removeprefix("of_"))]
    for right in set(Right) - actor.rights:
        with pytest.raises(Refused) as refusal:
            create_token(scope, actor.holder, [right])
        (finding,) = refusal.value.findings
        assert (finding.code, finding.field, finding.given) == ("right-not-of-holder", "scopes", right)
        assert finding.accepted == ", ".join(sorted(actor.rights))


def test_a_token_without_any_right_is_refused(scope):
    with pytest.raises(Refused):
        TokenFactory(where=scope, rights=frozenset())
    with reading(scope) as session:
        assert session.scalars(select(TokenRow)).all() == []


def test_a_token_needs_a_holder(scope):
    with pytest.raises(NotFound):
        TokenFactory(where=scope, holder=12345)


@pytest.mark.parametrize(
    ("actor", "error"),
    [(PUBLIC_READER, Unauthenticated), (Actor("企业", frozenset({Right.DECLARE}), holder=1), Forbidden)],
)
def test_only_operators_make_tokens(scope, actor, error):
    holder = HolderFactory(where=scope)
    with pytest.raises(error):
        create_token(replace(scope, actor=actor), holder, [Right.OPERATE])
    with pytest.raises(error):
        tokens(replace(scope, actor=actor))
    with pytest.raises(error):
        revoke_token(replace(scope, actor=actor), 1)


def test_a_token_may_be_a_persons_own_as_long_as_they_may_sign_in(scope):
    holder = HolderFactory(where=scope, kind=HolderKind.EVALUATOR)
    person = UserFactory(where=scope, holder=holder)
    token = create_token(scope, holder, [Right.EVALUATE], person.login)
    assert authenticate(scope, token).person == person.id
    assert authenticate(scope, create_token(scope, holder, [Right.EVALUATE])).person is None
    for login in ("nobody", UserFactory(where=scope, of_evaluator=True).login):
        with pytest.raises(Refused) as refused:
            create_token(scope, holder, [Right.EVALUATE], login)
        assert refused.value.code == "login-not-of-holder"
    disable_user(scope, person.login)
    assert authenticate(scope, token) is None
