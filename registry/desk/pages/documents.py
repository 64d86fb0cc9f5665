"""The documents (文本) of a draft: sent, taken out, their text public or not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Response, request

from registry.declarations import service as declarations
from registry.declarations.rules.documents import MOST_BYTES, MOST_DOCUMENTS
from registry.desk import service
from registry.desk.pages.common import DRAFT, THE_DOCUMENTS, blueprint, published, see, shown
from registry.http import scope
from registry.http.problems import problem_of
from registry.kernel.errors import Conflict, PreconditionFailed, Refused, TooLarge
from registry.kernel.findings import Finding, Message

NO_FILE = Message("no-file-chosen", "请先选择一个 PDF 文件。", "Choose a PDF file first.")


@blueprint.get("/declarations/<draft>/documents", policy=DRAFT)
def documents(draft: str) -> Response:
    """What is attached, and a form for one more."""
    return _page(draft)


@blueprint.post("/declarations/<draft>/documents", policy=DRAFT)
@blueprint.takes_file(lambda _: MOST_BYTES)
def add_document(draft: str) -> Response:
    """Attaches a file; or says what is wrong with it."""
    file, public = request.files.get("file"), bool(request.form.get("public"))
    if file is None or not file.filename:
        return _page(draft, (NO_FILE.error("/file"),), 422, public=public)
    try:
        declarations.add_document(scope(), draft, file.stream, file.filename, public=public)
    except (Refused, TooLarge, Conflict) as refusal:
        problem = problem_of(refusal)
        return _page(draft, problem.findings, problem.status, public=public)
    return see("desk.documents", draft=draft)


@blueprint.post("/declarations/<draft>/documents/<sha256>", policy=DRAFT)
def change_document(draft: str, sha256: str) -> Response:
    """Takes a document out of the draft, or makes its text public or not."""
    action = request.form.get("action", "")

    def changed(body: Mapping[str, Any]) -> dict[str, Any]:
        listed = list(body.get("documents") or ())
        if action == "remove":
            listed = [each for each in listed if each["sha256"] != sha256]
        elif action in ("open", "close"):
            listed = [{**each, "public": action == "open"} if each["sha256"] == sha256 else each for each in listed]
        return {**body, "documents": listed}

    with suppress(PreconditionFailed, Conflict):  # the list shows what stands now
        service.change(scope(), draft, THE_DOCUMENTS, request.form.get("tag", ""), changed)
    return see("desk.documents", draft=draft)


def _page(draft: str, findings: tuple[Finding, ...] = (), status: int = 200, *, public: bool = True) -> Response:
    opened = service.opened(scope(), draft)
    said = tuple(finding for finding in opened.draft.findings if THE_DOCUMENTS.control(finding.field))
    return published(opened.draft) or shown(
        "desk/documents.html",
        status=status,
        draft=opened.draft,
        findings=findings or said,
        tag=THE_DOCUMENTS.tag(opened.draft.body),
        public=public,
        most=MOST_DOCUMENTS,
        megabytes=MOST_BYTES // 1_000_000,
    )
