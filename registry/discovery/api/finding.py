"""Finding, reading and comparing over HTTP; no account is needed."""

from __future__ import annotations

from typing import Any

from registry.declarations.schemas import ProductSchema, StandardSchema, VersionListSchema
from registry.declarations.values import IN_FORCE
from registry.declarations.wire import product_to_wire, standard_to_wire, version_to_wire
from registry.discovery import service
from registry.discovery.comparing import comparison
from registry.discovery.engine import engine
from registry.discovery.schemas import (
    CompareQuery,
    CompareSchema,
    NarrowedSchema,
    ProductListSchema,
    ProductsThenQuery,
    SearchQuery,
    SearchSchema,
    VersionsQuery,
)
from registry.discovery.searching import search
from registry.discovery.values import Order, SearchRequest, StandardPage
from registry.discovery.wire import comparison_to_wire, found_to_wire
from registry.http import ApiBlueprint, PageQuery, language, listing, scope
from registry.http.instants import AsOfQuery
from registry.kernel.access import PUBLIC
from search.documents import Unit

VERSION = "<int(max=2147483647):version>"
"""Of an address: more than a column of the database holds is no version."""

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
    answer = found_to_wire(found, request, language())
    return {**answer, **listing(answer["items"], found.total, found.next)}


@blueprint.get("/standards/<standard>", policy=PUBLIC)
@blueprint.arguments(AsOfQuery, location="query")
@blueprint.response(200, StandardSchema)
@blueprint.alt_response(404)
def read_standard(asked: dict[str, Any], standard: str) -> dict[str, Any]:
    """The newest version of a declared standard, with its first twenty products."""
    # Not tagged by the content hash: the status of the day, the enterprise as it stands and the language of the notices
    # change the answer while the declared content stays (RFC 9110 8.8.1).
    return _standard(service.standard_page(scope(), standard, as_of=asked["as_of"]))


@blueprint.get("/standards/<standard>/products", policy=PUBLIC)
@blueprint.arguments(ProductsThenQuery, location="query")
@blueprint.response(200, NarrowedSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def products_of_standard(asked: dict[str, Any], standard: str) -> dict[str, Any]:
    """The products that a standard declares: all, or those that hold the words and meet every condition.

    Of a superseded standard too, whatever declares its products now. A condition is met where every value that is
    declared of its indicator lies within it.
    """
    page = service.standard_page(scope(), standard, wanted=products_wanted(asked), as_of=asked["as_of"])
    found = page.narrowing
    return {
        **_products(page),
        "possible": found.possible if found else 0,
        "findings": [finding.as_json(language()) for finding in found.findings] if found else [],
    }


@blueprint.get("/standards/<standard>/versions", policy=PUBLIC)
@blueprint.arguments(VersionsQuery, location="query")
@blueprint.response(200, VersionListSchema)
@blueprint.alt_response(404)
def versions_of_standard(asked: dict[str, Any], standard: str) -> dict[str, Any]:
    """Every version of a standard, the newest first."""
    (before,) = asked["cursor"] or (None,)
    page = service.versions_page(scope(), standard, before=before, limit=asked["limit"], as_of=asked["as_of"])
    following = None if page.next_version is None else (page.next_version,)
    return listing([version_to_wire(each) for each in page.versions], page.total, following)


@blueprint.get(f"/standards/<standard>/versions/{VERSION}", policy=PUBLIC)
@blueprint.response(200, StandardSchema)
@blueprint.alt_response(404)
def read_version(standard: str, version: int) -> dict[str, Any]:
    """One version of a standard as it was declared, with its first twenty products."""
    return _standard(service.standard_page(scope(), standard, version=version))


@blueprint.get(f"/standards/<standard>/versions/{VERSION}/products", policy=PUBLIC)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, ProductListSchema)
@blueprint.alt_response(404)
def products_of_version(asked: dict[str, Any], standard: str, version: int) -> dict[str, Any]:
    """Every product of one version of a standard, in the declarant's order."""
    wanted = SearchRequest(after=asked["cursor"], limit=asked["limit"])
    return _products(service.standard_page(scope(), standard, version=version, wanted=wanted))


@blueprint.get("/products/<product>", policy=PUBLIC)
@blueprint.arguments(AsOfQuery, location="query")
@blueprint.response(200, ProductSchema)
@blueprint.alt_response(404)
def read_product(asked: dict[str, Any], product: str) -> dict[str, Any]:
    """A declared product with all of its indicators."""
    as_of = asked["as_of"]
    page = service.product_then(scope(), product, as_of) if as_of else service.product_page(scope(), product)
    return product_to_wire(page.product, page.reference, page.limits)


@blueprint.get("/compare", policy=PUBLIC)
@blueprint.arguments(CompareQuery, location="query")
@blueprint.response(200, CompareSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def compare_products(asked: dict[str, Any]) -> dict[str, Any]:
    """Two to six products side by side, in one unit, with the best value where values may be compared."""
    return comparison_to_wire(comparison(scope(), asked["products"]))


def _standard(page: StandardPage) -> dict[str, Any]:
    return standard_to_wire(page.standard, _shown(page), page.cites, page.reference, language())


def _products(page: StandardPage) -> dict[str, Any]:
    return listing(_shown(page), page.found, page.next_product)


def _shown(page: StandardPage) -> list[dict[str, Any]]:
    return [
        product_to_wire(product, page.reference, limits)
        for product, limits in zip(page.products, page.limits, strict=True)
    ]


def products_wanted(asked: dict[str, Any]) -> SearchRequest:
    """What the parameters ask of the products of a standard."""
    by = asked["sort"].removeprefix("indicator:") if asked["sort"] != "declared" else None
    return SearchRequest(
        text=asked["q"],
        unit=Unit.PRODUCT,
        indicators=tuple(each for each in asked["indicator"] if each.strip()),
        order=Order.INDICATOR if by else Order.RELEVANCE,
        by=by,
        after=asked["cursor"],
        limit=asked["limit"],
    )


def request_of(asked: dict[str, Any]) -> SearchRequest:
    """What the parameters ask; what is in force or will be is wanted unless other states are named."""
    sort = asked["sort"]
    order = Order(sort) if sort in {Order.RELEVANCE, Order.PUBLISHED} else Order.INDICATOR
    return SearchRequest(
        text=asked["q"],
        unit=asked["unit"],
        category=asked["category"],
        industry=asked["industry"],
        region=asked["region"],
        published_from=asked["published_from"],
        published_to=asked["published_to"],
        facets=frozenset(asked["facets"]),
        kind=asked["kind"],
        level=asked["level"],
        enterprise=asked["enterprise"],
        status=frozenset(asked.get("status") or IN_FORCE),
        status_asked=bool(asked.get("status")),
        indicators=tuple(filter(None, asked["indicator"])),
        order=order,
        by=None if order is not Order.INDICATOR else sort.removeprefix("indicator:"),
        after=asked["cursor"],
        limit=asked["limit"],
    )
