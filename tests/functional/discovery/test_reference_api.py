"""The reference data over HTTP: lists in the order of their codes, filtered, and as they stood."""

from datetime import timedelta

import pytest

from registry.kernel.clock import rfc3339
from tests.conftest import NOW
from tests.factories.declarations import BodyFactory, PublishedFactory, RefrigeratorFactory
from tests.factories.declarations import indicator as indicator_of
from tests.functional.conftest import statements
from tests.unit.reference.making import category, indicator, limit, scale, standard

FRIDGES = "household-refrigerators"
THRESHOLDS = ("limits", "recommended", "energy-grades")
LISTS = ("categories", "indicators", "regions", "industries", "standards", "ccs", "ics", *THRESHOLDS)
YESTERDAY, TOMORROW = (rfc3339(NOW + timedelta(days=by)) for by in (-1, 1))


def read(client, name, expected=200, **query):
    response = client.get(f"/api/v1/reference/{name}", query_string=query)
    assert response.status_code == expected, response.text
    return response.json


def codes(client, name, key="code", **query):
    """Of every piece of the list, one after the other."""
    found = read(client, name, **query)
    while found["next"]:
        more = read(client, name, **query, cursor=found["next"])
        assert more["total"] == found["total"]
        found = {**more, "items": found["items"] + more["items"]}
    listed = [item[key] for item in found["items"]]
    assert len(listed) == found["total"]
    return listed


def finding(client, name, **query):
    problem = read(client, name, 400, **query)
    (found,) = problem["findings"]
    return found


WOOD = [category("oak", "wood"), category("textiles"), category("wood")]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_piece_by_piece(visitor, name):
    key = "number" if name == "standards" else "id" if name in THRESHOLDS else "code"
    whole = codes(visitor, name, key=key, limit=100)
    assert len(set(whole)) == len(whole)
    if name != "standards":
        assert whole == sorted(whole)


@pytest.mark.parametrize("name", LISTS)
def test_what_it_does_not_know_it_says(visitor, name):
    assert finding(visitor, name, colour="white")["code"] == "unknown-parameter"
    assert finding(visitor, name, limit=0)["field"] == "limit"
    assert finding(visitor, name, cursor="x")["code"] == "cursor-not-ours"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "as_of", ["2026", "2026-11-22", "2026-11-22T08:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", ""]
)
def test_a_time_has_its_zone(visitor, name, as_of):
    found = finding(visitor, name, as_of=as_of)
    assert (found["code"], found["field"], found["accepted"]) == ("wrong-value", "as_of", "YYYY-MM-DDThh:mm:ssZ")


@pytest.mark.parametrize("name", LISTS)
def test_before_anything_was_loaded_there_was_nothing(visitor, name):
    assert read(visitor, name, as_of=YESTERDAY) == {"items": [], "total": 0, "next": None}
    assert read(visitor, name, as_of=TOMORROW)["total"] == read(visitor, name)["total"]


def test_no_list_asks_the_database_for_its_rows(visitor, samples):
    read(visitor, "standards")
    for name in LISTS:
        with statements(samples.engine) as sent:
            read(visitor, name)
        assert not any("reference_rows" in statement for statement in sent), name


@pytest.mark.parametrize(
    ("name", "query", "listed"),
    [
        ("indicators", {"category": "no-such"}, "/api/v1/reference/categories"),
        ("limits", {"category": "no-such"}, "/api/v1/reference/categories"),
        ("recommended", {"category": "no-such"}, "/api/v1/reference/categories"),
        ("energy-grades", {"category": "no-such"}, "/api/v1/reference/categories"),
        ("limits", {"category": ""}, "/api/v1/reference/categories"),
        ("regions", {"parent": "990000"}, "/api/v1/reference/regions"),
        ("industries", {"parent": "Z"}, "/api/v1/reference/industries"),
        ("ccs", {"parent": "A999"}, "/api/v1/reference/ccs"),
        ("ics", {"parent": "00"}, "/api/v1/reference/ics"),
    ],
)
def test_an_unknown_code_is_said_with_where_the_codes_are(visitor, name, query, listed):
    ((field, given),) = query.items()
    found = finding(visitor, name, **query)
    assert (found["code"], found["field"]) == ("reference-code-unknown", field)
    assert (found["given"], found["accepted"]) == (given, listed)


def test_categories(visitor):
    items = {item["code"]: item for item in read(visitor, "categories", limit=100)["items"]}
    fridges = items[FRIDGES]
    assert {name: fridges[name] for name in ("name", "parent", "gbt4754")} == {
        "name": "家用电冰箱",
        "parent": "household-appliances",
        "gbt4754": "3851",
    }
    assert items["household-appliances"]["parent"] is None
    for code in (FRIDGES, "household-appliances"):
        assert items[code]["indicators"] == read(visitor, "indicators", category=code)["total"]


def test_indicators_of_a_category_and_of_those_below_it(client, own):
    own(
        category=WOOD,
        scale=[scale("formaldehyde-class", ["E1", "E0", "ENF"])],
        indicator=[
            indicator("density", "密度", "kg/m³", categories=["wood"], synonyms=["体积密度"], methods=["GB/T 17657"]),
            indicator("grade", "甲醛等级", scale="formaldehyde-class", categories=["oak"], direction="up"),
            indicator("thread", "纱支", categories=["textiles"]),
            indicator("odour", "异味"),
        ],
    )
    assert codes(client, "indicators") == ["density", "grade", "odour", "thread"]
    assert codes(client, "indicators", category="oak") == ["density", "grade", "odour"]
    assert codes(client, "indicators", category="wood") == ["density", "grade", "odour"]
    assert codes(client, "indicators", category="textiles") == ["odour", "thread"]
    density, grade = read(client, "indicators", category="oak", limit=2)["items"]
    assert density == {
        "code": "density",
        "name": "密度",
        "name_en": "density",
        "synonyms": ["体积密度"],
        "kind": "safety",
        "unit": "kg/m³",
        "dimension": density["dimension"],
        "direction": "none",
        "ordinal_scale": None,
        "methods": ["GB/T 17657"],
        "categories": ["oak", "wood"],
    }
    assert density["dimension"]
    assert (grade["unit"], grade["dimension"]) == (None, None)
    assert grade["ordinal_scale"] == {"name": "formaldehyde-class", "grades": ["E1", "E0", "ENF"], "halves": False}


def test_classes_below_one_the_top_ones_and_all(visitor):
    assert "440305" in codes(visitor, "regions", parent="440300", limit=100)
    top = codes(visitor, "regions", parent="", limit=100)
    assert top[0] == "110000"
    assert all(code.endswith("0000") for code in top)
    assert read(visitor, "regions")["total"] > len(top)
    (region,) = read(visitor, "regions", parent="", limit=1)["items"]
    assert region == {"code": "110000", "name": "北京市", "name_en": None, "parent": None, "level": "province"}
    assert codes(visitor, "industries", parent="385")
    assert {item["parent"] for item in read(visitor, "ics", parent="01")["items"]} == {"01"}
    assert read(visitor, "ccs", parent="A")["items"][0]["level"] == "2"


CATALOGUE = [
    standard("GB/T 7725-2004", "replaced", title="房间空气调节器", replaced_by=["GB/T 7725-2022"]),
    standard("GB/T 7725-2022", title="房间空气调节器", replaces=["GB/T 7725-2004"], effective_on="2023-11-01"),
    standard("GB 21455-2019", title="房间空气调节器能效限定值及能效等级"),
    standard("GB 4706.1-2027", "upcoming", title="家用和类似用途电器的安全 Part 1", effective_on="2027-05-01"),
    standard("ISO 8124-3:2020", "unknown", title="Safety of toys", kind="international"),
]


def test_standards_by_number_or_by_words_of_the_title(client, own):
    own(standard=CATALOGUE)
    assert codes(client, "standards", key="number", limit=2) == [
        *("GB/T 7725-2004", "GB/T 7725-2022", "GB 21455-2019", "GB 4706.1-2027", "ISO 8124-3:2020")
    ]
    assert codes(client, "standards", key="number", q="gbt7725", limit=1) == ["GB/T 7725-2004", "GB/T 7725-2022"]
    assert codes(client, "standards", key="number", q="能效 空气") == ["GB 21455-2019"]
    assert codes(client, "standards", key="number", q="Q/AB 1-2020") == []


def test_a_standard_has_the_state_of_the_day(client, own):
    own(standard=CATALOGUE)
    after = {item["number"]: item for item in read(client, "standards", as_of="2027-05-01T00:00:00+08:00")["items"]}
    now = {item["number"]: item for item in read(client, "standards")["items"]}
    assert now["GB 4706.1-2027"]["status"] == "upcoming"
    assert after["GB 4706.1-2027"]["status"] == "current"
    assert now["ISO 8124-3:2020"]["status"] == "unknown"
    assert now["GB/T 7725-2004"] == {
        "number": "GB/T 7725-2004",
        "title": "房间空气调节器",
        "kind": "national",
        "status": "replaced",
        "issued_on": None,
        "effective_on": None,
        "ended_on": None,
        "replaces": [],
        "replaced_by": ["GB/T 7725-2022"],
        "cited_by": 0,
        "provenance": "sourced",
    }


LIMITS = [
    limit("methanol", "≤2.00", unit="g/L", id="A", categories=["wood"], valid_to="2026-05-31"),
    limit(
        "methanol", "<500", unit="mg/L", id="B", categories=["oak"], valid_from="2026-06-01", provenance="unverified"
    ),
    limit("acidity", "4.0~7.50", id="C", categories=["textiles"], stock_grace_until="2027-01-01", trusted=False),
]


def test_limits(client, own):
    entries = [indicator("methanol", "甲醇", "g/L"), indicator("acidity", "pH值"), indicator("form", "结构")]
    only = {"indicator": "form", "op": "one_of", "value": "折叠式|固定式", "unit": None}
    own(category=WOOD, indicator=entries, limit=[*LIMITS[:2], {**LIMITS[2], "when": [only]}])
    assert codes(client, "limits", key="id") == ["A", "B", "C"]
    assert codes(client, "limits", key="id", category="oak") == ["A", "B"]
    assert codes(client, "limits", key="id", category="wood") == ["A", "B"]
    assert codes(client, "limits", key="id", category="textiles") == ["C"]
    assert codes(client, "limits", key="id", on="2026-05-31") == ["A", "C"]
    assert codes(client, "limits", key="id", on="2026-06-01", category="wood") == ["B"]
    assert codes(client, "limits", key="id", on="2019-12-31") == []
    first, second, third = read(client, "limits")["items"]
    values = ("comparator", "value", "low", "high", "unit")
    assert [first[name] for name in values] == ["le", "2.00", None, "2.00", "g/L"]
    assert [second[name] for name in values] == ["lt", "500", None, "500", "mg/L"]
    assert second["canonical"] == {"low": None, "high": "0.5", "unit": "g/L"}
    assert [third[name] for name in values] == ["range", None, "4.0", "7.50", None]
    assert [each["refuses"] for each in (first, second, third)] == [True, False, False]
    assert (third["when"], third["stock_grace_until"], third["trusted"]) == ([only], "2027-01-01", False)
    assert (second["categories"], second["provenance"], second["valid_from"]) == (["oak"], "unverified", "2026-06-01")
    assert (first["standard"], first["clause"], first["indicator"]) == ("GB 1-2020", "4.1", "methanol")


def test_a_day_is_a_day(visitor):
    found = finding(visitor, "limits", on="22.11.2026")
    assert (found["code"], found["field"], found["accepted"]) == ("wrong-value", "on", "YYYY-MM-DD")


def test_as_of_shows_what_was_said_then(client, own):
    own(category=[category("wood")])
    assert codes(client, "categories") == ["wood"]
    assert FRIDGES in codes(client, "categories", as_of=rfc3339(NOW), limit=100)
    assert codes(client, "categories", as_of="2026-11-23T12:00:00+08:00") == ["wood"]


def test_a_cursor_is_of_its_own_list(visitor):
    following = read(visitor, "regions", limit=1)["next"]
    assert finding(visitor, "industries", cursor=following)["code"] == "cursor-not-ours"
    assert finding(visitor, "regions", cursor=following, parent="440000")["code"] == "cursor-not-ours"
    assert read(visitor, "regions", cursor=following)["items"][0]["code"] == "110100"


def test_what_is_declared_is_counted(client, ready):
    """Products of a category with those below it; citations of an edition with the undated ones that follow it."""
    fridge = [{**indicator_of("年耗电量", "≤350 kWh/a"), "method": {"number": "GB/T 2423.1-2008"}}]
    for cited in ("GB/T 8059-2016", "GB/T 8059"):
        products = [RefrigeratorFactory(indicators=fridge), RefrigeratorFactory(indicators=fridge)]
        PublishedFactory(where=ready, body=BodyFactory(cites=[{"number": cited}], products=products))
    counted = {each["code"]: each["products"] for each in read(client, "categories", limit=100)["items"]}
    assert (counted[FRIDGES], counted["household-appliances"], counted["dishwashers"]) == (4, 4, 0)
    (edition,) = read(client, "standards", q="GB/T 8059-2016")["items"]
    assert (edition["number"], edition["cited_by"]) == ("GB/T 8059-2016", 2)
    for name, field in (("categories", "products"), ("standards", "cited_by")):
        assert read(client, name, as_of=rfc3339(NOW))["items"][0][field] is None


def test_recommended_values_and_energy_grades(visitor):
    (asked,) = read(visitor, "recommended", category="wood-panels", on="2026-11-22")["items"]
    told = {name: asked[name] for name in ("id", "standard", "indicator", "comparator", "value", "unit", "provenance")}
    assert told == {
        "id": "R02.1",
        "standard": "GB/T 39600-2021",
        "indicator": "formaldehyde_emission",
        "comparator": "le",
        "value": "0.124",
        "unit": "mg/m³",
        "provenance": "sourced",
    }
    assert "grade" not in asked
    grades = read(visitor, "energy-grades", limit=100, category="room-air-conditioners", on="2026-11-22")["items"]
    assert {each["grade"] for each in grades} >= {1, 2, 3}
    long_ago = codes(visitor, "energy-grades", key="id", on="1990-01-01", category="room-air-conditioners")
    assert not set(long_ago) & {each["id"] for each in grades}
