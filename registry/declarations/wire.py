"""Declared standards and products in the shapes that the API promises (`Standard`, `Product`, `Draft`, `Receipt`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from registry.declarations.rules import against_standards
from registry.declarations.values import (
    AgainstLimit,
    Cited,
    Commitment,
    Declaration,
    DeclaredProduct,
    Document,
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
from registry.indicators.wire import requirement_to_wire, to_wire
from registry.kernel.clock import rfc3339
from registry.kernel.findings import Finding
from registry.kernel.ids import PublicId
from registry.reference.snapshot import Reference
from registry.reference.values import Category, ClassEntry

SHOWN = 20
"""Products in a Standard or a Draft; the others are read page by page."""


def standard_url(identity: PublicId) -> str:
    return f"/s/{identity}"


def product_url(identity: PublicId) -> str:
    return f"/p/{identity}"


def version_url(identity: PublicId, version: int) -> str:
    return f"{standard_url(identity)}/v/{version}"


def document_url(sha256: str) -> str:
    return f"/documents/{sha256}"


def enterprise_url(enterprise: Enterprise) -> str:
    return f"/e/{enterprise.uscc}"


def enterprise_to_wire(enterprise: Enterprise, known: Reference | None) -> dict[str, Any]:
    return {
        "uscc": enterprise.uscc,
        "url": enterprise_url(enterprise),
        "name": enterprise.name,
        "region": class_to_wire(enterprise.region, known.regions if known else {}),
        "verification": str(enterprise.level),
    }


def category_to_wire(code: str | None, categories: Mapping[str, Category]) -> dict[str, Any] | None:
    if code is None:
        return None
    category = categories.get(code)
    return {"code": code, "name": category and category.name, "name_en": category and category.name_en}


def class_to_wire(code: str | None, classes: Mapping[str, ClassEntry]) -> dict[str, Any] | None:
    """A division or an industry with its name, where the classification has it."""
    if code is None:
        return None
    entry = classes.get(code)
    return {"code": code, "name": entry and entry.name, "name_en": entry and entry.name_en}


def cited_to_wire(cited: Cited) -> dict[str, Any]:
    return {
        "number": cited.number,
        "title": cited.title,
        "status": cited.status and str(cited.status),
        "replaced_by": list(cited.replaced_by),
        "dated": cited.dated,
    }


def limit_to_wire(against: AgainstLimit) -> dict[str, Any]:
    """The limit as its standard words it; values in `unit`, which need not be the indicator's."""
    limit, asked = against.limit, requirement_to_wire(against.limit.requirement)
    return {
        "number": limit.standard,
        "clause": limit.clause,
        **{name: asked[name] for name in ("text", "comparator", "value", "low", "high", "unit")},
        "result": str(against.result),
        "mandatory": against.mandatory,
        "provenance": str(limit.provenance),
        "verified": against.verified,
        "valid_from": limit.valid_from and limit.valid_from.isoformat(),
    }


def standard_to_wire(
    standard: StandardView,
    products: Iterable[dict[str, Any]],
    cites: Iterable[Cited],
    known: Reference,
    language: str,
) -> dict[str, Any]:
    """A Standard with `products`, at most its first twenty, which are on the wire already."""
    url = standard_url(standard.id)
    return {
        "id": str(standard.id),
        "url": url,
        "version": standard.version,
        "version_url": version_url(standard.id, standard.version),
        "versions": standard.versions,
        "kind": str(standard.kind),
        "number": standard.number,
        "number_display": display_of(standard.number),
        "title": standard.title,
        "status": str(standard.status),
        "enterprise": enterprise_to_wire(standard.enterprise, known),
        "category": category_to_wire(standard.category, known.categories),
        "industry": class_to_wire(standard.industry, known.industries),
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
        "cites": [cited_to_wire(cited) for cited in cites],
        "notices": [finding.as_json(language) for finding in standard.findings],
        "products": list(products),
        "products_total": standard.products_total,
        "products_url": _products_url(standard),
        "documents": [
            document_to_wire(document, document_url(document.sha256) if document.public else None)
            for document in standard.documents
        ],
        "content_hash": standard.content_hash,
        "log": {"index": standard.log_index, "leaf_hash": standard.leaf_hash, "proof_url": None},
        "sample": sample_to_wire(standard.sample),
    }


def _products_url(standard: StandardView) -> str:
    newest = f"/api/v1/standards/{standard.id}"
    if standard.version == standard.versions:
        return f"{newest}/products"
    return f"{newest}/versions/{standard.version}/products"


def version_to_wire(standard: StandardView) -> dict[str, Any]:
    """A version in the list of those of its standard."""
    return {
        "version": standard.version,
        "url": version_url(standard.id, standard.version),
        "title": standard.title,
        "published_at": rfc3339(standard.published_at),
        "effective_on": standard.effective_on.isoformat(),
        "change": {"kind": str(standard.change.kind), "reason": standard.change.reason},
        "content_hash": standard.content_hash,
        "log": {"index": standard.log_index, "leaf_hash": standard.leaf_hash},
    }


def product_to_wire(
    product: ProductView, known: Reference | None, limits: Mapping[int, AgainstLimit] | None = None
) -> dict[str, Any]:
    """A Product with all of its indicators; with `limits`, by their place, each is shown against its own."""
    indicators = [to_wire(each) for each in product.indicators]
    if limits is not None:
        for place, indicator in enumerate(indicators):
            indicator["limit"] = limit_to_wire(limits[place]) if place in limits else None
    return {**bare_product_to_wire(product, known), "indicators": indicators}


def bare_product_to_wire(product: ProductView, known: Reference | None) -> dict[str, Any]:
    """A Product without its indicators."""
    return {
        "id": str(product.id),
        "url": product_url(product.id),
        "standard": {
            "id": str(product.standard),
            "number": product.standard_number,
            "title": product.standard_title,
            "status": str(product.status),
        },
        "enterprise": enterprise_to_wire(product.enterprise, known),
        "name": product.name,
        "brand": product.brand,
        "model": product.model,
        "specification": product.specification,
        "gtins": list(product.gtins),
        "category": category_to_wire(product.category, known.categories if known else {}),
        "export_only": product.export_only,
        "sample": sample_to_wire(product.sample),
    }


def draft_to_wire(draft: Draft, cites: Iterable[Cited], known: Reference, language: str, day: date) -> dict[str, Any]:
    """A Draft: the Standard as it is understood so far, its values held against the limits of `day`, with what is to be
    said of it; of products and findings only the first ones."""
    declaration = draft.declaration
    return {
        "id": str(draft.id),
        "etag": str(draft.revision),
        "state": "published" if draft.published_as else "draft",
        "published_as": draft.published_as and str(draft.published_as),
        "change": {"kind": str(draft.change), "reason": None},
        "changes": draft.changes and str(draft.changes),
        "findings": [finding.as_json(language) for finding in draft.findings[:MOST]],
        "findings_total": len(draft.findings),
        "enterprise": enterprise_to_wire(draft.enterprise, known),
        "sample": sample_to_wire(draft.enterprise.sample),
        **_declaration_to_wire(declaration, known),
        "products": draft_products_to_wire(draft, known, day, 0, SHOWN),
        "products_url": f"/api/v1/declarations/{draft.id}/products",
        "documents": [document_to_wire(document, document_url(document.sha256)) for document in draft.documents],
        "cites": [cited_to_wire(cited) for cited in cites],
    }


def draft_products_to_wire(draft: Draft, known: Reference, day: date, first: int, limit: int) -> list[dict[str, Any]]:
    """`limit` products of a draft from the `first` on, counted from 0."""
    products = draft.declaration.products[first : first + limit]
    return [_declared_product_to_wire(product, known, day) for product in products]


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


def document_to_wire(document: Document, url: str | None) -> dict[str, Any]:
    """A document; `url` is None where the reader may not have its text."""
    return {
        "sha256": document.sha256,
        "filename": document.filename,
        "size": document.size,
        "url": url,
        "public": document.public,
    }


def sample_to_wire(sample: Sample | None) -> dict[str, Any] | None:
    return {"source": sample.source, "licence": sample.licence} if sample else None


def _declaration_to_wire(declaration: Declaration, known: Reference) -> dict[str, Any]:
    number = declaration.number
    return {
        "kind": declaration.kind and str(declaration.kind),
        "number": declaration.number_text,
        "number_display": number.display if number else None,
        "title": declaration.title,
        "category": category_to_wire(declaration.category, known.categories),
        "industry": class_to_wire(declaration.industry, known.industries),
        "issued_on": declaration.issued_on and declaration.issued_on.isoformat(),
        "effective_on": declaration.effective_on and declaration.effective_on.isoformat(),
        "international": international_to_wire(declaration.international),
        "replaces": declaration.replaces and str(declaration.replaces),
        "products_total": len(declaration.products),
    }


def _declared_product_to_wire(product: DeclaredProduct, known: Reference, day: date) -> dict[str, Any]:
    indicators = [indicator.understood for indicator in product.indicators]
    limits = {} if product.export_only else against_standards(product.category, indicators, known, day)
    return {
        "id": product.id and str(product.id),
        "name": product.name,
        "brand": product.brand,
        "model": product.model,
        "specification": product.specification,
        "gtins": [gtin.understood for gtin in product.gtins],
        "category": category_to_wire(product.category or None, known.categories),
        "export_only": product.export_only,
        "indicators": [
            {**to_wire(each), "limit": limit_to_wire(limits[place]) if place in limits else None}
            for place, each in enumerate(indicators)
        ],
    }
