"""Nothing that was typed is lost, nothing of it does harm, and nobody else sees it."""

import re
from html import escape
from urllib.parse import quote_from_bytes

import pytest

from registry.accounts.values import Role
from registry.http.csrf import FIELD
from tests.factories.accounts import HolderFactory
from tests.factories.declarations import BodyFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import form_token, submit
from tests.functional.desk.conftest import fields, filled

HOSTILE = "\"><script>alert(1)</script>' onfocus=x {{7*7}} \u202e\U0001f600"


@pytest.mark.parametrize("section", ["standard", "products/1", "products/new", "citations"])
def test_hostile_text_is_kept_and_escaped_in_every_field(person, drafted, section):
    address = drafted(BodyFactory())
    form = fields(person.get(f"{address}/{section}"))
    sent = {name: HOSTILE for name in form if name != "tag"}
    answer = submit(person, f"{address}/{section}", tag=form["tag"], **sent, action="check")
    assert answer.status_code == 303, answer.text
    page = person.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "<script>" not in page.text
    again = fields(page)
    lost = {name for name in sent if again.get(name) != HOSTILE}
    assert not lost
    for other in ("", "/products", "/check", "/publish", "/delete"):
        shown = person.get(f"{address}{other}")
        assert shown.status_code == 200
        assert "<script>" not in shown.text
    assert "<script>" not in person.get("/d/").text


def test_hostile_text_in_the_promise_is_kept_and_escaped(person, drafted):
    address = drafted(BodyFactory(title=""))
    form = fields(person.get(f"{address}/publish"))
    answer = submit(person, f"{address}/publication", **form | {"signed_by": HOSTILE, "role": HOSTILE})
    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert fields(answer)["signed_by"] == HOSTILE


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": "长" * 301}, "长" * 301),
        ({"title": "甲\x00乙"}, "甲\ufffd乙"),
        ({"number": "Q/A 1-2026\x1b"}, "Q/A 1-2026\ufffd"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field_and_kept(person, drafted, kept, changed, said):
    address = drafted(BodyFactory(title="原名"))
    answer = filled(person, f"{address}/standard", **changed)
    assert answer.status_code == 422
    (name,) = changed
    assert fields(answer)[name] == said
    assert f'<a href="#{name}">' in answer.text
    assert "还没有保存" in answer.text
    assert kept(address.rpartition("/")[2]).body["title"] == "原名"


def test_a_new_declaration_that_cannot_be_stored(person):
    answer = filled(person, "/d/declarations/new", title="长" * 301)
    assert answer.status_code == 422
    assert fields(answer)["title"] == "长" * 301


@pytest.mark.parametrize("written", ["家用电冰箱".encode("gb18030"), b"\xed\xa0\x80"])
def test_a_form_in_another_encoding_is_not_taken_for_what_was_typed(person, written):
    body = f"{FIELD}={form_token(person)}&title={quote_from_bytes(written)}"
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    answer = person.post("/d/declarations/new", data=body, headers=headers)
    assert answer.status_code == 400
    assert "UTF-8" in answer.text


@pytest.mark.parametrize("end", ["sNaN", "9e999999", "Infinity"])
def test_ends_that_are_no_numbers_are_said_and_nothing_breaks(person, drafted, end):
    address = drafted(BodyFactory())
    changed = {"indicators-0-comparator": "pm", "indicators-0-low": end, "indicators-0-high": end}
    assert submit(person, f"{address}/products/1", **changed).status_code < 500
    assert person.get("/d/").status_code == 200


def test_too_many_rows_are_said_and_kept(person, drafted):
    address = drafted(BodyFactory())
    rows = {f"indicators-{place}-name": f"指标{place}" for place in range(501)}
    answer = filled(person, f"{address}/products/1", **rows)
    assert answer.status_code == 422
    assert fields(answer)["indicators-500-name"] == "指标500"
    rows.pop("indicators-500-name")
    assert filled(person, f"{address}/products/1", **rows).status_code == 303


def test_two_at_one_section_see_both(person, signed_in, drafted, kept):
    address = drafted(BodyFactory())
    colleague = signed_in(drafter=True)
    place = f"{address}/products/1"
    form = fields(person.get(place))
    filled(colleague, place, brand="同事写的", indicators__0__text="≤340 kWh/a")
    answer = submit(person, place, **form | {"brand": "我写的"}, action="next")
    assert answer.status_code == 412
    assert "同事写的" in answer.text
    again = fields(answer)
    assert again["brand"] == "我写的"
    assert re.search(r"第 1 项指标 · 指标要求</a></th><td[^>]*>≤340 kWh/a</td><td[^>]*>≤350 kWh/a", answer.text)
    assert submit(person, place, **again, action="next").status_code == 303
    assert kept(address.rpartition("/")[2]).body["products"][0]["brand"] == "我写的"


def test_in_a_conflict_a_product_may_be_kept_beside_the_other(person, signed_in, drafted, kept):
    address = drafted(BodyFactory(count=2))
    place = f"{address}/products/2"
    form = fields(person.get(place))
    filled(person, f"{address}/products/1/delete")
    answer = submit(person, place, **form | {"brand": "我写的"}, action="next")
    assert answer.status_code == 412  # it is the first one now
    assert submit(person, place, **fields(answer), action="append").status_code == 303
    brands = [each["brand"] for each in kept(address.rpartition("/")[2]).body["products"]]
    assert brands == ["北冰", "我写的"]


def test_two_at_two_sections_do_not_disturb_each_other(person, signed_in, drafted, kept):
    address = drafted(BodyFactory(count=2))
    first, second = fields(person.get(f"{address}/products/1")), fields(person.get(f"{address}/products/2"))
    assert submit(person, f"{address}/products/1", **first | {"brand": "甲"}, action="next").status_code == 303
    assert submit(person, f"{address}/products/2", **second | {"brand": "乙"}, action="next").status_code == 303
    assert filled(person, f"{address}/standard", title="丙").status_code == 303
    body = kept(address.rpartition("/")[2]).body
    assert ([each["brand"] for each in body["products"]], body["title"]) == (["甲", "乙"], "丙")


def test_what_was_sent_after_the_session_ended_can_be_sent_again(app, person, signed_in, drafted, kept):
    address = drafted(BodyFactory())
    form = fields(person.get(f"{address}/standard")) | {"title": "登录过期时写的\r\n名称"}
    token = form_token(person)
    person.delete_cookie("session")
    here = {"Sec-Fetch-Site": "same-origin"}
    answer = person.post(f"{address}/standard", data={FIELD: token, **form, "action": "next"}, headers=here)
    assert answer.status_code == 401
    assert escape("登录过期时写的") in answer.text
    held = fields(answer)
    assert held["title"].splitlines() == ["登录过期时写的", "名称"]
    assert held["action"] == "next"
    back = signed_in()
    assert submit(back, f"{address}/standard", **held).status_code == 303
    assert kept(address.rpartition("/")[2]).body["title"] == "登录过期时写的\n名称"


def test_a_draft_from_the_api_keeps_what_a_form_seldom_holds(person, drafted, kept):
    row = {"name": "噪声", "kind": "performance", "comparator": "le", "value": "38", "unit": "dB(A)"}
    body = BodyFactory(products=[{"name": "冰箱", "model": "A", "export_only": True, "indicators": [row]}])
    address = drafted(body)
    assert filled(person, f"{address}/products/1").status_code == 303
    product = kept(address.rpartition("/")[2]).body["products"][0]
    assert product == body["products"][0]


def test_another_enterprises_draft_is_not_found(drafted, signed_in, ready):
    address = drafted(BodyFactory())
    stranger = signed_in(holder=EnterpriseFactory(where=ready).holder)
    for place in ("", "/standard", "/products", "/products/1", "/products/new", "/citations", "/check", "/publish"):
        assert stranger.get(address + place).status_code == 404, place
    for place in ("/standard", "/products/1", "/products/new", "/products/1/copy", "/products/1/delete", "/citations"):
        assert submit(stranger, address + place, tag="x").status_code == 404, place
    assert submit(stranger, f"{address}/publication", signed_by="x", role="y", revision="1").status_code == 404
    assert submit(stranger, f"{address}/delete", revision="1").status_code == 404
    assert address.rpartition("/")[2] not in stranger.get("/d/").text


def test_another_enterprises_receipt_is_not_found(person, drafted, signed_in, ready):
    address = drafted(BodyFactory())
    form = fields(person.get(f"{address}/publish")) | {"signed_by": "王芳", "role": "负责人"}
    receipt = submit(person, f"{address}/publication", **form).headers["Location"]
    stranger = signed_in(holder=EnterpriseFactory(where=ready).holder)
    assert stranger.get(receipt).status_code == 404
    assert person.get(receipt[:-1] + "9").status_code == 404
    assert person.get("/d/receipts/ES2026-00000001-9/1").status_code == 404
    assert person.get(f"{receipt[:-1]}{'9' * 20}").status_code == 404


def test_a_drafter_writes_and_does_not_publish(signed_in, person, drafted):
    drafter = signed_in(role=Role.DRAFTER, name="李明")
    address = drafted(BodyFactory())
    assert filled(drafter, f"{address}/standard", title="经办人写的").status_code == 303
    text = drafter.get(f"{address}/publish").text
    assert "王芳" in text  # who may
    assert "李明</li>" not in text
    assert 'name="signed_by"' not in text
    assert submit(drafter, f"{address}/publication", signed_by="李明", role="经办人", revision="2").status_code == 403


def test_who_is_no_enterprise_has_no_desk(signed_in, ready):
    operator = signed_in(holder=HolderFactory(where=ready))
    assert operator.get("/d/").status_code == 403
    assert "企业工作台" not in operator.get("/rankings").text


def test_a_form_from_elsewhere_changes_nothing(person, drafted, kept):
    address = drafted(BodyFactory(title="原名"))
    form = fields(person.get(f"{address}/standard")) | {"title": "改名"}
    assert person.post(f"{address}/standard", data=form).status_code == 403
    cross = {"Sec-Fetch-Site": "cross-site"}
    token = form_token(person)
    assert person.post(f"{address}/standard", data={FIELD: token, **form}, headers=cross).status_code == 403
    assert kept(address.rpartition("/")[2]).body["title"] == "原名"


def test_a_public_draft_is_changed_no_more_and_the_text_stays(person, drafted):
    address = drafted(BodyFactory())
    section = fields(person.get(f"{address}/standard")) | {"title": "改名"}
    form = fields(person.get(f"{address}/publish")) | {"signed_by": "王芳", "role": "负责人"}
    submit(person, f"{address}/publication", **form)
    answer = submit(person, f"{address}/standard", **section, action="next")
    assert answer.status_code == 409
    assert fields(answer)["title"] == "改名"
    assert person.get(f"{address}/standard").headers["Location"].startswith("/d/receipts/ES")


def test_a_number_that_is_taken_is_said(person, drafted):
    body = BodyFactory()
    first, second = drafted(body), drafted({**body, "title": "另一项"})
    form = {"signed_by": "王芳", "role": "负责人"}
    submit(person, f"{first}/publication", **fields(person.get(f"{first}/publish")) | form)
    answer = submit(person, f"{second}/publication", **fields(person.get(f"{second}/publish")) | form)
    assert answer.status_code == 409
    assert re.search(r'href="/s/ES2026-\d+-\d"', answer.text)
    assert fields(answer)["signed_by"] == "王芳"


def test_pages_of_the_desk_are_kept_by_no_cache(person, drafted):
    address = drafted(BodyFactory())
    for place in ("/d/", address, f"{address}/standard", f"{address}/check"):
        assert person.get(place).headers["Cache-Control"] == "no-store"


def test_the_desk_speaks_english(person, drafted):
    address = drafted(BodyFactory(title=""))
    english = {"Accept-Language": "en"}
    page = person.get(f"{address}/standard?checked=1", headers=english).text
    assert "The title is required." in page
    assert "Save and continue" in page
    assert "Understood as" in person.get(f"{address}/products/1", headers=english).text
