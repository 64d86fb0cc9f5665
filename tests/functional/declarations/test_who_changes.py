"""Who may correct, revise and withdraw a standard."""

import pytest

from registry.kernel.access import Right
from tests.factories.accounts import TokenFactory
from tests.functional.conftest import calling_as
from tests.functional.declarations.changing import TODAY, changed, correction, read, withdraw
from tests.functional.declarations.conftest import API, publish


@pytest.fixture
def drafter(app, ready, enterprise):
    """A program that may draft and not declare."""
    rights = frozenset({Right.DRAFT})
    return calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder, rights=rights))


def test_who_drafts_may_prepare_and_neither_publish_nor_withdraw(drafter, client, standard):
    told = changed(drafter, correction(drafter, standard["id"]), title="更正后的名称")
    assert drafter.post(f"{API}/standards/{standard['id']}/revisions").status_code == 201
    assert publish(drafter, told["id"]).status_code == 403
    assert withdraw(drafter, standard["id"]).status_code == 403
    shown = read(client, standard["id"])
    assert (shown["version"], shown["status"]) == (1, "current")


def test_without_a_token_nobody_changes_anything(client, standard):
    for what in ("corrections", "revisions", "withdrawal"):
        body = {"reason": "停止生产", "on": TODAY} if what == "withdrawal" else None
        assert client.post(f"{API}/standards/{standard['id']}/{what}", json=body).status_code == 401


def test_another_enterprise_finds_nothing_to_correct(another, standard):
    for what in ("corrections", "revisions"):
        assert another.post(f"{API}/standards/{standard['id']}/{what}").status_code == 404
    assert withdraw(another, standard["id"]).status_code == 404
    assert another.post(f"{API}/standards/ES2026-1/corrections").status_code == 404
