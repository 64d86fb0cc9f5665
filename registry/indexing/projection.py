"""What of a standard and of a product is searched: rows → documents of the index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from registry.declarations.values import ProductView, StandardView
from registry.reference.values import Category
from search.documents import Document, Unit

PROJECTION = 1
"""Version of this projection, kept with the index; another one means that the index must be built again."""


def documents(
    standard: StandardView, products: Iterable[ProductView], categories: Mapping[str, Category]
) -> list[Document]:
    """The documents of a standard: one for itself, one for each of its products."""
    listed = list(products)
    return [_standard(standard, listed, categories), *(_product(each, standard, categories) for each in listed)]


def _standard(standard: StandardView, products: list[ProductView], categories: Mapping[str, Category]) -> Document:
    return Document(
        unit=Unit.STANDARD,
        id=str(standard.id),
        version=standard.version,
        standard=str(standard.id),
        kind=str(standard.kind),
        uscc=standard.enterprise.uscc,
        published_at=standard.published_at,
        effective_on=standard.effective_on,
        category=_path(standard.category, categories),
        number=standard.number,
        title=standard.title,
        names=_once(part for product in products for part in (product.name, product.brand, product.model)),
        enterprise=(standard.enterprise.name,),
        body=_once(
            (
                *_category_names(standard.category, categories),
                *(indicator.name for product in products for indicator in product.indicators),
                *standard.cites,
            )
        ),
        codes=_once((standard.number, str(standard.id), *(code for each in products for code in _codes(each)))),
    )


def _product(product: ProductView, standard: StandardView, categories: Mapping[str, Category]) -> Document:
    return Document(
        unit=Unit.PRODUCT,
        id=str(product.id),
        version=standard.version,
        standard=str(standard.id),
        kind=str(standard.kind),
        uscc=product.enterprise.uscc,
        published_at=standard.published_at,
        effective_on=standard.effective_on,
        category=_path(product.category, categories),
        number=standard.number,
        title=product.name,
        names=_once((product.brand, product.model, product.specification)),
        enterprise=(product.enterprise.name,),
        body=_once(
            (
                standard.title,
                *_category_names(product.category, categories),
                *(indicator.name for indicator in product.indicators),
            )
        ),
        codes=_once((standard.number, str(product.id), *_codes(product))),
    )


def _codes(product: ProductView) -> tuple[str, ...]:
    return (product.model, *product.gtins)


def _path(code: str, categories: Mapping[str, Category]) -> tuple[str, ...]:
    path: list[str] = []
    step: str | None = code
    while step is not None and step in categories:
        path.append(step)
        step = categories[step].parent
    return tuple(reversed(path))


def _category_names(code: str, categories: Mapping[str, Category]) -> tuple[str, ...]:
    return tuple(name for step in _path(code, categories) for name in (categories[step].name, categories[step].name_en))


def _once(texts: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
