"""Writing schemes over HTTP, for the evaluator that the token belongs to; reading their versions, for anybody."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from registry.http import ApiBlueprint, VersionsQuery, if_match, if_match_given, language, scope, tagged, where
from registry.kernel.access import PUBLIC, Right, needs
from registry.ranking.authoring import service
from registry.ranking.authoring.schemas import (
    PreviewSchema,
    SchemeBody,
    SchemeDifferenceSchema,
    SchemeDraftSchema,
)
from registry.ranking.authoring.values import SchemeDraft
from registry.ranking.authoring.wire import difference_to_wire, draft_to_wire, json_schema, preview_to_wire
from registry.ranking.schemas import SchemeSchema
from registry.ranking.wire import scheme_to_wire

EVALUATE = needs(Right.EVALUATE)
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the draft that was read",
    "required": True,
    "schema": {"type": "string"},
}
IF_MATCH_GIVEN = {**IF_MATCH, "required": False}

blueprint = ApiBlueprint("authoring", __name__, description="Writing schemes (scope `evaluate`)")


@blueprint.get("/schemes/schema.json", policy=PUBLIC)
@blueprint.response(200)
def scheme_schema() -> Response:
    """The JSON Schema of the content of a scheme."""
    return jsonify(json_schema())


@blueprint.post("/schemes", policy=EVALUATE)
@blueprint.arguments(SchemeBody)
@blueprint.response(201, SchemeDraftSchema)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def add_scheme(body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A new scheme, as a draft; it may be incomplete. The answer says what is missing."""
    document, headers = _answer(service.add_draft(where(), body))
    return document, 201, headers


@blueprint.put("/schemes/<scheme>", policy=EVALUATE)
@blueprint.header(IF_MATCH)
@blueprint.arguments(SchemeBody)
@blueprint.response(200, SchemeDraftSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(412)
@blueprint.alt_response(422)
@blueprint.alt_response(428)
def change_scheme(body: dict[str, Any], scheme: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The own scheme, drafted with this content instead; what is published stays as it is."""
    return _answer(service.change_draft(where(), scheme, body, if_match()))


@blueprint.get("/schemes/<scheme>/draft", policy=EVALUATE)
@blueprint.response(200, SchemeDraftSchema)
@blueprint.alt_response(404)
def read_scheme_draft(scheme: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The draft of an own scheme; the published content, where nothing is drafted beside it."""
    return _answer(service.draft(scope(), scheme))


@blueprint.delete("/schemes/<scheme>/draft", policy=EVALUATE)
@blueprint.header(IF_MATCH)
@blueprint.response(204)
@blueprint.alt_response(404)
@blueprint.alt_response(412)
@blueprint.alt_response(428)
def delete_scheme_draft(scheme: str) -> None:
    """Deletes what is drafted; with it the scheme, where nothing of it is published."""
    service.delete_draft(where(), scheme, if_match())


@blueprint.get("/schemes/<scheme>/draft/preview", policy=EVALUATE)
@blueprint.response(200, PreviewSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(422)
def preview_scheme(scheme: str) -> dict[str, Any]:
    """What the draft would make of the register as it stands, beside what the published version makes of it."""
    return preview_to_wire(service.preview(scope(), scheme))


@blueprint.post("/schemes/<scheme>/publish", policy=EVALUATE)
@blueprint.header(IF_MATCH_GIVEN)
@blueprint.response(201, SchemeSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(412)
@blueprint.alt_response(422)
def publish_scheme(scheme: str) -> dict[str, Any]:
    """Publishes the draft as the newest version, which never changes; a repeat gives the same version."""
    return scheme_to_wire(service.publish(where(), scheme, if_match_given()))


@blueprint.get("/schemes/<scheme>/versions/<int:version>", policy=PUBLIC)
@blueprint.response(200, SchemeSchema)
@blueprint.alt_response(404)
def read_scheme_version(scheme: str, version: int) -> dict[str, Any]:
    """A published version of a scheme."""
    found, newest = service.version(scope(), scheme, version)
    return scheme_to_wire(found, "published" if newest else "replaced")


@blueprint.get("/schemes/<scheme>/content", policy=PUBLIC)
@blueprint.response(200, SchemeBody)
@blueprint.alt_response(404)
def read_scheme_content(scheme: str) -> dict[str, Any]:
    """The content of the newest version, as `PUT /schemes/{id}` takes it."""
    return dict(service.content(scope(), scheme))


@blueprint.get("/schemes/<scheme>/versions/<int:version>/content", policy=PUBLIC)
@blueprint.response(200, SchemeBody)
@blueprint.alt_response(404)
def read_version_content(scheme: str, version: int) -> dict[str, Any]:
    """The content of a published version, as `PUT /schemes/{id}` takes it."""
    return dict(service.content(scope(), scheme, version))


@blueprint.get("/schemes/<scheme>/diff", policy=PUBLIC)
@blueprint.arguments(VersionsQuery, location="query")
@blueprint.response(200, SchemeDifferenceSchema)
@blueprint.alt_response(404)
def scheme_difference(asked: dict[str, Any], scheme: str) -> dict[str, Any]:
    """What one published version says otherwise than another: thresholds, rows, requirements, dates."""
    return difference_to_wire(*service.difference(scope(), scheme, asked["earlier"], asked["later"]))


def _answer(draft: SchemeDraft) -> tuple[dict[str, Any], dict[str, str]]:
    return draft_to_wire(draft, language()), tagged(draft.tag)
