"""The texts (文本) of a standard at the desk: attached, taken out, public or not."""

import io
import re

import pytest

from registry.http.csrf import FIELD
from tests.factories.declarations import BodyFactory
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import form_token, submit
from tests.functional.declarations.attaching import hash_of, pdf
from tests.functional.desk.conftest import fields

TEXT = pdf()
HASH = hash_of(TEXT)


@pytest.fixture
def address(drafted):
    return drafted(BodyFactory())


def upload(person, address, content=TEXT, name="标准.pdf", **form):
    """The answer to a file chosen in the form."""
    return submit(person, f"{address}/documents", file=(io.BytesIO(content), name), **form)


def act(person, address, action, sha256=HASH, tag=None):
    form = fields(person.get(f"{address}/documents"))
    return submit(person, f"{address}/documents/{sha256}", tag=form["tag"] if tag is None else tag, action=action)


def test_a_text_is_attached_shown_and_published(person, client, address):
    text = person.get(address).text
    assert re.search(r'documents">标准文本</a>\s*<span class="chip">选填', text)
    answer = upload(person, address, public="on")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}/documents")
    for page in ("/documents", "/check"):
        text = person.get(f"{address}{page}").text
        assert f'href="/documents/{HASH}"' in text
        assert HASH in text
        assert "未公开全文" not in text
    assert re.search(r'documents">标准文本</a>\s*<span class="chip ok">已写好', person.get(address).text)
    assert client.get(f"/documents/{HASH}").status_code == 404
    assert person.get(f"/documents/{HASH}").data == TEXT
    form = {"revision": fields(person.get(f"{address}/publish"))["revision"], "signed_by": "王芳", "role": "负责人"}
    receipt = submit(person, f"{address}/publication", **form).headers["Location"]
    (standard,) = re.findall(r"ES\d{4}-\d+-\d", receipt)
    page = client.get(f"/s/{standard}").text
    assert f'<a href="/documents/{HASH}" download>标准.pdf</a>' in page
    assert client.get(f"/documents/{HASH}").data == TEXT
    english = client.get(f"/s/{standard}", headers={"Accept-Language": "en"}).text
    assert "<h3>Text of the standard</h3>" in english


def test_a_text_is_made_public_or_not_and_taken_out(person, address, kept):
    upload(person, address)
    draft = address.rpartition("/")[2]
    assert [each.public for each in kept(draft).documents] == [False]
    assert "未公开全文" in person.get(f"{address}/documents").text
    for action, public in (("open", [True]), ("close", [False]), ("elsewise", [False]), ("remove", [])):
        assert act(person, address, action).status_code == 303
        assert [each.public for each in kept(draft).documents] == public


def test_what_was_changed_elsewhere_meanwhile_is_not_undone(person, address, kept):
    upload(person, address, public="on")
    assert act(person, address, "remove", tag="0" * 16).status_code == 303
    assert len(kept(address.rpartition("/")[2]).documents) == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<script>alert(1)</script>", "<b onclick=x>.pdf", "不是完整的 PDF"),
        (b"", "标准.pdf", "是空的"),
        (b"", "", "请先选择一个 PDF 文件。"),
    ],
)
def test_what_cannot_be_attached_is_said_at_its_field(person, address, content, name, said):
    answer = upload(person, address, content, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "<b onclick" not in answer.text
    assert 'name="public" value="on"> ' in answer.text, "the box stays as it was left"


def test_the_other_sections_keep_the_texts(person, address, kept):
    upload(person, address, public="on")
    form = fields(person.get(f"{address}/standard"))
    submit(person, f"{address}/standard", **form | {"title": "新名称"})
    draft = kept(address.rpartition("/")[2])
    assert (draft.declaration.title, len(draft.documents)) == ("新名称", 1)


def test_who_may_not(person, client, app, signed_in, ready, address):
    assert upload(person, address, public="on").status_code == 303
    other = signed_in(holder=EnterpriseFactory(where=ready).holder)
    assert upload(other, address).status_code == 404
    assert other.get(f"{address}/documents").status_code == 404
    assert other.get(f"/documents/{HASH}").status_code == 404
    foreign = person.post(f"{address}/documents", data={FIELD: "0" * 64, "file": (io.BytesIO(TEXT), "a.pdf")})
    assert foreign.status_code == 403
    assert form_token(person)
    assert client.post(f"{address}/documents").status_code in (401, 403)


def test_a_published_draft_leads_to_its_receipt(person, address):
    form = {"revision": fields(person.get(f"{address}/publish"))["revision"], "signed_by": "王芳", "role": "负责人"}
    receipt = submit(person, f"{address}/publication", **form).headers["Location"]
    assert person.get(f"{address}/documents").headers["Location"] == receipt
    assert upload(person, address).headers["Location"] == receipt
