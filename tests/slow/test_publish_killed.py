"""A publication that is killed between any two of its statements has happened as a whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from registry.declarations import service
from registry.enterprises import queries
from registry.kernel.access import Actor, Right
from registry.kernel.ids import DRAFT, PublicId
from registry.kernel.transaction import Scope, reading
from registry.reference.service import load
from tests.conftest import NOW
from tests.factories.declarations import SIGNED, BodyFactory
from tests.factories.enterprises import EnterpriseFactory, credit_code
from tests.slow.killing import killed_at_every_statement

pytestmark = pytest.mark.slow

USCC = credit_code(1)
ONLY_DRAFT = str(PublicId(DRAFT, NOW.year, 1))


def as_declarant(scope: Scope) -> Scope:
    with reading(scope) as session:
        enterprise = queries.by_uscc(session, USCC)
    assert enterprise is not None
    return replace(scope, actor=Actor(enterprise.name, frozenset({Right.DECLARE}), holder=enterprise.holder))


def publish_the_draft(scope: Scope) -> None:
    service.publish_draft(as_declarant(scope), ONLY_DRAFT, SIGNED)


def test_all_or_nothing(database_url: str, scope: Scope, engine: Engine) -> None:
    load(scope)
    EnterpriseFactory(where=scope, uscc=USCC)
    draft = service.add_draft(as_declarant(scope), BodyFactory(upcoming=True, count=2))
    assert str(draft.id) == ONLY_DRAFT
    engine.dispose()

    moments, tables = killed_at_every_statement(database_url, publish_the_draft)

    assert moments > 15
    written = ("standards", "standard_versions", "receipts", "journal", "events", "due_dates")
    assert {name: len(tables[name]) for name in written} == dict.fromkeys(written, 1)
    assert {len(tables[name]) for name in ("products", "declared_products")} == {2}
    assert len(tables["declared_indicators"]) == 6
