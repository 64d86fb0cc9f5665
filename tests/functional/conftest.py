"""An open register on the database of the test, and callers of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from registry import worker
from registry.app import Register, create_app
from registry.demo.service import files as sample_files
from registry.demo.service import load as load_samples
from registry.enterprises.values import Enterprise
from registry.http.csrf import FIELD
from registry.kernel.clock import Clock
from registry.kernel.migrate import upgrade
from registry.kernel.settings import Secret, Settings
from registry.kernel.transaction import Scope
from registry.reference.service import load
from tests.conftest import NOW, _empty_place, _opened
from tests.factories.accounts import PASSWORD, TokenFactory, UserFactory
from tests.factories.enterprises import EnterpriseFactory


@pytest.fixture
def register(engine: Engine, database_url: str, tmp_path: Path) -> Register:
    """An installation with the reference data that ship, at noon of 2026-11-22 in Shanghai; nothing is declared."""
    return _installed(engine, database_url, tmp_path / "data")


FEW = frozenset(
    {"residential_refrigerators", "electric_vehicles", "water_heaters"}
    | {each.file for each in sample_files() if each.file.startswith("handmade/")}
)
"""The files that tests take: the small ones, and some whose declarations are refused."""


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """An installation with a part of the sample data, findable. It is loaded once: a test that takes it only reads."""
    folder = tmp_path_factory.mktemp("samples")
    with _empty_place(folder) as address, _opened(address) as engine:
        upgrade(engine)
        register = _installed(engine, address, folder / "data")
        load_samples(register.scope, lambda *_: None, FEW)
        worker.drain(register.scope, register.search)
        yield register


def _installed(engine: Engine, address: str, folder: Path) -> Register:
    settings = Settings(data=folder, database_url=address, secret_key=Secret("k" * 32), rate_limit=0)
    opened = Register(settings, engine, Clock(frozen=NOW))
    load(opened.scope)
    return opened


@pytest.fixture(scope="session")
def sample_app(samples: Register) -> Flask:
    return create_app(samples)


@pytest.fixture
def visitor(sample_app: Flask) -> FlaskClient:
    """Somebody without an account in the register of samples."""
    return sample_app.test_client()


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


@pytest.fixture
def signed_in(app: Flask, ready: Scope, enterprise: Enterprise) -> Callable[..., FlaskClient]:
    """`signed_in()` is a browser in which an admin of `enterprise` is signed in, `signed_in(drafter=True)` a drafter;
    `signed_in(holder=…, …)` takes what `UserFactory` takes. Forms are sent by `submit`."""

    def sign_in(**fields: Any) -> FlaskClient:
        user = UserFactory(where=ready, **{"holder": enterprise.holder, **fields})
        client = app.test_client()
        answer = submit(client, "/sign-in", login=user.login, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return client

    return sign_in


def form_token(client: FlaskClient, page: str = "/rankings") -> str:
    """What stands in every form of a page that this browser reads."""
    found = re.search(rf'name="{FIELD}" value="(\w+)"', client.get(page).text)
    assert found
    return found[1]


def submit(client: FlaskClient, address: str, **form: Any) -> TestResponse:
    """Sends a form of ours, with its token, as a browser does."""
    here = {"Sec-Fetch-Site": "same-origin"}
    return client.post(address, data={FIELD: form_token(client), **form}, headers=here)


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile, but for the beginnings of transactions."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "SET TRANSACTION")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
