"""An evaluator, its scheme, and editions of it."""

import pytest

from registry import worker
from registry.ranking import service
from tests.factories.accounts import HolderFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import SchemeFactory, evaluator
from tests.functional.ranking.issuing import BUILDER, OTHER, fridge, later


@pytest.fixture
def holder(ready):
    return HolderFactory(where=ready, kind="evaluator", name="某评估机构")


@pytest.fixture
def scheme(ready, holder):
    service.add_scheme(ready, SchemeFactory(id="fridges"), holder)
    return "fridges"


@pytest.fixture
def builder(ready, scheme, holder):
    """One person of the evaluator; there is something to grade."""
    PublishedFactory(where=ready, body__products=[fridge(300), fridge(400, "B"), fridge(900, "C")])
    return evaluator(ready, BUILDER, holder)


@pytest.fixture
def noticed(builder):
    return service.notice(builder, str(service.build(builder, "fridges").id))


@pytest.fixture
def final(builder, noticed):
    return service.finalize(later(evaluator(builder, OTHER), days=16), str(noticed.id))


@pytest.fixture
def drained(register):
    return lambda: worker.drain(register.scope, register.search)
