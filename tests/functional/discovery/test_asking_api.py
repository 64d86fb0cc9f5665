"""GET /api/v1/search with conditions, synonyms, phrases and the order by an indicator."""

from fractions import Fraction
from random import Random
from urllib.parse import quote

import pytest

from registry import worker
from registry.app import create_app
from registry.discovery import answering, ordering, selecting
from tests.factories.declarations import BodyFactory, PublishedFactory, RefrigeratorFactory, indicator

SEARCH = "/api/v1/search"
MODELS = {  # energy in kWh/a, volume in L
    "A-100": ("≤200 kWh/a", "300 L"),
    "B-200": ("≤300 kWh/a", "500 L"),
    "C-300": ("250~400 kWh/a", "600 L"),
    "D-400": ("≤500 kWh/a", "200000 mL"),
    "E-500": (None, "300 L"),
}


def refrigerator(model):
    energy, volume = MODELS[model]
    indicators = [indicator("总容积", volume, kind="functional")]
    indicators += [indicator("年耗电量", energy)] if energy else []
    return RefrigeratorFactory(model=model, brand="北冰", indicators=indicators)


@pytest.fixture
def ask(ready, register):
    """Five refrigerators in three standards; asks for products (standards with `unit=standard`)."""
    for models in (("A-100", "B-200"), ("C-300", "D-400"), ("E-500",)):
        body = BodyFactory(products=[refrigerator(model) for model in models])
        PublishedFactory(where=ready, body=body)
    worker.drain(ready, register.search)
    client = create_app(register).test_client()

    def asked(text="", *, status=200, **parameters):
        parts = [f"{name}={quote(str(value))}" for name, value in {"unit": "product", "q": text, **parameters}.items()]
        response = client.get(f"{SEARCH}?{'&'.join(part for part in parts)}")
        assert response.status_code == status, response.text
        return response.json

    return asked


def models(answer):
    return [item["model"] for item in answer["items"]]


@pytest.fixture(params=["narrow", "unlike", "walked", "named", "unlike, named"])
def way(request, monkeypatch):
    """How the database and the engine are joined; the answer may not depend on it."""
    if "unlike" in request.param:
        monkeypatch.setattr(selecting, "FEW_VALUES", 0)
        monkeypatch.setattr(selecting, "FEW_HITS", 0)
        monkeypatch.setattr(selecting, "FEW_OTHERS", Fraction(1, 1000))
    if request.param == "walked":
        monkeypatch.setattr(selecting, "MOST_VALUES", 0)
    if "walked" in request.param or "named" in request.param:
        named_in_pieces(monkeypatch)


def named_in_pieces(monkeypatch):
    """However few are found, the database names the best values, one at first."""
    monkeypatch.setattr(ordering, "FEW_HITS", 0)
    monkeypatch.setattr(ordering, "FEWEST_NAMED", 1)
    monkeypatch.setattr(ordering, "MOST_NAMED", 16)
    monkeypatch.setattr(ordering, "LOOKED_UP", 0)
    monkeypatch.setattr(ordering, "LOOKED_UP_AT_ONCE", 3)


def test_a_condition_in_the_text_and_in_the_parameter(ask, way):
    for answer in (
        ask("冰箱 年耗电量<=300kWh/a"),
        ask("冰箱", indicator="年耗电量<=300kWh/a"),
        ask("冰箱", indicator="annual_energy_use<=300 度/年"),
    ):
        assert sorted(models(answer)) == ["A-100", "B-200"]
        assert answer["total"] == 2
        assert answer["possible"]["total"] == 2
        assert sorted(item["model"] for item in answer["possible"]["items"]) == ["C-300", "D-400"]
        assert answer["items"][0]["indicators"][0]["code"] == "annual_energy_use"
        assert [each["code"] for each in answer["interpreted"]["conditions"]] == ["annual_energy_use"]
    assert answer["interpreted"]["conditions"][0]["high"] == "300"


@pytest.mark.parametrize("unit", ["product", "standard"])
def test_a_condition_that_most_may_meet(ask, monkeypatch, unit):
    monkeypatch.setattr(selecting, "FEW_VALUES", 0)
    monkeypatch.setattr(selecting, "FEW_HITS", 0)
    monkeypatch.setattr(selecting, "FEW_OTHERS", 2)  # of four values one may be unlike
    taken, select = [], answering.select
    monkeypatch.setattr(answering, "select", lambda *given: taken.append(select(*given)) or taken[-1])
    answer = ask(indicator="annual_energy_use>=200", unit=unit)
    assert [each.possible.naming != () for each in taken] == [True]
    assert answer["total"] == 1
    if unit == "product":
        assert models(answer) == ["C-300"]
        assert answer["possible"]["total"] == 3
        assert sorted(item["model"] for item in answer["possible"]["items"]) == ["A-100", "B-200", "D-400"]
    else:
        assert [each["model"] for each in answer["items"][0]["products"]] == ["C-300", "D-400"]
        assert answer["possible"]["total"] == 1
        assert [each["model"] for each in answer["possible"]["items"][0]["products"]] == ["A-100", "B-200"]


def test_all_conditions_hold_of_one_product(ask, way):
    answer = ask("年耗电量<=300kWh/a 总容积>=400L")
    assert models(answer) == ["B-200"]
    standards = ask("年耗电量<=300kWh/a 总容积>=400L", unit="standard")
    assert standards["total"] == 1
    assert standards["items"][0]["products"][0]["model"] == "B-200"
    nothing = ask("年耗电量<=200kWh/a 总容积>=400L", unit="standard")
    assert nothing["total"] == 0
    assert nothing["possible"]["total"] == 1  # with B-200; C-300 uses 250 at least, D-400 is too small


def test_pages_of_conditions_and_their_total(ask, way):
    first = ask("总容积>=200L", limit=2)
    second = ask("总容积>=200L", limit=2, cursor=first["next"])
    third = ask("总容积>=200L", limit=2, cursor=second["next"])
    assert sorted(models(first) + models(second) + models(third)) == sorted(MODELS)
    assert {first["total"], second["total"], third["total"]} == {5}
    assert third["next"] is None


def test_the_best_value_comes_first(ask, way):
    answer = ask("冰箱", sort="indicator:annual_energy_use")
    assert models(answer) == ["A-100", "B-200", "C-300", "D-400", "E-500"]
    assert models(ask(sort="indicator:total_volume")) == ["D-400", "A-100", "E-500", "B-200", "C-300"]
    limited = ask("总容积>=300L", sort="indicator:annual_energy_use")
    assert models(limited) == ["A-100", "B-200", "C-300", "E-500"]
    standards = ask(unit="standard", sort="indicator:annual_energy_use")
    assert [item["products_total"] for item in standards["items"]] == [2, 2, 1]
    first = ask(sort="indicator:annual_energy_use", limit=3)
    rest = ask(sort="indicator:annual_energy_use", limit=3, cursor=first["next"])
    assert models(first) + models(rest) == models(answer)
    assert rest["next"] is None


ORDERED = [  # unequal values, grades and texts of which many are equal, either end, what only some declare
    "driving_range",
    "annual_energy_use",
    "noise",
    "total_volume",
    "formaldehyde_emission",
    "formaldehyde_class",
    "textile_safety_class",
]


@pytest.mark.parametrize("unit", ["product", "standard"])
def test_naming_the_best_gives_the_order_that_looking_all_up_gives(visitor, monkeypatch, unit):
    chance = Random(unit)
    questions = [
        f"sort=indicator:{code}&unit={unit}&limit={chance.choice([3, 7, 20])}{asked}"
        for code in ORDERED
        for asked in chance.sample(["", "&q=示例", "&category=refrigerator", "&indicator=noise<=60"], 2)
    ]
    monkeypatch.setattr(ordering, "FEW_HITS", 100_000)
    looked_up = [pages(visitor, each) for each in questions]
    named_in_pieces(monkeypatch)
    named = [pages(visitor, each) for each in questions]
    for question, *found in zip(questions, named, looked_up, strict=True):
        assert found[0] == found[1], question
    assert any(len(found) > 2 for found in named)


def pages(client, question, most=3):
    """The total and the ids of each of the first pages."""
    found, cursor = [], ""
    while len(found) < most:
        response = client.get(f"{SEARCH}?{question}{cursor}")
        assert response.status_code == 200, response.text
        answer = response.json
        found.append((answer["total"], [item["id"] for item in answer["items"]]))
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    return found


def test_a_product_stands_by_all_of_its_values_and_ties_by_their_numbers(ready, register, monkeypatch):
    """A better value beside a worse one gains nothing; where one has no sure end, it stands behind all that have."""
    energy = {"X-1": ["≤100 kWh/a", "≤900 kWh/a"], "X-2": ["≤500 kWh/a"], "X-3": ["≥50 kWh/a", "≤90 kWh/a"]}
    for model, values in {**energy, "X-4": ["≤500 kWh/a"], "X-5": []}.items():
        declared = [indicator("年耗电量", value, condition=f"第{n}种") for n, value in enumerate(values)]
        product = RefrigeratorFactory(model=model, indicators=[indicator("总容积", "300 L"), *declared])
        PublishedFactory(where=ready, body=BodyFactory(products=[product]))
    worker.drain(ready, register.search)
    client = create_app(register).test_client()

    def order():
        found, cursor = [], ""
        while cursor is not None:
            address = f"{SEARCH}?unit=product&sort=indicator:annual_energy_use&limit=2&cursor={cursor}"
            answer = client.get(address.removesuffix("&cursor=")).json
            found += models(answer)
            cursor = answer["next"]
        return found

    assert order() == ["X-2", "X-4", "X-1", "X-3", "X-5"]
    named_in_pieces(monkeypatch)
    assert order() == ["X-2", "X-4", "X-1", "X-3", "X-5"]


def test_a_standard_is_placed_by_its_best_product_that_meets_the_conditions(ask):
    answer = ask("总容积>=500L", unit="standard", sort="indicator:annual_energy_use")
    assert [item["products"][0]["model"] for item in answer["items"]] == ["B-200", "C-300"]


def test_synonyms_widen_and_are_said(ask):
    answer = ask("雪柜")
    assert answer["total"] == 5
    assert "电冰箱" in answer["interpreted"]["synonyms"]
    (word, synonym) = answer["interpreted"]["parts"]
    assert (word["kind"], synonym["kind"]) == ("word", "synonym")
    assert ask(synonym["without"])["total"] == 0
    assert ask("fridge")["total"] == 5
    assert ask("refrigerator 北冰")["total"] == 5
    assert ask("家用电冰箱")["interpreted"]["synonyms"]


def test_phrases_exclusions_numbers_and_enterprises(ask):
    everything = ask("冰箱")["items"]
    number, enterprise = everything[0]["standard"]["number"], everything[0]["enterprise"]
    same = [item["model"] for item in everything if item["standard"]["number"] == number]
    assert sorted(models(ask(f"编号:{number}"))) == sorted(same)
    assert ask(f"冰箱 企业:{enterprise['name']}")["total"] > 0
    assert ask(f"企业：{enterprise['uscc']}")["total"] > 0
    assert ask("企业:没有这家")["total"] == 0
    assert ask('"电冰箱"')["total"] == 5
    assert ask('"冰箱电"')["total"] == 0
    assert sorted(models(ask("冰箱 -A-100 -E-500"))) == ["B-200", "C-300", "D-400"]
    assert sorted(models(ask("-A-100"))) == ["B-200", "C-300", "D-400", "E-500"]


def test_what_could_not_be_used_is_said(ask):
    answer = ask("冰箱 年耗电量<300kg")
    (finding,) = answer["interpreted"]["findings"]
    assert (finding["code"], finding["field"], finding["severity"]) == ("asked-unit-wrong-dimension", "q", "notice")
    assert finding["accepted"] == "kW·h/a"
    assert answer["possible"] is None


@pytest.mark.parametrize(
    ("parameters", "code", "field"),
    [
        ({"indicator": "foo>5"}, "asked-indicator-unknown", "indicator"),
        ({"indicator": "apf>=4.5kg"}, "asked-unit-wrong-dimension", "indicator"),
        ({"sort": "indicator:no_such"}, "sort-unknown", "sort"),
        ({"sort": "indicator:"}, "wrong-value", "sort"),
        ({"sort": "price"}, "wrong-value", "sort"),
    ],
)
def test_parameters_that_say_nothing_are_refused(ask, parameters, code, field):
    (finding,) = ask(status=400, **parameters)["findings"]
    assert (finding["code"], finding["field"]) == (code, field)


def test_conditions_that_contradict_each_other_find_nothing_and_say_so(ask):
    for answer in (
        ask("冰箱 年耗电量>350kWh/a 年耗电量<300kWh/a"),
        ask("年耗电量>350kWh/a", indicator="annual_energy_use<300kWh/a"),
    ):
        codes = [each["code"] for each in answer["interpreted"]["findings"]]
        assert "asked-conditions-contradict" in codes
        assert (answer["total"], answer["possible"]) == (0, None)


@pytest.mark.parametrize("name", ["category", "region", "industry"])
def test_a_code_that_there_is_not_is_said(ask, name):
    answer = ask("冰箱", **{name: "nonsense"})
    assert answer["total"] == 0
    assert [(each["code"], each["field"]) for each in answer["interpreted"]["findings"]] == [
        ("asked-code-unknown", name)
    ]


def test_days_of_publication_in_the_wrong_order_are_said(ask):
    answer = ask("冰箱", published_from="2027-01-01", published_to="2020-01-01")
    codes = [each["code"] for each in answer["interpreted"]["findings"]]
    assert (answer["total"], codes) == (0, ["asked-dates-reversed"])


def test_the_number_of_a_standard_finds_it_whatever_has_become_of_it(ready, register):
    ended = PublishedFactory(where=ready, withdrawn=True)
    worker.drain(ready, register.search)
    client = create_app(register).test_client()
    for spelled in (ended.number, ended.number.replace(" ", "").lower()):
        answer = client.get(f"{SEARCH}?q={quote(spelled)}").json
        assert [each["id"] for each in answer["items"]] == [str(ended.id)]
        assert client.get(f"{SEARCH}?q={quote(spelled)}&status=current").json["total"] == 0
    assert "也查被代替和废止的" in client.get("/?q=nothing").text


def test_more_conditions_than_ten_are_refused(visitor):
    response = visitor.get(f"{SEARCH}?{'&'.join(['indicator=apf>=4.5'] * 11)}")
    assert response.status_code == 400
    assert response.json["findings"][0]["code"] == "query-too-long"


def test_the_page_shows_apart_what_may_meet_the_conditions(ask, register):
    page = create_app(register).test_client().get("/?unit=product&q=冰箱 年耗电量<=300kWh/a").text
    results, possible = page.split('<h2 id="possible">')
    assert "A-100" in results
    assert "C-300" not in results
    assert "C-300" in possible


def test_the_page_says_what_was_understood(visitor):
    page = visitor.get("/?unit=product&q=冰箱 年耗电量<300kWh/a -商用&indicator=total_volume>=300L").text
    for said in ("年耗电量 &lt; 300 kW·h/a", "总容积 ≥ 300 L", "也找", "不含"):
        assert said in page
    english = visitor.get("/?unit=product&q=冰箱 年耗电量<300", headers={"Accept-Language": "en"}).text
    assert "Annual energy use &lt; 300 kW·h/a" in english
    assert "states no unit" in english


@pytest.mark.parametrize(
    "query", ["噪声<", "“", "-", "编号:", "一级能效" * 10, "indicator=", "<<<>>>===", "🙂<5", "%26%23<5"]
)
def test_hostile_texts_are_answered(visitor, query):
    assert visitor.get(f"{SEARCH}?q={query}").status_code == visitor.get(f"/?q={query}").status_code == 200
