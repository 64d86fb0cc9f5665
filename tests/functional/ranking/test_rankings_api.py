"""Gradings over HTTP: every candidate once, in or out and why, the same on every asking."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import event

from registry.app import create_app
from registry.kernel.clock import Clock
from registry.kernel.journal import head
from registry.kernel.transaction import reading
from registry.ranking import service
from registry.ranking.wire import shown_to_wire
from registry.reference import service as loading
from registry.reference.loading import shipped
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory

API = "/api/v1"
STRICT = MeasureFactory(
    advanced=MarkFactory(value="2"), average=MarkFactory(value="3"), baseline=MarkFactory(value="349")
)
SAMPLES = {"refrigerator-energy": 2369, "electric-car-range": 490}


def entries(client, address):
    """Every entry, page by page."""
    found, cursor = [], ""
    while True:
        answer = client.get(f"{address}{'&' if '?' in address else '?'}limit=100{cursor}").json
        found += answer["items"]
        if answer["next"] is None:
            return found
        cursor = f"&cursor={answer['next']}"


@pytest.fixture(scope="module")
def every_entry(sample_app):
    """Of each sample scheme every entry; read once, for it takes many pages."""
    return {scheme: entries(sample_app.test_client(), f"{API}/rankings/{scheme}") for scheme in SAMPLES}


@pytest.mark.parametrize(("scheme", "candidates"), SAMPLES.items())
def test_the_sample_schemes_grade_every_real_product(visitor, every_entry, scheme, candidates):
    answer, listed = visitor.get(f"{API}/rankings/{scheme}").json, every_entry[scheme]
    counts = answer["counts"]
    assert counts["candidates"] == len(listed) == answer["total"] == candidates
    assert counts["ranked"] + counts["excluded"] == candidates
    assert sum(counts["by_grade"].values()) == counts["ranked"]
    assert all(counts["by_grade"].values()), "each grade is shown by real products"
    assert Counter(str(entry["grade"]) for entry in listed if entry["grade"]) == counts["by_grade"]
    assert len({entry["product"]["id"] for entry in listed}) == candidates
    for entry in listed:
        assert (entry["outcome"] == "ranked") == (entry["grade"] is not None) == (entry["reason"] is None)
        assert entry["tier"] == entry["grade"]
        levels = [cell["level"] for cell in entry["cells"]]
        assert entry["grade"] == {5: 1, 4: 2, 3: 3, 0: None}[min(levels)]
        assert entry["product"]["sample"]["licence"]


HAND_WRITTEN = {
    *("childrens-clothing-safety", "down-jackets-warmth", "drum-washing-machines-2013", "interior-wall-paints"),
    *("room-air-conditioners", "smart-toilets", "wood-based-panels"),
}
ENDED = {"air-purifier-ccm-2015", "gas-cookers-2014", "interior-wall-paints-2020", "toilets-2017"}


def test_every_shipped_scheme_grades_what_there_is_and_is_marked(visitor):
    schemes = {each["id"]: each for each in visitor.get(f"{API}/schemes?limit=100").json["items"]}
    graded = set()
    assert len(schemes) == 19
    for name, scheme in schemes.items():
        assert scheme["sample"] is True
        assert [each["check"] for each in scheme["requirements"]] == ["computed"] * 3 + ["attested"] * 4
        counts = visitor.get(f"{API}/rankings/{name}?limit=1").json["counts"]
        if all(counts["by_grade"].values()):
            graded.add(name)
    assert graded >= HAND_WRITTEN | set(SAMPLES)
    assert {name for name, scheme in schemes.items() if (scheme["valid_to"] or "9") < "2026-11-22"} == ENDED
    for row in schemes["room-air-conditioners"]["core"]:
        sourced = {mark["provenance"] == "sourced" for mark in row["marks"].values()}
        assert sourced == {any(mark["source"] for mark in row["marks"].values())}


@pytest.mark.parametrize("scheme", SAMPLES)
def test_the_same_register_gives_the_same_grading(samples, every_entry, scheme):
    found = service.grading(samples.scope, scheme)
    shown = service.shown(samples.scope, found, range(len(found.candidates)))
    assert [shown_to_wire(each)["cells"] for each in shown.values()] == [
        entry["cells"] for entry in every_entry[scheme]
    ]


def test_a_grading_names_the_state_that_it_saw(samples, visitor):
    snapshot = visitor.get(f"{API}/rankings/electric-car-range").json["snapshot"]
    with reading(samples.scope) as session:
        size, root = head(session)
    assert (snapshot["log_size"], snapshot["root_hash"]) == (size, root.hex())


def test_entries_are_chosen_by_grade_and_outcome(visitor):
    address = f"{API}/rankings/electric-car-range?limit=5"
    counts = visitor.get(address).json["counts"]
    for query, total in (
        *((f"grade={grade}", counts["by_grade"][str(grade)]) for grade in (1, 2, 3)),
        ("outcome=ranked", counts["ranked"]),
        ("outcome=excluded", counts["excluded"]),
        ("outcome=excluded&grade=1", 0),
    ):
        answer = visitor.get(f"{address}&{query}").json
        assert (answer["total"], answer["counts"]) == (total, counts)
        name, _, value = query.partition("&")[0].partition("=")
        assert all(str(entry[name]) == value for entry in answer["items"])
        assert (answer["next"] is None) == (total <= 5)


@pytest.mark.parametrize("query", ["grade=4", "grade=x", "outcome=maybe", "page=2", "cursor=x"])
def test_what_cannot_be_asked_is_refused(visitor, query):
    assert visitor.get(f"{API}/rankings/electric-car-range?{query}").status_code == 400


def test_schemes_are_listed_and_read(visitor):
    answer = visitor.get(f"{API}/schemes").json
    names = {scheme["id"] for scheme in answer["items"]}
    assert names >= set(SAMPLES)
    assert (answer["total"], answer["next"]) == (len(names), None)
    first = visitor.get(f"{API}/schemes?limit=9").json
    second = visitor.get(f"{API}/schemes?limit=20&cursor={first['next']}").json
    assert first["items"] + second["items"] == answer["items"]
    assert second["next"] is None
    car = visitor.get(f"{API}/schemes/electric-car-range").json
    assert car in answer["items"]
    assert car["sample"] is True
    assert car["category"]["code"] == "battery-electric-cars"
    assert {mark["provenance"] for core in car["core"] for mark in core["marks"].values()} == {"sample"}
    assert [(core["condition"], core["unit"], core["advanced"]) for core in car["core"]] == [
        ("WLTP", "km", "550"),
        (None, "kW", "200"),
    ]


@pytest.mark.parametrize("address", ["schemes/nothing", "rankings/nothing", "schemes/%00", "rankings/<script>"])
def test_an_unknown_scheme_is_not_found(client, ready, address):
    assert client.get(f"{API}/{address}").status_code == 404


@pytest.fixture
def graded(client, ready):
    """(grade, reason, cells) of products with these indicators, in order."""

    def grade(*products, **core):
        service.add_scheme(ready, SchemeFactory(id="fridges", core=[MeasureFactory(**core)]))
        PublishedFactory(
            where=ready, body__products=[RefrigeratorFactory(indicators=list(indicators)) for indicators in products]
        )
        items = client.get(f"{API}/rankings/fridges").json["items"]
        return [(entry["grade"], entry["reason"], *entry["cells"]) for entry in items]

    return grade


def test_declared_words_become_grades(graded):
    """From the words of a declaration to the grade: the unit is converted, the worst end counts."""
    found = graded(
        [indicator("年耗电量", "≤350 kWh/a")],
        [indicator("年耗电量", "≤1 kWh/24h")],
        [indicator("年用电量", "700 kW·h/a")],
        [indicator("年耗电量", "≥300 kWh/a")],
        [indicator("年耗电量", "见铭牌")],
        [indicator("噪声", "≤38 dB(A)")],
        [indicator("年耗电量", "≤300 kWh/a", condition="25 ℃")],
    )
    assert [(grade, reason) for grade, reason, _ in found] == [
        (1, None),
        (2, None),
        (3, None),
        (None, "no-bound"),
        (None, "not-a-number"),
        (None, "not-declared"),
        (None, "other-condition"),
    ]
    assert [cell["level"] for *_, cell in found] == [5, 4, 3, 0, 0, 0, 0]
    assert found[1][2] == {
        "indicator": "annual_energy_use",
        "declared": "≤1 kWh/24h",
        "canonical": {"low": None, "high": "365", "unit": "kW·h/a"},
        "level": 4,
        "note": None,
    }


def test_a_standard_for_later_is_no_candidate_yet(client, ready):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready, upcoming=True)
    (entry,) = client.get(f"{API}/rankings/fridges").json["items"]
    assert (entry["outcome"], entry["reason"]) == ("excluded", "standard-not-current")


def test_a_grading_follows_the_register_and_the_day(register, client, ready):
    """What is kept between two askings must never be older than what was published, nor than the day."""

    def outcomes(asked=client):
        return [entry["outcome"] for entry in asked.get(f"{API}/rankings/fridges").json["items"]]

    service.add_scheme(ready, SchemeFactory(id="fridges"))
    assert outcomes() == []
    PublishedFactory(where=ready, body__number="Q/A 1-2026", body__effective_on="2026-11-23")
    assert outcomes() == outcomes() == ["excluded"]
    PublishedFactory(where=ready, body__number="Q/A 2-2026")
    assert outcomes() == ["excluded", "ranked"]
    tomorrow = replace(register, clock=Clock(frozen=ready.clock.now() + timedelta(days=1)))
    assert outcomes(create_app(tomorrow).test_client()) == ["ranked", "ranked"]
    service.add_scheme(
        ready,
        SchemeFactory(id="fridges", core=[STRICT]),
    )
    assert outcomes() == ["excluded", "excluded"]


@pytest.fixture
def gradings(monkeypatch):
    """The name of the scheme, once for each time that candidates are graded by it."""
    made, grade = [], service.grade

    def counted(scheme, columns, **more):
        made.append(scheme.id)
        return grade(scheme, columns, **more)

    monkeypatch.setattr(service, "grade", counted)
    return made


def test_a_second_view_is_served_from_the_kept_grading(client, ready, gradings):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready)
    for address in (f"{API}/rankings/fridges", "/rankings/fridges", f"{API}/rankings/fridges?grade=1"):
        assert client.get(address).status_code == 200
    assert gradings == ["fridges"]
    PublishedFactory(where=ready)
    client.get("/rankings/fridges")
    assert gradings == ["fridges"] * 2


def test_readers_at_one_time_make_one_grading(ready, gradings, monkeypatch):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready)
    second, grade = Event(), service.grade

    def held(scheme, columns, **more):
        if len(gradings) == 1:
            second.set()
        found = grade(scheme, columns, **more)
        second.wait(0.5)  # lets another reader come in, if it can
        return found

    monkeypatch.setattr(service, "grade", held)
    with ThreadPoolExecutor(2) as readers:
        boards = list(readers.map(lambda _: service.grading(ready, "fridges"), range(2)))
    assert boards[0] is boards[1]
    assert gradings == ["fridges"]


def test_a_page_goes_on_behind_the_last_row_whatever_is_published_meanwhile(client, ready):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    for number in (2, 4, 6, 8):
        PublishedFactory(where=ready, body__number=f"Q/A {number}-2026", body__count=2)
    there = {entry["product"]["id"] for entry in entries(client, f"{API}/rankings/fridges")}
    seen, cursor = [], ""
    for number in (1, 3, 5, 7, 9):
        answer = client.get(f"{API}/rankings/fridges?limit=3{cursor}").json
        seen += [entry["product"]["id"] for entry in answer["items"]]
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
        PublishedFactory(where=ready, body__number=f"Q/A {number}-2026")
    everything = [entry["product"]["id"] for entry in entries(client, f"{API}/rankings/fridges")]
    assert len(there) == 8
    assert there <= set(seen)
    assert [each for each in everything if each in seen] == seen, "none twice, and in their order"


def test_schemes_of_one_title_are_paged_by_their_ids(client, ready):
    for name in ("c", "a", "d"):
        service.add_scheme(ready, SchemeFactory(id=name))
    first = client.get(f"{API}/schemes?limit=2").json
    assert [scheme["id"] for scheme in first["items"]] == ["a", "c"]
    service.add_scheme(ready, SchemeFactory(id="b"))
    second = client.get(f"{API}/schemes?limit=2&cursor={first['next']}").json
    assert ([scheme["id"] for scheme in second["items"]], second["next"]) == (["d"], None)


def test_a_ranking_asks_for_no_more_parameters_when_there_is_more_to_rank(client, ready, parameters):
    """A database takes 32,766 or 65,535 of them and no more."""

    def asked():
        with parameters() as sent:
            client.get(f"{API}/rankings/fridges?limit=1")
        return max(sent)

    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready)
    one = asked()
    PublishedFactory.create_batch(9, where=ready)
    assert asked() == one


@pytest.fixture
def parameters(ready):
    """How many parameters each statement has that is sent meanwhile."""

    @contextmanager
    def watched():
        sent = []

        def note(_connection, _cursor, _statement, given, *_):
            sent.append(len(given))

        event.listen(ready.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(ready.engine, "before_cursor_execute", note)

    return watched


def test_candidates_stand_by_number_then_by_product(client, ready):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    for number in ("Q/B 1-2026", "Q/A 2-2026", "Q/A 1-2026"):
        PublishedFactory(where=ready, body__number=number, body__count=2)
    items = client.get(f"{API}/rankings/fridges").json["items"]
    assert [entry["number"] for entry in items] == [
        *["Q/A 1-2026"] * 2,
        *["Q/A 2-2026"] * 2,
        *["Q/B 1-2026"] * 2,
    ]
    for first, second in zip(items[::2], items[1::2], strict=True):
        assert first["product"]["id"] < second["product"]["id"]


def test_a_limit_that_is_loaded_later_is_heeded(client, ready, monkeypatch):
    """The journal does not know of it: what is kept of a grading depends on the reference data too."""
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready)
    address = f"{API}/rankings/fridges"
    assert [entry["reason"] for entry in client.get(address).json["items"]] == [None]
    rows = shipped()
    limit = next(row for row in rows["limit"].values() if row["trusted"] and row["provenance"] == "sourced")
    rows["limit"]["M999"] = {
        **limit,
        "id": "M999",
        "indicator": "annual_energy_use",
        "categories": ["household-refrigerators"],
        "when": [],
        "text": "≤1",
        "unit": "kWh/a",
        "condition": None,
        "basis": None,
        "method": None,
        "valid_from": "2020-01-01",
        "valid_to": None,
    }
    monkeypatch.setattr(loading, "shipped", lambda: rows)
    loading.load(ready)
    (entry,) = client.get(address).json["items"]
    assert (entry["outcome"], entry["reason"]) == ("excluded", "limit-broken")
