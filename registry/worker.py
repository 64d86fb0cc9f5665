"""The worker: turns due days into events and events into what the handlers do. It holds the only table of handlers."""

from __future__ import annotations

import threading

import structlog
from sqlalchemy.exc import DBAPIError

from registry.declarations import importing
from registry.indexing.projection import PROJECTION
from registry.indexing.service import Indexer, rebuild
from registry.kernel.calendar import fire_due
from registry.kernel.events import Handler, deliver, oldest_undelivered
from registry.kernel.settings import Settings
from registry.kernel.transaction import Scope, reading
from registry.ranking import handlers as ranking
from search.engines import open_engine
from search.errors import DamagedIndex, NoIndex, StaleIndex
from search.port import Engine

PAUSE_SECONDS = 0.2
"""Between two looks at an empty queue: what a publication waits at most before it is found."""

_log = structlog.get_logger(__name__)


def search_engine(settings: Settings) -> Engine:
    """The engine that the settings name; every process opens its own."""
    return open_engine(settings.search_engine, settings.index_path, projection=PROJECTION)


def handlers(indexer: Indexer) -> tuple[Handler, ...]:
    """Everybody who is told of events; ranking before indexing, which shows what it has marked."""
    return (ranking.handler(), indexer.handler(), importing.handler())


def run(scope: Scope, engine: Engine, stop: threading.Event) -> None:
    """Works until `stop` is set. An index that cannot be used any more is built again first."""
    ready(scope, engine)
    with Indexer(engine) as indexer:
        table = handlers(indexer)
        while not stop.is_set():
            try:
                made = fire_due(scope) + deliver(scope, table, "worker", stop.is_set)
                if not made:
                    indexer.count(scope, lambda: stop.is_set() or _waiting(scope))
            except DBAPIError as reason:
                # PostgreSQL starts anew, or an import holds SQLite's write lock for longer than we wait for it.
                _log.warning("the database does not answer", reason=str(reason))
                made = 0
            if made:
                _log.info("delivered", deliveries=made)
            else:
                stop.wait(PAUSE_SECONDS)


def _waiting(scope: Scope) -> bool:
    """Whether something has been published that nobody has been told of: what is found comes before what is counted."""
    with reading(scope) as session:
        return oldest_undelivered(session) is not None


def drain(scope: Scope, engine: Engine) -> int:
    """Works until nothing is due; how many deliveries were made. For commands that want to see their own writes.

    WriterTaken where a worker is at work: it delivers them.
    """
    ready(scope, engine)
    with Indexer(engine) as indexer:
        made = fire_due(scope) + deliver(scope, handlers(indexer), "drain")
        indexer.count(scope)
        return made


def ready(scope: Scope, engine: Engine) -> None:
    """Leaves an index that can be used: as it is, or built from the register where there is none, or a stale or
    damaged one."""
    try:
        engine.describe()
    except NoIndex:
        rebuild(scope, engine)
    except (StaleIndex, DamagedIndex) as reason:
        _log.warning("the index is built again", reason=str(reason))
        rebuild(scope, engine)
