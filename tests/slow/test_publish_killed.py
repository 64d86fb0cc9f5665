"""A publication or withdrawal killed between any two of its statements has happened as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine

from registry.declarations import service
from registry.enterprises import queries
from registry.kernel.access import Actor, Right
from registry.kernel.ids import DRAFT, STANDARD, PublicId
from registry.kernel.transaction import Scope, reading
from registry.reference.service import load
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, BodyFactory
from tests.factories.enterprises import EnterpriseFactory, credit_code
from tests.slow.killing import contents, killed_at_every_statement

pytestmark = pytest.mark.slow

USCC = credit_code(1)
ONLY_DRAFT = str(PublicId(DRAFT, NOW.year, 1))
ONLY_STANDARD = str(PublicId(STANDARD, NOW.year, 1))


def as_declarant(scope: Scope) -> Scope:
    with reading(scope) as session:
        enterprise = queries.by_uscc(session, USCC)
    assert enterprise is not None
    return replace(scope, actor=Actor(enterprise.name, frozenset({Right.DECLARE}), holder=enterprise.holder))


def publish_the_draft(scope: Scope) -> None:
    service.publish_draft(as_declarant(scope), ONLY_DRAFT, SIGNED)


def withdraw_the_standard(scope: Scope) -> None:
    service.withdraw(as_declarant(scope), ONLY_STANDARD, "停止生产", date(2027, 1, 1))


@pytest.fixture
def drafted(scope: Scope) -> None:
    """A draft with two products, for later."""
    load(scope)
    EnterpriseFactory(where=scope, uscc=USCC)
    draft = service.add_draft(as_declarant(scope), BodyFactory(upcoming=True, count=2))
    assert str(draft.id) == ONLY_DRAFT


@pytest.mark.usefixtures("drafted")
def test_a_publication_is_all_or_nothing(database_url: str, engine: Engine) -> None:
    engine.dispose()

    moments, tables = killed_at_every_statement(database_url, publish_the_draft)

    assert moments > 15
    written = ("standards", "standard_versions", "receipts", "journal", "events")
    assert {name: len(tables[name]) for name in written} == dict.fromkeys(written, 1)
    assert len(tables["due_dates"]) == 2  # it takes effect, and is reviewed
    assert {len(tables[name]) for name in ("products", "declared_products")} == {2}
    assert len(tables["declared_indicators"]) == 6


@pytest.mark.usefixtures("drafted")
def test_a_withdrawal_is_all_or_nothing(database_url: str, scope: Scope, engine: Engine) -> None:
    publish_the_draft(scope)
    before = contents(database_url)
    engine.dispose()

    moments, tables = killed_at_every_statement(database_url, withdraw_the_standard)

    assert moments > 8
    more = {name: len(rows) - len(before[name]) for name, rows in tables.items()}
    assert {name: rows for name, rows in more.items() if rows} == {
        "withdrawals": 1,
        "journal": 1,
        "events": 1,
        "due_dates": 1,
    }
