"""What the standard and product pages show."""

from __future__ import annotations

from collections.abc import Iterable

from registry.declarations import queries as declarations
from registry.declarations.values import ProductView
from registry.discovery.values import ProductPage, StandardPage
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference


def standard_page(where: Where, text: str, *, after: int = -1, limit: int = 20) -> StandardPage:
    """The newest version of the standard with the public id `text` and one page of its products."""
    identity = PublicId.parse(text, STANDARD)
    today = where.clock.today()
    with reading(where) as session:
        standard = declarations.standard(session, identity, today) if identity else None
        if standard is None or identity is None:
            raise NotFound(NOT_FOUND.error("id", given=text))
        products = declarations.products_of(session, identity, today, after=after, limit=limit + 1)
        categories, dictionary = reference.categories(session), reference.dictionary(session)
    return StandardPage(
        standard=standard,
        products=tuple(products[:limit]),
        next_product=after + limit if len(products) > limit else None,
        categories=categories,
        dictionary=dictionary,
    )


def product_page(where: Where, text: str) -> ProductPage:
    """The product with the public id `text`, in the newest standard that declares it."""
    identity = PublicId.parse(text, PRODUCT)
    with reading(where) as session:
        found = declarations.products(session, [identity], where.clock.today()) if identity else {}
        categories, dictionary = reference.categories(session), reference.dictionary(session)
    if identity is None or identity not in found:
        raise NotFound(NOT_FOUND.error("id", given=text))
    return ProductPage(found[identity], categories, dictionary)


def chosen_products(where: Where, texts: Iterable[str]) -> tuple[ProductView, ...]:
    """Those products with these public ids that exist, each once, in the order given."""
    identities = list(dict.fromkeys(each for text in texts if (each := PublicId.parse(text, PRODUCT))))
    if not identities:
        return ()
    with reading(where) as session:
        found = declarations.products(session, identities, where.clock.today())
    return tuple(found[identity] for identity in identities if identity in found)
