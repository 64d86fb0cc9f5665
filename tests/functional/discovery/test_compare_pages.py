"""The page that compares, as a reader without an account and without a script gets it."""

import re
from html import unescape

import segno

from registry.worker import drain
from tests.factories.declarations import RefrigeratorFactory, indicator
from tests.functional.discovery.reading import products_of, text_of


def test_comparing_needs_two_products(client, publish, register):
    receipt = publish(body__count=8)
    ids = [str(product.id) for product in products_of(register, receipt)]
    assert "选 2 至 6 个产品来比较" in text_of(client.get("/compare").text)
    one = client.get(f"/compare?products={ids[0]}")
    assert one.status_code == 200
    assert "还差一个产品" in text_of(one.text)
    assert f"products={ids[0]}" in unescape(one.text)
    many = client.get(f"/compare?products={','.join(ids)}")
    assert many.status_code == 400
    assert "请选择 2 至 6 个不同的产品" in text_of(many.text)
    assert many.text.count('class="off"') == 8  # each can be taken away
    unknown = client.get(f"/compare?products={ids[0]},EP2026-00000000-0")
    assert unknown.status_code == 404
    assert "EP2026-00000000-0" in text_of(unknown.text)


def test_a_comparison_has_one_address(client, publish, register):
    first, second = (str(product.id) for product in products_of(register, publish(body__count=2)))
    asked = client.get(f"/compare?q=x&unit=product&products={first}&products={second}&products={first}")
    assert asked.status_code == 302
    assert asked.location == f"/compare?products={first},{second}"
    assert client.get(asked.location).status_code == 200


def test_the_best_value_is_said_only_where_values_compare(client, publish, register):
    def fridge(model, *indicators):
        return RefrigeratorFactory(model=model, indicators=list(indicators))

    receipt = publish(
        body__products=[
            fridge("A", indicator("年耗电量", "≤300 kWh/a"), indicator("比限值节电率", "≥20%", method="GB/T 1-2000")),
            fridge("B", indicator("年耗电量", "≤400 kWh/a"), indicator("比限值节电率", "≥10%", method="GB/T 2-2000")),
        ]
    )
    ids = ",".join(str(product.id) for product in products_of(register, receipt))
    page = client.get(f"/compare?products={ids}")
    rows = dict(re.findall(r'<tr><th scope="row">(\S+).*?</th>(.*?)</tr>', page.text, re.DOTALL))
    assert rows["年耗电量"].count("最优") == 1
    assert rows["年耗电量"].index("≤300") < rows["年耗电量"].index("最优") < rows["年耗电量"].index("≤400")
    assert "最优" not in rows["比限值节电率"]
    assert "试验方法不同，数值不能比较。" in rows["比限值节电率"]


def test_one_odd_method_does_not_spoil_the_row(client, publish, register):
    methods = ("GB/T 1-2000", "GB/T 1-2000", "GB/T 2-2000")
    receipt = publish(
        body__products=[
            RefrigeratorFactory(model=f"M{use}", indicators=[indicator("年耗电量", f"≤{use} kWh/a", method=method)])
            for use, method in zip((300, 400, 200), methods, strict=True)
        ]
    )
    ids = ",".join(str(product.id) for product in products_of(register, receipt))
    cells = re.findall(r'<td class="n.*?</td>', client.get(f"/compare?products={ids}").text, re.DOTALL)[:3]
    assert ["最优" in cell for cell in cells] == [True, False, False]
    assert ["试验方法不同" in cell for cell in cells] == [False, False, True]


def test_the_table_is_said_in_sentences_that_recommend_nothing(client, publish, register):
    def fridge(model, use, saving, *more):
        indicators = [indicator("年耗电量", use), indicator("比限值节电率", saving), *more]
        return RefrigeratorFactory(brand=None, model=model, indicators=indicators)

    noise = indicator("噪声", "≤38 dB(A)", method="GB/T 4214.1-2017")
    receipt = publish(body__products=[fridge("甲", "≤300 kWh/a", "≥20%", noise), fridge("乙", "≤400 kWh/a", "≥12%")])
    ids = ",".join(str(product.id) for product in products_of(register, receipt))
    read = text_of(client.get(f"/compare?products={ids}").text)
    said = "甲 与 乙 相比：年耗电量低 100 kW·h/a（25 %）；比限值节电率高 8 个百分点。噪声只有 甲 声明。"
    assert said in read
    english = text_of(client.get(f"/compare?products={ids}", headers={"Accept-Language": "en"}).text)
    assert "Annual energy use is lower by 100 kW·h/a (25 %); " in english
    assert "higher by 8 percentage points." in english
    assert not re.search("推荐|建议|值得|更好|首选", said)


def test_the_middle_of_the_category_stands_beside_the_values(client, publish, register):
    receipts = [
        publish(body__products=[RefrigeratorFactory(indicators=[indicator("年耗电量", f"≤{use} kWh/a")])])
        for use in (300, 1350, 400)
    ]
    drain(register.scope, register.search)
    ids = ",".join(str(product.id) for receipt in receipts[:2] for product in products_of(register, receipt))
    page = client.get(f"/compare?products={ids}")
    assert "400 300～1 350 3 个产品" in text_of(page.text)
    assert "统计到公开日志第 3 条" in text_of(page.text)
    assert f'href="/compare.csv?products={ids}"' in page.text
    assert f'href="/compare.xlsx?products={ids}"' in page.text
    english = text_of(client.get(f"/compare?products={ids}", headers={"Accept-Language": "en"}).text)
    assert "300–1 350 3 products" in english


def test_two_methods_with_as_many_values_each_leave_the_row_uncompared(client, publish, register):
    methods = ("GB/T 1-2000", "GB/T 1-2000", "GB/T 2-2000", "GB/T 2-2000")
    receipt = publish(
        body__products=[
            RefrigeratorFactory(model=f"M{use}", indicators=[indicator("年耗电量", f"≤{use} kWh/a", method=method)])
            for use, method in zip((300, 400, 200, 250), methods, strict=True)
        ]
    )
    ids = ",".join(str(product.id) for product in products_of(register, receipt))
    page = client.get(f"/compare?products={ids}").text
    assert "最优" not in page.split("</table>")[0]
    assert page.split("</table>")[0].count("试验方法不同") == 4


def test_the_same_value_in_two_units_is_no_difference(client, publish, register):
    receipt = publish(
        body__products=[
            RefrigeratorFactory(model=text, indicators=[indicator("高度", text, kind="functional")])
            for text in ("20 in", "508 mm")
        ]
    )
    ids = ",".join(str(product.id) for product in products_of(register, receipt))
    assert "略去 1 项相同的指标" in text_of(client.get(f"/compare?products={ids}&only=differences").text)


def test_only_the_differences(client, publish, register):
    same = indicator("比限值节电率", "≥20%")
    receipt = publish(
        body__products=[
            RefrigeratorFactory(model="A", indicators=[same, indicator("年耗电量", "≤300 kWh/a")]),
            RefrigeratorFactory(model="B", indicators=[same]),
        ]
    )
    ids = ",".join(str(product.id) for product in products_of(register, receipt))
    everything = text_of(client.get(f"/compare?products={ids}").text)
    assert "比限值节电率" in everything
    assert "未声明" in everything
    differing = text_of(client.get(f"/compare?products={ids}&only=differences").text)
    assert "比限值节电率" not in differing
    assert "略去 1 项相同的指标" in differing


def test_a_printed_comparison_leads_back_to_its_address(client, publish, register):
    ids = ",".join(str(product.id) for product in products_of(register, publish(body__count=2)))
    page = client.get(f"/compare?products={ids}").text
    drawn = segno.make(f"http://localhost/compare?products={ids}", error="m", micro=False)
    (path,) = re.findall(r' d="([^"]+)"', drawn.svg_inline(border=2))
    assert path in page[page.index("<tfoot") : page.index("</tfoot>")]
