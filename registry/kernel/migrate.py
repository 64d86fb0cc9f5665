"""The schema of the database: brings it up to date, and says where it stands.

    python -m registry.kernel.migrate "0002 short name"

writes the next step in `migrations/versions/` from what the models have and the migrations lack; read it, and mend it.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, text

import registry
from registry.kernel.database import READ, WRITE, Base, for_purpose, open_engine

_MIGRATING = 0x6D696772617465  # "migrate": the advisory lock of whoever changes the schema
_LOCK_TIMEOUT = "4s"
"""A step that cannot have its table lock soon gives up, rather than make every reader queue behind it."""


def upgrade(engine: Engine) -> None:
    """Applies every migration that the database lacks, all of them or none. Two callers at once do it once."""
    with _changing(engine) as connection:
        command.upgrade(_config(connection=connection), "head")


def current(engine: Engine) -> str | None:
    """The newest migration that the database has, None for an empty one."""
    with for_purpose(engine, READ).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest migration that this release has."""
    return (folder() / "HEAD").read_text().strip()


def known(revision: str) -> bool:
    """Whether this release can bring a database that stands at `revision` up to date."""
    return (folder() / "versions" / f"{revision}.py").is_file()


def folder() -> Path:
    """Where the migrations stand, in a checkout and in an installed package alike."""
    return Path(str(files("registry.migrations")))


def metadata() -> MetaData:
    """Every table of the register. Rooms are found by their models, so that no list can forget one."""
    rooms = Path(registry.__file__).parent
    models = {path.parent if path.name == "__init__.py" else path for path in rooms.glob("*/models/__init__.py")}
    for path in sorted({*models, *rooms.glob("*/models.py")}):
        importlib.import_module(f"registry.{path.parent.name}.models")
    for name in ("journal", "events", "calendar", "idempotency"):
        importlib.import_module(f"registry.kernel.{name}")
    return Base.metadata


def draft(name: str) -> Path:
    """A new migration `NNNN_name` that takes the newest schema to that of the models."""
    revision = name.replace(" ", "_")
    with tempfile.TemporaryDirectory() as scratch:
        engine = open_engine(f"sqlite:///{scratch}/schema.sqlite")
        upgrade(engine)
        with engine.connect() as connection:
            config = _config(connection=connection, metadata=metadata())
            command.revision(config, message=revision, rev_id=revision, autogenerate=True)
        engine.dispose()
    (folder() / "HEAD").write_text(f"{revision}\n")
    return folder() / "versions" / f"{revision}.py"


def _config(**attributes: Any) -> Config:
    config = Config(attributes=attributes)
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s")
    return config


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """One transaction in which nobody else changes the schema."""
    with for_purpose(engine, WRITE).connect() as connection:
        if connection.dialect.name == "postgresql":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
                connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
                yield connection
            return
        with _unenforced(connection), connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise ValueError(f"the migration leaves rows that refer to nothing: {broken[:10]}")


@contextmanager
def _unenforced(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building it anew; with foreign keys enforced, dropping the old one would take or
    refuse the rows that refer to it. The switch works outside a transaction only."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if not connection.invalidated:  # Ctrl-C has closed it
            driver.execute("PRAGMA foreign_keys=ON")


if __name__ == "__main__":
    print(draft(sys.argv[1]))
