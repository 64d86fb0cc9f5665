"""What is published or withdrawn and killed between any two of its statements has happened as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from registry.accounts.values import RIGHTS_OF, HolderKind
from registry.declarations import service
from registry.declarations.values import DraftState
from registry.enterprises import queries
from registry.kernel.access import Actor
from registry.kernel.ids import DRAFT, STANDARD, PublicId
from registry.kernel.transaction import Scope, reading
from registry.reference.service import load
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, BodyFactory, PublishedFactory
from tests.factories.enterprises import EnterpriseFactory, credit_code
from tests.slow.killing import contents, killed_at_every_statement

pytestmark = pytest.mark.slow

USCC = credit_code(1)
ONLY_DRAFT = str(PublicId(DRAFT, NOW.year, 1))


def as_declarant(scope: Scope) -> Scope:
    with reading(scope) as session:
        enterprise = queries.by_uscc(session, USCC)
    assert enterprise is not None
    return replace(scope, actor=Actor(enterprise.name, RIGHTS_OF[HolderKind.ENTERPRISE], holder=enterprise.holder))


def publish_the_draft(scope: Scope) -> None:
    service.publish_draft(as_declarant(scope), ONLY_DRAFT, SIGNED)


def publish_the_last_draft(scope: Scope) -> None:
    caller = as_declarant(scope)
    (last, *_), _ = service.drafts(caller, DraftState.DRAFT)
    service.publish_draft(caller, str(last.id), SIGNED)


def withdraw_it(scope: Scope) -> None:
    service.withdraw(as_declarant(scope), str(PublicId(STANDARD, NOW.year, 1)), "停止生产", date(2027, 1, 1))


def test_all_or_nothing(database_url: str, scope: Scope, engine: Engine) -> None:
    load(scope)
    EnterpriseFactory(where=scope, uscc=USCC)
    draft = service.add_draft(as_declarant(scope), BodyFactory(upcoming=True, count=2))
    assert str(draft.id) == ONLY_DRAFT
    engine.dispose()

    moments, tables = killed_at_every_statement(database_url, publish_the_draft)

    assert moments > 15
    written = ("standards", "standard_versions", "receipts", "journal", "events", "declared_citations")
    assert {name: len(tables[name]) for name in written} == dict.fromkeys(written, 1)
    assert {len(tables[name]) for name in ("products", "declared_products", "due_dates")} == {2}
    assert len(tables["declared_indicators"]) == 6


@pytest.mark.parametrize("act", ["correction", "revision"])
def test_what_follows_a_standard(database_url: str, scope: Scope, engine: Engine, act: str) -> None:
    load(scope)
    enterprise = EnterpriseFactory(where=scope, uscc=USCC)
    first = str(PublishedFactory(where=scope, enterprise=enterprise, body__count=2).id)
    caller = as_declarant(scope)
    draft = service.correct(caller, first) if act == "correction" else service.revise(caller, first)
    changed = {"title": "改正"} if act == "correction" else {"number": "Q/HZDQ 900-2026", "effective_on": "2027-01-01"}
    service.change_draft(caller, str(draft.id), {**draft.body, **changed}, lambda _: None)
    engine.dispose()

    moments, tables = killed_at_every_statement(database_url, publish_the_last_draft)

    assert moments > 15
    assert {name: len(tables[name]) for name in ("standard_versions", "receipts", "journal")} == dict.fromkeys(
        ("standard_versions", "receipts", "journal"), 2
    )
    assert len(tables["products"]) == 2
    assert len(tables["declared_products"]) == (2 if act == "correction" else 4)
    assert len(tables["replacements"]) == (act == "revision")


def test_a_withdrawal(database_url: str, scope: Scope, engine: Engine) -> None:
    load(scope)
    PublishedFactory(where=scope, enterprise=EnterpriseFactory(where=scope, uscc=USCC))
    before = contents(database_url)
    engine.dispose()

    moments, tables = killed_at_every_statement(database_url, withdraw_it)

    assert moments > 8
    more = {name: len(rows) - len(before[name]) for name, rows in tables.items()}
    written = ("withdrawals", "journal", "events", "due_dates")
    assert {name: rows for name, rows in more.items() if rows} == dict.fromkeys(written, 1)
