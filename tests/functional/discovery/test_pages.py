"""The public pages of discovery, as a reader without an account and without a script gets them."""

import re
from html import unescape
from urllib.parse import unquote

import pytest
import segno

from registry.worker import drain
from tests.factories.declarations import RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.discovery.reading import products_of, text_of

HOSTILE = '<script>alert("x")</script>&amp;\''


def test_the_start_shows_the_newest_standards(client, publish):
    publish(body__title="冷藏箱")
    publish(body__title="保温箱")
    page = client.get("/")
    assert page.status_code == 200
    assert "冷藏箱" in text_of(page.text)
    assert "保温箱" in text_of(page.text)
    assert "2 项标准" in text_of(page.text)
    assert "最近公开的在前" in text_of(page.text)


def test_search_is_also_found_under_its_own_name(client):
    moved = client.get("/search?q=冰箱&indicator=apf>=4.5&indicator=噪声<40dB&_external=x")
    assert moved.status_code == 302
    assert unquote(moved.location) == "/?q=冰箱&indicator=apf>=4.5&indicator=噪声<40dB&_external=x"
    assert client.get("/search").location == "/"


def test_an_empty_register_says_so(client, register):
    drain(register.scope, register.search)
    page = client.get("/")
    assert page.status_code == 200
    assert "没有找到" in text_of(page.text)


def test_a_search_says_what_it_understood_and_lets_it_be_taken_back(client, publish):
    publish(body__title="家用冰箱")
    page = client.get("/?q=冰箱+家用&category=household-appliances&status=current")
    read = text_of(page.text)
    assert "理解为： 冰箱 去掉 也找 雪柜 去掉 ，且 家用 去掉" in read
    assert 'value="冰箱 家用"' in page.text
    assert "<mark>家用冰箱</mark>" in page.text
    assert 'href="/?category=household-appliances&amp;status=current&amp;q=%E5%AE%B6%E7%94%A8"' in page.text
    assert 'href="/?q=%E5%86%B0%E7%AE%B1+%E5%AE%B6%E7%94%A8&amp;status=current"' in page.text  # category taken back


def test_a_number_in_another_spelling_is_understood_as_a_number(client, publish):
    publish(body__number="Q/HZDQ 777-2026")
    assert "理解为标准编号： Q/HZDQ 777—2026" in text_of(client.get("/?q=ｑ/hzdq777—2026").text)


def test_nothing_found_says_what_was_searched_and_what_to_try(client, publish):
    publish()
    read = text_of(client.get("/?q=没有的东西&category=road-vehicles").text)
    assert "在标准中查了“没有的东西”。" in read
    assert "限于 类别 道路车辆。" in read
    assert "检索截至公开日志的前 1 条。" in read
    assert "去掉全部筛选" in read


@pytest.mark.parametrize(
    ("query", "left_out", "address"),
    [
        ("q=冰箱&region=110000", "去掉 地区 北京市 ： 1 项标准", "/?q=%E5%86%B0%E7%AE%B1"),
        (
            "q=冰箱&region=330000&status=withdrawn",
            "去掉 状态 废止 ： 1 项标准",
            "/?q=%E5%86%B0%E7%AE%B1&amp;region=330000",
        ),
        ("q=冰箱&published_from=2020-01-01&published_to=2020-12-31", "去掉 公开年份 2020-01-01 – 2020-12-31 ：", None),
        ("q=冰箱 总容积>9000L", "去掉 指标 总容积 > 9000 L ： 1 项标准", "/?q=%E5%86%B0%E7%AE%B1"),
        ("q=冰箱 企业:不存在", "去掉 企业 不存在 ： 1 项标准", None),
        ("q=冰箱 -冰箱", "去掉 不含 冰箱 ： 1 项标准", None),
        ("q=冰箱&unit=product&indicator=总容积>9000L", "去掉 指标 总容积 > 9000 L ： 1 个产品", None),
        ("q=冰箱&enterprise=91330106000001177R", "去掉 企业", "/?q=%E5%86%B0%E7%AE%B1"),
    ],
)
def test_what_is_in_the_way_can_be_left_out_and_is_counted(client, publish, query, left_out, address):
    publish()
    page = client.get(f"/?{query}").text
    assert left_out in text_of(page)
    assert address is None or f'<a href="{address}">去掉' in page
    english = text_of(client.get(f"/?{query}", headers={"Accept-Language": "en"}).text)
    assert "Remove" in english


def test_where_one_thing_alone_was_asked_there_is_nothing_less_to_ask(client, publish):
    publish()
    read = text_of(client.get("/?q=电动飞毯").text)
    assert "没有找到" in read
    assert "去掉" not in read.partition("没有找到")[2]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=冰箱&unit=car", "unit 的值 car 不被接受，应为：standard | product"),
        ("q=冰箱&status=past", "应为：current | upcoming | superseded | withdrawn, …"),
        ("q=冰箱&cursor=AAAA", "游标 AAAA 不是为这个查询给出的"),
        ("q=冰箱+" + "+".join(f"w{number}" for number in range(70)), "查询词太长或太复杂"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_form_keeps_the_text(client, publish, query, told):
    publish()
    page = client.get(f"/?{query}")
    assert page.status_code == 400
    assert told in unescape(page.text)
    assert 'value="冰箱' in page.text
    form = page.text.split('<form class="find"', 1)[1].split("</form>", 1)[0]
    assert 'type="hidden"' not in form  # a second attempt does not repeat the fault


def test_pages_follow_each_other_and_ticks_travel_along(client, publish, register):
    receipt = publish(body__count=25)
    ticked = str(products_of(register, receipt)[0].id)
    seen = []
    address = "/?unit=product&utm_source=mail"
    first = client.get(address).text
    seen += re.findall(r'<article class="hit" id="([^"]+)"', first)
    following = re.search(r'name="cursor" value="([^"]+)"', first)
    assert following
    second = client.get(f"{address}&products={ticked}&cursor={following[1]}")
    assert second.status_code == 200
    seen += re.findall(r'<article class="hit" id="([^"]+)"', second.text)
    assert len(seen) == len(set(seen)) == 25
    kept = f'<input type="hidden" name="products" value="{ticked}">'
    assert second.text.count(kept) == 1 + (ticked not in seen[20:])
    assert 'name="cursor"' not in second.text


@pytest.mark.parametrize("page", ["/", "/?unit=product&q=冰箱", "/data/standards", "/data/limits"])
def test_a_stranger_may_give_parameters_any_name(client, publish, page):
    publish()
    for name in ("endpoint", "_external", "_scheme", "_anchor", "_method", "uscc", "self"):
        response = client.get(f"{page}{'&' if '?' in page else '?'}{name}=x&limit=1")
        assert response.status_code == 200, name


def test_products_are_found_with_their_values_and_can_be_chosen(client, publish):
    publish(body__products=[RefrigeratorFactory(model="BCD-500W")])
    page = client.get("/?q=BCD-500W&unit=product")
    assert "年耗电量 ≤350 kWh/a" in text_of(page.text)
    assert "加入比较 北冰 BCD-500W" in text_of(page.text)
    assert '<form class="picking" action="/compare">' in page.text


OWN = {"text": HOSTILE, "reason": HOSTILE}


def test_every_field_of_a_declaration_is_escaped_everywhere(client, publish, register):
    product = RefrigeratorFactory(
        name=HOSTILE,
        brand=HOSTILE,
        model=HOSTILE,
        specification=HOSTILE,
        indicators=[
            indicator(HOSTILE, HOSTILE, condition=HOSTILE, method=HOSTILE),
            {"name": "年耗电量", "kind": "performance", "text": HOSTILE, "method": OWN},
        ],
    )
    receipt = publish(
        enterprise=EnterpriseFactory(where=register.scope, name=HOSTILE),
        body__title=HOSTILE,
        body__cites=[{"number": HOSTILE}],
        body__products=[product, {**product, "model": HOSTILE + "2"}],
    )
    first, second = products_of(register, receipt)
    for address in (
        "/",
        "/?q=script",
        "/?q=script&unit=product",
        f"/?q={HOSTILE}&unit=product&category={HOSTILE}&enterprise={HOSTILE}",
        f"/s/{receipt.id}",
        f"/p/{first.id}",
        f"/compare?products={first.id},{second.id}",
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "<script>" not in page.text, address
        assert "alert" in page.text or address == "/", address  # it was there to be escaped


@pytest.mark.parametrize("address", ["/s/ES2026-00009999-1", "/s/none", "/p/EP2026-00000001-8", "/p/<script>"])
def test_an_unknown_id_is_answered_with_a_page(client, register, address):
    page = client.get(address)
    assert page.status_code == 404
    assert '<form class="find"' in page.text
    assert "<script>" not in page.text


def test_a_standard_shows_status_number_proof_and_commitment(client, publish):
    receipt = publish(body__number="Q/HZDQ 900-2026")
    page = client.get(f"/s/{receipt.id}")
    read = text_of(page.text)
    assert read.index("现行") < read.index("Q/HZDQ 900—2026") < read.index("统一社会信用代码")
    assert "公开 2026-11-22 12:00" in read  # in Shanghai
    assert f"记入公开日志，序号 {receipt.log_index}" in read
    assert f'href="/api/v1/log/entries/{receipt.log_index}"' in page.text
    assert receipt.content_hash in read
    assert "质量负责人 王芳" in read
    assert "GB/T 8059—2016" in read
    assert client.get(f"/api/v1/log/entries/{receipt.log_index}").status_code == 200


def test_the_products_of_a_standard_stand_in_one_table_page_by_page(client, publish):
    receipt = publish(body__count=21)
    first = client.get(f"/s/{receipt.id}")
    assert "21 个产品" in text_of(first.text)
    assert first.text.count('<th scope="row"><input') == 20
    following = re.search(r'href="(/s/[^"]*cursor=[^"#]+)', first.text)
    assert following
    second = client.get(unescape(following[1]))
    assert second.text.count('<th scope="row"><input') == 1
    assert client.get(f"/s/{receipt.id}?cursor=made-up").status_code == 400


def test_the_products_of_a_standard_are_as_many_as_are_asked_for(client, publish):
    receipt = publish(body__count=5)
    first = client.get(f"/s/{receipt.id}?limit=3")
    assert first.text.count('<th scope="row"><input') == 3
    second = client.get(unescape(re.search(r'href="(/s/[^"]*cursor=[^"#]+)', first.text)[1]))
    assert second.text.count('<th scope="row"><input') == 2
    assert f'href="/s/{receipt.id}?limit=3#products"' in second.text
    assert client.get(f"/s/{receipt.id}?limit=1000").status_code == 400


def test_notices_of_the_publication_are_shown_once_each(client, publish):
    unread = RefrigeratorFactory(indicators=[indicator("年耗电量", "350")])
    receipt = publish(body__products=[unread, {**unread, "model": "B"}])
    read = text_of(client.get(f"/s/{receipt.id}").text)
    assert read.count("没有单位，不能参与比较") == 1


def test_a_value_is_converted_and_the_original_stands_beneath(client, publish, register):
    volume = indicator("总容积", "20 ft3", kind="functional")
    receipt = publish(body__products=[RefrigeratorFactory(indicators=[volume, indicator("年耗电量", "≤1350 kWh/a")])])
    (product,) = products_of(register, receipt)
    for address in (f"/p/{product.id}", f"/s/{receipt.id}"):
        read = text_of(client.get(address).text)
        assert "566.3 L 原文 20 ft3" in read
        assert "≤1 350 kW·h/a" in read  # parted, not converted
        assert "原文 ≤1" not in read


def test_sample_data_is_marked_on_every_page(client, publish, register):
    receipt = publish(enterprise=EnterpriseFactory(where=register.scope, is_sample=True), body__count=2)
    first, second = products_of(register, receipt)
    for address in (
        "/",
        "/?unit=product",
        f"/s/{receipt.id}",
        f"/p/{first.id}",
        f"/compare?products={first.id},{second.id}",
    ):
        assert '<div class="sample"' in client.get(address).text, address


def test_what_is_no_sample_is_not_marked_and_is_told_to_search_engines(client, publish, register):
    receipt = publish()
    (product,) = products_of(register, receipt)
    for address in ("/", f"/s/{receipt.id}", f"/p/{product.id}"):
        assert '<div class="sample"' not in client.get(address).text, address
    for address in (f"/s/{receipt.id}", f"/p/{product.id}"):
        assert "application/ld+json" in client.get(address).text, address


def test_pages_are_complete_in_english(client, publish, register):
    receipt = publish(
        enterprise=EnterpriseFactory(where=register.scope, name="Acme"),
        body__title="Refrigerators",
        body__products=[
            RefrigeratorFactory(name="Refrigerator", brand="Acme", model=f"M{number}", specification="Two doors")
            for number in range(2)
        ],
    )
    first, second = products_of(register, receipt)
    for address in (
        "/",
        "/?q=Acme&unit=product",
        "/?q=nothing-at-all",
        f"/p/{first.id}",
        f"/compare?products={first.id},{second.id}",
        "/compare",
    ):
        page = client.get(address, headers={"Accept-Language": "en"})
        assert page.headers["Content-Language"] == "en"
        ours = re.sub(
            r'<(span|a)\b[^>]* lang="zh-Hans">[^<]*</\1>|<span lang="zh-Hans">[^<]*</span>', "", page.text
        )  # a name from the data keeps its language
        assert not re.search(r"[\u4e00-\u9fff]", text_of(ours)), address


def test_a_telephone_reads_the_address_of_a_standard(client, publish):
    receipt = publish()
    page = client.get(f"/s/{receipt.id}").text
    drawn = segno.make(f"http://localhost/s/{receipt.id}", error="m", micro=False)
    (path,) = re.findall(r' d="([^"]+)"', drawn.svg_inline(border=2))
    assert path in page
    assert "style=" not in page


def test_a_product_page_shows_the_place_among_its_like(client, publish):
    kept = [
        publish(
            body__products=[
                RefrigeratorFactory(
                    indicators=[
                        indicator("噪声", f"≤{loud} dB(A)", method="GB/T 8059-2016"),
                        indicator("总容积", f"{loud * 10} L", kind="functional", method="GB/T 8059-2016"),
                    ]
                )
            ]
        )
        for loud in range(36, 42)
    ]
    page = client.get(f"/s/{kept[0].id}").text
    read = text_of(page)
    assert "6 个同类产品，中位 38；严于其中约 80%" in unescape(page)
    assert "严于约 80%" in read
    assert "噪声 dB(A) 36 36 36 38 41 41 6" in read
    assert read.count("严于约") == 1  # of a volume more is neither better nor worse


def test_a_standard_of_several_products_shows_their_places_with_the_numbers_behind(client, publish, register):
    for loud in range(36, 42):
        publish(body__products=[fridge(loud)])
    several = publish(body__products=[fridge(37), fridge(45)])
    page = client.get(f"/s/{several.id}").text
    read = text_of(page)
    assert "性能指标 产品 噪声 dB(A)" in read
    assert 'aria-label="37～45；8 个同类产品，中位 38"' in page
    assert page.count('class="own"') == 2
    assert "指标 本页产品 最小 一成不超过 中位 九成不超过 最大 同类产品 噪声 dB(A) 37～45 36" in read


def test_of_several_products_one_may_have_a_place(client, publish, register):
    for loud in range(36, 42):
        publish(body__products=[fridge(loud)])
    without = RefrigeratorFactory(indicators=[indicator("总容积", "200 L", kind="functional", method="GB/T 8059-2016")])
    page = client.get(f"/s/{publish(body__products=[fridge(37), without]).id}").text
    assert 'aria-label="37；7 个同类产品，中位 38"' in page
    assert "严于" not in text_of(page)


def test_what_cannot_be_read_without_its_category_is_no_way_out(client, publish):
    """In the category the name is that of one indicator; without it, of several."""
    publish()
    query = "q=没有的东西&category=drum-washing-machines&indicator=额定容量>=1"
    page = client.get(f"/?{query}")
    assert page.status_code == 200
    assert "没有找到" in text_of(page.text)
    assert client.get("/?q=没有的东西&indicator=额定容量>=1").status_code == 400


def fridge(loud):
    return RefrigeratorFactory(indicators=[indicator("噪声", f"≤{loud} dB(A)", method="GB/T 8059-2016")])


def test_among_few_there_is_no_place(client, publish):
    receipt = publish()
    assert "在同类中的位置" not in client.get(f"/s/{receipt.id}").text
