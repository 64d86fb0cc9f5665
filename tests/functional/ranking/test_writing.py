"""The pages on which an evaluator writes its schemes, without scripts."""

import re
from html.parser import HTMLParser

import pytest

from registry.ranking.authoring import service
from registry.ranking.service import add_scheme
from tests.factories.accounts import HolderFactory
from tests.factories.declarations import PublishedFactory
from tests.factories.enterprises import credit_code
from tests.factories.ranking import MarkFactory, MeasureFactory, SchemeFactory
from tests.functional.conftest import submit

MINE = "/evaluate/schemes/fridges"


@pytest.fixture
def person(signed_in, holder):
    return signed_in(holder=holder)


@pytest.fixture
def published(ready, holder):
    add_scheme(ready, SchemeFactory(id="fridges"), holder)


class Fields(HTMLParser):
    """What a browser would send of the form for writing."""

    def __init__(self, page):
        super().__init__()
        self.form, self.inside, self.area, self.select = {}, False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "form":
            self.inside = told.get("class") == "writing"
        if not self.inside:
            return
        name, value = told.get("name"), told.get("value", "") or ""
        ticked = told.get("type") != "checkbox" or "checked" in told
        if tag == "input" and name and ticked:
            self.form[name] = value
        elif tag == "textarea":
            self.area, self.form[name] = name, ""
        elif tag == "select":
            self.select, self.form[name] = name, ""
        elif tag == "option" and self.select and "selected" in told:
            self.form[self.select] = value

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.form[self.area] = self.form[self.area].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data):
        if self.area:
            self.form[self.area] += data


def fields(answer):
    form = Fields(answer.text).form
    form.pop("csrf_token")
    return form


def sent(client, address, form, action="check", **changes):
    return submit(client, address, **{**form, "action": action, **changes})


def row(name, **changes):
    whole = {
        "indicator": "年耗电量",
        "unit": "kWh/a",
        "method-number": "GB/T 8059-2016",
        "advanced-value": "350",
        "average-value": "500",
        "baseline-value": "750",
        **changes,
    }
    return {f"{name}-{field}": text for field, text in whole.items()}


def begun(client):
    """A scheme that is written in the browser."""
    form = {
        **fields(client.get("/evaluate/schemes/new")),
        "id": "fridges",
        "title": "家用电冰箱节能水平",
        "category": "household-refrigerators",
        "valid_from": "2026-01-01",
        **row("core-0"),
    }
    answer = sent(client, "/evaluate/schemes/new", form)
    assert (answer.status_code, answer.location) == (303, f"{MINE}?checked=1"), answer.text
    return client.get(answer.location)


def test_from_nothing_to_a_ranking(person, ready, enterprise, client):
    PublishedFactory(where=ready, enterprise=enterprise)
    assert "还没有评估方案" in person.get("/evaluate/schemes").text
    page = begun(person)
    assert "没有需要修改的地方" in page.text
    assert "理解为：<b>年耗电量" in page.text
    assert re.search(r"这一版会让 \d 项进入先进水平。", page.text)
    assert "1 项会改变等级" in page.text
    onward = sent(person, MINE, fields(page), action="next")
    assert onward.location == f"{MINE}/publish"
    asked = person.get(onward.location)
    assert "这将是第 1 版" in asked.text
    assert client.get("/rankings/fridges").status_code == 404
    done = submit(person, f"{MINE}/publish", tag=fields(asked)["tag"])
    assert done.location == "/evaluate/schemes?published=fridges"
    assert "新的一版已发布" in person.get(done.location).text
    assert "家用电冰箱节能水平" in client.get("/rankings/fridges").text


def test_the_preview_says_how_many_more_and_who_moves(person, published, ready, enterprise):
    PublishedFactory(where=ready, enterprise=enterprise)
    form = fields(person.get(MINE))
    stricter = {"core-0-advanced-value": "1", "core-0-average-value": "2", "core-0-baseline-value": "3"}
    saved = sent(person, MINE, form, **stricter)
    page = person.get(saved.location).text
    assert re.search(r"这一版会让 0 项进入先进水平，(比现行版少 1 项|与现行版一样多)。", page)
    assert "1 项会改变等级" in page
    assert enterprise.name in page
    assert "有核心指标低于基准水平" in page
    assert "与现行版的不同" in page
    assert "更严" in page


def test_what_is_wrong_is_said_at_its_field_and_everything_typed_is_kept(person):
    form = {
        **fields(person.get("/evaluate/schemes/new")),
        "id": "fridges",
        "title": "方案",
        "valid_from": "明年",
        "innovation_needed": "0",
        **row("core-0", **{"advanced-value": "600", "unit": "千瓦时/年"}),
        **row(
            "core-1", indicator="颜色", **{"when-0-indicator": "total_volume", "when-0-op": "le", "when-0-value": "大"}
        ),
    }
    page = person.get(sent(person, "/evaluate/schemes/new", form).location)
    again = fields(page)
    for name, text in form.items():
        if text.strip() and name not in {"tag", "id", "core-0-indicator"}:
            assert again[name] == text, name
    for control, said in (
        ("valid_from", "日期“明年”读不懂"),
        ("category", "还没有填写产品类别"),
        ("core-1-indicator", "指标词典中没有“颜色”"),
    ):
        assert re.search(rf'<a href="#{control}">[^<]*{said}', page.text), control
        assert re.search(rf'id="{control}-told"><span class="error">[^<]*{said}', page.text), control
        assert f'id="{control}"' in page.text
    assert "试算" not in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "../x"}, "id 的值 ../x 不被接受"),
        ({"title": "甲" * 301}, "不被接受"),
        ({"innovation_needed": "很多"}, "类型不对"),
        ({"innovation_needed": "9" * 40}, "类型不对"),
        ({"notice_days": "-1"}, "类型不对"),
        ({"title": "甲\x00乙"}, "U+0000"),
        ({f"base-{number}-indicator": "apf" for number in range(300)}, "方案有 301 行指标，最多 200 行"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_is_to_be_said(person, ready, changes, said):
    form = {**fields(person.get("/evaluate/schemes/new")), "id": "fridges", **row("core-0"), **changes}
    answer = sent(person, "/evaluate/schemes/new", form)
    assert answer.status_code == 422
    assert said in answer.text
    again = fields(answer)
    assert again["core-0-advanced-value"] == "350"
    assert {again[name] for name in changes} == {
        text.replace("\x00", "\N{REPLACEMENT CHARACTER}") for text in changes.values()
    }
    assert "还没有评估方案" in person.get("/evaluate/schemes").text


def test_rows_are_added_and_removed_before_they_are_kept(person, published):
    form = {**fields(person.get(MINE)), **row("core-1"), "core-1-baseline-value": "800"}
    more = fields(sent(person, MINE, form, action="rows-core"))
    assert "core-4-indicator" in more
    fewer = fields(sent(person, MINE, more, action="remove-core-0"))
    assert (fewer["core-0-baseline-value"], fewer.get("core-1-baseline-value")) == ("800", None)
    assert fields(person.get(MINE))["core-0-baseline-value"] == "750", "nothing is kept"
    assert "试算" not in sent(person, MINE, more, action="remove-core-x").text


def test_a_scheme_is_the_same_after_it_went_through_the_form(person, ready, holder):
    when = [{"indicator": "total_volume", "op": "lt", "value": "500", "unit": "L"}]
    content = SchemeFactory(
        id="fridges",
        note="第一行\n第二行",
        standards=["GB 1-2020", "GB 2-2020"],
        attested=[{"text": "无事故", "text_en": "No accident"}],
        base=[
            MeasureFactory(
                indicator="noise", unit="dB(A)", advanced=None, average=None, baseline=MarkFactory(value="45")
            )
        ],
        core=[MeasureFactory(when=when, basis="干基", condition="25 ℃")],
        valid_to="2030-01-01",
    )
    add_scheme(ready, content, holder)
    page = person.get(MINE)
    assert sent(person, MINE, fields(page)).status_code == 303
    assert service.content(ready, "fridges") == content
    assert service.draft(ready, "fridges").content == content


def test_what_somebody_else_has_saved_meanwhile_is_shown_beside(person, published):
    first = fields(person.get(MINE))
    assert sent(person, MINE, first, note="甲").status_code == 303
    answer = sent(person, MINE, first, note="乙")
    assert answer.status_code == 412
    assert "两处的不同" in answer.text
    again = fields(answer)
    assert again["note"] == "乙"
    assert sent(person, MINE, again).status_code == 303
    assert fields(person.get(MINE))["note"] == "乙"


def test_what_changed_since_it_was_shown_is_not_published(person, published, ready):
    sent(person, MINE, fields(person.get(MINE)), note="甲")
    tag = fields(person.get(f"{MINE}/publish"))["tag"]
    sent(person, MINE, fields(person.get(MINE)), note="乙")
    answer = submit(person, f"{MINE}/publish", tag=tag)
    assert answer.status_code == 412
    assert "还没有发布" in answer.text
    assert service.version(ready, "fridges")[0].version == 1


def test_a_draft_with_errors_is_not_published(person):
    page = sent(person, "/evaluate/schemes/new", {**fields(person.get("/evaluate/schemes/new")), "id": "fridges"})
    assert page.status_code == 303
    assert person.get(f"{MINE}/publish").location == f"{MINE}?checked=1"
    tag = fields(person.get(MINE))["tag"]
    answer = submit(person, f"{MINE}/publish", tag=tag)
    assert (answer.status_code, "还没有填写名称" in answer.text) == (422, True)


def test_a_draft_is_deleted_after_one_more_question(person, published):
    sent(person, MINE, fields(person.get(MINE)), note="甲")
    asked = person.get(f"{MINE}/delete")
    assert "已发布的第 1 版不受影响" in asked.text
    assert submit(person, f"{MINE}/delete", tag="0").status_code == 412
    assert submit(person, f"{MINE}/delete", tag=fields(asked)["tag"]).status_code == 303
    assert fields(person.get(MINE)).get("note") == ""


def test_the_changes_of_a_version_are_public(person, published, client):
    sent(person, MINE, fields(person.get(MINE)), **{"core-0-advanced-value": "300"})
    submit(person, f"{MINE}/publish", tag=fields(person.get(f"{MINE}/publish"))["tag"])
    assert 'href="/rankings/fridges/diff"' in client.get("/rankings/fridges").text
    page = client.get("/rankings/fridges/diff").text
    assert "350 kWh/a" in page
    assert "300 kWh/a" in page
    assert "更严" in page
    assert client.get("/rankings/fridges/diff?from=2&to=2").status_code == 200
    assert client.get("/rankings/fridges/diff?from=x").status_code == 400
    assert client.get("/rankings/fridges/diff?from=7").status_code == 404
    assert client.get("/rankings/none/diff").status_code == 404


@pytest.mark.parametrize(
    "address", ["/evaluate/schemes", "/evaluate/schemes/new", MINE, f"{MINE}/publish", "/evaluate/interests"]
)
def test_only_its_own_evaluator_writes_a_scheme(client, signed_in, ready, published, address):
    assert client.get(address).status_code in {303, 401}
    assert signed_in().get(address).status_code == 403
    stranger = signed_in(holder=HolderFactory(where=ready, kind="evaluator"))
    assert stranger.get(address).status_code == (403 if "fridges" in address else 200)


def test_interests_are_declared_and_ended_on_a_page_and_public(person, published, ready, enterprise, client):
    assert "没有申报过利益关系" in person.get("/evaluate/interests").text
    wrong = submit(person, "/evaluate/interests", uscc="1", kind="consulting", starts_on="2026-01-01", note="合同")
    assert wrong.status_code == 422
    assert 'aria-describedby="uscc-told"' in wrong.text
    assert "合同" in wrong.text
    missing = submit(person, "/evaluate/interests", uscc=credit_code(7))
    assert (missing.status_code, missing.text.count('class="error"')) == (422, 2)
    made = submit(
        person, "/evaluate/interests", uscc=enterprise.uscc, kind="consulting", starts_on="2026-01-01", note="合同"
    )
    assert made.status_code == 303
    assert 'href="/rankings/fridges/interests"' in client.get("/rankings/fridges").text
    assert client.get("/rankings/none/interests").status_code == 404
    public = client.get("/rankings/fridges/interests").text
    assert enterprise.name in public
    assert "回避中" in public
    number = re.search(r"/evaluate/interests/(\d+)/end", person.get("/evaluate/interests").text)[1]
    assert submit(person, f"/evaluate/interests/{number}/end", on="").status_code == 422
    assert submit(person, f"/evaluate/interests/{number}/end", on="2025-01-01").status_code == 422
    assert submit(person, f"/evaluate/interests/{number}/end", on="2026-06-01").status_code == 303
    assert "今日不回避" in person.get("/evaluate/interests").text
