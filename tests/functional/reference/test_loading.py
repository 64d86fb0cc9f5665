"""The reference data that ship: loaded once, changed by new rows only, seen as of any time."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import DBAPIError

from registry.kernel import migrate
from registry.kernel.access import COMMAND_LINE, PUBLIC_READER
from registry.kernel.clock import Clock
from registry.kernel.database import Instant
from registry.kernel.errors import Unauthenticated
from registry.kernel.transaction import Scope, begin, reading
from registry.reference import queries, service
from registry.reference.loading import shipped
from registry.reference.models import ReferenceLoadRow, ReferenceRow

FRIDGES = "household-refrigerators"


@pytest.fixture
def shipping(monkeypatch):
    """What ships, to be changed; loaded as it stands then."""
    rows = shipped()
    monkeypatch.setattr(service, "shipped", lambda: rows)
    return rows


def every_row(where):
    columns = ReferenceRow.kind, ReferenceRow.code, ReferenceRow.recorded_at, ReferenceRow.content
    with reading(where) as session:
        return session.execute(select(*columns).order_by(*columns[:3])).all()


def versions(where, kind, code):
    return [row.content for row in every_row(where) if (row.kind, row.code) == (kind, code)]


def reference(where, as_of=None):
    with reading(where) as session:
        return queries.reference(session, as_of)


def later(scope, **by):
    return replace(scope, clock=Clock(frozen=scope.clock.now() + timedelta(**(by or {"days": 1}))))


def test_before_anything_is_loaded_it_is_empty(scope):
    found = reference(scope)
    assert (len(found.categories), len(found.dictionary), len(found.catalogue)) == (0, 0, 0)


def test_a_second_load_adds_nothing(scope):
    assert service.load(scope) == sum(map(len, shipped().values()))
    before = every_row(scope)
    assert service.load(later(scope)) == 0
    assert every_row(scope) == before


def test_a_changed_row_becomes_a_new_row_and_the_old_one_stays(scope, shipping):
    service.load(scope)
    shipping["category"][FRIDGES]["name"] = "家用制冷器具"
    assert service.load(later(scope)) == 1
    assert [content["name"] for content in versions(scope, "category", FRIDGES)] == ["家用电冰箱", "家用制冷器具"]
    assert reference(scope).categories[FRIDGES].name == "家用制冷器具"
    assert reference(scope, scope.clock.now()).categories[FRIDGES].name == "家用电冰箱"
    assert reference(scope, later(scope, hours=23).clock.now()).categories[FRIDGES].name == "家用电冰箱"
    assert reference(scope, later(scope).clock.now()).categories[FRIDGES].name == "家用制冷器具"
    assert reference(scope, scope.clock.now() - timedelta(microseconds=1)).categories == {}


def test_a_dropped_row_is_said_no_more_and_can_come_back(scope, shipping):
    code = next(iter(shipping["ics"]))
    shipping["ics"] = {code: shipping["ics"][code]}
    service.load(scope)
    said = shipping["ics"].pop(code)
    assert service.load(later(scope)) == 1
    assert reference(scope).ics == {}
    assert set(reference(scope, scope.clock.now()).ics) == {code}
    shipping["ics"][code] = said
    assert service.load(later(scope, days=2)) == 1
    assert set(reference(scope).ics) == {code}
    assert versions(scope, "ics", code) == [said, None, said]


def test_rows_that_contradict_each_other_load_nothing(scope, shipping):
    service.load(scope)
    before = every_row(scope)
    shipping["category"][FRIDGES]["name"] = "家用制冷器具"
    shipping["category"][FRIDGES]["parent"] = "no-such-category"
    with pytest.raises(ValueError, match="no-such-category"):
        service.load(later(scope))
    assert every_row(scope) == before
    assert reference(scope).categories[FRIDGES].name == "家用电冰箱"


def test_what_is_loaded_last_is_the_newest_though_the_clock_was_set_back(scope, shipping):
    service.load(scope)
    for name in ("甲", "乙"):
        shipping["category"][FRIDGES]["name"] = name
        assert service.load(later(scope, days=-3)) == 1
        assert reference(scope).categories[FRIDGES].name == name


def test_a_load_that_is_rolled_back_leaves_nothing_behind(scope, shipping):
    service.load(scope)
    shipping["category"][FRIDGES]["name"] = "甲"
    with pytest.raises(LookupError), begin(later(scope)) as work:
        _load_and_fail(work)
    assert reference(scope).categories[FRIDGES].name == "家用电冰箱"
    shipping["category"][FRIDGES]["name"] = "乙"
    service.load(later(scope))
    assert reference(scope).categories[FRIDGES].name == "乙"


def _load_and_fail(work):
    service.load(work)
    assert queries.reference(work.session).categories[FRIDGES].name == "甲"
    raise LookupError


def test_it_is_built_once_for_each_load(scope, shipping, monkeypatch):
    built = []
    build = queries.build
    monkeypatch.setattr(queries, "build", lambda load, rows: built.append(load) or build(load, rows))
    service.load(scope)
    start, readers = Barrier(4), []

    def read():
        start.wait()
        readers.append(reference(scope))

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, readers))) == 1
    assert len(built) == 1
    for day in range(1, queries.KEPT + 2):
        shipping["category"][FRIDGES]["name"] = str(day)
        service.load(later(scope, days=day))
    names = [reference(scope, later(scope, days=day).clock.now()).categories[FRIDGES].name for day in range(1, 6)]
    assert names == ["1", "2", "3", "4", "5"]
    assert reference(scope).categories[FRIDGES].name == "5"
    assert len(built) == 6


def test_what_is_loaded_is_a_dictionary(scope):
    service.load(scope)
    found = reference(scope)
    assert len(found.dictionary) == len(shipped()["indicator"])
    assert found.dictionary.named("续航", "battery-electric-cars").code == "driving_range"
    assert found.dictionary.named("续航", FRIDGES) is None


def test_only_operators_load(scope):
    with pytest.raises(Unauthenticated):
        service.load(replace(scope, actor=PUBLIC_READER))
    assert every_row(scope) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reference_rows SET content = '{}'",
        "DELETE FROM reference_rows",
        "UPDATE reference_loads SET digest = ''",
        "DELETE FROM reference_loads",
    ],
)
def test_no_row_is_changed_or_deleted(scope, statement):
    with begin(scope) as work:
        work.session.execute(
            insert(ReferenceRow).values(kind="ics", code="01", recorded_at=work.now, content={"code": "01"})
        )
        work.session.execute(insert(ReferenceLoadRow).values(recorded_at=work.now, digest="0"))
    with pytest.raises(DBAPIError, match="append-only"), begin(scope) as work:
        work.session.execute(text(statement))
    assert versions(scope, "ics", "01") == [{"code": "01"}]


OLD_CATEGORY = {"code": "fridges", "name": "冰箱", "name_en": "Fridges", "parent": None, "gbt4754": "3851"}
OLD_INDICATOR = {
    "code": "noise",
    "name": "噪声",
    "name_en": "Noise",
    "kind": "performance",
    "direction": "down",
    "unit": "dB(A)",
    "synonyms": ["噪音"],
    "method_matters": True,
    "method_families": {},
    "categories": ["fridges"],
}


def test_what_the_first_release_had_is_kept(empty_database, tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.folder(), folder)
    for step in (folder / "versions").glob("*.py"):
        if step.stem > "0002_declarations":
            step.unlink()
    with monkeypatch.context() as first_release:
        first_release.setattr(migrate, "folder", lambda: folder)
        migrate.upgrade(empty_database)
    recorded = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with empty_database.begin() as connection:
        for table, row in (("categories", OLD_CATEGORY), ("dictionary_indicators", OLD_INDICATOR)):
            old = text(f"INSERT INTO {table} (code, recorded_at, content) VALUES (:code, :recorded, :content)")
            values = {"code": row["code"], "recorded": recorded, "content": json.dumps(row)}
            connection.execute(old.bindparams(bindparam("recorded", type_=Instant())), values)
    migrate.upgrade(empty_database)
    scope = Scope(empty_database, COMMAND_LINE, Clock(frozen=datetime(2026, 11, 22, tzinfo=UTC)))
    assert reference(scope).dictionary.named("噪音", "fridges").code == "noise"
    service.load(scope)
    assert "fridges" not in reference(scope).categories
    before = reference(scope, recorded)
    assert (before.categories["fridges"].name, before.dictionary.get("noise").unit) == ("冰箱", "dB(A)")
    assert reference(scope, recorded - timedelta(seconds=1)).categories == {}
