"""Where few results hold all that is asked, those that hold a part of it follow them."""

import pytest

from registry.discovery.answering import FEW
from tests.functional.discovery.test_search_api import SEARCH, ids, walked


@pytest.fixture
def few(visitor):
    """One standard holds both words, many hold one of them."""
    answer = visitor.get(f"{SEARCH}?q=Samsung 冰箱&limit=100").json
    assert answer["interpreted"]["complete"] == 1
    return answer


def test_what_holds_everything_stands_first(few):
    assert few["items"][0]["number"] == "Q/SLSAMSUNG 001-2021"
    assert few["total"] > len(few["items"]) == 100 > FEW
    assert not few["interpreted"]["loosened"]
    partly = [f"{item['title']} {item['enterprise']['name']}" for item in few["items"][1:]]
    assert all(("Samsung" in text) != ("冰箱" in text) for text in partly)


@pytest.mark.parametrize("limit", [1, 7, 20])
@pytest.mark.parametrize(
    "query", ["q=Samsung 冰箱", "unit=product&q=Samsung RF28R", "unit=product&q=Samsung RF28R 年耗电量>700"]
)
def test_every_page_is_cut_from_one_list(visitor, query, limit):
    whole = visitor.get(f"{SEARCH}?{query}&limit=100").json
    assert 0 < whole["interpreted"]["complete"] < FEW < whole["total"]
    found, totals, cursor = [], set(), ""
    while len(found) < min(whole["total"], 60):
        answer = visitor.get(f"{SEARCH}?{query}&limit={limit}{cursor}").json
        assert answer["interpreted"]["complete"] == whole["interpreted"]["complete"]
        found += ids(answer)
        totals.add(answer["total"])
        cursor = f"&cursor={answer['next']}"
    assert totals == {whole["total"]}
    assert found[:60] == ids(whole)[: len(found)][:60]


def test_nothing_comes_twice_and_all_of_it_is_counted(visitor):
    found, totals = walked(visitor, "q=Samsung 冰箱", 9)
    assert totals == {len(set(found))} == {len(found)}


def test_a_full_page_of_complete_results_is_not_widened(visitor):
    answer = visitor.get(f"{SEARCH}?unit=product&q=Samsung 冰箱").json
    assert answer["interpreted"]["complete"] == answer["total"] >= FEW


def test_other_orders_and_facets_hold_what_is_complete_alone(visitor):
    dated = visitor.get(f"{SEARCH}?q=Samsung 冰箱&sort=published").json
    assert dated["total"] == dated["interpreted"]["complete"] == 1
    counted = visitor.get(f"{SEARCH}?q=Samsung 冰箱&facets=kind").json
    assert [(each["code"], each["count"]) for each in counted["facets"]["kind"]] == [("enterprise", 1)]


def test_a_condition_that_was_typed_holds_of_everything(visitor):
    answer = visitor.get(f"{SEARCH}?unit=product&q=Samsung RF28R 年耗电量>700&limit=100").json
    values = [
        float(each["canonical"]["low"])
        for item in answer["items"]
        for each in item["indicators"]
        if each["code"] == "annual_energy_use"
    ]
    assert len(values) == answer["total"] > answer["interpreted"]["complete"] > 0
    assert min(values) > 700


def test_what_holds_nothing_whole_is_said_to(visitor):
    answer = visitor.get(f"{SEARCH}?q=Samsung 羽毛球").json
    assert answer["interpreted"]["complete"] == 0 < answer["total"]
    assert answer["interpreted"]["loosened"]


def test_the_page_says_where_the_others_begin(visitor):
    shown = visitor.get("/?q=Samsung 冰箱").text
    assert "<b>1</b> 项符合全部要求，排在前面" in shown
    assert shown.count("以下各项只符合其中一部分。") == 1
    assert shown.index('class="hit"') < shown.index("以下各项只符合其中一部分。") < shown.rindex('class="hit"')
    english = visitor.get("/?q=Samsung 冰箱&lang=en", headers={"Accept-Language": "en"}).text
    assert "<b>1</b> result holds all that is asked" in english
    whole = visitor.get("/?q=冰箱").text
    assert "只符合其中一部分" not in whole


def test_a_value_without_comparator_is_taken_for_as_good_or_better(visitor):
    answer = visitor.get(f"{SEARCH}?unit=product&q=冰箱 年耗电量 300&limit=100").json
    (condition,) = answer["interpreted"]["conditions"]
    assert (condition["code"], condition["high"], condition["assumed"]) == ("annual_energy_use", "300", True)
    plainly = visitor.get(f"{SEARCH}?unit=product&q=冰箱 年耗电量<=300&limit=100").json
    assert ids(answer) == ids(plainly)
    assert answer["total"] == plainly["total"] > FEW


def test_what_no_product_meets_is_not_assumed(visitor):
    answer = visitor.get(f"{SEARCH}?unit=product&q=冰箱 年耗电量 1").json
    assert answer["interpreted"]["conditions"] == []
    assert {"冰箱", "年耗电量", "1"} == set(answer["interpreted"]["terms"])
    assert answer["total"] > 0


def test_what_is_assumed_holds_of_what_stands_first_alone(visitor):
    answer = visitor.get(f"{SEARCH}?unit=product&q=Samsung RF28R 年耗电量 640&limit=100").json
    complete = answer["interpreted"]["complete"]
    assert 0 < complete < FEW < answer["total"]
    values = [
        float(each["canonical"]["low"])
        for item in answer["items"]
        for each in item["indicators"]
        if each["code"] == "annual_energy_use"
    ]
    assert max(values[:complete]) <= 640 < max(values[complete:])


def test_a_misspelt_word_finds_what_is_spelled_nearly_so(visitor):
    answer = visitor.get(f"{SEARCH}?q=Samsumg 冰箱").json
    assert answer["items"][0]["number"] == "Q/SLSAMSUNG 001-2021"
    assert "samsung" in answer["interpreted"]["synonyms"]
    assert answer["interpreted"]["terms"] == ["samsumg", "冰箱"]


def test_the_name_of_a_maker_in_the_other_language_finds_it(visitor):
    answer = visitor.get(f"{SEARCH}?q=三星 冰箱").json
    assert answer["items"][0]["number"] == "Q/SLSAMSUNG 001-2021"


@pytest.mark.parametrize(("query", "count"), [("Samsung 冰箱 -海尔", 1), ("Samsung 冰箱 -Samsung", 0)])
def test_whoever_excludes_is_shown_nothing_that_holds_a_part(visitor, query, count):
    answer = visitor.get(f"{SEARCH}?q={query}").json
    assert (answer["total"], answer["interpreted"]["complete"]) == (count, count)
    assert not answer["interpreted"]["loosened"]


def test_what_is_found_in_no_strict_reading_is_loosened_without_what_is_excluded(visitor):
    answer = visitor.get(f"{SEARCH}?q=冰箱 羽毛球 -Samsung&limit=100").json
    assert answer["interpreted"]["loosened"]
    assert answer["total"] == visitor.get(f"{SEARCH}?q=冰箱 -Samsung").json["total"] > 0
    assert "Samsung" not in {item["enterprise"]["name"] for item in answer["items"]}
