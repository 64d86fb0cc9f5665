"""What the tests of declaring look at."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from registry.accounts.models import AccountHolderRow, TokenRow
from registry.app import create_app
from registry.declarations.models import DraftRow
from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import VerificationLevel
from registry.kernel.clock import SHANGHAI, Clock
from registry.kernel.migrate import metadata
from registry.kernel.transaction import reading
from tests.factories.accounts import TokenFactory
from tests.factories.declarations import COMMITMENT, BodyFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import calling_as

API = "/api/v1"
# What stands before anything is published.
BESIDE = {row.__tablename__ for row in (AccountHolderRow, TokenRow, EnterpriseRow, DraftRow)} | {
    "reference_rows",
    "reference_loads",
}


@pytest.fixture
def published_rows(ready):
    """Counts the rows of every table that publishing writes to; {} when nothing was ever published."""

    def count():
        with reading(ready) as session:
            counted = {
                table.name: session.scalar(select(func.count()).select_from(table))
                for table in metadata().sorted_tables
                if table.name not in BESIDE
            }
        return {name: rows for name, rows in counted.items() if rows}

    return count


@pytest.fixture
def another(app, ready):
    """A program of another enterprise."""
    holder = EnterpriseFactory(where=ready).holder
    return calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=holder))


@pytest.fixture
def unverified(app, ready):
    """A program of an enterprise whose identity nobody has checked."""
    holder = EnterpriseFactory(where=ready, level=VerificationLevel.L0).holder
    return calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=holder))


@pytest.fixture
def standard(declarant):
    """The receipt of a standard with two products."""
    return published(declarant, BodyFactory(number="Q/HZDQ 001-2026", count=2))


@pytest.fixture
def caller_on(register, ready, enterprise):
    """`caller_on(day)`: a program of the enterprise at noon of that legal day."""
    token = TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder)

    def on(day):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)
        return calling_as(create_app(replace(register, clock=Clock(frozen=noon))), token)

    return on


def draft(client, body):
    """The answer to a new draft of `body`, as data."""
    response = client.post(f"{API}/declarations", json=body)
    assert response.status_code == 201, response.text
    return response.json


def publish(client, identity, commitment=None, headers=None, **more):
    """The answer to a publication that says `more` beside the commitment."""
    body = {"commitment": commitment or COMMITMENT, **more}
    return client.post(f"{API}/declarations/{identity}/publish", json=body, headers=headers)


def published(client, body):
    """The receipt for `body`."""
    response = publish(client, draft(client, body)["id"])
    assert response.status_code == 201, response.text
    return response.json


def findings(response):
    """The errors of a refusal: (code, field)."""
    assert response.content_type.split(";")[0] == "application/problem+json", response.text
    return [(each["code"], each["field"]) for each in response.json["findings"] if each["severity"] == "error"]
