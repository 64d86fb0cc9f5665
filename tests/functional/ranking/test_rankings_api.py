"""Editions over HTTP: every candidate once, in or out and why, the same on every asking."""

from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from registry.kernel.journal import head
from registry.kernel.transaction import reading
from registry.ranking import service
from registry.ranking.service import editions
from registry.reference import service as loading
from registry.reference.loading import shipped
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.ranking import MeasureFactory, SchemeFactory, issued

API = "/api/v1"
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


def latest(client, scheme):
    """The address of the edition that counts."""
    return f"{API}/editions/{client.get(f'{API}/rankings/{scheme}/latest').json['id']}"


def listed(client, where, **more):
    """The first entries of a new edition of the scheme “fridges”."""
    return client.get(f"{API}{issued(where, 'fridges')}/entries", query_string=more).json["items"]


@pytest.mark.parametrize(("scheme", "candidates"), SAMPLES.items())
def test_the_sample_schemes_grade_every_real_product(visitor, scheme, candidates):
    address = latest(visitor, scheme)
    listed = entries(visitor, f"{address}/entries")
    counts = visitor.get(address).json["counts"]
    assert counts["candidates"] == len(listed) == candidates
    assert visitor.get(f"{address}/entries").json["total"] == candidates
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
    assert visitor.get(address).json["sample"]["licence"]


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
        counts = visitor.get(f"{API}/rankings/{name}/latest").json["counts"]
        if all(counts["by_grade"].values()):
            graded.add(name)
    assert graded >= HAND_WRITTEN | set(SAMPLES)
    assert {name for name, scheme in schemes.items() if (scheme["valid_to"] or "9") < "2026-11-22"} == ENDED
    for row in schemes["room-air-conditioners"]["core"]:
        sourced = {mark["provenance"] == "sourced" for mark in row["marks"].values()}
        assert sourced == {any(mark["source"] for mark in row["marks"].values())}


def test_an_edition_names_the_state_that_it_saw(client, ready):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready)
    with reading(ready) as session:
        size, root = head(session)
    snapshot = client.get(f"{API}{issued(ready, 'fridges')}").json["snapshot"]
    assert (snapshot["log_size"], snapshot["root_hash"]) == (size, root.hex())


def test_entries_are_chosen_by_grade_and_outcome(visitor):
    edition = latest(visitor, "electric-car-range")
    address, counts = f"{edition}/entries?limit=5", visitor.get(edition).json["counts"]
    for query, total in (
        *((f"grade={grade}", counts["by_grade"][str(grade)]) for grade in (1, 2, 3)),
        ("outcome=ranked", counts["ranked"]),
        ("outcome=excluded", counts["excluded"]),
        ("outcome=excluded&grade=1", 0),
    ):
        answer = visitor.get(f"{address}&{query}").json
        assert answer["total"] == total
        name, _, value = query.partition("&")[0].partition("=")
        assert all(str(entry[name]) == value for entry in answer["items"])
        assert (answer["next"] is None) == (total <= 5)


@pytest.mark.parametrize(
    "query",
    [
        *("grade=4", "grade=x", "outcome=maybe", "page=2", "cursor=x", "level=2", "level=5"),
        *("list=9&level=5", "list=1"),
    ],
)
def test_what_cannot_be_asked_is_refused(visitor, query):
    assert visitor.get(f"{latest(visitor, 'electric-car-range')}/entries?{query}").status_code == 400


def test_the_list_of_an_indicator_is_cut_into_its_levels(visitor):
    edition = latest(visitor, "electric-car-range")
    for number, board in enumerate(visitor.get(edition).json["leaderboards"], 1):
        for level, count in board["levels"].items():
            asked = f"{edition}/entries?list={number}&level={level}&limit=3"
            answer = visitor.get(asked).json
            assert answer["total"] == count
            for entry in answer["items"]:
                (cell,) = [each for each in entry["cells"] if each["indicator"] == board["indicator"]]
                assert cell["level"] == int(level)


def test_the_index_is_filtered_by_category_and_read_in_pieces(visitor):
    every = visitor.get(f"{API}/rankings?limit=100").json
    assert every["total"] == len(every["items"]) == 19
    assert all(each["edition"]["state"] in {"draft", "notice"} for each in every["items"])
    found, cursor = [], ""
    while cursor is not None:
        answer = visitor.get(f"{API}/rankings?limit=7{cursor and f'&cursor={cursor}'}").json
        found, cursor = found + answer["items"], answer["next"]
    assert found == every["items"]
    below = visitor.get(f"{API}/rankings?category=household-appliances&limit=100").json["items"]
    assert {"household-refrigerators", "drum-washing-machines"} <= {each["category"]["code"] for each in below}
    assert len(below) < 19
    assert visitor.get(f"{API}/rankings?category=nothing").json["items"] == []


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


@pytest.mark.parametrize(
    "address",
    ["schemes/nothing", "rankings/nothing/latest", "schemes/%00", "schemes/nothing/editions", "editions/nothing"],
)
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
        items = listed(client, ready)
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
    (entry,) = listed(client, ready)
    assert (entry["outcome"], entry["reason"]) == ("excluded", "standard-not-current")


def test_an_edition_stays_as_it_is_whatever_is_published_meanwhile(client, ready):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    for number in (2, 4, 6, 8):
        PublishedFactory(where=ready, body__number=f"Q/A {number}-2026", body__count=2)
    address = f"{API}{issued(ready, 'fridges')}/entries"
    there = entries(client, address)
    first = client.get(f"{address}?limit=3").json
    for number in (1, 3, 5):
        PublishedFactory(where=ready, body__number=f"Q/A {number}-2026")
    second = client.get(f"{address}?limit=100&cursor={first['next']}").json
    assert first["items"] + second["items"] == there == entries(client, address)
    assert len({entry["product"]["id"] for entry in there}) == 8


def test_schemes_of_one_title_are_paged_by_their_ids(client, ready):
    for name in ("c", "a", "d"):
        service.add_scheme(ready, SchemeFactory(id=name))
    first = client.get(f"{API}/schemes?limit=2").json
    assert [scheme["id"] for scheme in first["items"]] == ["a", "c"]
    service.add_scheme(ready, SchemeFactory(id="b"))
    second = client.get(f"{API}/schemes?limit=2&cursor={first['next']}").json
    assert ([scheme["id"] for scheme in second["items"]], second["next"]) == (["d"], None)


def test_a_ranking_asks_for_no_more_parameters_when_there_is_more_to_rank(client, ready, parameters, monkeypatch):
    """A database takes 32,766 or 65,535 of them and no more."""
    monkeypatch.setattr(editions, "STANDARDS_TOGETHER", 2)

    def asked():
        with parameters() as sent:
            client.get(f"{API}{issued(ready, 'fridges')}/entries?limit=1")
        return max(sent)

    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory.create_batch(3, where=ready)
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
    items = listed(client, ready)
    assert [entry["number"] for entry in items] == [
        *["Q/A 1-2026"] * 2,
        *["Q/A 2-2026"] * 2,
        *["Q/B 1-2026"] * 2,
    ]
    for first, second in zip(items[::2], items[1::2], strict=True):
        assert first["product"]["id"] < second["product"]["id"]


def test_a_limit_that_is_loaded_later_is_heeded(client, ready, monkeypatch):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    PublishedFactory(where=ready)
    assert [entry["reason"] for entry in listed(client, ready)] == [None]
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
    (entry,) = listed(client, ready)
    assert (entry["outcome"], entry["reason"]) == ("excluded", "limit-broken")
