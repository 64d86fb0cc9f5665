"""The pages of the rankings."""

import csv
import io
import re
from html import unescape

import pytest

from registry.ranking.service import add_scheme, latest
from registry.ranking.values import Note, Obstacle
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory, issued
from tests.functional.ranking.issuing import fridge, text_of

LAMPS = MeasureFactory(
    indicator="luminous_efficacy",
    unit="lm/W",
    advanced=MarkFactory(value="100"),
    average=MarkFactory(value="80"),
    baseline=MarkFactory(value="60"),
)
HOSTILE = '<script>alert("x")</script>'


def measure(provenance):
    levels = {"advanced": "350", "average": "500", "baseline": "750"}
    return MeasureFactory(**{name: MarkFactory(value=each, provenance=provenance) for name, each in levels.items()})


@pytest.fixture
def publish(ready):
    return lambda *products, **more: PublishedFactory(where=ready, body__products=list(products), **more)


@pytest.fixture
def scheme(ready):
    add_scheme(ready, SchemeFactory(id="fridges"))
    return "/rankings/fridges"


@pytest.fixture
def edition(ready, scheme, publish):
    """Publishes the products in one standard and gives the address of the edition that is built then."""

    def built(*products, **more):
        if products:
            publish(*products, **more)
        return issued(ready, "fridges")

    return built


def test_the_index_lists_every_scheme_by_field(client, ready, scheme, edition):
    add_scheme(ready, SchemeFactory(id="ended", title="旧方案", valid_from="2020-01-01", valid_to="2021-01-01"))
    add_scheme(ready, SchemeFactory(id="lamps", title="灯", category="led-bulbs", core=[LAMPS]))
    address = edition(fridge(300, "A"), fridge(900, "B"))
    page = client.get("/rankings")
    read = text_of(page.text)
    assert page.status_code == 200
    assert f'href="{scheme}"' in page.text
    assert f'href="{address}"' in page.text
    assert re.search(r"2026 年第 1 期 草稿，还没有公示 2 1 0 0", read)
    assert re.search(r"旧方案.*至 2021-01-01 已结束", read)
    places = [read.index(words) for words in ("家用电器", "家用电冰箱节能水平", "旧方案", "照明")]
    assert places == sorted(places)
    assert '<div class="sample"' in page.text


def test_an_empty_register_has_no_schemes(client, register):
    assert "还没有评估方案" in text_of(client.get("/rankings").text)


def test_the_method_stands_first_and_says_where_its_numbers_come_from(client, scheme, edition):
    assert "还没有生成过榜单" in text_of(client.get(scheme).text)
    address = edition(fridge(300, "A"))
    page = client.get(scheme)
    read = text_of(page.text)
    assert page.status_code == 200
    assert read.index("≤350 ≤500 ≤750 GB/T 8059—2016 示例数据，未经核实") < read.index("各期榜单")
    assert f'href="{address}"' in page.text
    assert "不是对产品的推荐" in read


def test_an_edition_says_on_what_it_rests(client, edition):
    read = text_of(client.get(edition(fridge(300, "A"))).text)
    assert "草稿，还没有公示" in read
    assert "公开日志前 1 条" in read
    assert re.search(r"摘要 sha256:[0-9a-f]{64}", read)
    assert "不是对产品的推荐" in read


def test_tiers_have_no_order_but_the_numbers(client, publish, edition):
    publish(fridge(340, "B"), body__number="Q/HZDQ 2-2026")
    publish(fridge(200, "A"), body__number="Q/HZDQ 1-2026")
    publish(fridge(100, "C"), body__number="Q/HZDQ 3-2026")
    read = text_of(client.get(edition(fridge(450, "D"), fridge(700, "E"), body__number="Q/HZDQ 0-2026")).text)
    places = [read.index(f"Q/HZDQ {number}—2026 {model}") for number, model in ("1A", "2B", "3C", "0D", "0E")]
    assert places == sorted(places)
    assert "参评 5 入榜 5 未入榜及原因 0" in read
    assert "先进水平 ★★★★★ 3 项" in read


def test_who_is_out_is_told_why(client, publish, edition):
    publish(fridge(300, "F"), upcoming=True)
    read = text_of(
        client.get(
            edition(
                fridge(900, "A"),
                RefrigeratorFactory(model="B", indicators=[indicator("总容积", "500 L")]),
                fridge(300, "C", condition="32 ℃"),
                RefrigeratorFactory(model="D", indicators=[indicator("年耗电量", "低")]),
                RefrigeratorFactory(model="E", indicators=[indicator("年耗电量", "≥300 kWh/a")]),
            )
        ).text
    )
    for words, beside in (
        ("有核心指标低于基准水平", "年耗电量：低于基准水平"),
        ("有指标未声明", "年耗电量：未声明"),
        ("有指标的试验条件不同", "年耗电量：试验条件不同"),
        ("有指标不是可比较的数值", "年耗电量：不是可比较的数值"),
        ("有指标没有给出界限", "年耗电量：没有给出界限"),
    ):
        assert f"{words} 1" in read  # how many
        assert read.count(beside) == 1  # and beside the candidate
    assert read.count("标准尚未实施或已不现行") == 2


def test_every_reason_has_words(app):
    with app.test_request_context():
        parts = app.jinja_env.get_template("ranking/parts.html").module
        for code in {*Note, *Obstacle} - {Note.NOT_ASKED}:
            assert str(parts.reason(str(code))).strip()
        for code in Note:
            assert str(parts.note(str(code))).strip()


def test_a_long_tier_is_read_page_by_page(client, edition):
    address = edition(*(fridge(300, f"M{number:03d}") for number in range(60)))
    overview = client.get(address).text
    assert overview.count('<tr><th scope="row"><a') == 20
    assert f'<a href="{address}?grade=1">全部 60 项</a>' in overview
    for query in ("grade=1", "grade=1&outcome=ranked", "list=1&level=5"):
        first = client.get(f"{address}?{query}").text
        following = re.search(r'href="([^"]*cursor=[^"]+)"', first)
        second = client.get(unescape(following[1]))
        assert second.status_code == 200
        rows = "".join(re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', first + second.text))
        models = re.findall(r"M\d{3}", rows)
        assert models == sorted(models) == [f"M{number:03d}" for number in range(60)]


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ("", "ABC"),
        ("?outcome=ranked", "AB"),
        ("?outcome=excluded", "C"),
        ("?grade=2", "B"),
        ("?grade=2&outcome=ranked", "B"),
        ("?grade=2&outcome=excluded", ""),
        ("?list=1&level=4", "B"),
        ("?list=1&level=0", "C"),
        ("?list=1&level=4&grade=1", ""),
    ],
)
def test_the_page_chooses_the_entries_that_the_api_chooses(client, edition, query, models):
    address = edition(fridge(300, "A"), fridge(400, "B"), fridge(900, "C"))
    page = client.get(address + query)
    assert page.status_code == 200
    assert "".join(sorted(re.findall(r"Q/HZDQ \S+ ([ABC])\b", text_of(page.text)))) == models
    path, _, asked = query.partition("?")
    items = client.get(f"/api/v1{address}/entries{path}?{asked}").json["items"]
    assert "".join(entry["product"]["model"] for entry in items) == models


def test_each_core_indicator_has_a_list_but_where_all_are_equal(client, edition):
    address = edition(fridge(300, "A"), fridge(400, "B"), fridge(900, "C"))
    assert f'href="{address}?list=1&amp;level=4">1</a>' in client.get(address).text
    page = client.get(edition()).text
    assert "全部相同，不列榜单" not in page


def test_where_all_declare_the_same_no_list_is_made(client, edition):
    page = client.get(edition(fridge(300, "A"), fridge(300, "B"))).text
    assert "全部相同，不列榜单" in page
    assert "&amp;level=" not in page


@pytest.mark.parametrize(
    "query", ["grade=7", "outcome=perhaps", "cursor=made-up", "list=9&level=5", "level=9", "level=5"]
)
def test_a_parameter_that_cannot_be_read_is_said(client, edition, query):
    page = client.get(f"{edition(fridge(300, 'A'))}?{query}")
    assert page.status_code == 400
    assert 'class="findings"' in page.text


@pytest.mark.parametrize("address", ["/rankings/nothing", "/editions/nothing", "/editions/nothing.csv"])
def test_what_is_unknown_is_answered_with_a_page(client, register, address):
    assert client.get(address).status_code == 404


def test_words_of_others_are_escaped(client, ready, publish):
    add_scheme(ready, SchemeFactory(id="hostile", title=HOSTILE, title_en=HOSTILE, evaluator=HOSTILE))
    publish(
        RefrigeratorFactory(name=HOSTILE, model=HOSTILE, indicators=[indicator("年耗电量", HOSTILE)]),
        enterprise=EnterpriseFactory(where=ready, name=HOSTILE),
    )
    for address in ("/rankings", "/rankings/hostile", issued(ready, "hostile")):
        for language in ("zh", "en"):
            page = client.get(address, headers={"Accept-Language": language})
            assert page.status_code == 200
            assert "<script>" not in page.text
            assert "alert" in page.text


def test_sourced_thresholds_and_real_enterprises_carry_no_sample_mark(client, ready, publish):
    add_scheme(ready, SchemeFactory(id="sourced", sample=False, core=[measure("sourced")]))
    publish(fridge(300, "A"))
    for address in (issued(ready, "sourced"), "/rankings/sourced"):
        page = client.get(address)
        assert "未经核实" not in page.text
        assert '<div class="sample"' not in page.text
    assert "有出处" in text_of(page.text)


def test_an_edition_with_samples_among_its_candidates_is_marked(client, ready, publish):
    add_scheme(ready, SchemeFactory(id="sourced", sample=False, core=[measure("sourced")]))
    publish(fridge(300, "A"), enterprise=EnterpriseFactory(where=ready, is_sample=True))
    address = issued(ready, "sourced")
    assert '<div class="sample"' in client.get(address).text
    assert client.get(f"/api/v1{address}").json["sample"]["licence"]


def test_an_unverified_threshold_is_said_to_be_unverified(client, ready):
    add_scheme(ready, SchemeFactory(id="unverified", sample=False, core=[measure("unverified")]))
    assert "示例数据，未经核实" in text_of(client.get("/rankings/unverified").text)


def test_the_pages_are_complete_in_english(client, ready, scheme):
    add_scheme(ready, SchemeFactory(id="english", title="方案", evaluator="Evaluator"))
    edition = issued(ready, "english")
    for address in ("/rankings/english", edition, f"{edition}?grade=1", f"{edition}?outcome=excluded"):
        page = client.get(address, headers={"Accept-Language": "en"})
        assert not re.search(r"[\u4e00-\u9fff]", text_of(page.text)), address


def test_an_edition_is_taken_away_as_a_table_without_formulas(client, ready, edition):
    address = edition(fridge(300, "A"), fridge(400, "=1+1"), fridge(900, "C"))
    answer = client.get(f"{address}.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    heads, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert [row[heads.index("model")] for row in rows] == ["A", "'=1+1", "C"]
    assert [row[heads.index("grade")] for row in rows] == ["1", "2", ""]
    assert [row[-6:-3] for row in rows] == [["≤300 kWh/a", "5", ""], ["≤400 kWh/a", "4", ""], ["≤900 kWh/a", "0", ""]]
    assert {tuple(row[-3:]) for row in rows} == {(address.rpartition("/")[2], "draft", "示例数据")}
    assert rows[2][heads.index("reason")] == "below-baseline"
    assert latest(ready, "fridges").counts.candidates == len(rows)


def test_published_requirements_are_listed_and_nothing_is_graded_by_them(client):
    page = client.get("/rankings").text
    for number in ("T/CNHA 1025-2020", "T/CNHA 1027-2020", "T/GIES 007-2022", "T/CSTE 0535-2024"):
        assert number.replace("/", "/<wbr>").replace("-", "<wbr>—") in page, number
    assert page.count("征求意见稿</span>") == 3
    assert "softhome.cc" in page
    assert client.get("/api/v1/schemes").json["total"] == 0
