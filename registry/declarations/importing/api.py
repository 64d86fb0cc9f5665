"""Importing over HTTP, for the enterprise that the token belongs to."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage

from registry.declarations.importing import service
from registry.declarations.importing.schemas import ImportFile, ImportQuery, ImportSchema, RowFindingListSchema
from registry.declarations.importing.values import KEPT, Import
from registry.declarations.importing.wire import import_to_wire, row_finding_to_wire
from registry.http import ApiBlueprint, PageQuery, language, listing, scope, where
from registry.http.context import installation
from registry.http.shape import MOST
from registry.kernel.access import Right, needs
from registry.kernel.settings import Settings
from registry.kernel.transaction import Where

DECLARE = needs(Right.DECLARE)

blueprint = ApiBlueprint("imports", __name__, description="Importing files of declarations (scope `declare`)")


def most(settings: Settings) -> int:
    return settings.import_megabytes * 1_000_000


@blueprint.post("/imports", policy=DECLARE)
@blueprint.takes_file(most)
@blueprint.arguments(ImportQuery, location="query")
@blueprint.arguments(ImportFile, location="files")
@blueprint.response(202, ImportSchema)
@blueprint.alt_response(413)
@blueprint.alt_response(415)
@blueprint.alt_response(422)
def add_import(query: dict[str, Any], files: dict[str, FileStorage]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Takes a file of declarations, to be imported by and by; ask at its address how far it has come."""
    file = files["file"]
    known = installation()
    added = service.request_import(
        where(), file.stream, file.filename or "", most(known.settings), dry_run=query["dry_run"]
    )
    document = import_to_wire(added, (), language())
    return document, 202, {"Location": document["url"]}


@blueprint.get("/imports/<identity>", policy=DECLARE)
@blueprint.response(200, ImportSchema)
@blueprint.alt_response(404)
def read_import(identity: str) -> dict[str, Any]:
    """An own import: how far it has come, and what is to be said of its rows."""
    return _told(scope(), identity, service.read_import(scope(), identity))


@blueprint.get("/imports/<identity>/findings", policy=DECLARE)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, RowFindingListSchema)
@blueprint.alt_response(404)
def read_findings(query: dict[str, Any], identity: str) -> dict[str, Any]:
    """What is to be said of the rows of an own import, in the order of the file."""
    (after,) = query["cursor"] or (-1,)
    limit = query["limit"]
    found = service.findings_of(scope(), identity, after=after, limit=limit + 1)
    total = service.read_import(scope(), identity).tally.findings
    items = [row_finding_to_wire(each, language()) for each in found[:limit]]
    return listing(items, min(total, KEPT), (after + limit,) if len(found) > limit else None)


def _told(where: Where, identity: str, found: Import) -> dict[str, Any]:
    return import_to_wire(found, service.findings_of(where, identity, limit=MOST), language())
