"""The pages of search, of a standard and of a product, and of the reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict

from registry.declarations.rules import shortfalls
from registry.declarations.values import ProductView, StandardView
from registry.discovery import browsing, service
from registry.discovery.api import request_of
from registry.discovery.api.finding import VERSION, products_wanted
from registry.discovery.browsing import Asked, Piece
from registry.discovery.engine import engine
from registry.discovery.pages.common import asking, blueprint, chosen_ids, here, redirected
from registry.discovery.pages.listing import listing, products_data
from registry.discovery.pages.narrowing import (
    AT_LEAST,
    AT_MOST,
    choices,
    main_category,
    ranges,
    shown_end,
    typed_ranges,
)
from registry.discovery.placing import placed
from registry.discovery.relaxing import relaxed
from registry.discovery.schemas import LimitsQuery, ProductsQuery, SearchQuery, StandardsQuery
from registry.discovery.searching import search
from registry.discovery.table import table
from registry.discovery.values import FacetName
from registry.http import page, read_query, scope
from registry.http.cursor import LIMIT, make
from registry.kernel.access import PUBLIC
from registry.kernel.clock import rfc3339
from registry.kernel.errors import Malformed
from registry.kernel.findings import Finding


@blueprint.get("/", policy=PUBLIC)
def search_page() -> Response:
    """Search; without a text the newest standards. What cannot be read is said, and the form keeps what was typed."""
    typed = typed_ranges()
    links = Links(frozenset())
    if typed is not None:
        return redirected(links.with_conditions(typed))
    asked, findings = read_query(SearchQuery())
    wanted = replace(request_of({**SearchQuery().load({}), **asked}), facets=frozenset(FacetName))
    found = None
    if not findings:
        try:
            found = search(scope(), engine(), wanted)
        except Malformed as refusal:
            findings = refusal.findings
    chosen = service.chosen_products(scope(), chosen_ids())
    category = main_category(found, wanted) if found else None
    return page(
        "discovery/search.html",
        section="search",
        status=400 if findings else 200,
        sample=found is not None and found.sample,
        data={"JSON": _search_data()} if found else {},
        wanted=wanted if not findings else replace(wanted, text=request.args.get("q", "")),
        found=found,
        findings=findings,
        chosen=chosen,
        links=Links(frozenset(finding.field for finding in findings)),
        following=found and found.next and make(found.next),
        choices=choices(found, wanted) if found else {},
        ranges=ranges(found, service.spread(scope(), category)) if found and category else [],
        shown_end=shown_end,
        searched_to=engine().describe().change if found and not found.total else 0,
        less=relaxed(scope(), engine(), wanted, found) if found and not found.total else (),
    )


@blueprint.get("/search", policy=PUBLIC)
def search_elsewhere() -> Response:
    """The same search under the name that others may know it by."""
    return redirected(asking(url_for("pages.search_page"), request.args.items(multi=True)))


@blueprint.get("/s/<standard>", policy=PUBLIC)
def standard_page(standard: str) -> Response:
    """A declared standard: one product with all of its indicators, or a table of its products, page by page."""
    return _standard(standard, None)


@blueprint.get(f"/s/<standard>/v/{VERSION}", policy=PUBLIC)
def version_page(standard: str, version: int) -> Response:
    """One version of a declared standard, as it was declared."""
    return _standard(standard, version)


def _standard(standard: str, version: int | None) -> Response:
    query = ProductsQuery() if version is None else ProductsQuery(only=("cursor", "limit"))
    asked, findings = read_query(query)
    wanted, refused = products_wanted({**ProductsQuery().load({}), **asked}), False
    try:
        shown = service.standard_page(scope(), standard, version=version, wanted=wanted)
    except Malformed as refusal:
        findings, refused = (*findings, *refusal.findings), True
        shown = service.standard_page(scope(), standard)
    codes = shown.narrowing.codes if shown.narrowing else ()
    places = service.places_of(scope(), shown)
    listed = table((), asked=codes) if refused else table(shown.products, shown.limits, places, asked=codes)
    notices = tuple({notice.text("zh"): notice for notice in shown.standard.findings}.values())
    shortfall = shortfalls(notices)
    return page(
        "discovery/standard.html",
        section="search",
        status=400 if findings else 200,
        sample=shown.standard.sample is not None,
        data={"JSON": products_data(standard) if shown.narrowing and not findings else _data_of(standard, version)},
        shown=shown,
        findings=findings,
        shortfall=shortfall,
        notices=tuple(notice for notice in notices if notice not in shortfall or not shown.standard.disclosure),
        table=listed,
        places=places,
        placed=placed(shown.products[0], places[0]) if len(shown.products) == 1 else listed.placed,
        listing=listing(shown, listed.heads, refused=refused) if version is None else None,
        first=f"{here()}#products" if asked.get("cursor") else "",
        following=f"{here(cursor=make(shown.next_product))}#products" if shown.next_product and not refused else "",
        linked=_linked_standard(shown.standard) if shown.standard.sample is None else None,
    )


def _data_of(standard: str, version: int | None) -> str:
    if version is None:
        return url_for("discovery.read_standard", standard=standard)
    return url_for("discovery.read_version", standard=standard, version=version)


@blueprint.get("/p/<product>", policy=PUBLIC)
def product_page(product: str) -> Response:
    """A declared product with all of its indicators."""
    shown = service.product_page(scope(), product)
    sample = shown.product.sample
    return page(
        "discovery/product.html",
        section="search",
        sample=sample is not None,
        data={"JSON": url_for("discovery.read_product", product=product)},
        product=shown.product,
        limits=shown.limits,
        places=shown.places,
        placed=placed(shown.product, shown.places),
        ranked=shown.ranked,
        category=shown.categories.get(shown.product.category),
        dictionary=shown.dictionary,
        linked=_linked_product(shown.product) if sample is None else None,
    )


@blueprint.get("/data/limits", policy=PUBLIC)
def limits_page() -> Response:
    """The mandatory limits of a category that are in force on a day, today unless another one is named."""
    asked, findings = read_query(LimitsQuery())
    category, day = asked.get("category") or None, asked.get("on") or scope().clock.today()
    return _data_page(
        "discovery/limits.html",
        findings,
        lambda piece: browsing.limits(scope(), piece, category, day),
        asked,
        address=url_for("reference.limits", on=day, **({"category": category} if category else {})),
        categories=browsing.categories(scope(), Asked()).reference.categories,
        category=category,
        day=day,
    )


@blueprint.get("/data/standards", policy=PUBLIC)
def cited_page() -> Response:
    """The catalogue of cited standards."""
    asked, findings = read_query(StandardsQuery())
    text = asked.get("q", "")
    return _data_page(
        "discovery/cited.html",
        findings,
        lambda piece: browsing.standards(scope(), piece, text),
        asked,
        address=url_for("reference.standards", **({"q": text} if text else {})),
        text=text,
    )


def _data_page(
    template: str,
    findings: Iterable[Finding],
    read: Callable[[Asked], Piece[Any]],
    asked: dict[str, Any],
    address: str,
    **values: Any,
) -> Response:
    """A piece of a list of reference data; what of its query cannot be read is said. An empty field of a form asks
    nothing."""
    found, wrong = None, [each for each in findings if each.given]
    if not wrong:
        try:
            cursor = asked.get("cursor")
            found = read(Asked(asked.get("as_of"), cursor[0] if cursor else None, asked.get("limit", LIMIT)))
        except Malformed as refusal:
            wrong = list(refusal.findings)
    return page(
        template,
        status=400 if wrong else 200,
        data={"JSON": address} if found else {},
        found=found,
        findings=wrong,
        first=here() if asked.get("cursor") else "",
        following=here(cursor=make((found.next,))) if found and found.next else "",
        **values,
    )


_PARAMETERS = {FacetName.YEAR: ("published_from", "published_to")}


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that differ from this page of results in some parameters; those of `refused` cannot be read."""

    refused: frozenset[str]

    @property
    def here(self) -> str:
        return url_for("pages.search_page")

    @property
    def compare(self) -> str:
        return url_for("pages.compare_page")

    def kept(self, left_out: Iterable[str]) -> list[tuple[str, str]]:
        """The parameters that a form takes along as hidden fields."""
        gone = self.refused.union(left_out)
        return [(name, value) for name, value in request.args.items(multi=True) if name not in gone]

    def to(self, **changed: str | None) -> str:
        """This search from its first page, with some parameters changed, or gone where they are None."""
        arguments = MultiDict(self.kept({"cursor", *changed}))
        arguments.update({name: value for name, value in changed.items() if value})
        return asking(self.here, [(name, values) for name, values in arguments.lists() if any(values)])

    def unfiltered(self, facet: FacetName | None = None) -> str:
        """This search from its first page, without that filter, or without any."""
        gone = tuple(FacetName) if facet is None else (facet,)
        names = {name for each in gone for name in _PARAMETERS.get(each, (each.value,))}
        return self.to(**dict.fromkeys(names))

    def less(self, indicator: str) -> str:
        """This search from its first page, without one of its conditions."""
        arguments: dict[str, Any] = MultiDict(self.kept({"cursor", "indicator"})).to_dict(flat=False)
        others = [each for each in request.args.getlist("indicator") if each and each != indicator]
        return url_for("pages.search_page", **arguments, indicator=others)

    def with_conditions(self, conditions: Iterable[str]) -> str:
        """This search from its first page, with these conditions and no others."""
        kept = [
            (name, value)
            for name, value in self.kept({"cursor", "indicator"})
            if value and not name.startswith((AT_LEAST, AT_MOST))
        ]
        return asking(self.here, [*kept, *(("indicator", each) for each in conditions)])

    def without(self, product: object) -> str:
        """This very page with one product less to compare."""
        others = ",".join(each for each in chosen_ids() if each != str(product))
        arguments = self.kept({"products"}) + ([("products", others)] if others else [])
        return asking(self.here, arguments)


def _search_data() -> str:
    known: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in SearchQuery().fields and value
    }
    known.pop("cursor", None)
    return url_for("discovery.find", **known)


def _linked_standard(standard: StandardView) -> dict[str, Any]:
    """The standard in the vocabulary of schema.org, for search engines. Samples are not told to them."""
    encodings = [
        {
            "@type": "MediaObject",
            "name": document.filename,
            "encodingFormat": "application/pdf",
            "contentSize": str(document.size),
            "sha256": document.sha256,
            "contentUrl": url_for("pages.document", sha256=document.sha256, _external=True),
        }
        for document in standard.documents
        if document.public
    ]
    return {
        "@context": "https://schema.org",
        "@type": "DigitalDocument",
        "identifier": standard.number,
        "name": standard.title,
        "version": standard.version,
        "datePublished": rfc3339(standard.published_at),
        "publisher": {
            "@type": "Organization",
            "name": standard.enterprise.name,
            "identifier": standard.enterprise.uscc,
        },
        **({"encoding": encodings} if encodings else {}),
    }


def _linked_product(product: ProductView) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "model": product.model,
        **({"brand": {"@type": "Brand", "name": product.brand}} if product.brand else {}),
        **({"gtin": product.gtins[0]} if product.gtins else {}),
        "manufacturer": {"@type": "Organization", "name": product.enterprise.name},
        "additionalProperty": [
            {"@type": "PropertyValue", "name": each.name, "value": each.requirement.text} for each in product.indicators
        ],
    }
