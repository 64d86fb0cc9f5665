"""The products of one standard by words, conditions and the order by an indicator; over the API and on its page."""

import re
from html import unescape

import pytest

from registry.worker import drain
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.functional.discovery.reading import main_of, text_of

API = "/api/v1/standards"


def refrigerator(model, noise, volume, **fields):
    values = [indicator("噪声", noise), indicator("总有效容积", volume)]
    return RefrigeratorFactory(model=model, indicators=[each for each in values if each["text"]], **fields)


PRODUCTS = [
    refrigerator("BCD-500W", "≤38 dB(A)", "500 L", brand="容声"),
    refrigerator("BCD-300A", "≤34 dB(A)", "300 L", specification="白色"),
    refrigerator("BCD-400B", "", "400 L"),
    refrigerator("BCD-200C", "≤36 dB(A)", "200 L", name="冷藏冷冻箱", specification="白色"),
    refrigerator("BCD-100D", "36 dB(A)～42 dB(A)", "100 L"),
]


@pytest.fixture
def standard(register, enterprise):
    """Its products are found without an index: nothing is drained."""
    return PublishedFactory(where=register.scope, enterprise=enterprise, body__products=PRODUCTS).id


@pytest.fixture
def many(register, enterprise):
    products = [refrigerator(f"BCD-{300 + place}W", f"≤{40 - place} dB(A)", "300 L") for place in range(15)]
    return PublishedFactory(where=register.scope, enterprise=enterprise, body__products=products).id


def models(answer):
    assert answer.status_code == 200, answer.text
    return [each["model"].removeprefix("BCD-") for each in answer.json["items"]]


def shown(page):
    return re.findall(r'<a href="/p/[^"]+">(?:<[^>]+>)?BCD-(\w+)', page.text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["500W", "300A", "400B", "200C", "100D"]),
        ("q=容声", ["500W"]),
        ("q=白色", ["300A", "200C"]),
        ("q=BCD-300A", ["300A"]),
        ("q=bcd300a", ["300A"]),
        ("q=冷藏冷冻箱+白色", ["200C"]),
        ("q=白色+-冷藏冷冻箱", ["300A"]),
        ('q="白色"+噪声<35dB', ["300A"]),
        ("q=？", []),
        ("q=洗衣机", []),
        ("q=企业:海尔", []),
        ("indicator=noise<=36dB", ["300A", "200C"]),
        ("indicator=noise<=38dB&indicator=总有效容积>=250L", ["500W", "300A"]),
        ("indicator=+&q=+", ["500W", "300A", "400B", "200C", "100D"]),
        ("q=白色&indicator=噪声<=35dB", ["300A"]),
        ("sort=indicator:noise", ["300A", "200C", "500W", "100D", "400B"]),
        ("sort=indicator:total_volume&q=白色", ["200C", "300A"]),
        ("sort=declared&indicator=total_volume=200..400L", ["300A", "400B", "200C"]),
    ],
)
def test_products_are_chosen_and_sorted(client, standard, query, found):
    answer = client.get(f"{API}/{standard}/products?{query.replace('+-', '%20-')}")
    assert models(answer) == found
    assert answer.json["total"] == len(found)
    assert answer.json["next"] is None


@pytest.mark.parametrize("asked", ["sort=indicator:noise", "q=BCD", "indicator=noise<=60dB&sort=indicator:noise"])
def test_pages_follow_each_other(client, many, asked):
    whole = models(client.get(f"{API}/{many}/products?{asked}"))
    assert len(whole) == 15
    pieces, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"{API}/{many}/products?{asked}&limit=4{cursor and f'&cursor={cursor}'}")
        assert answer.json["total"] == 15
        pieces += models(answer)
        cursor = answer.json["next"]
    assert pieces == whole
    given = client.get(f"{API}/{many}/products?{asked}&limit=4").json["next"]
    assert client.get(f"{API}/{many}/products?limit=4&cursor={given}").status_code == 400


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("indicator=noise<=45V", "asked-unit-wrong-dimension", "indicator"),
        ("indicator=xyz<5", "asked-indicator-unknown", "indicator"),
        ("sort=indicator:xyz", "sort-unknown", "sort"),
        ("q=" + "+".join(f"w{number}" for number in range(70)), "query-too-long", "q"),
    ],
)
def test_what_cannot_be_read_is_a_finding(client, standard, query, code, field):
    answer = client.get(f"{API}/{standard}/products?{query}")
    assert answer.status_code == 400
    (finding,) = answer.json["findings"]
    assert (finding["code"], finding["field"]) == (code, field)


def test_the_orders_and_parameters_that_exist_are_said(client, standard):
    wrong = client.get(f"{API}/{standard}/products?sort=indicator:xyz").json["findings"][0]
    assert wrong["accepted"] == "declared, indicator:CODE"
    (shape,) = client.get(f"{API}/{standard}/products?sort=best").json["findings"]
    assert shape["accepted"] == "declared | indicator:CODE"
    (unknown,) = client.get(f"{API}/{standard}/products?word=x").json["findings"]
    assert {"q", "indicator", "sort", "limit", "cursor", "as_of"} == set(unknown["accepted"].split(", "))
    assert client.get(f"{API}/ES2026-99999999-0/products?q=x").status_code == 404


def test_an_answer_is_tagged(client, standard):
    answer = client.get(f"{API}/{standard}/products?q=白色")
    again = client.get(f"{API}/{standard}/products?q=白色", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_replaced_standard_still_finds_the_products_that_have_moved_on(client, register, enterprise):
    new = PublishedFactory(where=register.scope, enterprise=enterprise, body__products=PRODUCTS, revision=True).id
    old = client.get(f"{API}/{new}").json["replaces"]
    drain(register.scope, register.search)
    assert client.get(f"{API}/{old}").json["status"] == "superseded"
    for asked in ("q=白色", "indicator=noise<=36dB"):
        for each in (old, new):
            assert models(client.get(f"{API}/{each}/products?{asked}")) == ["300A", "200C"]
    assert models(client.get(f"{API}/{old}/products?sort=indicator:noise&q=白色")) == ["300A", "200C"]


def test_the_page_keeps_what_was_typed(client, standard):
    page = client.get(f"/s/{standard}?q=白色&indicator=噪声<=35dB&sort=indicator:noise")
    assert shown(page) == ["300A"]
    assert 'name="q" id="q" value="白色"' in page.text
    assert 'value="噪声&lt;=35dB"' in page.text
    assert '<option value="indicator:noise" selected>' in page.text
    assert "其中 1 个符合" in text_of(page.text)
    assert f"{API}/{standard}/products?q=" in unescape(page.text)


def test_what_was_supplied_and_what_may_meet_is_said(client, standard):
    answer = client.get(f"/api/v1/standards/{standard}/products", query_string={"indicator": "噪声<=38"}).json
    assert [each["code"] for each in answer["findings"]] == ["asked-unit-assumed"]
    assert answer["total"] == 3
    assert answer["possible"] == 1  # 36 dB(A)～42 dB(A)
    whole = client.get(f"/api/v1/standards/{standard}/products").json
    assert (whole["possible"], whole["findings"]) == (0, [])


def test_few_products_need_no_form_and_many_have_one(client, standard, many):
    assert 'name="indicator"' not in client.get(f"/s/{standard}").text
    assert 'name="indicator"' in client.get(f"/s/{many}").text
    assert 'name="indicator"' not in client.get(f"/s/{many}/v/1?q=x").text


def test_a_column_sorts_by_its_head_and_no_more_by_a_second_time(client, many):
    page = client.get(f"/s/{many}?limit=5&utm_source=mail").text
    heads = re.findall(r'<th scope="col"[^>]*><a href="([^"]+)"', page)
    address = unescape(next(each for each in heads if "noise" in each))
    by_noise = client.get(address)
    assert shown(by_noise) == ["314W", "313W", "312W", "311W", "310W"]
    assert 'aria-sort="ascending"' in by_noise.text
    following = client.get(unescape(re.search(r'href="([^"]+)" rel="next"', by_noise.text)[1]))
    assert shown(following) == ["309W", "308W", "307W", "306W", "305W"]
    back = unescape(re.search(r'aria-sort="ascending"><a href="([^"]+)"', following.text)[1])
    assert shown(client.get(back)) == ["300W", "301W", "302W", "303W", "304W"]


def test_what_finds_nothing_says_so_and_what_may_meet_is_counted(client, standard):
    page = client.get(f"/s/{standard}?q=洗衣机")
    assert page.status_code == 200
    assert "没有产品符合全部要求" in text_of(page.text)
    assert "看全部产品" in text_of(page.text)
    assert "另有 1 个可能符合" in text_of(client.get(f"/s/{standard}?indicator=noise<=40dB").text)
    english = client.get(f"/s/{standard}?q=洗衣机", headers={"Accept-Language": "en"})
    assert "No product meets everything asked" in text_of(english.text)


@pytest.mark.parametrize("asked", ["indicator=noise<=45V", "indicator=<script>", "sort=indicator:xyz", "sort=<b>"])
def test_what_the_page_cannot_read_is_said_and_kept(client, standard, asked):
    page = client.get(f"/s/{standard}?q=白色&{asked}")
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert 'value="白色"' in page.text
    name, value = asked.split("=", 1)
    if name == "indicator":
        assert value in unescape(main_of(page.text))
        assert "<script>" not in main_of(page.text)
