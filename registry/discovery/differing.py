"""What has changed from one version of a standard to another (版本差异)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import Document, International, ProductView, StandardView
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.difference import Change, Effect, product_difference
from registry.indicators.values import Indicator
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference
from registry.reference.snapshot import Reference

MOST_PRODUCTS = 20_000
"""More products than one declaration can hold."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Another word in a field of the standard, or of the product with the id `product`; None where it is empty."""

    name: str
    before: str | None
    after: str | None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """Two versions of a standard and what has changed from the one to the other. `products` holds the products of both
    by id, as the later of the two has them."""

    before: StandardView
    after: StandardView
    fields: tuple[FieldChange, ...]
    changes: tuple[Change, ...]
    products: Mapping[str, ProductView]
    reference: Reference

    def counted(self, effect: Effect) -> int:
        return sum(change.effect is effect for change in self.changes)


def version_difference(
    where: Where, text: str, *, earlier: int | None = None, later: int | None = None
) -> VersionDifference:
    """What has changed from version `earlier` (the one before `later`) to version `later` (the newest) of the standard
    with the public id `text`. Both are read as the register reads them now, so that only what was declared differs.

    NotFound names the standard or the version that is not there.
    """
    identity = PublicId.parse(text, STANDARD)
    with reading(where) as session:
        newest = declarations.standard(session, identity, where.clock.today()) if identity else None
        if newest is None:
            raise NotFound(NOT_FOUND.error("id", given=text))
        known = reference.reference(session)
        to = newest.versions if later is None else later
        after = _version(session, newest, "to", to, where)
        before = _version(session, newest, "from", max(to - 1, 1) if earlier is None else earlier, where)
        old, new = (_products(session, version, known.dictionary) for version in (before, after))
    return VersionDifference(
        before=before,
        after=after,
        fields=(*_of_standard(before, after), *_of_products(old, new)),
        changes=product_difference(_indicators(old), _indicators(new), known.dictionary),
        products={**old, **new},
        reference=known,
    )


def _version(session: Session, newest: StandardView, field: str, version: int, where: Where) -> StandardView:
    if version == newest.version:
        return newest
    found = declarations.standard_version(session, newest.id, version, where.clock.today())
    if found is None:
        raise NotFound(NOT_FOUND.error(field, given=str(version), accepted=f"1–{newest.versions}"))
    return found


def _products(session: Session, version: StandardView, dictionary: IndicatorDictionary) -> dict[str, ProductView]:
    found, _ = declarations.products_of_version(session, version, dictionary, after=-1, limit=MOST_PRODUCTS)
    return {str(product.id): product for product in found}


def _indicators(products: Mapping[str, ProductView]) -> dict[str, tuple[Indicator, ...]]:
    return {identity: product.indicators for identity, product in products.items()}


def _of_standard(before: StandardView, after: StandardView) -> Iterator[FieldChange]:
    for name in ("title", "category", "industry", "issued_on", "effective_on"):
        yield from _changed(name, getattr(before, name), getattr(after, name))
    yield from _changed("international", _degree(before.international), _degree(after.international))
    for number in before.cites:
        if number not in after.cites:
            yield FieldChange("cites", number, None)
    for number in after.cites:
        if number not in before.cites:
            yield FieldChange("cites", None, number)
    yield from _of_documents(before.documents, after.documents)


def _of_documents(before: Iterable[Document], after: Iterable[Document]) -> Iterator[FieldChange]:
    """By their bytes; whether the text is public is a change of its own."""
    old, new = ({each.sha256: each for each in documents} for documents in (before, after))
    for sha256 in {**old, **new}:
        was, now = old.get(sha256), new.get(sha256)
        yield from _changed("documents", was and _named(was), now and _named(now))
        if was and now and was.public != now.public:
            yield FieldChange("document_public", str(was.public).lower(), str(now.public).lower())


def _named(document: Document) -> str:
    return f"{document.filename} sha256:{document.sha256}"


def _degree(found: International | None) -> str | None:
    return f"{found.degree} {found.number}" if found else None


def _of_products(before: Mapping[str, ProductView], after: Mapping[str, ProductView]) -> Iterator[FieldChange]:
    for identity, old in before.items():
        if identity in after:
            new = after[identity]
            for name in ("name", "brand", "model", "specification", "category"):
                yield from _changed(name, getattr(old, name), getattr(new, name), identity)
            yield from _changed("gtins", "、".join(old.gtins), "、".join(new.gtins), identity)


def _changed(name: str, before: object, after: object, product: str | None = None) -> Iterator[FieldChange]:
    if before != after:
        yield FieldChange(name, str(before) if before else None, str(after) if after else None, product)
