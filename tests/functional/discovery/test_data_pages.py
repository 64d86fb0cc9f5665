"""The pages of limits and of cited standards, as a reader without an account gets them."""

import pytest

from tests.functional.discovery.reading import text_of
from tests.unit.reference.making import category, indicator, limit, standard

FOLDING = {"indicator": "form", "op": "one_of", "value": "折叠式|固定式", "unit": None}
SMALL = {"indicator": "capacity", "op": "le", "value": "4500", "unit": "W"}


@pytest.fixture
def limits(own):
    own(
        category=[
            category("textiles"),
            {**category("oak", "wood"), "name": "橡木", "name_en": "Oak"},
            category("wood"),
        ],
        indicator=[
            {**indicator("methanol", "甲醇", "g/L"), "name_en": "Methanol"},
            indicator("odour", "异味"),
            indicator("form", "结构"),
            indicator("capacity", "制冷量", "W"),
        ],
        limit=[
            limit("methanol", "≤2.0", unit="g/L", id="A", categories=["oak"], valid_to="2026-12-31"),
            limit("methanol", "≤500", unit="mg/L", id="B", standard="GB 2-2020", provenance="unverified"),
            limit("odour", "无", id="C", categories=["textiles"], trusted=False, when=[FOLDING, SMALL]),
            limit("odour", "无", id="D", standard="GB 9-2027", valid_from="2027-01-01", stock_grace_until="2028-01-01"),
        ],
    )


def test_the_limits_in_force_today(client, limits):
    answer = client.get("/data/limits")
    read = text_of(answer.text)
    assert answer.status_code == 200
    assert "2026-11-22 有效的限值： 3 项" in read
    assert "甲醇 ≤2.0 g/L 橡木 GB 1—2020 4.1 限量 自 2020-01-01 至 2026-12-31" in read
    assert "≤0.5 g/L 原文 ≤500 mg/L 示例数据，未经核实" in read
    assert "结构 = 折叠式 / 固定式 制冷量 ≤ 4500 W" in read
    assert read.count("来源不足，只作提示") == 1
    assert read.count("示例数据，未经核实") == 1
    assert "GB 9—2027" not in read


def test_the_limits_of_a_category_on_a_day(client, limits):
    read = text_of(client.get("/data/limits?category=oak&on=2027-01-01").text)
    assert "2027-01-01 有效的限值： 2 项" in read
    assert "此前生产的可销售至 2028-01-01" in read
    page = client.get("/data/limits?category=oak").text
    assert '<option value="oak" selected>' in page
    assert 'href="/api/v1/reference/limits?on=2026-11-22&amp;category=oak"' in page


def test_empty_fields_of_the_form_ask_nothing(client, limits):
    assert "3 项" in text_of(client.get("/data/limits?category=&on=&utm_source=x").text)


@pytest.mark.parametrize("query", ["category=elm", "on=22.11.2026", "cursor=x", "as_of=today", "limit=0"])
def test_what_cannot_be_read_is_said_and_nothing_shown(client, limits, query):
    answer = client.get(f"/data/limits?{query}")
    assert answer.status_code == 400
    assert "有 1 处需要修改" in text_of(answer.text)
    assert "有效的限值" not in text_of(answer.text)


def test_a_category_without_a_limit_says_what_that_means(client, limits):
    read = text_of(client.get("/data/limits?on=2019-01-01").text)
    assert "没有列出不等于没有限值" in read


def test_the_limits_in_english(client, limits):
    read = text_of(client.get("/data/limits", headers={"Accept-Language": "en"}).text)
    assert "3 limits in force on 2026-11-22" in read
    assert "Methanol ≤2.0 g/L Oak" in read


def test_the_next_page_follows(client, limits):
    first = client.get("/data/limits?limit=2")
    following = first.text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = text_of(client.get(following).text)
    assert "≤2.0 g/L" in text_of(first.text)
    assert "≤2.0 g/L" not in second
    assert "来源不足，只作提示" in second
    assert "回到第一页" in second


def test_the_catalogue(client, own):
    old = standard("GB/T 7725-2004", "replaced", title="房间空气调节器", replaced_by=["GB/T 7725-2022"])
    new = standard("GB/T 7725-2022", title="房间空气调节器", effective_on="2023-11-01", replaces=["GB/T 7725-2004"])
    other = standard(
        "ISO 8124-3:2020", "unknown", title="Safety of toys", kind="international", provenance="unverified"
    )
    own(standard=[old, new, other])
    read = text_of(client.get("/data/standards").text)
    assert "3 项标准" in read
    assert "GB/T 7725—2004 房间空气调节器 国家标准 被替代 — 被替代： GB/T 7725—2022" in read
    assert "GB/T 7725—2022 房间空气调节器 国家标准 现行 2023-11-01 替代： GB/T 7725—2004" in read
    assert "ISO 8124-3:2020 Safety of toys 国际标准 状态未知 示例数据，未经核实" in read
    assert "1 项标准" in text_of(client.get("/data/standards?q=toys").text)
    nothing = client.get("/data/standards?q=<b>没有</b>")
    assert "在引用标准目录中查了“<b>没有</b>”" in text_of(nothing.text)
    assert "<b>没有" not in nothing.text
    assert client.get("/data/standards?cursor=x").status_code == 400


def test_every_page_leads_there(client, limits):
    for address in ("/data/limits", "/data/standards"):
        assert f'href="{address}"' in client.get("/data/standards").text.split("<footer", 1)[1]
