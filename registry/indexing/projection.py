"""What of a standard and of a product is searched: rows → documents of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from registry.declarations.values import ProductView, StandardView
from registry.kernel.clock import legal_day
from registry.kernel.ids import PublicId
from registry.reference.initials import initials
from registry.reference.values import Category, ClassEntry, ancestry
from search.documents import Document, Unit

PROJECTION = 8
"""Version of this projection and of the category statistics, kept with the index; another one means that both must be
built again."""

_NOTHING = Document(
    unit=Unit.STANDARD,
    id="",
    mark=0,
    standard="",
    kind="",
    uscc="",
    published_at=datetime.min.replace(tzinfo=UTC),
    effective_on=date.min,
)


def documents(
    standard: StandardView,
    products: Iterable[ProductView],
    moved: Collection[PublicId],
    categories: Mapping[str, Category],
    industries: Mapping[str, ClassEntry],
    levels: Mapping[PublicId, Collection[str]],
) -> Iterator[Document]:
    """The documents of a standard: one for each of its products, then one for itself. Those that have `moved` on to a
    newer standard are named in it still, but are found as what that one makes of them. `products` are read once;
    `levels` are those that products reach in rankings."""
    own = _bare(standard, categories, industries)
    names: dict[str, None] = {}
    indicators: dict[str, None] = {}
    known: dict[str, None] = {}  # indicators, by the code of their entry in the dictionary
    codes: dict[str, None] = {}
    reached: dict[str, None] = {}
    for product in products:
        names |= dict.fromkeys(_once((product.name, product.brand, product.model)))
        indicators |= dict.fromkeys(indicator.name for indicator in product.indicators)
        known |= dict.fromkeys(_indicators(product))
        codes |= dict.fromkeys(_codes(product))
        if product.id not in moved:
            level = tuple(sorted(levels.get(product.id, ())))
            reached |= dict.fromkeys(level)
            yield _product(product, own, level, categories)
    yield _with(
        own,
        indicator=tuple(known),
        level=tuple(sorted(reached)),
        names=tuple(names),
        body=_once((*_category_names(standard.category, categories), *indicators, *standard.cites)),
        codes=_once((standard.number, str(standard.id), *codes)),
    )


def _with(document: Document, **fields: Any) -> Document:
    """With other fields, and with a digest of all that it holds as its mark: of these and of the mark that it had. 63
    bits, for an index of 10⁷ documents is not an opponent."""
    held = hashlib.blake2b(repr((document.mark, *fields.values())).encode(), digest_size=8).digest()
    return replace(document, **fields, mark=int.from_bytes(held) >> 1)


def _bare(standard: StandardView, categories: Mapping[str, Category], industries: Mapping[str, ClassEntry]) -> Document:
    """The document of a standard without its products."""
    return _with(
        _NOTHING,
        unit=Unit.STANDARD,
        id=str(standard.id),
        standard=str(standard.id),
        kind=str(standard.kind),
        uscc=standard.enterprise.uscc,
        published_at=standard.published_at,
        effective_on=standard.effective_on,
        ended_on=standard.ended_on,
        withdrawn_on=standard.withdrawn_on,
        category=_path(standard.category, categories),
        industry=_path(standard.industry or "", industries),
        region=_divisions(standard.enterprise.region),
        year=str(legal_day(standard.published_at).year),
        number=standard.number,
        title=standard.title,
        enterprise=(standard.enterprise.name,),
        initials=initials(standard.title),
        enterprise_initials=initials(standard.enterprise.name),
    )


def _product(
    product: ProductView, standard: Document, level: tuple[str, ...], categories: Mapping[str, Category]
) -> Document:
    """What a product has of its own, and else what its standard has."""
    return _with(
        standard,
        unit=Unit.PRODUCT,
        id=str(product.id),
        category=_path(product.category, categories),
        indicator=_indicators(product),
        level=level,
        title=product.name,
        names=_once((product.brand, product.model, product.specification)),
        body=_once(
            (
                standard.title,
                *_category_names(product.category, categories),
                *(indicator.name for indicator in product.indicators),
            )
        ),
        codes=_once((standard.number, str(product.id), *_codes(product))),
        initials=initials(product.name),
        enterprise_initials=(),
    )


def _codes(product: ProductView) -> tuple[str, ...]:
    return (product.model, *product.gtins)


def _indicators(product: ProductView) -> tuple[str, ...]:
    return _once(indicator.code for indicator in product.indicators)


def _path(code: str, tree: Mapping[str, Category] | Mapping[str, ClassEntry]) -> tuple[str, ...]:
    return tuple(reversed(list(ancestry(code, tree)))) or _once((code,))


def _divisions(region: str) -> tuple[str, ...]:
    """Province, city and county (GB/T 2260), as far as the code goes."""
    return _once((f"{region[:2]}0000", f"{region[:4]}00", region))


def _category_names(code: str, categories: Mapping[str, Category]) -> tuple[str, ...]:
    return tuple(name for step in _path(code, categories) for name in (categories[step].name, categories[step].name_en))


def _once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
