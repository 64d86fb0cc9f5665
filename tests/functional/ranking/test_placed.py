"""Grades outside of the rankings: in search, on the pages of standards and products, in comparisons."""

import random
import re

import pytest

from registry.declarations import queries as declarations
from registry.kernel.transaction import reading
from registry.ranking import queries as rankings
from registry.ranking import service
from registry.ranking.values import State, counting
from tests.factories.credit import EntryFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.ranking import SchemeFactory
from tests.functional.ranking.issuing import fridge, text_of

API = "/api/v1"


@pytest.fixture
def standards(ready):
    """Two standards: one with products of every grade, one with none that is ranked."""
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    mixed = PublishedFactory(
        where=ready, body__products=[fridge(300, "A"), fridge(400, "B"), fridge(700, "C"), fridge(900, "D")]
    )
    out = PublishedFactory(where=ready, body__products=[fridge(900, "E")])
    return mixed.id, out.id


def found(client, level, unit="product"):
    answer = client.get(f"{API}/search?unit={unit}&level={level}").json
    return {item.get("model") or item["id"] for item in answer["items"]}


def levels(client, unit="product"):
    facets = client.get(f"{API}/search?unit={unit}&facets=level&limit=1").json["facets"]
    return {each["code"]: each["count"] for each in facets["level"]}


def test_levels_are_searched_as_soon_as_an_edition_counts_and_no_longer(client, ready, standards, drained):
    drained()
    assert levels(client) == {}
    edition = service.build(ready, "fridges")
    drained()
    assert levels(client) == {"advanced": 1, "average": 1, "baseline": 1}
    assert [found(client, level) for level in ("advanced", "average", "baseline")] == [{"A"}, {"B"}, {"C"}]
    assert found(client, "advanced", "standard") == {str(standards[0])}
    assert levels(client, "standard") == {"advanced": 1, "average": 1, "baseline": 1}
    service.void(ready, str(edition.id), "数据有误")
    drained()
    assert levels(client) == {}


def test_an_edition_that_changes_no_level_writes_nothing_anew(ready, standards, drained, register):
    service.build(ready, "fridges")
    drained()
    before = register.search.describe()
    service.notice(ready, str(service.latest(ready, "fridges").id))
    drained()
    assert register.search.describe().documents == before.documents


def test_a_level_that_is_none_is_refused(client, ready):
    assert client.get(f"{API}/search?level=best").status_code == 400


def test_the_page_of_results_narrows_by_level(client, ready, standards, drained):
    service.build(ready, "fridges")
    drained()
    page = client.get("/?unit=product&level=advanced")
    assert page.status_code == 200
    assert "排行榜水平" in text_of(page.text)
    assert re.search(r"先进水平", text_of(page.text))


def test_standard_product_and_comparison_show_the_grade(client, ready, standards):
    edition = service.build(ready, "fridges")
    mixed, out = standards
    read = text_of(client.get(f"/s/{mixed}").text)
    assert "先进水平 1 平均水平 1 基准水平 1 未入榜 1" in read
    assert "2026 年第 1 期 草稿" in read
    products = client.get(f"{API}/standards/{mixed}/products").json["items"]
    one = client.get(f"/p/{products[0]['id']}")
    assert re.search(r"排行榜 先进水平", text_of(one.text))
    assert f'href="/editions/{edition.id}"' in one.text
    others = client.get(f"{API}/standards/{out}/products").json["items"]
    chosen = ",".join(each["id"] for each in (products[0], products[3], *others))
    compared = text_of(client.get(f"/compare?products={chosen}").text)
    assert re.search(r"2026 年第 1 期 草稿 先进水平 未入榜 未入榜", compared)


def test_a_void_edition_and_one_of_an_older_issue_say_nothing(client, ready, standards):
    first = service.build(ready, "fridges")
    service.notice(ready, str(first.id))
    second = service.build(ready, "fridges")
    product = client.get(f"{API}/standards/{standards[0]}/products").json["items"][0]["id"]
    assert f'href="/editions/{first.id}"' in client.get(f"/p/{product}").text
    assert f'href="/editions/{second.id}"' not in client.get(f"/p/{product}").text
    service.void(ready, str(first.id), "数据有误")
    assert f'href="/editions/{second.id}"' in client.get(f"/p/{product}").text


def test_a_grade_of_what_has_changed_since_says_so_and_is_not_found(client, ready, register, drained, standards):
    edition = service.build(ready, "fridges")
    drained()
    product = client.get(f"{API}/standards/{standards[0]}/products").json["items"][0]["id"]
    assert "依据已变化" not in client.get(f"/p/{product}").text
    with reading(ready) as session:
        enterprise = declarations.standard(session, standards[0], ready.clock.today()).enterprise
    EntryFactory(where=ready, enterprise=enterprise)
    drained()
    for address in (f"/p/{product}", f"/s/{standards[0]}"):
        assert "依据已变化" in client.get(address).text
    assert found(client, "advanced") == set()
    service.confirm(ready, str(edition.id), "数值未变")
    drained()
    assert "依据已变化" not in client.get(f"/p/{product}").text
    assert found(client, "advanced") == {"A"}


def test_a_revised_product_stands_where_its_new_standard_puts_it(client, ready):
    service.add_scheme(ready, SchemeFactory(id="fridges"))
    revised = PublishedFactory(where=ready, body__products=[fridge(300, "A")], revision=True)
    service.build(ready, "fridges")
    product = client.get(f"{API}/standards/{revised.id}/products").json["items"][0]["id"]
    read = text_of(client.get(f"/p/{product}").text)
    assert (read.count("先进水平"), read.count("未入榜")) == (1, 0)


def test_the_database_counts_the_editions_that_the_rule_counts(ready, standards):
    """Whatever has become of them, in whatever order."""
    chance = random.Random(7)
    product = None
    for _ in range(12):
        every = service.ranking(ready, "fridges").all
        act = chance.choice(["build", "notice", "void"])
        drafts = [each for each in every if each.state is State.DRAFT]
        noticed = [each for each in every if each.state is State.NOTICE]
        if act == "notice" and drafts and not noticed:
            service.notice(ready, str(chance.choice(drafts).id), "试")
        elif act == "void" and (drafts or noticed):
            service.void(ready, str(chance.choice([*drafts, *noticed]).id), "试")
        else:
            service.build(ready, "fridges")
        counts = counting(service.ranking(ready, "fridges").all).get("fridges")
        with reading(ready) as session:
            if product is None:
                product = declarations.products_of(session, standards[0], ready.clock.today(), after=-1, limit=1)[0].id
            found = rankings.placed(session, [product]).get(product, [])
        assert [each.edition.id for each in found] == ([counts.id] if counts else [])
