"""The static files: style sheet, seal. Asked for by the hash of their content they may be kept for a year."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound

from registry.http.blueprints import PageBlueprint
from registry.kernel.access import PUBLIC

ONE_YEAR = 365 * 24 * 3600

blueprint = PageBlueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    media_type: str
    hash: str

    @classmethod
    def read(cls, path: Path) -> Asset:
        content = path.read_bytes()
        media_type = mimetypes.types_map.get(path.suffix, "application/octet-stream")
        return cls(content, media_type, hashlib.sha256(content).hexdigest()[:12])


ASSETS = {path.name: Asset.read(path) for path in Path(__file__).with_name("static").iterdir() if path.is_file()}
"""All of them, by name. They are few and small, and stay in memory."""


@blueprint.get("/static/<name>", policy=PUBLIC)
def static(name: str) -> Response:
    asset = ASSETS.get(name)
    if asset is None:
        raise NotFound
    response = Response(asset.content, mimetype=asset.media_type)
    response.set_etag(asset.hash)
    known_by_hash = request.args.get("v") == asset.hash
    response.headers["Cache-Control"] = (
        f"public, max-age={ONE_YEAR}, immutable" if known_by_hash else "public, no-cache"
    )
    response.make_conditional(request)
    return response
