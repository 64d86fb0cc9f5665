"""A copy of the whole register in one file, taken while it is in use, and the register put back from it.

A register is its database: documents, accounts and the public log are in it, and the search index is made from it. This
is for SQLite, whose files must not be copied while they are written; PostgreSQL brings tools of its own, and whoever
asks is told how to call them. Both ways a copy is examined before it counts: every page of it, every reference, and the
public log computed anew from its leaves.
"""

from __future__ import annotations

import os
import secrets
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine

from registry.kernel import journal, migrate
from registry.kernel.errors import Conflict, NotFound, Refused, RegistryError
from registry.kernel.findings import Message

NOT_SQLITE = Message(
    "backup-not-sqlite",
    "本系统的数据库不是 SQLite，请用 PostgreSQL 自己的工具：\n{accepted}",
    "the database of this register is not SQLite; PostgreSQL has tools of its own:\n{accepted}",
)
NOTHING_THERE = Message(
    "backup-nothing-there",
    "{given} 处没有登记系统的数据库；如尚未建立，请先运行 registry setup",
    "no register stands at {given}; if it was never set up, run `registry setup`",
)
OWN_DATABASE = Message(
    "backup-own-database",
    "{given} 就是正在使用的数据库，请写另一个文件",
    "{given} is the database itself; name another file",
)
NOT_WRITTEN = Message(
    "backup-not-written",
    "{given} 没有写成（{reason}），原有内容不变",
    "{given} was not written ({reason}); what stood there stays",
)
DAMAGED = Message(
    "backup-damaged",
    "{given} 已损坏，或不是登记系统的数据库（{reason}）；没有任何改动",
    "{given} is damaged, or no register ({reason}); nothing was changed",
)
OTHER_RELEASE = Message(
    "backup-of-another-release",
    "{given} 的数据库版本是 {found}，本程序不认识它（本程序到 {accepted}）",
    "{given} stands at {found}, which this release does not know (it goes up to {accepted})",
)
WOULD_REPLACE = Message(
    "restore-would-replace",
    "{given} 已有数据；加 --replace 才会用备份替换它的全部内容",
    "{given} holds a register already; --replace puts the backup in its place, all of it",
)
IN_USE = Message(
    "restore-in-use",
    "{given} 正在使用；请先停止 registry serve、registry worker 和其他 registry 命令",
    "{given} is in use; stop `registry serve`, `registry worker` and every other command of it first",
)
UNREADABLE = Message(
    "restore-unreadable",
    "现有的 {given} 不能读（{reason}）；请把它连同同名的 -wal、-shm 文件移走，再恢复一次",
    "{given}, which stands there, cannot be read ({reason}); move it away with its -wal and -shm and restore again",
)

PAGES = 256
"""Copied at a time: one MiB, after which whoever waits hears how far it has come."""

Told = Callable[[int, int], None]
"""Hears how many pages are copied, and of how many."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an examined copy holds: its newest migration, and size and root of its public log."""

    migration: str
    entries: int
    root: bytes


def backup(engine: Engine, file: Path, told: Told = lambda *_: None) -> Contents:
    """Writes the register, as it stands at one moment, to `file`, which bears its name only when the copy has been
    examined: until then what stood there stays. Others read and write meanwhile. Only its owner may read it.

    Refused on PostgreSQL, NotFound where no register stands, Conflict where `file` is the register itself.
    """
    live = _database(engine, "backup", file)
    if not live.is_file():
        raise NotFound(NOTHING_THERE.error("", str(live)))
    if file.exists() and file.samefile(live):
        raise Conflict(OWN_DATABASE.error("FILE", str(file)))
    try:
        with _written_aside(file) as aside:
            with _opened(live) as source, closing(sqlite3.connect(aside)) as copy:
                source.execute("BEGIN")  # and reads one state to the end, whoever writes meanwhile
                if not _is_register(source):
                    raise NotFound(NOTHING_THERE.error("", str(live)))
                source.backup(copy, pages=PAGES, progress=_progress(told))
                copy.execute("PRAGMA journal_mode=DELETE")  # what is taken along is one file
            with _opened(aside) as copy:
                return _examined(copy, live)
    except sqlite3.DatabaseError as reason:
        raise Refused(DAMAGED.error("", str(live), reason=str(reason))) from reason


def restore(
    engine: Engine, file: Path, *, replace: bool, begins: Callable[[], None], told: Told = lambda *_: None
) -> Contents:
    """Puts the register that `file` holds in the place of the present one, all of it or nothing: whatever happens on
    the way, what stood there stays. `begins` is called when nothing stands against it and nothing is changed yet.

    Refused on PostgreSQL and where `file` is damaged or of a later release; Conflict where a register stands there and
    `replace` is false, or where anybody has it open.
    """
    target = _database(engine, "restore", file)
    with _opened(file) as source:
        source.execute("BEGIN")  # what is examined is what is copied
        contents = _examined(source, file)
        with _alone(target, replace=replace) as place:
            begins()
            try:
                source.backup(place, pages=PAGES, progress=_progress(told))
            except sqlite3.DatabaseError as reason:
                raise Refused(NOT_WRITTEN.error("", str(target), reason=str(reason))) from reason
    return contents


def _database(engine: Engine, command: str, file: Path) -> Path:
    if engine.dialect.name != "sqlite":
        raise Refused(NOT_SQLITE.error("", accepted=_of_postgresql(command, engine.url, file)))
    return Path(str(engine.url.database))


def _of_postgresql(command: str, url: URL, file: Path) -> str:
    """The line that does the same there; who calls it is asked for the password, or has it in ~/.pgpass."""
    plain = url._replace(drivername="postgresql", password=None).difference_update_query(["password"])
    words = {
        "backup": ["pg_dump", "--format=custom", f"--file={file}", f"--dbname={plain.render_as_string()}"],
        "restore": [
            *("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"),
            *(f"--dbname={plain.render_as_string()}", str(file)),
        ],
    }
    return shlex.join(words[command])


@contextmanager
def _written_aside(file: Path) -> Iterator[Path]:
    """A new file beside `file`, which takes its place when all of it is on the disk; gone where anything is raised."""
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield aside
            _to_disk(aside)
            aside.replace(file)
            _to_disk(file.parent)
        finally:
            aside.unlink(missing_ok=True)
    except (OSError, sqlite3.OperationalError) as reason:  # no room, no right; what is damaged is another error
        said = reason.strerror if isinstance(reason, OSError) else reason
        raise Refused(NOT_WRITTEN.error("FILE", str(file), reason=str(said))) from reason


def _opened(file: Path) -> closing[sqlite3.Connection]:
    """To be read; no file is made where none is."""
    connection = sqlite3.connect(f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only=ON")
    return closing(connection)


def _is_register(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'alembic_version'").fetchone()[0])


def _examined(connection: sqlite3.Connection, named: Path) -> Contents:
    """What it holds; Refused, with the name of `named`, where anything of it is not as it must be."""
    try:
        return _read(connection, named)
    except (ValueError, sqlite3.DatabaseError) as reason:
        raise Refused(DAMAGED.error("", str(named), reason=str(reason))) from reason


def _read(connection: sqlite3.Connection, named: Path) -> Contents:
    """ValueError or sqlite3.DatabaseError where it is damaged."""
    for check in ("integrity_check(1)", "foreign_key_check"):
        found = connection.execute(f"PRAGMA {check}").fetchone()
        if found not in (None, ("ok",)):
            raise ValueError(f"{check}: {found[0]}")
    if not _is_register(connection):
        raise ValueError("no table alembic_version")
    (migration,) = connection.execute("SELECT coalesce(max(version_num), '') FROM alembic_version").fetchone()
    if not migrate.known(migration):
        raise Refused(OTHER_RELEASE.error("", str(named), migrate.head(), found=migration))
    entries = connection.execute('SELECT "index", leaf, nodes, root FROM journal ORDER BY "index"')
    return Contents(migration, *journal.recompute(entries))


@contextmanager
def _alone(target: Path, *, replace: bool) -> Iterator[sqlite3.Connection]:
    """The present database, empty where there is none, which nobody else can open before this ends."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(target, timeout=0, isolation_level=None)) as connection:
        try:
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if tables and not replace:
                raise Conflict(WOULD_REPLACE.error("--replace", str(target)))
            # Every connection to a database with a write-ahead log holds a lock from the first to the last, and the log
            # can be given up by nobody but the only one. Without it a kill is undone from the rollback journal.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.DatabaseError as reason:
            raise _refusal(target, reason) from reason
        yield connection


def _refusal(target: Path, reason: sqlite3.DatabaseError) -> RegistryError:
    if reason.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Conflict(IN_USE.error("", str(target)))
    return Conflict(UNREADABLE.error("", str(target), reason=str(reason)))


def _progress(told: Told) -> Callable[[int, int, int], None]:
    return lambda _status, left, total: told(total - left, total)


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
