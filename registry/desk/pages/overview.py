"""What an enterprise is writing and has published, and the task list of one draft."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request
from marshmallow import Schema, fields, validate

from registry.declarations.values import Draft
from registry.desk import service
from registry.desk.pages.common import (
    DRAFT,
    THE_CITATIONS,
    THE_DOCUMENTS,
    THE_STANDARD,
    blueprint,
    published,
    see,
    shown,
)
from registry.desk.values import Step
from registry.http import read_query, scope
from registry.kernel.errors import PreconditionFailed
from registry.kernel.findings import Finding, errors


class OverviewQuery(Schema):
    """Where the pages of the two lists begin."""

    drafts = fields.Integer(validate=validate.Range(1, 2**62))
    standards = fields.Integer(validate=validate.Range(1, 2**62))


@blueprint.get("/", policy=DRAFT)
def overview() -> Response:
    """Own drafts and published standards."""
    asked, findings = read_query(OverviewQuery())
    found = service.overview(scope(), drafts_after=asked.get("drafts"), standards_after=asked.get("standards"))
    return shown("desk/overview.html", status=400 if findings else 200, found=found, asked=asked, findings=findings)


@blueprint.get("/declarations/<draft>", policy=DRAFT)
def tasks(draft: str) -> Response:
    """The sections of a draft, and what each of them still needs."""
    opened = service.opened(scope(), draft)
    if receipt := published(opened.draft):
        return receipt
    return shown("desk/tasks.html", draft=opened.draft, steps=steps(opened.draft))


@blueprint.get("/declarations/<draft>/delete", policy=DRAFT)
def confirm_delete(draft: str) -> Response:
    """Asks once more."""
    opened = service.opened(scope(), draft)
    return published(opened.draft) or shown("desk/delete.html", draft=opened.draft, findings=())


@blueprint.post("/declarations/<draft>/delete", policy=DRAFT)
def delete(draft: str) -> Response:
    """Deletes a draft that was never published."""
    try:
        service.delete(scope(), draft, request.form.get("revision", ""))
    except PreconditionFailed as refusal:
        opened = service.opened(scope(), draft)
        return shown("desk/delete.html", status=412, draft=opened.draft, findings=refusal.findings)
    return see("desk.overview")


def steps(draft: Draft) -> tuple[Step, ...]:
    """The sections that are written, in the order of the task list."""
    of_standard = [finding for finding in draft.findings if THE_STANDARD.control(finding.field)]
    of_citations = [finding for finding in draft.findings if THE_CITATIONS.control(finding.field)]
    of_products = [finding for finding in draft.findings if finding.field.startswith("/products")]
    of_documents = [finding for finding in draft.findings if THE_DOCUMENTS.control(finding.field)]
    return (
        _step("standard", bool(THE_STANDARD.of(draft.body)), of_standard),
        _step("products", bool(draft.body.get("products")), of_products),
        _step("citations", bool(THE_CITATIONS.of(draft.body)), of_citations),
        _step("documents", bool(draft.body.get("documents")), of_documents),
    )


def _step(name: str, begun: bool, found: Iterable[Finding]) -> Step:
    found = tuple(found)
    wrong = len(errors(found))
    return Step(name, begun, wrong, len(found) - wrong)
