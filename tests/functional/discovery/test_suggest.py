"""`GET /suggest`: what is offered while one types."""

import pytest

from registry.worker import drain
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory
from tests.factories.enterprises import EnterpriseFactory

API = "/api/v1/suggest"


@pytest.fixture
def shelf(register, ready):
    """A refrigerator of 北冰 and a car."""
    enterprise = EnterpriseFactory(where=ready, name="杭州北冰电器有限公司")
    receipt = PublishedFactory(
        where=ready,
        enterprise=enterprise,
        body__number="Q/HZBB 017-2026",
        body__title="风冷无霜电冰箱",
        body__products=[RefrigeratorFactory(name="电冰箱", brand="北冰", model="BCD-517W")],
    )
    PublishedFactory(where=ready, car=True)
    drain(register.scope, register.search)
    return receipt, enterprise


def offered(client, text):
    response = client.get(API, query_string={"q": text})
    assert response.status_code == 200, response.text
    return {(each["kind"], each["text"]): each["url"] for each in response.json["items"]}


@pytest.mark.parametrize("text", ["Q/HZBB", "q/hzbb 017", "qhzbb0", "Ｑ／ＨＺＢＢ"])
def test_a_number_in_any_spelling_by_its_beginning(client, shelf, text):
    assert offered(client, text)["number", "Q/HZBB 017-2026"] == f"/s/{shelf[0].id}"


@pytest.mark.parametrize("text", ["无霜", "电冰箱", "flws", "flwsdbx", "WSDBX", "dbx"])
def test_a_title_by_a_part_or_its_initials(client, shelf, text):
    assert offered(client, text)["title", "风冷无霜电冰箱"] == f"/s/{shelf[0].id}"


@pytest.mark.parametrize("text", ["BCD", "bcd-5", "bcd517w", "北冰"])
def test_a_product_by_its_model_or_brand(client, shelf, text):
    assert offered(client, text)["product", "北冰 BCD-517W"].startswith("/p/EP")


@pytest.mark.parametrize("text", ["北冰", "杭州北", "hzbb", "bbdq", "BBDQYX"])
def test_an_enterprise_by_a_part_of_its_name_or_the_initials(client, shelf, text):
    assert offered(client, text)["enterprise", "杭州北冰电器有限公司"] == f"/e/{shelf[1].uscc}"


def test_an_enterprise_of_many_standards_hides_no_other_one(client, register, ready, shelf):
    PublishedFactory.create_batch(25, where=ready, enterprise=EnterpriseFactory(where=ready, name="北冰集团有限公司"))
    drain(register.scope, register.search)
    names = [name for kind, name in offered(client, "北冰") if kind == "enterprise"]
    assert names == ["北冰集团有限公司", "杭州北冰电器有限公司"]


@pytest.mark.parametrize("text", ["dwglcadr", "DWGLCADR", "glcadr"])
def test_latin_letters_within_a_name_are_initials_too(client, shelf, text):
    assert offered(client, text)["indicator", "单位功率CADR"]


@pytest.mark.parametrize("text", ["噪", "zs", "噪声"])
def test_an_indicator_by_the_beginning_of_its_name_or_the_initials(client, shelf, text):
    assert offered(client, text)["indicator", "噪声"] == "/?q=%E5%99%AA%E5%A3%B0"


def test_what_is_found_for_something_else_is_not_offered(client, shelf):
    """A number is in the documents of its products, a model in that of its standard."""
    assert {kind for kind, _ in offered(client, "Q/HZBB 017")} == {"number"}
    assert {kind for kind, _ in offered(client, "Q/HZBB 017-2026")} == {"number"}
    assert {kind for kind, _ in offered(client, "BCD-5")} == {"product"}
    assert {kind for kind, _ in offered(client, "BCD-517W")} == {"product"}


def test_no_more_than_ten_and_each_once(client, register, ready, shelf):
    for number in range(12):
        PublishedFactory(
            where=ready, body__title="风冷电冰箱", body__products=[RefrigeratorFactory(model=f"BCD-{number}X")]
        )
    drain(register.scope, register.search)
    items = client.get(f"{API}?q=电冰箱").json["items"]
    assert len(items) <= 10
    assert len({(each["kind"], each["text"]) for each in items}) == len(items)


@pytest.mark.parametrize("text", ["", "  ", "zzzz", "!!", "<script>", "「", "%"])
def test_what_begins_nothing_offers_nothing(client, shelf, text):
    assert offered(client, text) == {}


def test_a_text_that_is_too_long_is_refused(client, shelf):
    response = client.get(f"{API}?q={'冰' * 51}")
    assert response.status_code == 400
    assert response.json["findings"][0]["field"] == "q"
