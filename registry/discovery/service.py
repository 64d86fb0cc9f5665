"""What the standard and product pages show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.rules import against_standards, as_catalogued
from registry.declarations.values import ProductView, StandardView
from registry.discovery.listing import narrowed, narrows
from registry.discovery.placing import Places, places
from registry.discovery.values import Limits, Position, ProductPage, SearchRequest, StandardPage, VersionsPage
from registry.indexing.queries import distributions, widest
from registry.indexing.values import Distributions
from registry.kernel.clock import legal_day, rfc3339
from registry.kernel.errors import NOT_FOUND, Malformed, NotFound
from registry.kernel.findings import Message
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Where, reading
from registry.ranking import queries as rankings
from registry.reference import queries as reference
from registry.reference.snapshot import Reference

EVERY_PRODUCT = SearchRequest()

NOT_THEN = Message(
    "as-of-not-narrowed",
    "as_of 只给出全部产品，不能与 q、indicator、sort 一起用（给的是 {given}）；可以加 {accepted}。",
    "`as_of` gives all products, without `q`, `indicator` or `sort` (given: {given}); {accepted} may stand with it.",
)

MOST_SPREAD = 24
"""Distributions that are read for the ranges beside the results."""


def standard_page(
    where: Where,
    text: str,
    *,
    version: int | None = None,
    wanted: SearchRequest = EVERY_PRODUCT,
    as_of: datetime | None = None,
) -> StandardPage:
    """The newest version of the standard with the public id `text`, or one of its versions, and one page of its
    products: of the newest those that are `wanted`, of another one, and as everything stood at `as_of`, all.

    Raises NotFound, and Malformed for what cannot be read of `wanted`.
    """
    if as_of is not None and narrows(wanted):
        raise Malformed(NOT_THEN.error("as_of", given=rfc3339(as_of), accepted="limit, cursor"))
    identity = PublicId.parse(text, STANDARD)
    today = where.clock.today() if as_of is None else legal_day(as_of)
    with reading(where) as session:
        known = reference.reference(session, as_of)
        if identity is None:
            standard = None
        elif as_of is not None:
            standard = declarations.standard_then(session, identity, as_of)
        elif version is None:
            standard = declarations.standard(session, identity, today)
        else:
            standard = declarations.standard_version(session, identity, version, today)
        if standard is None or identity is None:
            raise NotFound(NOT_FOUND.error("id" if version is None else "version", given=text))
        limit, narrowing = wanted.limit, None
        after = int(wanted.after[-1]) if wanted.after else -1
        following: Position | None = (0.0, after + limit)
        newest = as_of is None and standard.version == standard.versions
        if newest and narrows(wanted):
            narrowing, found = narrowed(session, standard, wanted, known)
            products = declarations.products_at(session, identity, [position for _, position in found], today)
            following = found[limit - 1] if len(found) > limit else None
        elif newest:
            products = declarations.products_of(session, identity, today, after=after, limit=limit + 1)
        else:
            products, total = declarations.products_of_version(
                session, standard, known.dictionary, after=after, limit=limit + 1
            )
            standard = replace(standard, products_total=total)
        shown = tuple(products[:limit])
        limits = tuple(_limits(product, known, today) for product in shown)
        ranked = rankings.placed_standard(session, standard.id) if newest and narrowing is None else []
    return StandardPage(
        standard=standard,
        cites=as_catalogued(standard.cites, known.catalogue, today),
        products=shown,
        limits=limits,
        next_product=following if len(products) > limit else None,
        reference=known,
        narrowing=narrowing,
        ranked=ranked,
    )


def versions_page(
    where: Where, text: str, *, before: int | None = None, limit: int = 20, as_of: datetime | None = None
) -> VersionsPage:
    """One page of the versions of the standard with the public id `text`, now or at `as_of`."""
    identity = PublicId.parse(text, STANDARD)
    found, total = list[StandardView](), 0
    with reading(where) as session:
        if identity and as_of is None:
            found, total = declarations.versions(session, identity, where.clock.today(), before=before, limit=limit + 1)
        elif identity and as_of:
            found, total = declarations.versions_then(session, identity, as_of, before=before, limit=limit + 1)
    if not found:
        raise NotFound(NOT_FOUND.error("id", given=text))
    return VersionsPage(tuple(found[:limit]), total, found[limit - 1].version if len(found) > limit else None)


def product_then(where: Where, text: str, as_of: datetime) -> ProductPage:
    """The product with the public id `text` as it was declared at `as_of`, against the limits of that day."""
    identity = PublicId.parse(text, PRODUCT)
    with reading(where) as session:
        known = reference.reference(session, as_of)
        product = declarations.product_then(session, identity, known.dictionary, as_of) if identity else None
        if product is None:
            raise NotFound(NOT_FOUND.error("id", given=text))
        return ProductPage(product, _limits(product, known, legal_day(as_of)), {}, known, [])


def product_page(where: Where, text: str) -> ProductPage:
    """The product with the public id `text`, in the newest standard that declares it."""
    identity = PublicId.parse(text, PRODUCT)
    today = where.clock.today()
    with reading(where) as session:
        found = declarations.products(session, [identity], today) if identity else {}
        known = reference.reference(session)
        if identity is None or identity not in found:
            raise NotFound(NOT_FOUND.error("id", given=text))
        product = found[identity]
        limits = _limits(product, known, today)
        # A revised product is a candidate under the old standard, too.
        ranked = [
            each for each in rankings.placed(session, [identity]).get(identity, []) if each.standard == product.standard
        ]
        return ProductPage(product, limits, _places(session, product, limits, known), known, ranked)


def places_of(where: Where, shown: StandardPage) -> tuple[Places, ...]:
    """Where each of the products shown stands in its category, in their order."""
    codes: dict[str, set[str]] = {}
    for product in shown.products:
        codes.setdefault(product.category, set()).update(each.code for each in product.indicators if each.code)
    with reading(where) as session:
        found = {category: distributions(session, category, asked) for category, asked in codes.items()}
    return tuple(
        places(product, limits, shown.dictionary, found[product.category])
        for product, limits in zip(shown.products, shown.limits, strict=True)
    )


def spread(where: Where, category: str) -> Distributions:
    """How the values of the indicators are spread that the most products of the category declare."""
    with reading(where) as session:
        return widest(session, category, MOST_SPREAD)


def _places(session: Session, product: ProductView, limits: Limits, known: Reference) -> Places:
    codes = {indicator.code for indicator in product.indicators if indicator.code}
    return places(product, limits, known.dictionary, distributions(session, product.category, codes))


def _limits(product: ProductView, known: Reference, day: date) -> Limits:
    """The mandatory limits, and what recommended standards ask where there is none. Nothing for what is made for export
    only: it is outside the floor (标准化法 art. 26)."""
    return {} if product.export_only else against_standards(product.category, product.indicators, known, day)


def chosen_products(where: Where, texts: Iterable[str]) -> tuple[ProductView, ...]:
    """Those products with these public ids that exist, each once, in the order given."""
    identities = list(dict.fromkeys(each for text in texts if (each := PublicId.parse(text, PRODUCT))))
    if not identities:
        return ()
    with reading(where) as session:
        found = declarations.products(session, identities, where.clock.today())
    return tuple(found[identity] for identity in identities if identity in found)
