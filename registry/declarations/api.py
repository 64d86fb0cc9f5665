"""Declaring over HTTP, for the enterprise that the token belongs to."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage

from registry.declarations import service
from registry.declarations.rules import as_catalogued
from registry.declarations.rules.documents import MOST_BYTES
from registry.declarations.schemas import (
    DeclarationBody,
    DocumentFile,
    DocumentQuery,
    DraftListSchema,
    DraftProductsSchema,
    DraftSchema,
    DraftsQuery,
    ExaminationSchema,
    PublicationBody,
    ReceiptSchema,
    WithdrawalBody,
)
from registry.declarations.values import Commitment, Draft, Publication
from registry.declarations.wire import (
    draft_listed_to_wire,
    draft_products_to_wire,
    draft_to_wire,
    examination_to_wire,
    receipt_to_wire,
)
from registry.http import ApiBlueprint, PageQuery, if_match, if_match_given, language, listing, scope, tagged, where
from registry.kernel.access import Right, needs
from registry.kernel.transaction import reading
from registry.reference.queries import reference

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


@blueprint.get("/declarations", policy=DRAFT)
@blueprint.arguments(DraftsQuery, location="query")
@blueprint.response(200, DraftListSchema)
@blueprint.alt_response(400)
def list_drafts(asked: dict[str, Any]) -> dict[str, Any]:
    """The own drafts, the newest first: all of them, or those that are (not) published."""
    (after,) = asked["cursor"] or (None,)
    rows, total = service.drafts(scope(), asked["state"], after=after, limit=asked["limit"] + 1)
    shown = rows[: asked["limit"]]
    following = (shown[-1].id.number,) if len(rows) > len(shown) else None
    return listing([draft_listed_to_wire(row) for row in shown], total, following)


@blueprint.get("/declarations/<draft>", policy=DRAFT)
@blueprint.response(200, DraftSchema)
@blueprint.alt_response(404)
def read_draft(draft: str) -> tuple[dict[str, Any], dict[str, str]]:
    """An own draft."""
    return _answer(service.read_draft(scope(), draft))


@blueprint.get("/declarations/<draft>/products", policy=DRAFT)
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, DraftProductsSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def products_of_draft(asked: dict[str, Any], draft: str) -> dict[str, Any]:
    """Every product of an own draft as it is understood, in the order in which they were sent."""
    (first,) = asked["cursor"] or (0,)
    found = service.read_draft(scope(), draft)
    with reading(where()) as session:
        known = reference(session)
    shown = draft_products_to_wire(found, known, scope().clock.today(), first, asked["limit"])
    total, behind = len(found.declaration.products), first + asked["limit"]
    return listing(shown, total, (behind,) if behind < total else None)


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


@blueprint.post("/declarations/<draft>/documents", policy=DRAFT)
@blueprint.takes_file(lambda _: MOST_BYTES)
@blueprint.header(IF_MATCH_GIVEN)
@blueprint.arguments(DocumentQuery, location="query")
@blueprint.arguments(DocumentFile, location="files")
@blueprint.response(201, DraftSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(412)
@blueprint.alt_response(413)
@blueprint.alt_response(415)
@blueprint.alt_response(422)
def add_document(
    query: dict[str, Any], files: dict[str, FileStorage], draft: str
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """The draft with this PDF as one of its `documents`; kept by its SHA-256, so that the same file is one document.

    To remove one, or to change its name or `public`, send the draft with the list that is to stand.
    """
    file = files["file"]
    document, headers = _answer(
        service.add_document(
            where(), draft, file.stream, file.filename or "", public=query["public"], seen=if_match_given()
        )
    )
    return document, 201, headers


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


@blueprint.post("/standards/<standard>/corrections", policy=DRAFT)
@blueprint.response(201, DraftSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
def correct_standard(standard: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A draft of a correction (更正) of an own standard, prefilled from its newest version, which it will follow."""
    document, headers = _answer(service.correct(where(), standard))
    return document, 201, headers


@blueprint.post("/standards/<standard>/revisions", policy=DRAFT)
@blueprint.response(201, DraftSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
def revise_standard(standard: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A draft of a revision (修订) of an own standard, without number and dates.

    The old standard stays current until the day on which the new one takes effect.
    """
    document, headers = _answer(service.revise(where(), standard))
    return document, 201, headers


@blueprint.post("/standards/<standard>/withdrawal", policy=DECLARE)
@blueprint.arguments(WithdrawalBody)
@blueprint.response(200, ReceiptSchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def withdraw_standard(body: dict[str, Any], standard: str) -> dict[str, Any]:
    """Withdraws an own standard (废止) from the day `on`; a repeat gives the same receipt. It stays readable."""
    return receipt_to_wire(service.withdraw(where(), standard, body["reason"], body["on"]))


def _answer(draft: Draft) -> tuple[dict[str, Any], dict[str, str]]:
    with reading(where()) as session:
        known = reference(session)
    written = [cited.understood for cited in draft.declaration.cites]
    cites = as_catalogued(written, known.catalogue, scope().clock.today())
    return draft_to_wire(draft, cites, known, language(), scope().clock.today()), tagged(str(draft.revision))
