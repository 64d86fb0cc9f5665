"""The reference data that ship: loaded once, changed by new rows only."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.indicators.units import find_unit
from registry.kernel.access import PUBLIC_READER
from registry.kernel.clock import Clock
from registry.kernel.errors import Unauthenticated
from registry.kernel.transaction import reading
from registry.reference import queries, service
from registry.reference.loading import shipped_categories, shipped_indicators
from registry.reference.models import CategoryRow, DictionaryRow


def rows(scope, table):
    with reading(scope) as session:
        return session.execute(select(table.code, table.recorded_at).order_by(table.code, table.recorded_at)).all()


def later(scope):
    return replace(scope, clock=Clock(frozen=scope.clock.now() + timedelta(days=1)))


def test_a_second_load_adds_nothing(scope):
    assert service.load(scope) == len(shipped_categories()) + len(shipped_indicators())
    before = rows(scope, CategoryRow), rows(scope, DictionaryRow)
    assert service.load(later(scope)) == 0
    assert (rows(scope, CategoryRow), rows(scope, DictionaryRow)) == before


def test_a_changed_row_becomes_a_new_row_and_the_old_one_stays(scope, monkeypatch):
    service.load(scope)
    changed = shipped_categories()
    changed["household-refrigerators"]["name"] = "家用制冷器具"
    monkeypatch.setattr(service, "shipped_categories", lambda: changed)
    assert service.load(later(scope)) == 1
    with reading(scope) as session:
        assert queries.categories(session)["household-refrigerators"].name == "家用制冷器具"
        versions = select(CategoryRow.content).where(CategoryRow.code == "household-refrigerators")
        kept = session.scalars(versions.order_by(CategoryRow.recorded_at)).all()
    assert [content["name"] for content in kept] == ["家用电冰箱", "家用制冷器具"]


def test_what_is_loaded_is_a_dictionary(scope):
    service.load(scope)
    with reading(scope) as session:
        dictionary, categories = queries.dictionary(session), queries.categories(session)
    assert len(dictionary) == len(shipped_indicators())
    assert dictionary.named("续航", "battery-electric-cars").code == "driving_range"
    assert dictionary.named("续航", "household-refrigerators") is None
    for entry in dictionary:
        assert set(entry.categories) <= set(categories)
        assert entry.unit is None or find_unit(entry.unit) is not None


def test_only_operators_load(scope):
    with pytest.raises(Unauthenticated):
        service.load(replace(scope, actor=PUBLIC_READER))
    assert rows(scope, CategoryRow) == []
