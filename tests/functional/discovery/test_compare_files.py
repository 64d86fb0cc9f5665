"""A comparison to take away: /compare.csv and /compare.xlsx."""

import csv
import io
import re
import zipfile

import pytest

from registry import worker
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory

FORMULA = '=HYPERLINK("https://example.org","x")'


@pytest.fixture
def product(client, ready):
    def publish(use, model="甲", enterprise=None, **more):
        made = RefrigeratorFactory(model=model, brand=None, indicators=[indicator("年耗电量", use)], **more)
        given = {"enterprise": enterprise} if enterprise else {}
        receipt = PublishedFactory(where=ready, body__products=[made], **given)
        return client.get(f"/api/v1/standards/{receipt.id}").json["products"][0]["id"]

    return publish


def lines(response):
    assert response.status_code == 200, response.text
    assert response.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def table(response):
    """The rows of the last block by their heads."""
    rows = lines(response)
    start = next(place for place, row in enumerate(rows) if row[:1] in (["指标类型"], ["Kind"]))
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def texts_and_formulas(response):
    """What an office program reads as text, and what it would calculate."""
    with zipfile.ZipFile(io.BytesIO(response.data)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    return re.findall(r"<t[^>]*>([^<]*)</t>", parts["xl/sharedStrings.xml"]), re.findall(r"<f\b", sheet), sheet


def test_a_csv_holds_the_values_their_place_and_when_they_were_read(client, product, register, ready):
    pair = [product("≤0.9 kWh/24h", "甲"), product("≤350 kWh/a", "乙")]
    worker.drain(ready, register.search)
    response = client.get(f"/compare.csv?products={','.join(pair)}")
    assert response.content_type == "text/csv; charset=utf-8"
    assert "2026-11-22.csv" in response.headers["Content-Disposition"]
    said = [row[0] for row in lines(response) if len(row) == 1]
    assert said[0].startswith("比较 2 个产品：")
    assert said[1].endswith(f"/compare?products={','.join(pair)}")
    assert said[2] == "查看于 2026-11-22 12:00（北京时间）"
    assert not any("示例" in each for each in said)
    (row,) = table(response)
    assert (row["指标"], row["单位"], row["方向"]) == ("年耗电量", "kW·h/a", "越低越好")
    assert (row["1. 甲 声明"], row["1. 甲 换算值"]) == ("≤0.9 kWh/24h", "328.5")
    assert (row["2. 乙 声明"], row["2. 乙 换算值"], row["最优"]) == ("≤350 kWh/a", "350", "1. 甲")
    assert (row["同类中位"], row["同类产品数"]) == ("328.5", "2")


def test_every_product_is_named_with_what_declares_it(client, product):
    pair = [product("≤300 kWh/a", "甲"), product("≤350 kWh/a", "乙")]
    known = {row[5]: row for row in lines(client.get(f"/compare.csv?products={','.join(pair)}")) if len(row) == 7}
    assert set(pair) < set(known)
    assert known[pair[0]][0] == "1. 甲"
    assert known[pair[0]][6] == "企业声明"


def test_samples_are_marked_inside_the_file(client, product, ready):
    pair = [
        product("≤300 kWh/a", "甲", EnterpriseFactory(where=ready, is_sample=True)),
        product("≤350 kWh/a", "乙"),
    ]
    for suffix in ("csv", "xlsx"):
        response = client.get(f"/compare.{suffix}?products={','.join(pair)}")
        held = [cell for row in lines(response) for cell in row] if suffix == "csv" else texts_and_formulas(response)[0]
        assert any(cell.startswith("示例数据：") for cell in held)
        assert held.count("示例数据") == 1, "which of the two is one"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_what_begins_like_a_formula_is_text(client, product, start):
    model = f"{start}1+1"
    pair = [product(FORMULA, model, specification=f"{start}cmd|' /C calc'!A0"), product("≤350 kWh/a", "乙")]
    response = client.get(f"/compare.csv?products={','.join(pair)}")
    cells = [cell for row in lines(response) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{FORMULA}" in cells
    texts, formulas, sheet = texts_and_formulas(client.get(f"/compare.xlsx?products={','.join(pair)}"))
    assert formulas == []
    assert any("HYPERLINK" in each for each in texts)
    assert "<hyperlink" not in sheet


def test_a_negative_number_is_a_number(client, product):
    pair = [product("-18", "甲"), product("≤350 kWh/a", "乙")]
    cells = [cell for row in lines(client.get(f"/compare.csv?products={','.join(pair)}")) for cell in row]
    assert "'-18" in cells, "as declared it is text"


def test_an_xlsx_is_printed_across_with_its_heads_on_every_page(client, product):
    pair = [product("≤300 kWh/a", "甲"), product("≤350 kWh/a", "乙")]
    response = client.get(f"/compare.xlsx?products={','.join(pair)}")
    texts, _, sheet = texts_and_formulas(response)
    assert 'orientation="landscape"' in sheet
    assert "查看于 2026-11-22 12:00（北京时间）" in texts
    assert re.search(r"<c [^>]*><v>350</v>", sheet), "a number is one"
    with zipfile.ZipFile(io.BytesIO(response.data)) as book:
        assert "Print_Titles" in book.read("xl/workbook.xml").decode()


def test_files_are_in_the_readers_language(client, product):
    pair = [product("≤300 kWh/a", "A"), product("≤350 kWh/a", "B")]
    response = client.get(f"/compare.csv?products={','.join(pair)}", headers={"Accept-Language": "en"})
    (row,) = table(response)
    assert (row["Indicator"], row["Direction"], row["Best"]) == ("Annual energy use", "lower is better", "1. A")


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_cannot_be_compared_is_said_in_a_sentence(client, product, suffix):
    one = product("≤300 kWh/a")
    seven = ",".join(product("≤300 kWh/a") for _ in range(7))
    for asked, status in ((one, 400), (f"{one},{one}", 400), (seven, 400), ("", 400), (f"{one},x", 404)):
        response = client.get(f"/compare.{suffix}?products={asked}")
        assert response.status_code == status, asked
        assert response.mimetype == "text/html"
    assert client.get(f"/compare.pdf?products={seven}").status_code == 404
    assert "请选择 2 至 6 个不同的产品" in client.get(f"/compare.{suffix}?products={one}").text
