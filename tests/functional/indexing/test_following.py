"""What is published is found: the index follows the register by events, and can always be built again from it."""

import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from registry import worker
from registry.declarations import queries as declarations
from registry.declarations.values import Status
from registry.discovery.searching import search
from registry.discovery.values import SearchRequest
from registry.indexing import service
from registry.indexing.service import Indexer, rebuild
from registry.kernel import journal
from registry.kernel.clock import Clock
from registry.kernel.errors import Unavailable
from registry.kernel.events import DeliveryRow, EventRow, deliver, publish
from registry.kernel.transaction import begin, reading
from registry.reference import queries as reference
from search.documents import KeywordField, TextField, Unit
from search.engines import open_engine
from search.errors import StaleIndex, WriterTaken
from search.query import Facet, Keyword, Prefix, Query
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory
from tests.functional.conftest import statements

TOLD = 2
"""Handlers that are told of a publication: indexing and ranking."""


def owed(scope):
    with reading(scope) as session:
        return len(session.scalars(select(DeliveryRow.id)).all()) + len(
            session.scalars(select(EventRow.id).where(EventRow.fanned_out_at.is_(None))).all()
        )


def everything(register):
    """Every document as the engine gives it, without scores."""
    hits = register.search.search(Query(limit=1000)).hits
    return [(hit.key, hit.mark) for hit in hits]


def test_what_is_published_is_found_by_number_title_and_model(ready, found, drain):
    receipt = PublishedFactory(
        where=ready,
        body__number="Q/HZDQ 017-2026",
        body__title="风冷无霜家用冰箱",
        body__products=[RefrigeratorFactory(model="BCD-517W", brand="北冰", gtins=["6901234567892"])],
    )
    PublishedFactory(where=ready, car=True)
    assert drain() == 2 * TOLD
    for text in ("Q/HZDQ 017-2026", "q/hzdq017—2026", "无霜冰箱", "BCD-517W", "bcd517w", "北冰", "6901234567892"):
        assert found(text) == [str(receipt.id)], text
    (product,) = found("BCD-517W", Unit.PRODUCT)
    assert product.startswith("EP2026-")


def test_before_the_worker_has_looked_nothing_is_found(ready, found, drain):
    with pytest.raises(Unavailable):
        found("冰箱")
    drain()
    PublishedFactory(where=ready)
    assert found("冰箱") == []
    drain()
    assert len(found("冰箱")) == 1


def test_applying_twice_is_harmless(register, ready, found, drain):
    receipt = PublishedFactory(where=ready, body__count=3)
    drain()
    before = everything(register)
    with begin(ready) as work:
        for _ in range(2):
            publish(work, "standard.published", str(receipt.id))
    assert drain() == 2 * TOLD
    assert everything(register) == before
    assert len(before) == 4
    assert found("冰箱") == [str(receipt.id)]


def test_an_event_of_what_does_not_exist_holds_up_nothing(ready, found, drain):
    with begin(ready) as work:
        for subject in ("ES2026-00000099-1", "", "x", "EP2026-00000001-1"):
            publish(work, "standard.published", subject)
    PublishedFactory(where=ready)
    assert drain() == 5 * TOLD
    assert owed(ready) == 0
    assert len(found("冰箱")) == 1


def test_nothing_is_left_to_deliver(ready, drain):
    PublishedFactory.create_batch(3, where=ready)
    assert owed(ready) == 3
    assert drain() == 3 * TOLD
    assert owed(ready) == 0
    assert drain() == 0


def test_what_the_index_says_of_itself(register, ready, drain):
    PublishedFactory.create_batch(2, where=ready, body__count=2)
    drain()
    told = register.search.describe()
    assert told.documents == 2 * (1 + 2)
    with reading(ready) as session:
        assert told.change == journal.head(session)[0]
    assert register.search.check() == ()


def test_the_index_claims_no_more_of_the_journal_than_it_holds(register, ready, drain):
    """Three standards are in the journal after the first batch, one of them in the index."""
    drain()
    PublishedFactory.create_batch(3, where=ready)
    looks = iter([False, False, True, True])
    with Indexer(register.search) as indexer:
        assert deliver(ready, [replace(indexer.handler(), batch=1)], "one batch", lambda: next(looks)) == 1
    told = register.search.describe()
    assert (told.documents, told.change) == (2, 0)
    PublishedFactory(where=ready)
    assert drain() == 3 + 1  # ranking too is told of the last one; the others were told to indexing alone
    assert register.search.describe().change == 4


def test_while_a_delivery_is_parked_the_index_claims_nothing_new(register, ready, drain):
    PublishedFactory(where=ready)
    drain()
    with begin(ready) as work:
        lost = EventRow(topic="standard.published", subject="ES2026-00000001-1", at=work.now, fanned_out_at=work.now)
        work.session.add(lost)
        work.session.flush()
        work.session.add(DeliveryRow(event_id=lost.id, handler="indexing", attempts=8, error="given up"))
    PublishedFactory(where=ready)
    assert drain() == 1 * TOLD
    assert (register.search.describe().documents, register.search.describe().change) == (4, 1)


def test_regions_and_industry_are_in_the_index(register, ready, drain):
    PublishedFactory(where=ready)
    drain()
    for field, value in (("region", "330000"), ("region", "330100"), ("region", "330106"), ("industry", "3851")):
        assert register.search.count(Query(filters=(Keyword(KeywordField(field), frozenset({value})),))) == 2, value


def test_year_and_indicators_can_be_counted(register, ready, drain):
    """The year is that of the day in Shanghai, where it begins while in UTC the old one lasts."""
    eve = replace(ready, clock=Clock(frozen=datetime(2026, 12, 31, 16, 30, tzinfo=UTC)))
    PublishedFactory(where=ready, body__count=2)
    PublishedFactory(where=eve, car=True)
    drain()
    asked = Query(facets=(Facet(KeywordField.YEAR), Facet(KeywordField.INDICATOR, 100)))
    facets = register.search.search(asked).facets
    assert facets[KeywordField.YEAR] == (("2026", 3), ("2027", 2))
    counted = dict(facets[KeywordField.INDICATOR])
    with reading(ready) as session:
        known = {entry.code for entry in reference.reference(session).dictionary}
    assert set(counted) <= known
    assert set(counted.values()) == {2, 3}


def test_the_initials_of_a_name_are_found_by_how_they_begin(register, ready, drain):
    PublishedFactory(where=ready, body__title="重庆牌风冷冰箱", body__products=[RefrigeratorFactory(name="家用电冰箱")])
    drain()

    def units(prefix, field=TextField.INITIALS):
        return {hit.key.unit for hit in register.search.search(Query(match=Prefix(field, prefix))).hits}

    assert units("cqpfl") == {Unit.STANDARD}
    assert units("jydb") == {Unit.PRODUCT}
    assert units("flbx") == {Unit.STANDARD}, "from any syllable on"
    assert units("lengf") == units("hzd") == set()
    assert units("hzd", TextField.ENTERPRISE_INITIALS) == {Unit.STANDARD}


@pytest.mark.parametrize("products", [2, 7])
def test_building_anew_in_small_groups_gives_the_same(register, ready, drain, monkeypatch, products):
    PublishedFactory.create_batch(5, where=ready, body__count=3)
    drain()
    before = everything(register)
    monkeypatch.setattr(service, "BUILT_TOGETHER", 2)
    monkeypatch.setattr(service, "PRODUCTS_TOGETHER", products)
    with statements(register.engine) as sent:
        assert rebuild(ready, register.search) == 5
    assert everything(register) == before
    assert sum("FROM standards \nWHERE standards.id > " in statement for statement in sent) == 4


def test_building_anew_gives_the_same(register, ready, found, drain):
    PublishedFactory.create_batch(3, where=ready, body__count=2)
    PublishedFactory(where=ready, car=True)
    drain()
    before = everything(register), found("冰箱"), found("电", Unit.PRODUCT), register.search.describe().change
    generation = register.search.describe().generation
    assert rebuild(ready, register.search) == 4
    assert register.search.describe().generation != generation
    assert (everything(register), found("冰箱"), found("电", Unit.PRODUCT), register.search.describe().change) == before


def test_what_is_published_during_a_rebuild_is_not_lost(register, ready, found, drain, monkeypatch):
    """The worker puts it into the old index; after the switch it has to be told again."""
    PublishedFactory(where=ready)
    drain()
    build = type(register.search).build

    def build_late(engine):
        made = build(engine)
        PublishedFactory(where=ready, body__title="迟到的标准")
        drain()
        return made

    monkeypatch.setattr(type(register.search), "build", build_late)
    rebuild(ready, register.search)
    drain()
    assert len(found("迟到的标准")) == 1
    assert len(found("家用电冰箱")) == 2


def test_what_a_worker_put_into_the_old_index_it_puts_into_the_new_one(register, ready, found, drain, monkeypatch):
    """Between the switch and the announcements of a rebuild the new index must not claim what only the old one has."""
    drain()
    build = type(register.search).build
    with Indexer(register.search) as indexer:

        def told():
            assert deliver(ready, [indexer.handler()], "worker") == 1

        def build_late(engine):
            made = build(engine)
            swap = made.swap
            PublishedFactory(where=ready, body__title="迟到的标准")
            told()

            def swap_early():
                swap()
                PublishedFactory(where=ready)
                told()
                assert register.search.describe().change == 2
                assert len(found("迟到的标准")) == 1

            made.swap = swap_early
            return made

        monkeypatch.setattr(type(register.search), "build", build_late)
        monkeypatch.setattr(declarations, "identities", lambda *_, **__: [])  # it was read before
        rebuild(ready, register.search)


def test_a_stale_index_is_built_again_before_work_begins(register, ready, found, drain):
    PublishedFactory.create_batch(2, where=ready)
    drain()
    stale = open_engine("tantivy", register.settings.index_path, projection=worker.PROJECTION + 1)
    with pytest.raises(StaleIndex):
        stale.describe()
    with pytest.raises(Unavailable):
        search(ready, stale, SearchRequest(text="冰箱"))
    worker.ready(ready, stale)
    assert stale.describe().documents == 4
    with pytest.raises(Unavailable):
        found("冰箱")  # whoever still runs the old program says so, and shows nothing wrong
    drain()
    assert len(found("冰箱")) == 2


@pytest.mark.parametrize("loss", ["gone", "damaged"])
def test_an_index_that_is_gone_or_damaged_is_built_from_the_register(register, ready, found, drain, loss):
    PublishedFactory.create_batch(2, where=ready)
    drain()
    if loss == "gone":
        shutil.rmtree(register.settings.index_path)
    else:
        for path in register.settings.index_path.glob("g*/manifest.json"):
            path.write_text("{")
    assert drain() == 0
    assert len(found("冰箱")) == 2


def test_status_is_a_matter_of_days_and_not_of_indexing(register, ready, drain):
    PublishedFactory(where=ready, body__title="即将实施的", body__effective_on="2026-12-01")
    drain()

    def states(days):
        later = replace(ready, clock=Clock(frozen=ready.clock.now() + timedelta(days=days)))
        return [
            status
            for status in Status
            if search(later, register.search, SearchRequest(text="即将实施的", status=frozenset({status}))).total
        ]

    assert states(0) == states(8) == [Status.UPCOMING]
    assert states(9) == states(10) == [Status.CURRENT]


def test_one_worker_at_a_time(register, ready, drain):
    worker.ready(ready, register.search)
    with register.search.write(), pytest.raises(WriterTaken):
        drain()


def test_a_worker_outlives_a_database_that_does_not_answer(register, ready, found, monkeypatch):
    PublishedFactory(where=ready)
    stop, tries = threading.Event(), []
    deliver = worker.deliver

    def answers_at_the_third_time(*arguments):
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("SELECT 1", {}, Exception("the database is locked"))
        made = deliver(*arguments)
        stop.set()
        return made

    monkeypatch.setattr(worker, "deliver", answers_at_the_third_time)
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0)
    worker.run(ready, register.search, stop)
    assert len(tries) == 3
    assert len(found("冰箱")) == 1


def test_what_has_ended_is_found_by_its_state_only(register, ready, found, drain):
    standing = str(PublishedFactory(where=ready).id)
    withdrawn = str(PublishedFactory(where=ready, withdrawn=True).id)
    new = str(PublishedFactory(where=ready, revision=True).id)
    drain()
    (old,) = found("", status=frozenset({Status.SUPERSEDED}))
    assert found("", status=frozenset({Status.WITHDRAWN})) == [withdrawn]
    assert set(found("")) == set(found("", status=frozenset({Status.CURRENT}))) == {standing, new}
    assert set(found("", status=frozenset(Status))) == {standing, withdrawn, new, old}
    assert len(found("", Unit.PRODUCT)) == 2, "what a revision takes over is one product, what is withdrawn is none"
    before = everything(register)
    rebuild(register.scope, register.search)
    assert everything(register) == before


def test_a_revision_to_come_changes_nothing_until_its_day(register, ready, found, drain):
    new = str(PublishedFactory(where=ready, revision=True, from_day="2027-03-01").id)
    drain()
    (old,) = found("", status=frozenset({Status.CURRENT}))
    assert found("", status=frozenset({Status.UPCOMING})) == [new]
    (product,) = found("", Unit.PRODUCT)
    later = replace(ready, clock=Clock(frozen=ready.clock.now() + timedelta(days=99)))
    worker.drain(later, register.search)
    answer = search(later, register.search, SearchRequest(status=frozenset({Status.CURRENT})))
    assert [str(hit.standard.id) for hit in answer.hits] == [new]
    answer = search(later, register.search, SearchRequest(unit=Unit.PRODUCT))
    assert [(str(hit.product.id), str(hit.product.standard)) for hit in answer.hits] == [(product, new)]
    assert old != new
