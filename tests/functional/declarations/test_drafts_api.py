"""What the API answers of a draft beyond its first products."""

from tests.factories.declarations import BodyFactory, RefrigeratorFactory, indicator
from tests.functional.declarations.conftest import draft


def test_every_product_of_a_draft_is_read_back_page_by_page(declarant):
    products = [RefrigeratorFactory(model=f"BCD-{number}") for number in range(45)]
    told = draft(declarant, BodyFactory(products=products))
    assert (len(told["products"]), told["products_total"]) == (20, 45)
    assert told["findings_total"] >= len(told["findings"])
    models, address = [], f"{told['products_url']}?limit=20"
    while address:
        page = declarant.get(address).json
        assert page["total"] == 45
        models += [product["model"] for product in page["items"]]
        address = page["next"] and f"{told['products_url']}?limit=20&cursor={page['next']}"
    assert models == [product["model"] for product in products]


def test_a_draft_is_held_against_the_limits_already(declarant):
    panel = {
        "name": "刨花板",
        "model": "A",
        "indicators": [{**indicator("甲醛释放量", "≤0.100 mg/m³"), "method": {"number": "GB/T 17657-2022"}}],
    }
    (product,) = draft(declarant, BodyFactory(category="wood-based-panels", products=[panel]))["products"]
    (limit,) = [each["limit"] for each in product["indicators"]]
    assert (limit["result"], limit["mandatory"]) == ("stricter", True)
