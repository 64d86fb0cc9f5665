"""The versions of a standard, over HTTP and as pages."""

import json

import pytest

from registry.declarations import queries
from registry.kernel.transaction import reading
from tests.factories.declarations import PublishedFactory
from tests.functional.declarations.changing import changed, corrected, correction, read, written
from tests.functional.declarations.conftest import API, publish


def test_the_list_has_the_newest_first(declarant, client, standard):
    second = corrected(declarant, standard["id"], title="更正后的名称")
    told = read(client, standard["id"], "/versions")
    assert told["total"] == 2
    assert [(each["version"], each["change"]["kind"]) for each in told["items"]] == [(2, "correction"), (1, "first")]
    hashes = [each["content_hash"] for each in told["items"]]
    assert hashes == [second["content_hash"], standard["content_hash"]]


def test_the_list_has_pages(declarant, client, standard):
    for title in ("第二版", "第三版"):
        corrected(declarant, standard["id"], title=title)
    listed = read(client, standard["id"], "/versions?limit=2")
    assert ([each["version"] for each in listed["items"]], listed["total"]) == ([3, 2], 3)
    assert listed["items"][0]["url"] == f"/s/{standard['id']}/v/3"
    rest = read(client, standard["id"], f"/versions?limit=2&cursor={listed['next']}")
    assert ([each["version"] for each in rest["items"]], rest["next"]) == ([1], None)


def test_an_older_version_keeps_its_products(declarant, client, standard):
    told = correction(declarant, standard["id"])
    changed(declarant, told, products=written(told)["products"][:1])
    publish(declarant, told["id"], change_reason="删除一个产品")
    assert read(client, standard["id"])["products_total"] == 1
    first = read(client, standard["id"], "/versions/1")
    assert first["products_total"] == 2
    page = client.get(f"{first['products_url']}?limit=1").json
    assert (page["total"], page["items"]) == (2, first["products"][:1])
    last = client.get(f"{first['products_url']}?limit=1&cursor={page['next']}").json
    assert (last["items"], last["next"]) == (first["products"][1:], None)


def test_the_tag_changes_with_a_version(declarant, client, standard):
    address = f"{API}/standards/{standard['id']}/versions"
    tag = client.get(address).headers["ETag"]
    seen = {"If-None-Match": tag}
    assert client.get(address, headers=seen).status_code == 304
    corrected(declarant, standard["id"], title="更正后的名称")
    assert client.get(address, headers=seen).status_code == 200
    assert client.get(address).headers["ETag"] != tag


def test_the_page_of_an_older_version_says_that_there_is_a_newer_one(declarant, client, standard):
    corrected(declarant, standard["id"], title="第二版的名称")
    for address, title, newest in (
        (f"/s/{standard['id']}", "第二版的名称", True),
        (f"/s/{standard['id']}/v/1", "家用电冰箱", False),
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert f"<h1>{title}</h1>" in page.text
        assert ("这不是最新版本。" in page.text) is not newest
        other = 1 if newest else 2
        assert f'href="/s/{standard["id"]}/v/{other}"' in page.text
    assert "This is not the newest version." in client.get(address, headers={"Accept-Language": "en"}).text
    assert client.get(f"/s/{standard['id']}/v/3").status_code == 404


@pytest.mark.parametrize("rest", ["/versions/2", "/versions/0", "/versions/2/products", "/versions/99999999999"])
def test_a_version_that_is_not_there(client, standard, rest):
    assert client.get(f"{API}/standards/{standard['id']}{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["/versions", "/versions/1", "/versions/1/products"])
def test_versions_of_a_standard_that_is_not_there(client, rest):
    assert client.get(f"{API}/standards/ES2026-00000099-1{rest}").status_code == 404


def test_the_content_of_each_version_is_kept(ready):
    receipt = PublishedFactory(where=ready, correction=True)
    with reading(ready) as session:
        contents = [json.loads(queries.content_of(session, receipt.id, version)) for version in (1, 2)]
    assert [each["change"]["kind"] for each in contents] == ["first", "correction"]
    assert contents[0]["title"] != contents[1]["title"]
    assert [each["id"] for each in contents[0]["products"]] == [each["id"] for each in contents[1]["products"]]
