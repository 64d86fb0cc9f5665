"""Reference data of a test's own; and what searches, on every engine."""

import os
from dataclasses import replace
from datetime import timedelta

import pytest

from registry.kernel.clock import Clock
from registry.reference import service
from registry.reference.loading import shipped
from registry.worker import drain
from search.engines import ENGINES
from tests.conftest import NOW
from tests.factories.declarations import PublishedFactory
from tests.unit.reference.making import by_code

ON_EVERY_ENGINE = {"test_asking_api", "test_facets", "test_paging", "test_partly", "test_search_api", "test_suggest"}


def pytest_generate_tests(metafunc):
    """What is searched in the register of a test is searched by each engine; on PostgreSQL by one of them, for no
    engine knows what the database is."""
    searches = metafunc.module.__name__.rpartition(".")[2] in ON_EVERY_ENGINE
    if searches and "searched_by" in metafunc.fixturenames and not os.environ.get("TEST_DATABASE_URL"):
        metafunc.parametrize("searched_by", ENGINES, indirect=True)


@pytest.fixture
def own(register, monkeypatch):
    """Loads rows of the test's own instead of those that ship, by kind, a day after what has been loaded before."""
    days = 0

    def loaded(**kinds):
        nonlocal days
        days += 1
        rows = {kind: {} for kind in shipped()}
        for kind, given in kinds.items():
            rows[kind] = by_code(given)
        monkeypatch.setattr(service, "shipped", lambda: rows)
        service.load(replace(register.scope, clock=Clock(frozen=NOW + timedelta(days=days))))

    return loaded


@pytest.fixture
def publish(register):
    """Publishes a declaration and makes it findable."""

    def published(**fields):
        receipt = PublishedFactory(where=register.scope, **fields)
        drain(register.scope, register.search)
        return receipt

    return published
