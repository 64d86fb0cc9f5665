"""Declared standards and products in the shapes that the API promises (`Standard`, `Product`, `Draft`, `Receipt`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from registry.declarations.values import (
    Commitment,
    Declaration,
    DeclaredProduct,
    Draft,
    DraftListed,
    DraftState,
    International,
    ProductView,
    Receipt,
    StandardView,
)
from registry.enterprises.values import Enterprise, Sample
from registry.http.shape import MOST
from registry.identifiers.standard_number import display_of
from registry.indicators.values import Indicator
from registry.indicators.wire import to_wire
from registry.kernel.clock import rfc3339
from registry.kernel.findings import Finding
from registry.kernel.ids import PublicId
from registry.reference.values import Category

Categories = Mapping[str, Category]

SHOWN = 20
"""Products in a Standard or a Draft; the others are read page by page."""


def standard_url(identity: PublicId) -> str:
    return f"/s/{identity}"


def product_url(identity: PublicId) -> str:
    return f"/p/{identity}"


def enterprise_to_wire(enterprise: Enterprise) -> dict[str, Any]:
    return {
        "uscc": enterprise.uscc,
        "name": enterprise.name,
        "region": {"code": enterprise.region},
        "verification": str(enterprise.level),
    }


def category_to_wire(code: str | None, categories: Categories) -> dict[str, Any] | None:
    if code is None:
        return None
    category = categories.get(code)
    return {"code": code, "name": category.name if category else None, "name_en": category and category.name_en}


def standard_to_wire(
    standard: StandardView, products: Iterable[ProductView], categories: Categories, language: str
) -> dict[str, Any]:
    """A Standard with `products`, at most its first twenty."""
    url = standard_url(standard.id)
    return {
        "id": str(standard.id),
        "url": url,
        "version": standard.version,
        "versions": standard.versions,
        "kind": str(standard.kind),
        "number": standard.number,
        "number_display": display_of(standard.number),
        "title": standard.title,
        "status": str(standard.status),
        "enterprise": enterprise_to_wire(standard.enterprise),
        "category": category_to_wire(standard.category, categories),
        "industry": standard.industry and {"code": standard.industry},
        "published_at": rfc3339(standard.published_at),
        "issued_on": standard.issued_on and standard.issued_on.isoformat(),
        "effective_on": standard.effective_on.isoformat(),
        "ended_on": standard.ended_on and standard.ended_on.isoformat(),
        "replaces": standard.replaces and str(standard.replaces),
        "replaced_by": standard.replaced_by and str(standard.replaced_by),
        "withdrawal_reason": standard.withdrawal,
        "change": {"kind": str(standard.change.kind), "reason": standard.change.reason},
        "disclosure": standard.disclosure and asdict(standard.disclosure),
        "international": international_to_wire(standard.international),
        "commitment": commitment_to_wire(standard.commitment, rfc3339(standard.published_at)),
        "cites": [{"number": number} for number in standard.cites],
        "notices": [finding.as_json(language) for finding in standard.findings],
        "products": [product_to_wire(product, categories) for product in products],
        "products_total": standard.products_total,
        "products_url": f"/api/v1/standards/{standard.id}/products",
        "content_hash": standard.content_hash,
        "log": {"index": standard.log_index, "leaf_hash": standard.leaf_hash},
        "sample": sample_to_wire(standard.sample),
    }


def product_to_wire(
    product: ProductView, categories: Categories, indicators: Iterable[Indicator] | None = None
) -> dict[str, Any]:
    """A Product, with all of its indicators or only those given."""
    return {
        "id": str(product.id),
        "url": product_url(product.id),
        "standard": {
            "id": str(product.standard),
            "number": product.standard_number,
            "title": product.standard_title,
            "status": str(product.status),
        },
        "enterprise": enterprise_to_wire(product.enterprise),
        "name": product.name,
        "brand": product.brand,
        "model": product.model,
        "specification": product.specification,
        "gtins": list(product.gtins),
        "category": category_to_wire(product.category, categories),
        "export_only": product.export_only,
        "indicators": [to_wire(each) for each in (product.indicators if indicators is None else indicators)],
        "sample": sample_to_wire(product.sample),
    }


def draft_to_wire(draft: Draft, categories: Categories, language: str) -> dict[str, Any]:
    """A Draft: the Standard as it is understood so far, with what is to be said of it; of products and findings only
    the first ones."""
    declaration = draft.declaration
    return {
        "id": str(draft.id),
        "etag": str(draft.revision),
        "state": "published" if draft.published_as else "draft",
        "published_as": draft.published_as and str(draft.published_as),
        "change": {"kind": str(draft.change), "reason": None},
        "changes": draft.changes and str(draft.changes),
        "findings": [finding.as_json(language) for finding in draft.findings[:MOST]],
        "enterprise": enterprise_to_wire(draft.enterprise),
        "sample": sample_to_wire(draft.enterprise.sample),
        **_declaration_to_wire(declaration, categories),
    }


def draft_listed_to_wire(draft: DraftListed) -> dict[str, Any]:
    return {
        "id": str(draft.id),
        "etag": str(draft.revision),
        "state": str(DraftState.PUBLISHED if draft.published_as else DraftState.DRAFT),
        "number": draft.number,
        "title": draft.title,
        "products_total": draft.products,
        "change": {"kind": str(draft.change), "reason": None},
        "changes": draft.changes and str(draft.changes),
        "published_as": draft.published_as and str(draft.published_as),
        "changed_at": rfc3339(draft.changed_at),
    }


def receipt_to_wire(receipt: Receipt) -> dict[str, Any]:
    return {
        "id": str(receipt.id),
        "url": standard_url(receipt.id),
        "number": receipt.number,
        "version": receipt.version,
        "published_at": rfc3339(receipt.published_at),
        "content_hash": receipt.content_hash,
        "log": {"index": receipt.log_index, "leaf_hash": receipt.leaf_hash},
        "search": "pending",
    }


def examination_to_wire(findings: Sequence[Finding], language: str) -> dict[str, Any]:
    return {
        "publishable": not any(finding.is_error for finding in findings),
        "findings": [finding.as_json(language) for finding in findings[:MOST]],
    }


def commitment_to_wire(commitment: Commitment, signed_at: str) -> dict[str, Any]:
    return {**asdict(commitment), "signed_at": signed_at}


def international_to_wire(international: International | None) -> dict[str, Any] | None:
    return {"degree": str(international.degree), "number": international.number} if international else None


def sample_to_wire(sample: Sample | None) -> dict[str, Any] | None:
    return {"source": sample.source, "licence": sample.licence} if sample else None


def _declaration_to_wire(declaration: Declaration, categories: Categories) -> dict[str, Any]:
    number = declaration.number
    return {
        "kind": declaration.kind and str(declaration.kind),
        "number": declaration.number_text,
        "number_display": number.display if number else None,
        "title": declaration.title,
        "category": category_to_wire(declaration.category, categories),
        "industry": declaration.industry and {"code": declaration.industry},
        "issued_on": declaration.issued_on and declaration.issued_on.isoformat(),
        "effective_on": declaration.effective_on and declaration.effective_on.isoformat(),
        "international": international_to_wire(declaration.international),
        "replaces": declaration.replaces and str(declaration.replaces),
        "cites": [{"number": cited.understood} for cited in declaration.cites],
        "products": [_declared_product_to_wire(product, categories) for product in declaration.products[:SHOWN]],
        "products_total": len(declaration.products),
    }


def _declared_product_to_wire(product: DeclaredProduct, categories: Categories) -> dict[str, Any]:
    return {
        "id": product.id and str(product.id),
        "name": product.name,
        "brand": product.brand,
        "model": product.model,
        "specification": product.specification,
        "gtins": [gtin.understood for gtin in product.gtins],
        "category": category_to_wire(product.category or None, categories),
        "export_only": product.export_only,
        "indicators": [to_wire(indicator.understood) for indicator in product.indicators],
    }
