"""The public log over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from registry.http import ApiBlueprint, scope
from registry.kernel import journal
from registry.kernel.access import PUBLIC
from registry.kernel.clock import rfc3339
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.transaction import reading

LARGEST = 2**53 - 1  # beyond it programs that read JSON round, and a database overflows

blueprint = ApiBlueprint("log", __name__, description="The public log")


class LogEntrySchema(Schema):
    index = fields.Integer()
    leaf = fields.String(metadata={"description": "RFC 8785 JSON; SHA-256 of 0x00 and these bytes is the leaf hash"})
    leaf_hash = fields.String()
    root_hash = fields.String(metadata={"description": "RFC 9162 root of the log that ends with this entry, hex"})
    at = fields.String()


@blueprint.get(f"/log/entries/<int(max={LARGEST}):index>", policy=PUBLIC)
@blueprint.response(200, LogEntrySchema)
@blueprint.alt_response(404)
def log_entry(index: int) -> dict[str, Any]:
    """One entry of the log."""
    with reading(scope()) as session:
        entry = journal.entry(session, index)
    if entry is None:
        raise NotFound(NOT_FOUND.error("index", given=str(index)))
    return {
        "index": entry.index,
        "leaf": entry.leaf,
        "leaf_hash": entry.leaf_hash.hex(),
        "root_hash": entry.root.hex(),
        "at": rfc3339(entry.at),
    }
