"""`registry backup` and `registry restore`: a copy taken while others write, and the register put back from it."""

import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from registry import worker
from registry.kernel import backup as keeping
from registry.kernel import journal
from registry.kernel.errors import Conflict
from registry.kernel.migrate import head
from registry.kernel.transaction import reading
from tests.factories.declarations import PublishedFactory
from tests.functional.cli.conftest import ENGLISH


@pytest.fixture
def sqlite(register):
    if register.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has tools of its own")


@pytest.fixture
def published(sqlite, register, ready):
    """A standard, in the index."""
    receipt = PublishedFactory(where=ready)
    worker.drain(register.scope, register.search)
    return receipt


@pytest.fixture
def file(tmp_path):
    return tmp_path / "copy.sqlite"


def log(register):
    with reading(register.scope) as session:
        return journal.head(session)


def change(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def test_the_register_is_put_back_as_it_was(published, register, ready, client, run, file):
    address, before = f"/s/{published.id}", log(register)
    page, found = client.get(address).data, client.get("/api/v1/search?q=冰箱").json["items"]
    told = run("backup", str(file), language=ENGLISH)
    assert told.output == f"{file}: sound, {head()}, 1 entries in the public log, root {before[1].hex()}\n"
    assert (file.stat().st_mode & 0o777, list(file.parent.glob("copy.sqlite?*"))) == (0o600, [])

    later = PublishedFactory(where=ready)
    worker.drain(register.scope, register.search)
    assert (log(register)[0], client.get(f"/s/{later.id}").status_code) == (2, 200)
    register.engine.dispose()
    told = run("restore", str(file), "--replace")
    assert told.output == f"{file}：完好，数据库版本 {head()}，公开日志 1 条，根哈希 {before[1].hex()}\n"

    assert log(register) == before
    assert (client.get(address).data, client.get(f"/s/{later.id}").status_code) == (page, 404)
    assert run("search", "冰箱").exit_code == 1, "the index of what was there before must not answer"
    worker.drain(register.scope, register.search)
    assert client.get("/api/v1/search?q=冰箱").json["items"] == found
    assert run("index", "audit").exit_code == 0


def test_a_copy_is_of_one_moment_whoever_writes_meanwhile(published, register, ready, file):
    before, moments = log(register), []

    def told(done, total):
        PublishedFactory(where=ready)
        moments.append((done, total))

    contents = keeping.backup(register.engine, file, told)
    assert len(moments) > 2
    assert moments[-1][0] == moments[-1][1]
    assert (contents.entries, contents.root) == before
    assert log(register)[0] == 1 + len(moments)


def test_it_is_put_where_nothing_stands(published, run, file, tmp_path):
    run("backup", str(file))
    elsewhere = {"REGISTRY_DATABASE_URL": "", "REGISTRY_DATA": str(tmp_path / "elsewhere")}
    assert run("restore", str(file), **elsewhere).exit_code == 0
    assert run("setup", **elsewhere).exit_code == 0
    assert run("index", "rebuild", **elsewhere).exit_code == 0
    assert str(published.id) in run("search", "冰箱", **elsewhere).output


def test_what_stands_there_is_replaced_only_if_that_is_said_and_nobody_has_it_open(published, register, run, file):
    run("backup", str(file))
    told = run("restore", str(file), language=ENGLISH)
    assert (told.exit_code, "holds a register already; --replace puts" in told.output) == (1, True)
    log(register)  # a connection that stays open, as a server's does
    told = run("restore", str(file), "--replace", language=ENGLISH)
    assert (told.exit_code, "is in use; stop `registry serve`" in told.output) == (1, True)
    assert str(published.id) in run("search", "冰箱").output
    register.engine.dispose()
    with register.search.write():
        told = run("restore", str(file), "--replace")
    assert (told.exit_code, "检索索引正由另一个进程写入" in told.output) == (1, True)
    assert log(register)[0] == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("UPDATE journal SET leaf = replace(leaf, 'standard', 'Standard')", "entry 0 of the public log"),
        ("UPDATE journal SET root = zeroblob(32)", "entry 0 of the public log"),
        ("UPDATE standards SET enterprise_id = 999", "foreign_key_check: standards"),
        ("UPDATE alembic_version SET version_num = '9999_later'", "stands at 9999_later"),
        ("DROP TABLE alembic_version", "no table alembic_version"),
    ],
)
def test_a_copy_that_was_changed_is_refused(published, register, run, file, wrong, told):
    run("backup", str(file))
    with closing(sqlite3.connect(file)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.commit()
    change(file, wrong)
    register.engine.dispose()
    refused = run("restore", str(file), "--replace", language=ENGLISH)
    assert refused.exit_code == 1
    assert told in refused.output
    assert str(published.id) in run("search", "冰箱").output


def test_a_file_that_is_cut_off_or_something_else_is_refused(published, register, run, file):
    run("backup", str(file))
    register.engine.dispose()
    whole = file.read_bytes()
    for content in (whole[: len(whole) // 2], b"PDF" * 1000, b""):
        file.write_bytes(content)
        refused = run("restore", str(file), "--replace", language=ENGLISH)
        assert refused.exit_code == 1
        assert f"{file} is damaged, or no register (" in refused.output
    assert log(register)[0] == 1


def test_a_damaged_register_is_not_taken_for_a_backup(published, register, run, file):
    file.write_text("the one of yesterday")
    register.engine.dispose()
    live = Path(make_url(register.settings.database).database)
    with live.open("r+b") as opened:
        opened.seek(20 * 4096)
        opened.write(b"\xff" * 40 * 4096)
    refused = run("backup", str(file), language=ENGLISH)
    assert refused.exit_code == 1
    assert f"{live} is damaged" in refused.output
    assert (file.read_text(), [each.name for each in file.parent.glob("copy*")]) == (
        "the one of yesterday",
        [file.name],
    )


def test_the_place_of_a_backup(published, register, run, file, tmp_path):
    live = make_url(register.settings.database).database
    assert "就是正在使用的数据库" in run("backup", live).output
    assert "没有写成" in run("backup", str(tmp_path / "no" / "folder")).output
    nowhere = {"REGISTRY_DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite"}
    assert "请先运行 registry setup" in run("backup", str(file), **nowhere).output
    (tmp_path / "none.sqlite").touch()
    assert "请先运行 registry setup" in run("backup", str(file), **nowhere).output
    assert not file.exists()


def test_what_is_unreadable_has_to_be_moved_away_by_hand(published, run, file, tmp_path):
    run("backup", str(file))
    (tmp_path / "other.sqlite").write_text("no database, and perhaps all that is left of one " * 100)
    elsewhere = {"REGISTRY_DATABASE_URL": f"sqlite:///{tmp_path}/other.sqlite"}
    told = run("restore", str(file), "--replace", language=ENGLISH, **elsewhere)
    assert (told.exit_code, "move it away with its -wal and -shm" in told.output) == (1, True)


def test_a_copy_of_a_stopped_register_is_a_backup_too(published, register, run, file):
    register.engine.dispose()
    shutil.copyfile(make_url(register.settings.database).database, file)
    assert run("restore", str(file), "--replace").exit_code == 0


def test_on_postgresql_the_tools_of_postgresql_are_named_without_the_password(run, file):
    address = "postgresql+psycopg://register:geheim@db.example:5433/register?sslmode=require"
    plain = "postgresql://register@db.example:5433/register?sslmode=require"
    told = run("backup", str(file), REGISTRY_DATABASE_URL=address)
    assert (told.exit_code, "geheim" in told.output) == (1, False)
    assert shlex.split(told.output.splitlines()[-1]) == [
        "pg_dump",
        "--format=custom",
        f"--file={file}",
        f"--dbname={plain}",
    ]
    file.touch()
    told = run("restore", str(file), REGISTRY_DATABASE_URL=address)
    assert (told.exit_code, "geheim" in told.output) == (1, False)
    assert shlex.split(told.output.splitlines()[-1])[-2:] == [f"--dbname={plain}", str(file)]


def test_the_full_disk_leaves_what_stood_there(published, register, file, monkeypatch):
    """And so does whatever else ends it."""
    file.write_text("the one of yesterday")
    monkeypatch.setattr(keeping, "PAGES", 1)

    def full(done, _total):
        if done > 10:
            raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(Exception, match="disk is full"):
        keeping.backup(register.engine, file, full)
    assert (file.read_text(), list(file.parent.glob("copy.sqlite?*"))) == ("the one of yesterday", [])


def test_who_begins_hears_before_anything_is_changed(published, register, run, file):
    run("backup", str(file))
    PublishedFactory(where=register.scope)
    register.engine.dispose()

    def refuse():
        raise Conflict(keeping.IN_USE.error("", "index"))

    with pytest.raises(Conflict):
        keeping.restore(register.engine, file, replace=True, begins=refuse)
    assert log(register)[0] == 2
