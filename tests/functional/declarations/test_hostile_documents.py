"""What is sent as a document and is none, or is not for this caller to send."""

import io
import json

import pytest

from registry.declarations.importing.lines import lines
from registry.declarations.importing.reading import read_row
from registry.declarations.rules.documents import MOST_BYTES, MOST_DOCUMENTS, document_name
from tests.factories.accounts import TokenFactory
from tests.factories.declarations import COMMITMENT, BodyFactory
from tests.functional.conftest import calling_as
from tests.functional.declarations.attaching import attach, attach_large, attached, hash_of, pdf
from tests.functional.declarations.changing import changed
from tests.functional.declarations.conftest import API, draft, findings, publish


@pytest.fixture
def drafted(declarant):
    return draft(declarant, BodyFactory())["id"]


NO_PDF = {
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page behind whose end a PDF stands": b"<html>" + pdf(),
    "the mark of the beginning only": b"%PDF-1.7\n" + b"x" * 5000,
    "one that was cut off": pdf(size=5000)[:4000],
    "a program": b"MZ\x90\x00" + b"\x00" * 100,
    "one that goes on behind its end": pdf() + b"PK\x03\x04" + b"\x00" * 5000,
}


@pytest.mark.parametrize("content", NO_PDF.values(), ids=NO_PDF.keys())
def test_what_is_no_pdf_is_refused_whatever_it_is_called(declarant, drafted, content):
    answer = attach(declarant, drafted, content)
    assert (answer.status_code, findings(answer)) == (422, [("document-not-pdf", "/file")])
    assert declarant.get(f"{API}/declarations/{drafted}").json["documents"] == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_an_empty_file_is_refused_in_both_languages(declarant, drafted, language):
    answer = attach(declarant, drafted, b"", headers={"Accept-Language": language})
    assert (answer.status_code, findings(answer)) == (422, [("document-empty", "/file")])
    said = {"zh-CN": "文件“标准.pdf”是空的", "en": "The file “标准.pdf” is empty"}
    assert answer.json["detail"].startswith(said[language])


def test_the_largest_file_is_taken_and_a_larger_one_refused(declarant, drafted):
    assert attach_large(declarant, drafted, pdf(size=MOST_BYTES)).status_code == 201
    answer = attach_large(declarant, drafted, pdf(size=MOST_BYTES + 1))
    assert (answer.status_code, findings(answer)) == (413, [("document-too-large", "/file")])
    assert answer.json["findings"][0]["accepted"] == str(MOST_BYTES)


def test_a_request_of_21_megabytes_is_refused_before_it_is_read(declarant, drafted):
    answer = attach_large(declarant, drafted, pdf(size=21_000_000))
    assert (answer.status_code, findings(answer)) == (413, [("too-large", "")])


def test_forms_that_hold_something_else(declarant, drafted):
    address = f"{API}/declarations/{drafted}/documents"
    missing = declarant.post(address, data={}, content_type="multipart/form-data")
    assert (missing.status_code, findings(missing)) == (422, [("missing-field", "/file")])
    other = declarant.post(address, data={"document": (io.BytesIO(pdf()), "a.pdf")})
    assert other.status_code == 422
    assert set(findings(other)) == {("missing-field", "/file"), ("unknown-field", "/document")}
    two = declarant.post(address, data={"file": [(io.BytesIO(pdf()), "a.pdf"), (io.BytesIO(pdf("b")), "b.pdf")]})
    assert (two.status_code, findings(two)) == (400, [("repeated-parameter", "file")])
    beside = attach(declarant, drafted, public="false")
    assert (beside.status_code, findings(beside)) == (422, [("unknown-field", "/public")])
    text = declarant.post(address, data={"file": "text"}, content_type="multipart/form-data")
    assert text.status_code == 422
    plain = declarant.post(address, json={"file": "x"})
    assert (plain.status_code, findings(plain)) == (415, [("media-type-not-accepted", "Content-Type")])
    asked = attach(declarant, drafted, query="?public=maybe")
    assert (asked.status_code, findings(asked)) == (400, [("wrong-value", "public")])


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "甲\x01乙\x7f.pdf", "\u202efdp.exe", "长" * 10_000, "", "C:/x/a.PDF"]
)
def test_a_name_is_for_show_and_never_a_path(declarant, drafted, name):
    (document,) = attach_large(declarant, drafted, pdf(), name).json["documents"]
    assert document["filename"] == document_name(name)
    assert document["filename"].isprintable()
    told = declarant.get(f"{API}/declarations/{drafted}").json
    hostile = [{"sha256": hash_of(pdf()), "filename": "a/../b/\u202e丙"}]
    assert changed(declarant, told, documents=hostile)["documents"][0]["filename"] == "丙.pdf"


def test_who_may_not_send(app, client, declarant, another, ready, drafted):
    assert attach(client, drafted).status_code == 401
    assert attach(another, drafted).status_code == 404
    assert attach(declarant, "ED2026-00000099-1").status_code == 404
    evaluator = calling_as(app, TokenFactory(where=ready, of_evaluator=True))
    assert attach(evaluator, drafted).status_code == 403


def test_a_published_draft_takes_no_more(declarant, drafted):
    receipt = publish(declarant, drafted).json
    answer = attach(declarant, drafted)
    assert (answer.status_code, findings(answer)) == (409, [("draft-already-published", "id")])
    assert answer.json["existing"] == f"/s/{receipt['id']}"


def test_a_draft_has_at_most_so_many(declarant, drafted):
    for number in range(MOST_DOCUMENTS):
        attached(declarant, drafted, pdf(str(number)))
    answer = attach(declarant, drafted, pdf("one more"))
    assert (answer.status_code, findings(answer)) == (422, [("too-many-documents", "/file")])
    assert len(attached(declarant, drafted, pdf("0"))["documents"]) == MOST_DOCUMENTS


def test_one_who_has_not_seen_the_draft_as_it_is_may_say_so(declarant, drafted):
    stale = attach(declarant, drafted, headers={"If-Match": '"7"'})
    assert (stale.status_code, findings(stale)) == (412, [("changed-meanwhile", "If-Match")])
    assert attach(declarant, drafted, headers={"If-Match": '"1"'}).status_code == 201


def test_sent_twice_with_one_key_it_is_done_once(declarant, drafted):
    key = {"Idempotency-Key": "document-1"}
    first, again = (attach(declarant, drafted, headers=key) for _ in range(2))
    assert (again.json, again.headers["Idempotent-Replayed"]) == (first.json, "true")
    other = attach(declarant, drafted, pdf("else"), headers=key)
    assert (other.status_code, findings(other)) == (422, [("idempotency-key-reused", "Idempotency-Key")])


@pytest.mark.parametrize(
    "documents",
    [
        [{"filename": "x.pdf"}],
        [{"sha256": "ab"}],
        [{"sha256": "A" * 64}],
        [{"sha256": "a" * 64, "size": 1}],
        [{"sha256": "a" * 64, "public": "yes"}],
        [{"sha256": f"{place:064x}"} for place in range(MOST_DOCUMENTS + 1)],
        "x",
    ],
)
def test_lists_of_documents_that_have_another_shape(declarant, documents):
    answer = declarant.post(f"{API}/declarations", json=BodyFactory(documents=documents))
    assert answer.status_code == 422
    assert all(field.startswith("/documents") for _, field in findings(answer))


def test_a_row_of_an_import_takes_none():
    row = BodyFactory(documents=[], commitment=COMMITMENT)
    (finding,) = read_row(next(lines([json.dumps(row).encode()]))).findings
    assert (finding.code, finding.field) == ("unknown-field", "/documents")
