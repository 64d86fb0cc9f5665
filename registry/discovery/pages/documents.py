"""The text of a document, to be saved."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from registry.declarations import service
from registry.discovery.pages.common import blueprint
from registry.http import scope
from registry.kernel.access import PUBLIC

NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'"
FOR_EVERYBODY = "public, max-age=31536000, immutable"
FOR_ITS_OWNER = "private, no-store"


@blueprint.get("/documents/<sha256>", policy=PUBLIC)
def document(sha256: str) -> Response:
    """The PDF with this hash, where a version shows it to everybody; its enterprise may read its own in any case.

    It comes as a file to be saved and not to be shown: others have made it, and browsers show none in a sandbox.
    """
    found = service.readable(scope(), sha256)
    shown = found.document
    answer = Response(service.content(scope(), shown), mimetype="application/pdf")
    answer.content_length = shown.size
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{sha256[:16]}.pdf\"; filename*=UTF-8''{quote(shown.filename, safe='')}"
    )
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    answer.headers["Content-Language"] = "zh-Hans"
    answer.headers["Cache-Control"] = FOR_EVERYBODY if found.everybody else FOR_ITS_OWNER
    answer.set_etag(sha256)
    answer.make_conditional(request)
    return answer
