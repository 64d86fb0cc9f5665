"""The static files: style sheet, seal. Asked for by the hash of their content they may be kept for a year."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Response, request, send_from_directory
from werkzeug.exceptions import NotFound

from registry.http.blueprints import PageBlueprint
from registry.http.context import installation
from registry.kernel.access import PUBLIC

FOLDER = Path(__file__).with_name("static")
ONE_YEAR = 365 * 24 * 3600

blueprint = PageBlueprint("assets", __name__)


def hashes() -> dict[str, str]:
    """Name of every static file → hash of its content."""
    files = (path for path in FOLDER.iterdir() if path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in files}


@blueprint.get("/static/<name>", policy=PUBLIC)
def static(name: str) -> Response:
    kept = installation().static.get(name)
    if kept is None:
        raise NotFound
    response = send_from_directory(FOLDER, name)
    if request.args.get("v") == kept:
        response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "public, no-cache"
    return response
