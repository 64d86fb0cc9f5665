"""From nothing to a receipt, step by step, without a script."""

import re

import pytest

from registry.declarations.queries import standard
from registry.declarations.service import correct
from registry.kernel.access import Actor, Right
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Scope, reading
from tests.conftest import NOW
from tests.factories.declarations import BodyFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import submit
from tests.functional.desk.conftest import fields, filled

STANDARD_FORM = {
    "kind": "enterprise",
    "number": "Q/HZDQ 001-2026",
    "title": "家用电冰箱",
    "category": "household-refrigerators",
    "effective_on": "2026-12-01",
}
PRODUCT_FORM = {
    "name": "家用电冰箱",
    "model": "BCD-501W",
    "indicators-0-name": "年耗电量",
    "indicators-0-text": "≤350 kWh/a",
    "indicators-0-kind": "performance",
    "indicators-0-method-number": "GB/T 8059-2016",
    "indicators-1-name": "总容积",
    "indicators-1-text": "0.5 m³",
    "indicators-1-kind": "functional",
    "indicators-1-method-text": "目测",
    "indicators-1-method-reason": "没有标准方法",
}


def test_somebody_who_is_not_signed_in_is_shown_the_way(client):
    answer = client.get("/d/declarations/new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/d/declarations/new")


def test_an_empty_desk_says_what_to_do(person, enterprise):
    text = person.get("/d/").text
    assert "还没有声明过标准" in text
    assert enterprise.name in text
    assert 'href="/d/declarations/new"' in text


def test_from_nothing_to_a_receipt(person, ready, kept):
    answer = filled(person, "/d/declarations/new", **STANDARD_FORM)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"].removesuffix("/products")
    assert "还没有产品" in person.get(f"{address}/products").text
    answer = filled(person, f"{address}/products/new", **PRODUCT_FORM, action="check")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}/products/1?checked=1")
    text = person.get(answer.headers["Location"]).text
    assert "草稿已保存" in text
    assert "理解为：<b>年耗电量 ≤350 kW·h/a</b></p>" in text
    assert "理解为：<b>总容积 500 L</b>，原文 0.5 m³" in text
    assert "error-summary" not in text
    answer = filled(person, f"{address}/citations", cites="GB/T 8059-2016\nGB 4706.13-2014", action="next")
    assert answer.headers["Location"] == f"{address}/documents"
    assert f'href="{address}/check"' in person.get(f"{address}/documents").text
    text = person.get(f"{address}/check").text
    assert "没有妨碍公开的问题" in text
    assert "BCD-501W" in text
    answer = submit(person, f"{address}/publish")
    assert "本企业对声明内容的真实性" in answer.text
    form = {"revision": fields(answer)["revision"], "signed_by": "王芳", "role": "质量负责人"}
    answer = submit(person, f"{address}/publication", **form)
    assert answer.status_code == 303, answer.text
    receipt = answer.headers["Location"]
    assert submit(person, f"{address}/publication", **form).headers["Location"] == receipt
    text = person.get(receipt).text
    identity = receipt.split("/")[3]
    with reading(ready) as session:
        view = standard(session, PublicId.parse(identity, STANDARD), NOW.date())
    for said in (identity, "Q/HZDQ 001—2026", view.content_hash, view.leaf_hash, f'href="/s/{identity}"'):
        assert said in text.replace("<wbr>", "")
    assert person.get(address).headers["Location"] == receipt
    overview = person.get("/d/").text
    assert f'href="/d/receipts/{identity}/1"' in overview
    assert "还差" not in overview


def test_the_desk_lists_what_is_missing(person, drafted):
    address = drafted(BodyFactory(number=None, products=[]))
    assert "还差 2 处" in person.get("/d/").text
    text = person.get(address).text
    assert "还差 1 处" in text
    assert "还没有写" in text


def test_drafts_and_standards_are_paged(person, drafted):
    for _ in range(23):
        drafted(BodyFactory())
    text = person.get("/d/").text
    assert text.count("/d/declarations/ED") == 20
    following = re.search(r'href="(/d/\?drafts=\d+)[^"]*" rel="next"', text)[1]
    assert person.get(following).text.count("/d/declarations/ED") == 3
    assert person.get("/d/?drafts=x").status_code == 400


def test_what_is_wrong_is_said_at_its_field_and_linked(person, drafted, kept):
    address = drafted(BodyFactory())
    answer = filled(person, f"{address}/standard", number="冰箱一号", title="", effective_on="明年", action="check")
    page = person.get(answer.headers["Location"]).text
    for name in ("number", "title", "effective_on"):
        assert f'<a href="#{name}">' in page
        assert re.search(rf'id="{name}"[^>]*aria-invalid="true"', page)
        assert f'id="{name}-told"' in page
    assert 'value="冰箱一号"' in page
    assert 'value="明年"' in page
    assert kept(address.rpartition("/")[2]).body["number"] == "冰箱一号"


def test_a_page_that_was_never_sent_complains_of_nothing(person):
    assert "必须填写" not in person.get("/d/declarations/new").text


def test_rows_are_added_and_removed_before_they_are_kept(person, drafted, kept):
    address = drafted(BodyFactory())
    place = f"{address}/products/1"
    answer = filled(person, place, indicators__3__name="噪声", indicators__3__text="≤38 dB(A)", action="rows")
    assert answer.status_code == 200
    form = fields(answer)
    assert form["indicators-3-name"] == "噪声"
    assert "indicators-6-name" in form
    assert "理解为：<b>噪声 ≤38 dB(A)</b>" in answer.text
    answer = submit(person, place, **form, action="remove-0")
    form = fields(answer)
    assert form["indicators-0-name"] == "比限值节电率"
    assert form["indicators-2-name"] == "噪声"
    assert len(kept(address.rpartition("/")[2]).declaration.products[0].indicators) == 3
    submit(person, place, **form, action="next")
    names = [each.name for each in kept(address.rpartition("/")[2]).declaration.products[0].indicators]
    assert names == ["比限值节电率", "总容积", "噪声"]


def test_the_dictionary_offers_indicators(person, drafted):
    address = drafted(BodyFactory(products=[]))
    text = person.get(f"{address}/products/new").text
    assert 'value="annual-energy-use"' in text or 'name="offered"' in text
    code = re.search(r'name="offered" value="([^"]+)"', text)[1]
    answer = submit(person, f"{address}/products/new", tag="new", model="A", action="offered", offered=code)
    form = fields(answer)
    assert form["indicators-0-name"]
    assert form["model"] == "A"
    assert f'value="{code}"' not in answer.text


def test_a_product_is_copied_with_its_indicators_and_removed(person, drafted, kept):
    address = drafted(BodyFactory())
    draft = address.rpartition("/")[2]
    tag = fields(person.get(f"{address}/products"))["tag"]
    answer = submit(person, f"{address}/products/1/copy", tag=tag)
    assert answer.headers["Location"] == f"{address}/products/2"
    first, second = kept(draft).body["products"]
    assert second["indicators"] == first["indicators"]
    assert "gtins" not in second
    assert "从草稿中删除" in person.get(f"{address}/products/2/delete").text
    answer = filled(person, f"{address}/products/2/delete")
    assert answer.status_code == 303
    assert len(kept(draft).body["products"]) == 1
    submit(person, f"{address}/products/1/delete", tag="stale")
    assert len(kept(draft).body["products"]) == 1


def test_fifty_products(person, drafted):
    address = drafted(BodyFactory(count=150))
    text = person.get(f"{address}/products").text
    assert text.count("/copy") == 100
    assert person.get(re.search(r'href="([^"]+)" rel="next"', text)[1].replace("&amp;", "&")).text.count("/copy") == 50
    assert fields(person.get(f"{address}/products/150"))["model"]
    assert person.get(f"{address}/check").status_code == 200
    assert person.get(f"{address}/products/151").status_code == 404
    assert person.get(f"{address}/products/0").status_code == 404


def test_a_shortfall_is_disclosed_from_the_check_to_the_page(person, drafted, ready):
    row = {"name": "静曲强度", "kind": "performance", "text": "≥24 MPa", "method": {"number": "GB/T 17657-2022"}}
    body = BodyFactory(category="wood-panels", products=[{"name": "胶合板", "model": "J1", "indicators": [row]}])
    address = drafted(body)
    text = person.get(f"{address}/check").text
    assert 'name="disclose_shortfall"' in text
    answer = submit(person, f"{address}/publish", disclose_shortfall="on", shortfall_reason="便携机型")
    form = fields(answer)
    assert (form["disclose_shortfall"], form["shortfall_reason"]) == ("on", "便携机型")
    signed = {"signed_by": "王芳", "role": "负责人", "revision": form["revision"]}
    refused = submit(person, f"{address}/publication", **signed, shortfall_reason="便携机型")
    assert refused.status_code == 422
    assert '<a href="#disclose_shortfall">' in refused.text
    assert fields(refused)["signed_by"] == "王芳"
    done = submit(person, f"{address}/publication", **signed, disclose_shortfall="on", shortfall_reason="便携机型")
    assert done.status_code == 303
    identity = PublicId.parse(done.headers["Location"].split("/")[3], STANDARD)
    with reading(ready) as session:
        assert standard(session, identity, NOW.date()).disclosure.reason == "便携机型"


def test_a_promise_nobody_signed_is_refused(person, drafted):
    address = drafted(BodyFactory())
    form = fields(person.get(f"{address}/publish"))
    answer = submit(person, f"{address}/publication", **form | {"signed_by": " ", "role": "长" * 301})
    assert answer.status_code == 422
    assert "长" * 301 in answer.text
    answer = submit(person, f"{address}/publication", **form | {"signed_by": " ", "role": "质量负责人"})
    assert answer.status_code == 422
    assert '<a href="#signed_by">' in answer.text


def test_what_changed_since_it_was_checked_is_not_published(person, drafted):
    address = drafted(BodyFactory())
    form = fields(person.get(f"{address}/publish")) | {"signed_by": "王芳", "role": "负责人"}
    filled(person, f"{address}/standard", title="冰箱", action="next")
    answer = submit(person, f"{address}/publication", **form)
    assert answer.status_code == 412
    assert "请重新核对" in answer.text
    assert fields(answer)["signed_by"] == "王芳"


def test_a_correction_asks_for_its_reason(person, drafted, ready, enterprise):
    address = drafted(BodyFactory())
    form = {"signed_by": "王芳", "role": "负责人"}
    receipt = submit(person, f"{address}/publication", **fields(person.get(f"{address}/publish")) | form)
    identity = receipt.headers["Location"].split("/")[3]
    actor = Actor("test", frozenset({Right.DRAFT}), holder=enterprise.holder)
    mended = f"/d/declarations/{correct(Scope(ready.engine, actor, ready.clock), identity).id}"
    assert "更正" in person.get(mended).text
    filled(person, f"{mended}/standard", title="改正的名称", action="next")
    asked = fields(person.get(f"{mended}/publish"))
    assert asked["change_reason"] == ""
    answer = submit(person, f"{mended}/publication", **asked | form | {"change_reason": "名称有误"})
    assert answer.headers["Location"] == f"/d/receipts/{identity}/2"
    with reading(ready) as session:
        assert standard(session, PublicId.parse(identity, STANDARD), NOW.date()).change.reason == "名称有误"


def test_a_draft_is_deleted_after_one_more_question(person, drafted):
    address = drafted(BodyFactory())
    assert "不能恢复" in person.get(f"{address}/delete").text
    assert submit(person, f"{address}/delete", revision="7").status_code == 412
    assert filled(person, f"{address}/delete").headers["Location"] == "/d/"
    assert person.get(address).status_code == 404


def test_what_a_row_means_is_asked_for_alone(person):
    answer = submit(
        person,
        "/d/understood",
        category="household-refrigerators",
        **{"indicators-0-name": "年耗电量", "indicators-0-text": "≤<b>", "indicators-0-kind": "performance"},
    )
    assert answer.status_code == 200
    assert "已按原文保留" in answer.text
    assert "<b>" not in answer.text.replace("<b>年", "")
    assert "<html" not in answer.text
    assert submit(person, "/d/understood").status_code == 200


@pytest.mark.parametrize("is_sample", [True, False])
def test_the_desk_of_a_sample_enterprise_says_so_on_every_page(ready, signed_in, is_sample):
    person = signed_in(holder=EnterpriseFactory(where=ready, is_sample=is_sample).holder)
    for address in ("/d/", "/d/declarations/new"):
        assert ('class="sample' in person.get(address).text) == is_sample
