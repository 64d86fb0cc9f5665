"""What the index finds, and how it is brought in step."""

import pytest

from registry import worker
from registry.discovery.searching import search
from registry.discovery.values import SearchRequest
from search.documents import Unit


@pytest.fixture
def found(register):
    """Ids of what a text finds, in order."""

    def ids(text, unit=Unit.STANDARD, **more):
        answer = search(register.scope, register.search, SearchRequest(text=text, unit=unit, **more))
        return [str((hit.standard if unit is Unit.STANDARD else hit.product).id) for hit in answer.hits]

    return ids


@pytest.fixture
def drain(register):
    return lambda: worker.drain(register.scope, register.search)
