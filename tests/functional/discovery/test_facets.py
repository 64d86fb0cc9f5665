"""How the results are spread, over the API and beside the results of the page; and ranges of indicators."""

import pytest

from registry.worker import drain
from tests.factories.declarations import PublishedFactory, RefrigeratorFactory, indicator
from tests.factories.enterprises import EnterpriseFactory
from tests.functional.discovery.reading import text_of

API = "/api/v1/search"


@pytest.fixture
def register_of_five(register, ready):
    """Three refrigerators of Hangzhou and one of Qingdao, and a car; one refrigerator takes effect later."""
    hangzhou = EnterpriseFactory(where=ready, name="杭州甲电器有限公司", region="330106")
    qingdao = EnterpriseFactory(where=ready, name="青岛乙电器有限公司", region="370212")
    for _ in range(3):
        PublishedFactory(where=ready, enterprise=hangzhou)
    PublishedFactory(where=ready, enterprise=qingdao, body__upcoming=True, body__industry="3852")
    PublishedFactory(where=ready, enterprise=qingdao, car=True)
    drain(register.scope, register.search)
    return register


def counted(client, facets, **asked):
    response = client.get(API, query_string={"facets": facets, **asked})
    assert response.status_code == 200, response.text
    return {name: {each["code"]: each["count"] for each in values} for name, values in response.json["facets"].items()}


@pytest.mark.usefixtures("register_of_five")
class TestApi:
    def test_values_are_counted_with_those_above_them(self, client):
        found = counted(client, "category,region,industry,kind,enterprise,year,status")
        assert found["category"] == {
            "household-appliances": 4,
            "household-refrigerators": 4,
            "road-vehicles": 1,
            "battery-electric-cars": 1,
        }
        assert found["region"]["330000"] == found["region"]["330100"] == found["region"]["330106"] == 3
        assert found["region"]["370000"] == 2
        assert {code: found["industry"][code] for code in ("C", "38", "385", "3852")}["3852"] == 1
        assert found["kind"] == {"enterprise": 5}
        assert sorted(found["enterprise"].values()) == [2, 3]
        assert found["year"] == {"2026": 5}
        assert found["status"] == {"current": 4, "upcoming": 1}

    def test_a_facet_counts_as_if_it_did_not_narrow_itself(self, client):
        found = counted(client, "category,region,status", category="battery-electric-cars", status="current")
        assert found["category"] == {
            "household-appliances": 3,
            "household-refrigerators": 3,
            "road-vehicles": 1,
            "battery-electric-cars": 1,
        }
        assert found["region"]["370000"] == 1
        assert "330000" not in found["region"]
        assert found["status"] == {"current": 1}

    def test_names_are_in_the_language_of_the_reader(self, client):
        for language, names in (("zh", ("浙江省", "现行")), ("en", (None, "In force"))):
            answer = client.get(f"{API}?facets=region,status", headers={"Accept-Language": language}).json["facets"]
            region = next(each["name"] for each in answer["region"] if each["code"] == "330000")
            status = next(each["name"] for each in answer["status"] if each["code"] == "current")
            assert names[0] in {None, region}
            assert status == names[1]

    @pytest.mark.parametrize(
        ("asked", "total"),
        [
            ({"region": "330000"}, 3),
            ({"region": "370212"}, 2),
            ({"industry": "385"}, 5),
            ({"industry": "3852"}, 1),
            ({"published_from": "2026-11-22", "published_to": "2026-11-22"}, 5),
            ({"published_to": "2026-11-21"}, 0),
            ({"published_from": "2026-11-23"}, 0),
            ({"category": "no-such-category"}, 0),
        ],
    )
    def test_every_facet_narrows(self, client, asked, total):
        assert client.get(API, query_string=asked).json["total"] == total

    @pytest.mark.parametrize("asked", [{"facets": "colour"}, {"published_from": "gestern"}])
    def test_what_cannot_be_counted_or_read_is_said(self, client, asked):
        response = client.get(API, query_string=asked)
        assert response.status_code == 400
        assert [each["field"] for each in response.json["findings"]] == list(asked)

    def test_without_asking_nothing_is_counted(self, client):
        assert client.get(API).json["facets"] == {}

    def test_with_a_condition_only_what_meets_it_is_counted(self, client):
        every = counted(client, "enterprise", unit="product")
        some = counted(client, "enterprise", unit="product", indicator="annual_energy_use<=100000")
        assert sum(some["enterprise"].values()) < sum(every["enterprise"].values())


@pytest.mark.usefixtures("register_of_five")
class TestPage:
    def test_values_are_links_that_can_be_taken_back(self, client):
        page = client.get("/?q=冰箱").text
        assert 'href="/?q=%E5%86%B0%E7%AE%B1&amp;region=330000"' in page
        narrowed = client.get("/?q=冰箱&region=330000").text
        assert "<b>3</b> 项标准" in narrowed
        assert 'aria-current="true" title="去掉 浙江省"' in narrowed
        assert 'href="/?q=%E5%86%B0%E7%AE%B1"' in narrowed
        assert "去掉全部筛选" in narrowed

    def test_nothing_found_offers_to_take_the_filters_back(self, client):
        assert "去掉全部筛选" in text_of(client.get("/?q=冰箱&category=battery-electric-cars").text)


class TestRanges:
    @pytest.fixture(autouse=True)
    def loud_and_quiet(self, register, ready):
        for loud in (36, 38, 40, 42, 44):
            product = RefrigeratorFactory(indicators=[indicator("噪声", f"≤{loud} dB(A)", method="GB/T 8059-2016")])
            PublishedFactory(where=ready, body__products=[product])
        drain(register.scope, register.search)

    def test_the_ends_that_are_typed_become_conditions(self, client):
        page = client.get("/?q=冰箱&unit=product").text
        assert 'name="at_most.noise" value=""' in page
        sent = client.get("/?q=冰箱&unit=product&at_least.noise=&at_most.noise=40")
        assert sent.status_code == 302
        assert sent.location == "/?q=%E5%86%B0%E7%AE%B1&unit=product&indicator=noise%3C%3D40"
        narrowed = client.get(sent.location).text
        assert "<b>3</b> 个产品" in narrowed
        assert 'name="at_most.noise" value="40"' in narrowed

    def test_other_conditions_stay_and_the_old_ends_go(self, client):
        address = (
            "/?unit=product&indicator=noise<%3D50&indicator=total_volume>%3D100&at_least.noise=37&at_most.noise=41"
        )
        assert client.get(address).location == (
            "/?unit=product&indicator=total_volume%3E%3D100&indicator=noise%3D37..41"
        )

    @pytest.mark.parametrize(
        "address",
        [
            "/?indicator=noise&at_most.noise=40",
            "/?indicator=&at_most.=40",
            "/?indicator=噪声&at_least.noise_=4",
            "/?at_least.(=1",
            "/?at_most.noise=",
        ],
    )
    def test_whatever_is_sent_has_an_answer(self, client, address):
        assert client.get(address).status_code == 302
        assert client.get(address, follow_redirects=True).status_code in {200, 400}

    def test_what_is_no_number_is_said_and_kept(self, client):
        page = client.get("/?unit=product&at_most.noise=leise", follow_redirects=True)
        assert page.status_code == 400
        assert "leise" in page.text
