"""The canonical content of a version: what is hashed, logged and kept for ever.

Only what was declared stands in it, not what the register understood: a better reading of the same words later changes
no published byte. Blanks at the ends of a field are not kept (but those of a requirement are), a blank field is null,
and a product without a category of its own bears the declaration's. Its shape is versioned (`v`); a shape once used is
never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from registry.declarations.values import Change, Declaration, DeclaredProduct, Publication, WrittenIndicator
from registry.enterprises.values import Enterprise
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.ids import PublicId

CONTENT_VERSION = 2
WITH_DOCUMENTS = 3
"""As 2, and `documents`: of a version that has any."""


def version_content(
    declaration: Declaration,
    products: tuple[PublicId, ...],
    enterprise: Enterprise,
    publication: Publication,
    change: Change,
) -> bytes:
    """RFC 8785 bytes of a version whose products have the ids `products`, in the same order."""
    sample = enterprise.sample
    disclosed = {"reason": publication.shortfall_reason} if publication.disclose_shortfall else None
    return canonical_json(
        {
            "v": WITH_DOCUMENTS if declaration.documents else CONTENT_VERSION,
            "enterprise": enterprise.uscc,
            "sample": sample and {"source": sample.source, "licence": sample.licence},
            **_declared(declaration),
            "products": [
                {"id": str(identity), **_product(product)}
                for identity, product in zip(products, declaration.products, strict=True)
            ],
            "change": {"kind": str(change.kind), "reason": change.reason},
            "disclosure": disclosed,
            "commitment": asdict(publication.commitment),
        }
    )


def declared_hash(declaration: Declaration) -> str:
    """The hash by which a repeat is known: over what was declared, without the ids that the register gives."""
    return content_hash(canonical_json(_with_products(declaration)))


def is_declared(declaration: Declaration, content: Mapping[str, Any]) -> bool:
    """Whether the content of a version says just this, the ids of its products included."""
    declared = _with_products(declaration)
    return declared == {name: content.get(name) for name in {*declared, *({_DOCUMENTS} & content.keys())}}


def withdrawal_content(standard: PublicId, version: int, enterprise: Enterprise, reason: str, on: date) -> bytes:
    """RFC 8785 bytes of the withdrawal (废止) of a standard whose newest version is `version`."""
    words = {"standard": str(standard), "version": version, "enterprise": enterprise.uscc}
    return canonical_json({"v": CONTENT_VERSION, **words, "reason": reason, "on": on.isoformat()})


def body_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a version of any shape as a body that can be declared, with the ids of its products."""
    names = (*_NAMES, "international", "replaces", _DOCUMENTS)
    body = {name: content.get(name) for name in names if content.get(name) is not None}
    return {
        **body,
        "cites": [{"number": number} for number in content["cites"]],
        "products": [
            {name: value for name, value in product.items() if value is not None} for product in content["products"]
        ],
    }


_DOCUMENTS = "documents"
"""What stands in the content only where there is any."""

_NAMES = ("kind", "number", "title", "category", "industry", "issued_on", "effective_on")


def _with_products(declaration: Declaration) -> dict[str, Any]:
    products = [{"id": product.id and str(product.id), **_product(product)} for product in declaration.products]
    return {**_declared(declaration), "products": products}


def _declared(declaration: Declaration) -> dict[str, Any]:
    international = declaration.international
    return {
        "kind": declaration.kind and str(declaration.kind),
        "number": declaration.number_text,
        "title": declaration.title,
        "category": declaration.category,
        "industry": declaration.industry,
        "issued_on": declaration.issued_on and declaration.issued_on.isoformat(),
        "effective_on": declaration.effective_on and declaration.effective_on.isoformat(),
        "international": international and {"degree": str(international.degree), "number": international.number},
        "replaces": declaration.replaces and str(declaration.replaces),
        "cites": [cited.written for cited in declaration.cites],
        **({_DOCUMENTS: [asdict(document) for document in declaration.documents]} if declaration.documents else {}),
    }


def _product(product: DeclaredProduct) -> dict[str, Any]:
    return {
        "name": product.name,
        "brand": product.brand,
        "model": product.model,
        "specification": product.specification,
        "gtins": [gtin.written for gtin in product.gtins],
        "category": product.category,
        "export_only": product.export_only,
        "indicators": [_indicator(indicator) for indicator in product.indicators],
    }


def _indicator(indicator: WrittenIndicator) -> dict[str, Any]:
    method = indicator.method
    return {
        "name": indicator.name,
        "kind": indicator.kind and str(indicator.kind),
        "text": indicator.text,
        "unit": indicator.unit,
        "condition": indicator.condition,
        "method": {"number": method.number, "clause": method.clause, "text": method.text, "reason": method.reason},
    }
