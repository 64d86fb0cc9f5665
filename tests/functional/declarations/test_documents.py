"""Documents (文本) of drafts and versions, over HTTP: sent, kept by hash, published, and who may read them."""

import json

import pytest
from sqlalchemy import func, select

from registry.declarations import queries
from registry.declarations.models import DocumentPieceRow, DocumentRow
from registry.kernel.transaction import reading
from tests.factories.declarations import BodyFactory
from tests.functional.declarations.attaching import attach, attach_large, attached, hash_of, pdf
from tests.functional.declarations.changing import changed, correction, read, written
from tests.functional.declarations.conftest import API, draft, publish

TEXT = pdf()
SHOWN = {
    "sha256": hash_of(TEXT),
    "filename": "标准.pdf",
    "size": len(TEXT),
    "url": f"/documents/{hash_of(TEXT)}",
    "public": True,
}
HIDDEN = {**SHOWN, "public": False, "url": None}


@pytest.fixture
def drafted(declarant):
    return draft(declarant, BodyFactory(number="Q/HZDQ 001-2026"))["id"]


@pytest.fixture
def stored(ready):
    """The hashes of the documents whose bytes the register has, with how many bytes."""

    def sizes():
        with reading(ready) as session:
            kept = func.sum(func.length(DocumentPieceRow.content))
            rows = session.execute(
                select(DocumentRow.sha256, kept)
                .join(DocumentPieceRow, DocumentPieceRow.sha256 == DocumentRow.sha256)
                .group_by(DocumentRow.sha256)
            )
            return {row[0]: row[1] for row in rows}

    return sizes


def published_with(client, identity):
    receipt = publish(client, identity)
    assert receipt.status_code == 201, receipt.text
    return receipt.json


def test_a_document_is_kept_by_its_hash_and_shown_in_the_draft(declarant, drafted, stored):
    before = declarant.get(f"{API}/declarations/{drafted}").json
    assert before["documents"] == []
    response = attach(declarant, drafted)
    assert response.status_code == 201
    assert response.json["documents"] == [SHOWN]
    assert response.headers["ETag"] != f'"{before["etag"]}"'
    assert declarant.get(f"{API}/declarations/{drafted}").json == response.json
    assert stored() == {hash_of(TEXT): len(TEXT)}


def test_the_same_file_again_is_the_same_document(declarant, drafted, stored):
    first = attached(declarant, drafted)
    assert attached(declarant, drafted) == first
    again = attached(declarant, drafted, name="新名称.pdf", query="?public=false")
    assert again["documents"] == [{**SHOWN, "filename": "新名称.pdf", "public": False}]
    other = draft(declarant, BodyFactory())["id"]
    attached(declarant, other)
    assert stored() == {hash_of(TEXT): len(TEXT)}


def test_a_long_document_is_kept_whole(declarant, drafted, client):
    content = pdf(size=700_000)
    assert attach_large(declarant, drafted, content).status_code == 201
    assert declarant.get(f"/documents/{hash_of(content)}").data == content


def test_a_version_shows_its_documents_and_they_are_part_of_its_content(declarant, client, ready, drafted):
    attached(declarant, drafted)
    receipt = published_with(declarant, drafted)
    told = read(client, receipt["id"])
    assert told["documents"] == [SHOWN]
    with reading(ready) as session:
        identity = next(iter(queries.identities(session, after=0, limit=1)))
        content = json.loads(queries.content_of(session, identity, 1))
    assert content["documents"] == [{"sha256": hash_of(TEXT), "filename": "标准.pdf", "public": True}]
    assert content["v"] == 3
    answer = client.get(told["documents"][0]["url"])
    assert (answer.status_code, answer.data) == (200, TEXT)


def test_a_standard_without_documents_says_so(declarant, client, ready, drafted):
    receipt = published_with(declarant, drafted)
    assert read(client, receipt["id"])["documents"] == []
    with reading(ready) as session:
        identity = next(iter(queries.identities(session, after=0, limit=1)))
        content = json.loads(queries.content_of(session, identity, 1))
    assert "documents" not in content
    assert content["v"] == 2


def test_of_a_document_that_is_not_public_only_name_size_and_hash_are_shown(declarant, client, another, drafted):
    attached(declarant, drafted, query="?public=false")
    receipt = published_with(declarant, drafted)
    assert read(client, receipt["id"])["documents"] == [HIDDEN]
    address = f"/documents/{hash_of(TEXT)}"
    assert client.get(address).status_code == another.get(address).status_code == 404
    assert declarant.get(address).data == TEXT
    page = client.get(f"/s/{receipt['id']}").text
    assert "未公开全文" in page
    assert address not in page


def test_a_document_of_a_draft_is_read_by_its_own_enterprise_only(declarant, client, another, drafted):
    attached(declarant, drafted)
    address = f"/documents/{hash_of(TEXT)}"
    assert client.get(address).status_code == another.get(address).status_code == 404
    own = declarant.get(address)
    assert (own.status_code, own.data, own.headers["Cache-Control"]) == (200, TEXT, "private, no-store")
    attached(another, draft(another, BodyFactory())["id"])
    assert another.get(address).status_code == 200


def test_a_document_is_served_so_that_nothing_of_it_runs(declarant, client, drafted):
    attached(declarant, drafted, name="标准 “一”.pdf")
    published_with(declarant, drafted)
    answer = client.get(f"/documents/{hash_of(TEXT)}")
    head = answer.headers
    assert head["Content-Type"] == "application/pdf"
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert head["Content-Disposition"].startswith(f'attachment; filename="{hash_of(TEXT)[:16]}.pdf"; filename*=UTF-8')
    assert head["Content-Disposition"].endswith("%E6%A0%87%E5%87%86%20%E2%80%9C%E4%B8%80%E2%80%9D.pdf")
    assert head["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (head["ETag"], head["Content-Length"]) == (f'"{hash_of(TEXT)}"', str(len(TEXT)))
    same = client.get(f"/documents/{hash_of(TEXT)}", headers={"If-None-Match": head["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    looked = client.head(f"/documents/{hash_of(TEXT)}")
    assert (looked.status_code, looked.headers["Content-Length"], looked.data) == (200, str(len(TEXT)), b"")


@pytest.mark.parametrize("name", ["0" * 64, hash_of(TEXT).upper(), hash_of(TEXT)[:63], "..%2Fregister.sqlite", "%00"])
def test_what_is_no_public_document_is_not_found(declarant, client, drafted, name):
    attached(declarant, drafted)
    published_with(declarant, drafted)
    assert client.get(f"/documents/{name}").status_code == 404


def test_a_draft_sent_without_documents_keeps_them_and_a_list_says_which_stay(declarant, drafted, stored):
    second = pdf("第二部分")
    told = attached(declarant, drafted)
    told = attached(declarant, drafted, second, name="第二部分.pdf")
    assert changed(declarant, told, title="电冰箱")["documents"] == told["documents"]
    told = declarant.get(f"{API}/declarations/{drafted}").json
    kept = [{"sha256": hash_of(second), "filename": "改名", "public": False}]
    told = changed(declarant, told, documents=kept)
    assert [(each["filename"], each["public"]) for each in told["documents"]] == [("改名.pdf", False)]
    assert stored() == {hash_of(second): len(second)}
    assert changed(declarant, told, documents=[])["documents"] == []
    assert stored() == {}


def test_a_deleted_draft_takes_its_documents_along(declarant, drafted, stored):
    other = draft(declarant, BodyFactory())["id"]
    attached(declarant, other)
    second = pdf("只在这一份")
    attached(declarant, drafted)
    told = attached(declarant, drafted, second)
    gone = declarant.delete(f"{API}/declarations/{drafted}", headers={"If-Match": f'"{told["etag"]}"'})
    assert gone.status_code == 204
    assert stored() == {hash_of(TEXT): len(TEXT)}
    assert declarant.get(f"/documents/{hash_of(second)}").status_code == 404


def test_a_published_document_stays_though_its_draft_or_another_lets_it_go(declarant, client, drafted, stored):
    attached(declarant, drafted)
    receipt = published_with(declarant, drafted)
    told = changed(declarant, correction(declarant, receipt["id"]), documents=[])
    assert publish(declarant, told["id"], change_reason="撤下文本").status_code == 201
    assert read(client, receipt["id"])["documents"] == []
    assert read(client, receipt["id"], "/versions/1")["documents"] == [SHOWN]
    assert stored() == {hash_of(TEXT): len(TEXT)}
    assert client.get(SHOWN["url"]).status_code == 200


@pytest.mark.parametrize("what", ["corrections", "revisions"])
def test_a_correction_and_a_revision_begin_with_the_documents(declarant, client, drafted, what):
    attached(declarant, drafted, query="?public=false")
    receipt = published_with(declarant, drafted)
    told = declarant.post(f"{API}/standards/{receipt['id']}/{what}").json
    assert told["documents"] == [{**HIDDEN, "url": SHOWN["url"]}]
    assert not [each for each in told["findings"] if each["field"].startswith("/documents")]


def test_another_document_is_another_version(declarant, client, drafted):
    attached(declarant, drafted)
    first = published_with(declarant, drafted)
    same = correction(declarant, first["id"])
    assert publish(declarant, same["id"], change_reason="无").json == first
    told = correction(declarant, first["id"])
    attached(declarant, told["id"], pdf("第二部分"), name="第二部分.pdf")
    second = publish(declarant, told["id"], change_reason="补充第二部分").json
    assert (second["version"], second["content_hash"] != first["content_hash"]) == (2, True)
    fields = read(client, first["id"], "/diff?from=1&to=2")["fields"]
    assert fields == [
        {
            "name": "documents",
            "product": None,
            "before": None,
            "after": f"第二部分.pdf sha256:{hash_of(pdf('第二部分'))}",
        }
    ]
    page = client.get(f"/s/{first['id']}/diff?from=1&to=2").text
    assert "标准文本" in page
    assert "第二部分.pdf" in page


def test_a_new_draft_may_name_documents_of_the_enterprise(declarant, another, drafted):
    attached(declarant, drafted)
    named = [{"sha256": hash_of(TEXT), "filename": "标准.pdf"}]
    assert draft(declarant, BodyFactory(documents=named))["documents"] == [SHOWN]
    foreign = draft(another, BodyFactory(documents=named))
    assert foreign["documents"] == []
    (finding,) = [each for each in foreign["findings"] if each["code"] == "not-own-document"]
    assert (finding["severity"], finding["field"], finding["given"]) == ("error", "/documents", hash_of(TEXT))
    assert publish(another, foreign["id"]).status_code == 422
    assert another.get(SHOWN["url"]).status_code == 404


def test_what_is_read_of_a_draft_can_be_sent_again(declarant, drafted):
    told = attached(declarant, drafted)
    names = ("sha256", "filename", "public")
    again = [{name: document[name] for name in names} for document in told["documents"]]
    assert changed(declarant, told, **written(told), documents=again)["documents"] == told["documents"]
