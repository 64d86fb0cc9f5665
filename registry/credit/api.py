"""The quality credit record over HTTP: supervisors write it, everybody reads it."""

from __future__ import annotations

from typing import Any

from registry.credit import service
from registry.credit.rules import status
from registry.credit.schemas import CreditEntrySchema, CreditListSchema, CreditQuery, EntryBody, RepairBody
from registry.credit.values import Entry
from registry.credit.wire import entry_from, entry_to_wire, repair_from
from registry.http import ApiBlueprint, listing, scope, where
from registry.kernel.access import PUBLIC, Right, needs

SUPERVISE = needs(Right.SUPERVISE)

blueprint = ApiBlueprint("credit", __name__, description="Quality credit record (scope `supervise`)")


@blueprint.post("/credit/entries", policy=SUPERVISE)
@blueprint.arguments(EntryBody)
@blueprint.response(201, CreditEntrySchema)
@blueprint.alt_response(422)
def add_entry(body: dict[str, Any]) -> dict[str, Any]:
    """Records an entry about an enterprise, or one standard or product of it; a repeat gives the same entry.

    It is public at once, and never changed: what ends it early is recorded beside it.
    """
    return _present(service.record(where(), entry_from(body)))


@blueprint.post("/credit/entries/<entry>/repair", policy=SUPERVISE)
@blueprint.arguments(RepairBody)
@blueprint.response(200, CreditEntrySchema)
@blueprint.alt_response(404)
@blueprint.alt_response(409)
@blueprint.alt_response(422)
def end_entry(body: dict[str, Any], entry: str) -> dict[str, Any]:
    """Records that an entry was repaired (信用修复) or lifted, from the day `on`; a repeat gives the same answer."""
    return _present(service.end(where(), entry, repair_from(body)))


@blueprint.get("/enterprises/<uscc>/credit", policy=PUBLIC)
@blueprint.arguments(CreditQuery, location="query")
@blueprint.response(200, CreditListSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def credit_of_enterprise(asked: dict[str, Any], uscc: str) -> dict[str, Any]:
    """What is recorded about an enterprise, the latest first, those entries that count no more included."""
    (after,) = asked["cursor"] or (None,)
    page = service.record_of(scope(), uscc, as_of=asked["as_of"], after=after, limit=asked["limit"])
    following = None if page.following is None else (page.following,)
    return listing([entry_to_wire(*each) for each in page.entries], page.total, following)


def _present(entry: Entry) -> dict[str, Any]:
    return entry_to_wire(entry, status(entry, scope().clock.today()))
