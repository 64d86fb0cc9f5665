"""Reference data of a test's own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from registry.kernel.clock import Clock
from registry.reference import service
from registry.reference.loading import shipped
from registry.worker import drain
from tests.conftest import NOW
from tests.factories.declarations import PublishedFactory
from tests.unit.reference.making import by_code


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
