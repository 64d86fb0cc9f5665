"""Who writes the quality credit record."""

import pytest

from tests.factories.accounts import TokenFactory
from tests.functional.conftest import calling_as


@pytest.fixture
def supervisor(app, ready):
    """A program of an authority."""
    return calling_as(app, TokenFactory(where=ready, of_authority=True, holder__name="某市市场监督管理局"))
