"""Finding, reading and comparing over HTTP; no account is needed."""

from __future__ import annotations

from typing import Any

from registry.declarations.schemas import ProductSchema, StandardSchema
from registry.declarations.values import Status
from registry.declarations.wire import product_to_wire, standard_to_wire
from registry.discovery import service
from registry.discovery.comparing import comparison
from registry.discovery.engine import engine
from registry.discovery.schemas import CompareQuery, CompareSchema, ProductListSchema, SearchQuery, SearchSchema
from registry.discovery.searching import search
from registry.discovery.values import SearchRequest
from registry.discovery.wire import comparison_to_wire, found_to_wire
from registry.http import ApiBlueprint, PageQuery, language, listing, scope
from registry.kernel.access import PUBLIC

blueprint = ApiBlueprint("discovery", __name__, description="Finding, reading and comparing")


@blueprint.get("/search", policy=PUBLIC)
@blueprint.arguments(SearchQuery, location="query")
@blueprint.response(200, SearchSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(503)
def find(asked: dict[str, Any]) -> dict[str, Any]:
    """Standards, or products with `unit=product`, that match the words and every filter."""
    request = request_of(asked)
    found = search(scope(), engine(), request)
    answer = found_to_wire(found, request)
    return {**answer, **listing(answer["items"], found.total, found.next)}


@blueprint.get("/standards/<standard>", policy=PUBLIC)
@blueprint.response(200, StandardSchema)
@blueprint.alt_response(404)
def read_standard(standard: str) -> dict[str, Any]:
    """The newest version of a declared standard, with its first twenty products."""
    # Not tagged by the content hash: the status of the day, the enterprise as it stands and the language of the notices
    # change the answer while the declared content stays (RFC 9110 8.8.1).
    page = service.standard_page(scope(), standard)
    return standard_to_wire(page.standard, page.products, page.categories, language())


@blueprint.get("/standards/<standard>/products", policy=PUBLIC)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ProductListSchema)
@blueprint.alt_response(404)
def products_of_standard(asked: dict[str, Any], standard: str) -> dict[str, Any]:
    """Every product of a standard, in the declarant's order."""
    after = int(asked["cursor"][0]) if asked["cursor"] else -1
    page = service.standard_page(scope(), standard, after=after, limit=asked["limit"])
    items = [product_to_wire(product, page.categories) for product in page.products]
    following = None if page.next_product is None else (page.next_product,)
    return listing(items, page.standard.products_total, following)


@blueprint.get("/products/<product>", policy=PUBLIC)
@blueprint.response(200, ProductSchema)
@blueprint.alt_response(404)
def read_product(product: str) -> dict[str, Any]:
    """A declared product with all of its indicators."""
    page = service.product_page(scope(), product)
    return product_to_wire(page.product, page.categories)


@blueprint.get("/compare", policy=PUBLIC)
@blueprint.arguments(CompareQuery, location="query")
@blueprint.response(200, CompareSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def compare_products(asked: dict[str, Any]) -> dict[str, Any]:
    """Two to six products side by side, in one unit, with the best value where values may be compared."""
    return comparison_to_wire(comparison(scope(), asked["products"]))


def request_of(asked: dict[str, Any]) -> SearchRequest:
    """What the parameters ask; the states that are wanted are all of them unless some are named."""
    return SearchRequest(
        text=asked["q"],
        unit=asked["unit"],
        category=asked["category"],
        kind=asked["kind"],
        enterprise=asked["enterprise"],
        status=frozenset(asked.get("status") or Status),
        order=asked["sort"],
        after=asked["cursor"],
        limit=asked["limit"],
    )
