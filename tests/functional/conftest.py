"""An open register on the database of the test, and callers of it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from registry.app import Register, create_app
from registry.enterprises.values import Enterprise
from registry.kernel.clock import Clock
from registry.kernel.settings import Secret, Settings
from registry.kernel.transaction import Scope
from registry.reference.service import load
from registry.worker import search_engine
from tests.conftest import NOW
from tests.factories.accounts import TokenFactory
from tests.factories.enterprises import EnterpriseFactory


@pytest.fixture
def register(engine: Engine, database_url: str, tmp_path) -> Register:
    """An installation with the reference data that ship, at noon of 2026-11-22 in Shanghai; nothing is declared."""
    settings = Settings(data=tmp_path / "data", database_url=database_url, secret_key=Secret("k" * 32), rate_limit=0)
    opened = Register(settings, engine, search_engine(settings), Clock(frozen=NOW))
    load(opened.scope)
    return opened


@pytest.fixture
def ready(register: Register) -> Scope:
    """A trusted caller of that installation."""
    return register.scope


@pytest.fixture
def app(register: Register) -> Flask:
    return create_app(register)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody without an account."""
    return app.test_client()


@pytest.fixture
def enterprise(ready: Scope) -> Enterprise:
    return EnterpriseFactory(where=ready)


@pytest.fixture
def declarant(app: Flask, ready: Scope, enterprise: Enterprise) -> FlaskClient:
    """A program of `enterprise` with its token."""
    return calling_as(app, TokenFactory(where=ready, of_enterprise=True, holder=enterprise.holder))


def calling_as(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
