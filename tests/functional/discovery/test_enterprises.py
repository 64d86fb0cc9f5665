"""Enterprises as readers see them: over the API and as a page."""

import json
import re
from datetime import date
from html import unescape

import pytest

from registry.enterprises.service import record_standing, rename
from registry.enterprises.values import Standing
from registry.worker import drain
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory
from tests.factories.enterprises import EnterpriseFactory, credit_code
from tests.functional.discovery.reading import main_of, text_of

API = "/api/v1/enterprises"


@pytest.fixture
def publish(ready, enterprise):
    """Publishes a declaration of `enterprise`."""

    def published(**fields):
        return PublishedFactory(where=ready, enterprise=enterprise, **fields)

    return published


@pytest.fixture
def every_status(publish):
    """One standard of each status, by status; the superseded one has a revision, which is current as well."""
    return {
        "withdrawn": publish(withdrawn=True),
        "current": publish(body__count=3),
        "upcoming": publish(upcoming=True),
        "revision": publish(revision=True),
    }


def read_all(client, address):
    """The items of a list, piece by piece, and its total."""
    items, cursor = [], ""
    while True:
        answer = client.get(f"{address}{cursor}").json
        items += answer["items"]
        if answer["next"] is None:
            return items, answer["total"]
        cursor = f"&cursor={answer['next']}"


def test_an_enterprise_is_read_by_its_code(client, ready):
    enterprise = EnterpriseFactory(where=ready, name="甲公司", industry="3851")
    rename(ready, enterprise.uscc, name="乙公司", on=date(2026, 11, 1), reason="变更登记")
    record_standing(ready, enterprise.uscc, standing=Standing.EXISTING, on=date(2020, 1, 2))
    PublishedFactory(where=ready, enterprise=enterprise, body__count=3)
    PublishedFactory(where=ready, enterprise=enterprise, withdrawn=True)
    PublishedFactory(where=ready)
    expected = {
        "uscc": enterprise.uscc,
        "url": f"/e/{enterprise.uscc}",
        "name": "乙公司",
        "former_names": [{"name": "甲公司", "until": "2026-11-01"}],
        "region": {"code": "330106", "name": "西湖区", "name_en": None},
        "industry": {"code": "3851", "name": "家用制冷电器具制造", "name_en": None},
        "verification": {"level": "L1", "on": "2026-11-22"},
        "standing": "existing",
        "standing_on": "2020-01-02",
        "counts": {"standards": 2, "products": 4, "titles": 0},
        "sample": None,
    }
    assert client.get(f"{API}/{enterprise.uscc}").json == expected
    assert client.get(f"{API}/{enterprise.uscc.lower()}").json == expected


def test_what_is_not_registered_is_unknown_and_not_invented(client, enterprise):
    told = client.get(f"{API}/{enterprise.uscc}").json
    assert (told["industry"], told["standing"], told["standing_on"], told["former_names"]) == (None, None, None, [])
    assert told["counts"] == {"standards": 0, "products": 0, "titles": 0}


def test_a_sample_says_that_it_is_one(client, ready):
    sample = EnterpriseFactory(where=ready, is_sample=True)
    assert client.get(f"{API}/{sample.uscc}").json["sample"] == {"source": "示例来源", "licence": "CC0"}
    page = client.get(f"/e/{sample.uscc}").text
    assert "示例企业" in text_of(page)
    assert "身份已核验" not in page
    assert "来源和许可" in page  # the note over the page
    assert "application/ld+json" not in page


@pytest.mark.parametrize("address", [API + "/{}", API + "/{}/standards", "/e/{}"])
@pytest.mark.parametrize(
    ("uscc", "status", "code"),
    [
        (credit_code(99_999_999), 404, "not-found"),
        ("9133", 400, "uscc-length"),
        (credit_code(1)[:-1] + "U", 400, "uscc-check"),
        ("' OR 1=1", 400, "uscc-length"),
    ],
)
def test_an_enterprise_that_is_not_there(client, enterprise, address, uscc, status, code):
    response = client.get(address.format(uscc))
    assert response.status_code == status
    if address.startswith(API):
        assert response.json["code"] == code
        assert (response.json["findings"][0]["field"], response.json["findings"][0]["given"]) == ("uscc", uscc)
    else:
        assert uscc in unescape(response.text)


def test_an_answer_that_has_not_changed_is_not_sent_again(client, publish, enterprise):
    for address in (f"{API}/{enterprise.uscc}", f"{API}/{enterprise.uscc}/standards"):
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        publish()
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_its_standards_stand_newest_first_page_by_page(client, publish, ready, enterprise):
    published = [str(publish().id) for _ in range(5)]
    PublishedFactory(where=ready)
    items, total = read_all(client, f"{API}/{enterprise.uscc}/standards?limit=2")
    assert ([each["id"] for each in items], total) == (published[::-1], 5)


def test_a_standard_in_the_list_is_the_standard_without_its_products(client, publish, enterprise):
    receipt = publish(correction=True)
    (listed,) = client.get(f"{API}/{enterprise.uscc}/standards").json["items"]
    alone = client.get(f"/api/v1/standards/{receipt.id}").json
    assert alone.pop("products")
    assert listed == alone
    assert listed["version"] == 2
    assert listed["enterprise"]["url"] == f"/e/{enterprise.uscc}"
    assert listed["enterprise"]["region"]["name"] == "西湖区"


def test_standards_are_chosen_by_status(client, every_status, enterprise):
    address = f"{API}/{enterprise.uscc}/standards"
    for status, count in {"current": 2, "upcoming": 1, "superseded": 1, "withdrawn": 1}.items():
        items, total = read_all(client, f"{address}?status={status}&limit=1")
        assert ([each["status"] for each in items], total) == ([status] * count, count)
    items, total = read_all(client, f"{address}?status=withdrawn,superseded&limit=1")
    assert ({each["status"] for each in items}, total) == ({"withdrawn", "superseded"}, 2)
    items, total = read_all(client, f"{address}?limit=3")
    assert (len(items), total) == (5, 5)


def test_a_cursor_and_a_status_are_read_strictly(client, every_status, enterprise):
    address = f"{API}/{enterprise.uscc}/standards"
    cursor = client.get(f"{address}?limit=1").json["next"]
    for query in (f"status=current&cursor={cursor}", "status=gone", "limit=0", "q=x"):
        assert client.get(f"{address}?{query}").status_code == 400, query


def test_the_page_says_who_it_is_and_what_it_declares(client, ready, register, every_status, enterprise):
    rename(ready, enterprise.uscc, name="杭州新名有限公司", on=date(2026, 11, 1), reason="变更登记")
    record_standing(ready, enterprise.uscc, standing=Standing.REVOKED, on=date(2026, 11, 2))
    page = client.get(f"/e/{enterprise.uscc}").text
    read = text_of(page)
    assert read.index("身份已核验 L1") < read.index("吊销") < read.index("杭州新名有限公司")
    for said in (
        f"曾用名 {enterprise.name} （2026-11-01 更名）",
        "所在地 浙江省 杭州市 西湖区",
        "行业 未登记",
        "公开的标准 5",
        "状态 全部 5 现行 2 即将实施 1 被替代 1 废止 1",
        "家用电冰箱 5",
    ):
        assert said in read
    assert main_of(page).count('<article class="hit">') == 5
    assert f'href="{API}/{enterprise.uscc}"' in page
    linked = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert linked == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "杭州新名有限公司",
        "identifier": enterprise.uscc,
        "alternateName": [enterprise.name],
        "address": {"@type": "PostalAddress", "addressRegion": "浙江省 杭州市 西湖区"},
    }


def test_the_count_of_a_category_is_that_of_the_search_it_leads_to(client, register, every_status, enterprise):
    drain(register.scope, register.search)
    page = client.get(f"/e/{enterprise.uscc}").text
    ((address, count),) = re.findall(r'<li><a href="(/\?unit=product[^"]+)">家用电冰箱</a> (\d+)</li>', page)
    assert f"{count} 个产品" in text_of(client.get(unescape(address)).text)


def test_the_standards_of_the_page_are_paged_and_chosen_by_status(client, publish, every_status, enterprise):
    first = client.get(f"/e/{enterprise.uscc}?status=current&limit=1&utm_source=mail&endpoint=x&uscc=y").text
    assert "2 项标准" in text_of(first)
    following = unescape(re.search(r'href="([^"]+)" rel="next"', first)[1])
    second = client.get(following).text
    shown = [re.findall(r'<h3><a href="(/s/[^"]+)"', each) for each in (first, second)]
    assert [len(each) for each in shown] == [1, 1]
    assert shown[0] != shown[1]
    assert 'rel="next"' not in second
    assert 'rel="first"' in second
    wrong = client.get(f"/e/{enterprise.uscc}?status=gone")
    assert wrong.status_code == 400
    assert "gone" in wrong.text


def test_an_enterprise_without_standards_says_so(client, enterprise):
    assert "还没有公开的标准" in text_of(client.get(f"/e/{enterprise.uscc}").text)
    assert "No standard declared yet" in client.get(f"/e/{enterprise.uscc}", headers={"Accept-Language": "en"}).text


def test_a_search_on_the_page_stays_with_the_enterprise(client, publish, ready, register, enterprise):
    publish(body__title="冷藏箱")
    PublishedFactory(where=ready, body__title="冷藏箱")
    drain(register.scope, register.search)
    page = client.get(f"/e/{enterprise.uscc}").text
    assert f'<input type="hidden" name="enterprise" value="{enterprise.uscc}">' in page
    assert "1 项标准" in text_of(client.get(f"/?q=冷藏箱&enterprise={enterprise.uscc}").text)


def test_every_page_that_names_it_links_to_it(client, publish, register, enterprise):
    receipt = publish(body__products=RefrigeratorFactory.build_batch(2))
    drain(register.scope, register.search)
    products = [each["id"] for each in client.get(f"/api/v1/standards/{receipt.id}").json["products"]]
    link = f'href="/e/{enterprise.uscc}"'
    for address in (
        f"/s/{receipt.id}",
        f"/p/{products[0]}",
        "/",
        "/?unit=product",
        f"/?enterprise={enterprise.uscc}",
        f"/compare?products={','.join(products)}",
    ):
        assert link in main_of(client.get(address).text), address


def test_what_is_declared_is_found_under_the_new_name(client, publish, ready, register, enterprise):
    receipt = publish()
    drain(register.scope, register.search)
    rename(ready, enterprise.uscc, name="西湖冷链股份有限公司", on=date(2026, 11, 1), reason="变更登记")
    assert client.get("/api/v1/search?q=西湖冷链").json["total"] == 0
    drain(register.scope, register.search)
    (hit,) = client.get("/api/v1/search?q=西湖冷链").json["items"]
    assert (hit["id"], hit["enterprise"]["name"]) == (str(receipt.id), "西湖冷链股份有限公司")
    assert hit["enterprise"]["url"] == f"/e/{enterprise.uscc}"
