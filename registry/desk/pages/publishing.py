"""The last steps: check what will be public, promise and publish, receipt."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request
from marshmallow import ValidationError

from registry.declarations import service as declarations
from registry.declarations.rules.floor import SHORTFALLS
from registry.declarations.schemas import PublicationBody
from registry.declarations.values import ChangeKind, Commitment, Draft, Publication
from registry.desk import service
from registry.desk.pages.common import DECLARE, DRAFT, blueprint, published, see, shown, way_to
from registry.desk.values import Opened
from registry.http import scope, strict_json
from registry.http.context import actor
from registry.http.problems import problem_of
from registry.http.shape import MOST, body_findings
from registry.kernel.access import Right
from registry.kernel.errors import Conflict, Malformed, PreconditionFailed, Refused
from registry.kernel.findings import Finding, Message, errors

DRAFT_CHANGED = Message(
    "draft-changed-since-checked",
    "您核对之后，草稿又有改动，还没有公开。请重新核对，再公开。",
    "The draft has been changed since you checked it, and is not public yet. Please check it again, then publish.",
)
FIELDS = {
    "/commitment/signed_by": "signed_by",
    "/commitment/role": "role",
    "/disclose_shortfall": "disclose_shortfall",
    "/shortfall_reason": "shortfall_reason",
    "/change_reason": "change_reason",
}
"""Where the findings of a publication stand in its form."""


@blueprint.get("/declarations/<draft>/check", policy=DRAFT)
def check(draft: str) -> Response:
    """The declaration as it will be public, and everything that is to be said of it."""
    opened = service.opened(scope(), draft)
    if receipt := published(opened.draft):
        return receipt
    findings = _distinct(opened.draft)
    return shown(
        "desk/check.html",
        draft=opened.draft,
        declaration=opened.draft.declaration,
        findings=findings[:MOST],
        left_out=len(findings) - len(findings[:MOST]),
        ways={finding.field: way_to(opened.draft, finding) for finding in findings[:MOST]},
        publishable=not any(finding.is_error for finding in findings),
        shortfalls=[finding for finding in findings if finding.code in SHORTFALLS],
        form={},
        told={},
        categories=opened.reference.categories,
        dictionary=opened.reference.dictionary,
        catalogue=opened.reference.catalogue,
        today=opened.today,
    )


@blueprint.get("/declarations/<draft>/publish", policy=DRAFT)
def commitment(draft: str) -> Response:
    """What is promised, and who signs for it; a drafter is told who may publish."""
    opened = service.opened(scope(), draft)
    return published(opened.draft) or _page(opened, {})


@blueprint.post("/declarations/<draft>/publish", policy=DRAFT)
def review(draft: str) -> Response:
    """The same, with the disclosure that was ticked while checking."""
    opened = service.opened(scope(), draft)
    return published(opened.draft) or _page(opened, request.form.to_dict())


@blueprint.post("/declarations/<draft>/publication", policy=DECLARE)
def publish(draft: str) -> Response:
    """Makes the draft public at once, and shows the receipt; sent twice, the same one."""
    form = {name: text.replace("\r\n", "\n") for name, text in request.form.items()}
    findings = _unreadable(form)
    if findings:
        return _page(service.opened(scope(), draft), form, findings, 422)
    publication = Publication(
        Commitment(signed_by=form.get("signed_by", "").strip(), role=form.get("role", "").strip()),
        disclose_shortfall=bool(form.get("disclose_shortfall")),
        shortfall_reason=form.get("shortfall_reason", "").strip() or None,
        change_reason=form.get("change_reason", "").strip() or None,
    )
    try:
        receipt = declarations.publish_draft(scope(), draft, publication, _seen(form.get("revision", "")))
    except (Refused, Conflict, PreconditionFailed) as refusal:
        problem = problem_of(refusal)
        return _page(service.opened(scope(), draft), form, problem.findings, problem.status, existing=problem.existing)
    return see("desk.receipt", standard=receipt.id, version=receipt.version)


@blueprint.get("/receipts/<standard>/<int:version>", policy=DRAFT)
def receipt(standard: str, version: int) -> Response:
    """The register's answer to a publication, to be kept or printed."""
    return shown("desk/receipt.html", shown=service.receipt(scope(), standard, version))


def _page(
    opened: Opened,
    form: dict[str, str],
    findings: tuple[Finding, ...] = (),
    status: int = 200,
    existing: str | None = None,
) -> Response:
    draft = opened.draft
    told: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.field in FIELDS:
            told.setdefault(FIELDS[finding.field], []).append(finding)
    refused, standing = errors(findings), _distinct(draft)
    may = actor().may(Right.DECLARE)
    return shown(
        "desk/publish.html",
        status=status,
        draft=draft,
        form=form,
        told=told,
        findings=refused,
        anchors=FIELDS,
        existing=existing,
        standing=len(errors(standing)),
        shortfalls=[finding for finding in standing if finding.code in SHORTFALLS],
        ways={finding.field: way_to(draft, finding) for finding in refused},
        asks_reason=draft.change is not ChangeKind.FIRST,
        may=may,
        publishers=[] if may else service.publishers(scope()),
        commitment=Commitment("", ""),
    )


def _distinct(draft: Draft) -> list[Finding]:
    """The findings of a draft, errors first, each sentence once, at the first place that it is about."""
    first: dict[str, Finding] = {}
    for finding in draft.findings:
        first.setdefault(finding.text("zh"), finding)
    return list(first.values())


def _unreadable(form: dict[str, str]) -> tuple[Finding, ...]:
    body: dict[str, Any] = {
        "commitment": {"signed_by": form.get("signed_by", ""), "role": form.get("role", "")},
        "shortfall_reason": form.get("shortfall_reason", ""),
        "change_reason": form.get("change_reason", ""),
    }
    try:
        strict_json.loads(json.dumps(body).encode())
        PublicationBody().load(body)
    except Malformed as refusal:
        return refusal.findings
    except ValidationError as error:
        return tuple(body_findings(error, PublicationBody()))
    return ()


def _seen(revision: str) -> Callable[[str], None]:
    def check(present: str) -> None:
        if present != revision:
            raise PreconditionFailed(DRAFT_CHANGED.error("revision", given=revision, accepted=present))

    return check
