"""An open register on the database of the test, and callers of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event, make_url, text
from werkzeug.test import TestResponse

from registry import api, web, worker
from registry.accounts import passwords
from registry.app import Register, create_app
from registry.demo.editions import issue as issue_editions
from registry.demo.service import files as sample_files
from registry.demo.service import load as load_samples
from registry.enterprises.values import Enterprise
from registry.http.csrf import FIELD
from registry.kernel.clock import Clock
from registry.kernel.migrate import upgrade
from registry.kernel.settings import Secret, Settings
from registry.kernel.transaction import Scope, reading
from registry.reference import queries
from registry.reference.service import load
from tests.conftest import NOW, Prepared, _empty_place, _opened
from tests.factories.accounts import PASSWORD, TokenFactory, UserFactory
from tests.factories.enterprises import EnterpriseFactory

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOBODYS = CHEAP.hash("nobody's")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch, compiled: FileSystemBytecodeCache) -> None:
    """Hashes take no time (tests/unit/accounts tests those of the register); no application compiles its templates
    again."""
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    monkeypatch.setattr(passwords, "NOBODYS", NOBODYS)
    monkeypatch.setattr(Flask, "jinja_options", {"bytecode_cache": compiled})


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def searched_by(request: pytest.FixtureRequest) -> str:
    """The search engine of `register`; empty: the one that is chosen at set-up."""
    return str(getattr(request, "param", ""))


@pytest.fixture
def register(engine: Engine, database_url: str, tmp_path: Path, loaded: Register, searched_by: str) -> Register:
    """An installation with the reference data that ship, at noon of 2026-11-22 in Shanghai; nothing is declared."""
    register = _installed(engine, database_url, tmp_path / "data", searched_by)
    _copy_reference(loaded, register)
    return register


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """An installation with nothing but the reference data, loaded once: the others copy its rows, for to read and check
    ten thousand of them takes longer than most tests."""
    folder = tmp_path_factory.mktemp("reference")
    with _empty_place(folder) as address, _opened(address) as engine:
        upgrade(engine)
        register = _installed(engine, address, folder / "data")
        load(register.scope)
        engine.dispose()  # the last connection takes the write-ahead log into the file that is read
        yield register


REFERENCE = {"reference_rows": "kind, code, recorded_at, content", "reference_loads": "recorded_at, digest"}


@pytest.fixture
def left_alone(request: pytest.FixtureRequest, prepared_database: Prepared) -> frozenset[str]:
    """On PostgreSQL the reference data, where the test wants those that ship and the one before has left just them."""
    if "register" not in request.fixturenames or make_url(prepared_database.address).get_backend_name() == "sqlite":
        return frozenset()
    loaded = request.getfixturevalue("loaded")
    with _opened(prepared_database.address) as engine:
        same = _counted(engine) == _counted(loaded.engine)
    return frozenset(REFERENCE) if same else frozenset()


def _counted(engine: Engine) -> Any:
    """What tells reference data from others: rows are added and never changed."""
    asked = (
        "SELECT (SELECT count(*) FROM reference_rows), (SELECT max(recorded_at) FROM reference_rows), "
        "(SELECT max(id) FROM reference_loads), (SELECT string_agg(digest, ' ') FROM reference_loads)"
    )
    with engine.connect() as connection:
        return connection.execute(text(asked)).one()


def _copy_reference(source: Register, target: Register) -> None:
    """The rows of `source` in the same tables of `target`, and their snapshot, which this process has built already."""
    address = make_url(source.settings.database)
    if address.get_backend_name() == "sqlite":
        target.engine.dispose()  # nobody has written yet: the file of the test is replaced whole
        shutil.copyfile(str(address.database), str(make_url(target.settings.database).database))
    elif _counted(target.engine) != _counted(source.engine):
        schema = str(address.query["options"]).removeprefix("-csearch_path=")
        with target.engine.begin() as connection:
            for name, listed in REFERENCE.items():
                connection.execute(text(f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {schema}.{name}"))
    with reading(source.scope) as session:
        snapshot, (_, digest) = queries.reference(session), queries.last_load(session) or (None, "")
    queries._built.setdefault(target.engine.pool, {})[snapshot.load, digest] = snapshot


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
        load(register.scope)
        load_samples(register.scope, lambda *_: None, FEW)
        issue_editions(register.scope)
        worker.drain(register.scope, register.search)
        yield register


def _installed(engine: Engine, address: str, folder: Path, search: str = "") -> Register:
    settings = Settings(data=folder, database_url=address, secret_key=Secret("k" * 32), rate_limit=0, search=search)
    return Register(settings, engine, Clock(frozen=NOW))


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


@pytest.fixture(scope="session")
def routed(loaded: Register) -> Flask:
    return create_app(loaded)


@pytest.fixture
def app(register: Register, routed: Flask) -> Flask:
    """What `create_app(register)` makes. Routes, templates and the document of the API take it a tenth of a second and
    are the same for every installation: they are those of `routed`; what belongs to the register is its own."""
    with pytest.MonkeyPatch.context() as changed:
        for part in (web, api):
            changed.setattr(part, "install", lambda _: None)
        own = create_app(register)
    app = copy(routed)
    app.extensions = own.extensions
    return app


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
