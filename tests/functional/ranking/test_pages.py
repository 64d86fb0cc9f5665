"""The pages of the rankings."""

import re
from html import unescape

import pytest

from registry.ranking import recompute
from registry.ranking.service import add_scheme
from registry.ranking.values import Note, Obstacle
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory

HOSTILE = '<script>alert("x")</script>'


def text_of(html):
    main = html.split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<wbr>", "", "<" + main))).split())


def fridge(use, model, **more):
    return RefrigeratorFactory(model=model, indicators=[indicator("年耗电量", f"≤{use} kWh/a", **more)])


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


def test_the_index_lists_every_scheme(client, ready, scheme):
    add_scheme(ready, SchemeFactory(id="ended", title="旧方案", valid_from="2020-01-01", valid_to="2021-01-01"))
    page = client.get("/rankings")
    assert page.status_code == 200
    assert f'href="{scheme}"' in page.text
    assert re.search(r"旧方案.*至 2021-01-01 已结束", text_of(page.text))
    assert '<div class="sample"' in page.text


def test_an_empty_register_has_no_schemes(client, register):
    assert "还没有评估方案" in text_of(client.get("/rankings").text)


def test_the_method_stands_before_the_result_and_says_where_its_numbers_come_from(client, scheme, publish):
    publish(fridge(300, "A"))
    page = client.get(scheme)
    read = text_of(page.text)
    assert page.status_code == 200
    assert (
        read.index("按现状计算，不是发布的榜单")
        < read.index("≤350 ≤500 ≤750 GB/T 8059—2016 示例数据，未经核实")
        < read.index("Q/HZDQ")
    )
    assert "公开日志前 1 条" in read
    assert "不是对产品的推荐" in read


def test_tiers_have_no_order_but_the_numbers(client, scheme, publish):
    publish(fridge(340, "B"), body__number="Q/HZDQ 2-2026")
    publish(fridge(200, "A"), body__number="Q/HZDQ 1-2026")
    publish(fridge(100, "C"), body__number="Q/HZDQ 3-2026")
    publish(fridge(450, "D"), fridge(700, "E"), body__number="Q/HZDQ 0-2026")
    read = text_of(client.get(scheme).text)
    places = [read.index(f"Q/HZDQ {number}—2026 {model}") for number, model in ("1A", "2B", "3C", "0D", "0E")]
    assert places == sorted(places)
    assert "先进水平 3 平均水平 1 基准水平 1 未入榜 0" in read


def test_who_is_out_is_told_why(client, scheme, publish):
    publish(
        fridge(900, "A"),
        RefrigeratorFactory(model="B", indicators=[indicator("总容积", "500 L")]),
        fridge(300, "C", condition="32 ℃"),
        RefrigeratorFactory(model="D", indicators=[indicator("年耗电量", "低")]),
        RefrigeratorFactory(model="E", indicators=[indicator("年耗电量", "≥300 kWh/a")]),
    )
    publish(fridge(300, "F"), upcoming=True)
    read = text_of(client.get(scheme).text)
    for words in (
        "有核心指标低于基准水平",
        "有指标未声明",
        "有指标的试验条件不同",
        "有指标不是可比较的数值",
        "有指标没有给出界限",
        "标准尚未实施或已不现行",
    ):
        assert f"{words} 1" in read  # how many
        assert read.count(words) == 2  # and beside the candidate


def test_every_reason_has_words(app):
    with app.test_request_context():
        parts = app.jinja_env.get_template("ranking/parts.html").module
        for code in {*Note, *Obstacle} - {Note.NOT_ASKED}:
            assert str(parts.reason(str(code))).strip()
        for code in Note:
            assert str(parts.note(str(code))).strip()


def test_a_long_tier_is_read_page_by_page(client, scheme, publish):
    publish(*(fridge(300, f"M{number:03d}") for number in range(60)))
    overview = client.get(scheme).text
    assert overview.count('<tr><th scope="row"><a') == 20
    assert f'<a href="{scheme}?grade=1">全部 60 项</a>' in overview
    first = client.get(f"{scheme}?grade=1").text
    following = re.search(r'href="([^"]*cursor=[^"]+)"', first)
    second = client.get(unescape(following[1]))
    assert second.status_code == 200
    models = re.findall(r"M\d{3}", "".join(re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', first + second.text)))
    assert models == sorted(models) == [f"M{number:03d}" for number in range(60)]


def test_those_who_are_out_have_an_address_of_their_own(client, scheme, publish):
    publish(fridge(300, "A"), fridge(900, "B"))
    read = text_of(client.get(f"{scheme}?outcome=excluded").text)
    assert re.search(r"Q/HZDQ \S+ B", read)
    assert not re.search(r"Q/HZDQ \S+ A", read)


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ("", "ABC"),
        ("?outcome=ranked", "AB"),
        ("?outcome=excluded", "C"),
        ("?grade=2", "B"),
        ("?grade=2&outcome=ranked", "B"),
        ("?grade=2&outcome=excluded", ""),
    ],
)
def test_the_page_chooses_the_entries_that_the_api_chooses(client, scheme, publish, query, models):
    publish(fridge(300, "A"), fridge(400, "B"), fridge(900, "C"))
    page = client.get(scheme + query)
    assert page.status_code == 200
    assert "".join(sorted(re.findall(r"Q/HZDQ \S+ ([ABC])\b", text_of(page.text)))) == models
    items = client.get(f"/api/v1{scheme}{query}").json["items"]
    assert "".join(entry["product"]["model"] for entry in items) == models


def test_a_tier_chosen_in_two_ways_is_read_on(client, scheme, publish):
    publish(*(fridge(300, f"M{number:03d}") for number in range(60)))
    first = client.get(f"{scheme}?grade=1&outcome=ranked").text
    second = client.get(unescape(re.search(r'href="([^"]*cursor=[^"]+)"', first)[1]))
    assert second.status_code == 200
    assert second.text.count('<tr><th scope="row"><a') == 10


@pytest.mark.parametrize("query", ["grade=7", "outcome=perhaps", "cursor=made-up"])
def test_a_parameter_that_cannot_be_read_is_said(client, scheme, query):
    page = client.get(f"{scheme}?{query}")
    assert page.status_code == 400
    assert "有 1 处需要修改" in text_of(page.text)


def test_an_unknown_scheme_is_answered_with_a_page(client, register):
    assert client.get("/rankings/nothing").status_code == 404


def test_words_of_others_are_escaped(client, ready, publish):
    add_scheme(ready, SchemeFactory(id="hostile", title=HOSTILE, title_en=HOSTILE, evaluator=HOSTILE))
    publish(
        RefrigeratorFactory(name=HOSTILE, model=HOSTILE, indicators=[indicator("年耗电量", HOSTILE)]),
        enterprise=EnterpriseFactory(where=ready, name=HOSTILE),
    )
    for address in ("/rankings", "/rankings/hostile"):
        for language in ("zh", "en"):
            page = client.get(address, headers={"Accept-Language": language})
            assert page.status_code == 200
            assert "<script>" not in page.text
            assert "alert" in page.text


def test_sourced_thresholds_and_real_enterprises_carry_no_sample_mark(client, ready, publish):
    add_scheme(ready, SchemeFactory(id="sourced", sample=False, core=[measure("sourced")]))
    publish(fridge(300, "A"))
    page = client.get("/rankings/sourced")
    assert "未经核实" not in page.text
    assert '<div class="sample"' not in page.text
    assert "有出处" in text_of(page.text)


def test_an_unverified_threshold_is_said_to_be_unverified(client, ready):
    add_scheme(ready, SchemeFactory(id="unverified", sample=False, core=[measure("unverified")]))
    assert "示例数据，未经核实" in text_of(client.get("/rankings/unverified").text)


def test_the_pages_are_complete_in_english(client, ready, scheme):
    add_scheme(ready, SchemeFactory(id="english", title="方案", evaluator="Evaluator"))
    for address in ("/rankings/english", "/rankings/english?grade=1", "/rankings/english?outcome=excluded"):
        page = client.get(address, headers={"Accept-Language": "en"})
        assert not re.search(r"[\u4e00-\u9fff]", text_of(page.text)), address


def test_the_page_can_be_made_anew_from_its_archive(client, scheme, publish, tmp_path):
    publish(fridge(300, "A"), fridge(400, "B"), fridge(900, "C", condition="32 ℃"))
    page = client.get(scheme).text
    assert f'href="{scheme}.zip"' in page
    answer = client.get(f"{scheme}.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert re.fullmatch(r'attachment; filename="fridges-[0-9a-f]{12}\.zip"', answer.headers["Content-Disposition"])
    (tmp_path / "fridges.zip").write_bytes(answer.data)
    published, found = recompute.recomputed(str(tmp_path / "fridges.zip"))
    assert published == found
    assert client.get(f"{scheme}.zip").data == answer.data
    publish(fridge(350, "D"))
    assert client.get(f"{scheme}.zip").data != answer.data
    assert client.get("/rankings/nothing.zip").status_code == 404


def test_published_requirements_are_listed_and_nothing_is_graded_by_them(client):
    page = client.get("/rankings").text
    for number in ("T/CNHA 1025-2020", "T/CNHA 1027-2020", "T/GIES 007-2022", "T/CSTE 0535-2024"):
        assert number.replace("/", "/<wbr>").replace("-", "<wbr>—") in page, number
    assert page.count("征求意见稿</span>") == 3
    assert "softhome.cc" in page
    assert client.get("/api/v1/schemes").json["total"] == 0
