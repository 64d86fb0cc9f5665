"""GET /api/v1/search."""

import pytest

from registry import worker
from registry.app import create_app
from registry.discovery.schemas import SearchQuery
from search.documents import Document, Unit
from tests.factories.declarations import BodyFactory, PublishedFactory, RefrigeratorFactory
from tests.functional.declarations.conftest import published as publish_over_http

SEARCH = "/api/v1/search"


def ids(answer):
    return [item["id"] for item in answer["items"]]


def walked(client, query, limit):
    """Ids of every page, and the totals that the pages named."""
    found, totals, cursor = [], set(), ""
    while True:
        answer = client.get(f"{SEARCH}?{query}&limit={limit}{cursor}").json
        found += ids(answer)
        totals.add(answer["total"])
        if answer["next"] is None:
            return found, totals
        cursor = f"&cursor={answer['next']}"


@pytest.mark.parametrize(
    "query", ["", "q=Samsung", "unit=product&q=Samsung", "sort=published&q=冰箱", "category=road-vehicles&unit=product"]
)
def test_every_page_together_is_the_whole_list(visitor, query):
    found, totals = walked(visitor, query, 40)
    assert totals == {len(found)}
    assert len(set(found)) == len(found) > 0
    assert found[:100] == ids(visitor.get(f"{SEARCH}?{query}&limit=100").json)


def test_a_list_that_ends_with_its_page_has_no_next_one(visitor):
    answer = visitor.get(f"{SEARCH}?q=Samsung").json
    assert 0 < answer["total"] <= 20
    assert answer["next"] is None
    exact = visitor.get(f"{SEARCH}?q=Samsung&limit={answer['total']}").json
    assert exact["next"] is None


def test_standards_are_found_with_the_products_that_match_first(visitor):
    (hit,) = visitor.get(f"{SEARCH}?q=Q/SLSAMSUNG 001-2021").json["items"]
    assert (hit["number"], hit["kind"], hit["status"]) == ("Q/SLSAMSUNG 001-2021", "enterprise", "current")
    assert hit["url"] == f"/s/{hit['id']}"
    assert hit["products_total"] > len(hit["products"]) == 5
    wanted = visitor.get(f"/api/v1/standards/{hit['id']}/products?limit=100").json["items"][50]
    (again,) = visitor.get(f"{SEARCH}?q={wanted['model'].replace('*', '')}&limit=1").json["items"]
    assert again["id"] == hit["id"]
    assert wanted["id"] in [product["id"] for product in again["products"]]
    assert again["products"][0]["url"] == f"/p/{again['products'][0]['id']}"


def test_products_are_found_with_their_indicators(visitor):
    answer = visitor.get(f"{SEARCH}?q=电冰箱&unit=product&limit=3").json
    assert answer["total"] > 2000
    for item in answer["items"]:
        assert item["standard"]["number"].startswith("Q/SL")
        assert 0 < len(item["indicators"]) <= 8
        assert item["sample"]["licence"]


def test_what_was_understood_is_said(visitor):
    answer = visitor.get(f"{SEARCH}?q=q/slsamsung001—2021&category=household-appliances").json
    assert answer["interpreted"]["exact_number"] == "Q/SLSAMSUNG 001-2021"
    assert answer["interpreted"]["filters"] == {
        "category": "household-appliances",
        "status": "current,upcoming",
    }
    assert answer["interpreted"]["terms"]
    assert isinstance(answer["took_ms"], float)


def test_nothing_is_found_without_a_word_to_look_for(visitor):
    answer = visitor.get(f"{SEARCH}?q=，。！").json
    assert (answer["items"], answer["total"], answer["next"]) == ([], 0, None)


def test_a_category_holds_those_below_it(visitor):
    def total(query):
        return visitor.get(f"{SEARCH}?unit=product&{query}").json["total"]

    assert total("category=road-vehicles") == total("category=battery-electric-cars") == 490
    assert total("category=household-refrigerators") == 2369
    parts = (
        "household-refrigerators",
        "water-heaters",
        "drum-washing-machines",
        "air-purifiers",
        "room-air-conditioners",
    )
    assert total("category=household-appliances") == sum(total(f"category={part}") for part in parts)
    assert total("category=toys") == 0


@pytest.fixture
def published(register, ready):
    """Publishes, and lets the worker look."""

    def publish(**fields):
        receipt = PublishedFactory(where=ready, **fields)
        worker.drain(register.scope, register.search)
        return receipt

    return publish


def test_filters_hold_together(client, published, enterprise):
    current = published(enterprise=enterprise)
    upcoming = published(enterprise=enterprise, upcoming=True)
    elsewhere = published()

    def found(query):
        return set(ids(client.get(f"{SEARCH}?{query}").json))

    assert found("") == {str(each.id) for each in (current, upcoming, elsewhere)}
    assert found(f"enterprise={enterprise.uscc}") == {str(current.id), str(upcoming.id)}
    assert found(f"enterprise={enterprise.uscc}&status=upcoming") == {str(upcoming.id)}
    assert found("status=current") == {str(current.id), str(elsewhere.id)}
    assert found("kind=national") == set()


def test_without_a_text_the_newest_come_first(client, register, ready, enterprise):
    receipts = [PublishedFactory(where=ready, enterprise=enterprise) for _ in range(3)]
    worker.drain(ready, register.search)
    found = client.get(SEARCH).json
    assert set(ids(found)) == {str(each.id) for each in receipts}
    assert [item["published_at"] for item in found["items"]] == sorted(
        (item["published_at"] for item in found["items"]), reverse=True
    )


def test_what_matched_is_marked_and_everything_else_is_harmless(client, published):
    published(body__title="<b>冰箱</b> & <script>alert(1)</script>")
    (hit,) = client.get(f"{SEARCH}?q=冰箱").json["items"]
    (fragment,) = hit["highlights"]["title"]
    assert "<mark>冰箱</mark>" in fragment
    assert "<script>" not in fragment
    assert "<b>" not in fragment
    assert "&lt;script&gt;" in fragment


def test_a_product_is_found_by_its_bar_code(client, published):
    published(body__products=[RefrigeratorFactory(gtins=["6901234567892"]), RefrigeratorFactory(gtins=[])])
    answer = client.get(f"{SEARCH}?q=6901234567892&unit=product").json
    assert [item["gtins"] for item in answer["items"]] == [["6901234567892"]]


@pytest.mark.parametrize(
    ("query", "code", "field", "accepted"),
    [
        (
            "colour=white",
            "unknown-parameter",
            "colour",
            ", ".join(SearchQuery().fields),
        ),
        ("limit=0", "wrong-value", "limit", "integer 1..100"),
        ("limit=101", "wrong-value", "limit", "integer 1..100"),
        ("limit=ten", "wrong-value", "limit", "integer 1..100"),
        ("unit=brand", "wrong-value", "unit", "standard | product"),
        ("status=gone", "wrong-value", "status", None),
        ("sort=price", "wrong-value", "sort", "relevance | published | indicator:CODE"),
        ("q=a&q=b", "repeated-parameter", "q", None),
        ("cursor=abc", "cursor-not-ours", "cursor", "next"),
        ("q=" + " ".join(f"w{place}" for place in range(65)), "query-too-long", "q", None),
        ("q=" + "词" * 1001, "query-too-long", "q", None),
        ("q=%00", "unwanted-character", "q", None),
        ("q=%B1%F9%CF%E4", "not-utf8", "query", None),
    ],
)
def test_what_cannot_be_asked_is_refused(visitor, query, code, field, accepted):
    response = visitor.get(f"{SEARCH}?{query}")
    assert response.status_code == 400, response.text
    (finding,) = response.json["findings"]
    assert (finding["code"], finding["field"]) == (code, field)
    assert accepted in {None, finding["accepted"]}


def test_a_cursor_is_for_its_own_question(visitor):
    cursor = visitor.get(f"{SEARCH}?q=冰箱&limit=1").json["next"]
    assert visitor.get(f"{SEARCH}?q=冰箱&limit=50&cursor={cursor}").status_code == 200
    tampered = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    for query in (
        f"q=冰&cursor={cursor}",
        f"q=冰箱&unit=product&cursor={cursor}",
        f"q=冰箱&cursor={tampered}",
        f"q=冰箱&cursor={cursor}x",
        f"q=冰箱&cursor={cursor[4:]}",
    ):
        response = visitor.get(f"{SEARCH}?{query}")
        assert (response.status_code, response.json["code"]) == (400, "cursor-not-ours"), query


@pytest.mark.parametrize(
    "text",
    ["*", "a*", "+", "-冰箱", '"冰箱"', "title:冰箱", "冰箱 OR 1=1", "(", "\\", "%25", "{}", "'", "/./", "冰箱~2"],
)
def test_signs_of_query_languages_mean_nothing(visitor, text):
    assert visitor.get(SEARCH, query_string={"q": text}).status_code == 200


def test_before_there_is_an_index_search_says_so(client):
    response = client.get(f"{SEARCH}?q=冰箱")
    assert (response.status_code, response.json["code"]) == (503, "search-not-ready")
    assert response.headers["Retry-After"]


def test_only_what_the_database_has_is_shown(register, published, ready, client):
    """The index may run behind or ahead: a hit that is not in the database is dropped (house rule 6)."""
    kept = published()
    ghost = Document(
        unit=Unit.STANDARD,
        id="ES2026-00000999-1",
        mark=1,
        standard="ES2026-00000999-1",
        kind="enterprise",
        uscc="x",
        published_at=ready.clock.now(),
        effective_on=ready.clock.today(),
        title="家用电冰箱",
    )
    with register.search.write() as writer:
        writer.apply([ghost], change=1)
        writer.commit()
    answer = client.get(f"{SEARCH}?q=家用电冰箱").json
    assert ids(answer) == [str(kept.id)]


def test_a_published_declaration_is_found_by_its_program(declarant, client, register):
    receipt = publish_over_http(declarant, BodyFactory(number="Q/HZDQ 909-2026"))
    worker.drain(register.scope, register.search)
    assert ids(client.get(f"{SEARCH}?q=Q/HZDQ 909-2026").json) == [receipt["id"]]
    assert create_app(register).test_client().get(f"{SEARCH}?q=Q/HZDQ 909").json["total"] == 1
