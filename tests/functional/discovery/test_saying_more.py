"""What a standard adopts, why a method is its own, its texts, and where its enterprise stands, as readers see them."""

import json
import re
from dataclasses import replace

import pytest

from registry import worker
from tests.factories.declarations import SIGNED, BodyFactory, PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.conftest import statements
from tests.functional.declarations.attaching import attached, hash_of, pdf
from tests.functional.declarations.conftest import draft, publish

DISCLOSED = replace(SIGNED, disclose_shortfall=True)
ENGLISH = {"Accept-Language": "en"}


@pytest.mark.parametrize(
    ("degree", "chinese", "english"),
    [("IDT", "等同采用", "Identical"), ("MOD", "修改采用", "Modified"), ("NEQ", "非等效", "Not equivalent")],
)
def test_which_international_standard_is_adopted_and_how(ready, client, degree, chinese, english):
    adopted = {"degree": degree, "number": "IEC 62552-1:2015"}
    standard = PublishedFactory(where=ready, body__international=adopted).id
    assert f"{chinese} ({degree}) <b>IEC 62552-1:2015</b>" in client.get(f"/s/{standard}").text
    assert f"{english} ({degree}) <b>" in client.get(f"/s/{standard}", headers=ENGLISH).text
    assert client.get(f"/api/v1/standards/{standard}").json["international"] == adopted


def test_a_standard_that_adopts_none_says_nothing_of_it(ready, client):
    standard = PublishedFactory(where=ready).id
    assert "采用" not in client.get(f"/s/{standard}").text


def test_why_a_method_is_its_own(ready, client):
    own = indicator("开门次数", "≥10 次", method=None) | {
        "method": {"text": "附录 A", "reason": "没有 <b>标准</b>方法"}
    }
    product = RefrigeratorFactory(indicators=[own, indicator("年耗电量", "≤350 kWh/a")])
    standard = PublishedFactory(where=ready, body__products=[product], publication=DISCLOSED).id
    told = client.get(f"/api/v1/standards/{standard}").json["products"][0]
    assert [each["method"]["reason"] for each in told["indicators"]] == ["没有 <b>标准</b>方法", None]
    for address in (f"/s/{standard}", f"/p/{told['id']}"):
        page = client.get(address).text
        assert page.count("自有方法的理由：没有 &lt;b&gt;标准&lt;/b&gt;方法") == 1
    assert "Reason for an own method: " in client.get(f"/s/{standard}", headers=ENGLISH).text


@pytest.mark.parametrize("query", ["", "?unit=product"])
@pytest.mark.parametrize(("region", "said"), [("330106", "浙江省杭州市"), ("110108", "北京市海淀区")])
def test_hits_say_where_the_enterprise_stands(ready, register, client, query, region, said):
    PublishedFactory(where=ready, enterprise=EnterpriseFactory(where=ready, region=region))
    worker.drain(ready, register.search)
    assert f"<span>{said}</span>" in client.get(f"/{query}").text
    (hit,) = client.get(f"/api/v1/search{query}").json["items"]
    assert hit["enterprise"]["region"]["code"] == region


@pytest.fixture
def with_texts(declarant):
    """A standard with a text that is public and one that is not."""
    identity = draft(declarant, BodyFactory())["id"]
    attached(declarant, identity)
    attached(declarant, identity, pdf("内部"), name="内部.pdf", query="?public=false")
    return publish(declarant, identity).json["id"]


def test_texts_take_no_further_statement(ready, client, with_texts):
    bare = PublishedFactory(where=ready).id
    client.get(f"/s/{bare}")  # which reads the reference data for all that follow
    counted = []
    for standard in (bare, with_texts):
        with statements(ready.engine) as sent:
            assert client.get(f"/s/{standard}").status_code == 200
        counted.append(len(sent))
    assert counted[0] == counted[1] <= 8
    with statements(ready.engine) as sent:
        assert client.get(f"/documents/{hash_of(pdf())}").status_code == 200
    assert len(sent) == 2


def test_search_engines_are_told_of_the_texts_that_are_public(client, with_texts):
    page = client.get(f"/s/{with_texts}").text
    (linked,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    (text,) = json.loads(linked)["encoding"]
    assert (text["@type"], text["sha256"], text["contentSize"]) == ("MediaObject", hash_of(pdf()), str(len(pdf())))
    assert text["contentUrl"].endswith(f"/documents/{hash_of(pdf())}")


def test_the_page_names_both_and_leads_to_the_public_one(client, with_texts):
    page = client.get(f"/s/{with_texts}").text
    assert f'<a href="/documents/{hash_of(pdf())}" download>标准.pdf</a>' in page
    assert "内部.pdf" in page
    assert hash_of(pdf("内部")) in page
    assert f"/documents/{hash_of(pdf('内部'))}" not in page
    assert page.count("未公开全文") == 1
