"""The application put together: the only place that knows every part."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Engine

from registry import api, http, web
from registry.accounts.service import authenticate, recognise
from registry.demo.pages import blueprint as samples
from registry.discovery.engine import EXTENSION
from registry.http.session import Person
from registry.kernel import migrate
from registry.kernel.access import COMMAND_LINE, PUBLIC_READER
from registry.kernel.clock import Clock
from registry.kernel.database import open_engine
from registry.kernel.events import oldest_undelivered, parked
from registry.kernel.logs import configure
from registry.kernel.settings import Settings
from registry.kernel.transaction import Scope, reading
from registry.worker import search_engine
from search.port import Engine as SearchEngine


@dataclass(frozen=True, slots=True)
class Register:
    """An installation that is open: what commands and the application work on."""

    settings: Settings
    engine: Engine
    clock: Clock

    @property
    def search(self) -> SearchEngine:
        """The search engine, opened when it is asked for: most commands need none. EngineMissing where its library is
        not installed."""
        return search_engine(self.settings)

    @property
    def scope(self) -> Scope:
        """A command of this machine."""
        return Scope(self.engine, COMMAND_LINE, self.clock)


ALLOCATIONS = 20_000
"""New objects after which the collector looks for cycles. The reference data stay for ever, and the default, 700, has
it go through them several times for each row of an import."""


def open_register(settings: Settings) -> Register:
    """Opens what the settings name; nothing is read or written yet."""
    gc.set_threshold(ALLOCATIONS, 20, 50)
    configure(json=settings.log_json)
    return Register(settings, open_engine(settings.database), Clock(offset=settings.clock_offset))


def create_app(register: Register) -> Flask:
    """The web application of an installation."""
    app = Flask("registry", static_folder=None)
    search = app.extensions[EXTENSION] = register.search
    web.install(app)
    app.register_blueprint(samples)
    api.install(app)
    anybody = Scope(register.engine, PUBLIC_READER, register.clock)
    http.install(
        app,
        settings=register.settings,
        engine=register.engine,
        clock=register.clock,
        authenticate=lambda token: authenticate(anybody, token),
        recognise=lambda session: _person(anybody, session),
        readiness={
            "schema": lambda: _schema(register.engine),
            "search": lambda: _search(search),
            "events": lambda: _events(anybody),
        },
    )
    return app


def _person(scope: Scope, session: str) -> Person | None:
    user = recognise(scope, session)
    return Person(user.actor, user.name, user.organisation) if user else None


def _schema(engine: Engine) -> Mapping[str, Any]:
    present = migrate.current(engine)
    if present != migrate.head():
        raise RuntimeError(f"the database is at {present}, this release needs {migrate.head()}")
    return {"migration": present}


def _search(engine: SearchEngine) -> Mapping[str, Any]:
    described = engine.describe()
    return {"engine": described.engine, "documents": described.documents}


def _events(scope: Scope) -> Mapping[str, Any]:
    with reading(scope) as session:
        oldest, given_up = oldest_undelivered(session), len(parked(session))
    waiting = (scope.clock.now() - oldest).total_seconds() if oldest else 0
    return {"oldest_undelivered_seconds": waiting, "parked": given_up}
