"""Declaring over HTTP, for the enterprise that the token belongs to."""

from __future__ import annotations

from typing import Any

from registry.declarations import service
from registry.declarations.schemas import (
    DeclarationBody,
    DraftSchema,
    ExaminationSchema,
    PublicationBody,
    ReceiptSchema,
)
from registry.declarations.values import Commitment, Draft, Publication
from registry.declarations.wire import draft_to_wire, examination_to_wire, receipt_to_wire
from registry.http import ApiBlueprint, if_match, if_match_given, language, scope, tagged, where
from registry.kernel.access import Right, needs
from registry.kernel.transaction import reading
from registry.reference import queries as reference

DRAFT, DECLARE = needs(Right.DRAFT), needs(Right.DECLARE)
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag that was read",
    "required": True,
    "schema": {"type": "string"},
}
IF_MATCH_GIVEN = {**IF_MATCH, "required": False}

blueprint = ApiBlueprint("declarations", __name__, description="Declaring (scopes `draft` and `declare`)")


@blueprint.post("/declarations", policy=DRAFT)
@blueprint.arguments(DeclarationBody)
@blueprint.response(201, DraftSchema)
@blueprint.alt_response(422)
def add_draft(body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A new draft; it may be incomplete. The answer says what was understood and what is missing."""
    document, headers = _answer(service.add_draft(where(), body))
    return document, 201, headers


@blueprint.get("/declarations/<draft>", policy=DRAFT)
@blueprint.response(200, DraftSchema)
@blueprint.alt_response(404)
def read_draft(draft: str) -> tuple[dict[str, Any], dict[str, str]]:
    """An own draft."""
    return _answer(service.read_draft(scope(), draft))


@blueprint.put("/declarations/<draft>", policy=DRAFT)
@blueprint.header(IF_MATCH)
@blueprint.arguments(DeclarationBody)
@blueprint.response(200, DraftSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(412)
@blueprint.alt_response(428)
def change_draft(body: dict[str, Any], draft: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The draft with this content instead; `If-Match` is required."""
    return _answer(service.change_draft(where(), draft, body, if_match()))


@blueprint.delete("/declarations/<draft>", policy=DRAFT)
@blueprint.header(IF_MATCH)
@blueprint.response(204)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(412)
@blueprint.alt_response(428)
def delete_draft(draft: str) -> None:
    """Deletes a draft that was never published; `If-Match` is required."""
    service.delete_draft(where(), draft, if_match())


@blueprint.post("/declarations/<draft>/examine", policy=DRAFT)
@blueprint.response(200, ExaminationSchema)
@blueprint.alt_response(404)
def examine_draft(draft: str) -> dict[str, Any]:
    """What the examination has to say of the draft as it stands; nothing changes."""
    return examination_to_wire(service.read_draft(scope(), draft).findings, language())


@blueprint.post("/declarations/<draft>/publish", policy=DECLARE)
@blueprint.header(IF_MATCH_GIVEN)
@blueprint.arguments(PublicationBody)
@blueprint.response(201, ReceiptSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(412)
@blueprint.alt_response(422)
def publish_draft(body: dict[str, Any], draft: str) -> dict[str, Any]:
    """Makes the draft public at once; a repeat gives the same receipt."""
    publication = Publication(**{**body, "commitment": Commitment(**body["commitment"])})
    return receipt_to_wire(service.publish_draft(where(), draft, publication, if_match_given()))


def _answer(draft: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    with reading(where()) as session:
        categories = reference.categories(session)
    return draft_to_wire(draft, categories, language()), tagged(str(draft.revision))
