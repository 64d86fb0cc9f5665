"""The canonical content of a version: what is hashed, logged and kept for ever.

Only what was declared stands in it, not what the register understood: a better reading of the same words later changes
no published byte. Blanks at the ends of a field are not kept (but those of a requirement are), a blank field is null,
and a product without a category of its own bears the declaration's. Its shape is versioned (`v`); a shape once used is
never changed.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from registry.declarations.values import Commitment, Declaration, DeclaredProduct, WrittenIndicator
from registry.enterprises.values import Enterprise
from registry.kernel.canonical import canonical_json, content_hash
from registry.kernel.ids import PublicId

CONTENT_VERSION = 1


def version_content(
    declaration: Declaration,
    products: tuple[PublicId, ...],
    enterprise: Enterprise,
    commitment: Commitment,
) -> bytes:
    """RFC 8785 bytes of a version whose products have the ids `products`, in the same order."""
    sample = enterprise.sample
    return canonical_json(
        {
            "v": CONTENT_VERSION,
            "enterprise": enterprise.uscc,
            "sample": sample and {"source": sample.source, "licence": sample.licence},
            **_declared(declaration),
            "products": [
                {"id": str(identity), **_product(product)}
                for identity, product in zip(products, declaration.products, strict=True)
            ],
            "commitment": asdict(commitment),
        }
    )


def declared_hash(declaration: Declaration) -> str:
    """The hash by which a repeat is known: over what was declared, without the ids that the register gives."""
    products = [{"id": product.id and str(product.id), **_product(product)} for product in declaration.products]
    return content_hash(canonical_json({**_declared(declaration), "products": products}))


def _declared(declaration: Declaration) -> dict[str, Any]:
    return {
        "kind": declaration.kind and str(declaration.kind),
        "number": declaration.number_text,
        "title": declaration.title,
        "category": declaration.category,
        "industry": declaration.industry,
        "issued_on": declaration.issued_on and declaration.issued_on.isoformat(),
        "effective_on": declaration.effective_on and declaration.effective_on.isoformat(),
        "cites": [cited.written for cited in declaration.cites],
    }


def _product(product: DeclaredProduct) -> dict[str, Any]:
    return {
        "name": product.name,
        "brand": product.brand,
        "model": product.model,
        "specification": product.specification,
        "gtins": [gtin.written for gtin in product.gtins],
        "category": product.category,
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
        "method": {"number": method.number, "clause": method.clause, "text": method.text},
    }
