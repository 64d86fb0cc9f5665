"""Enterprises and their standards over HTTP; no account is needed."""

from __future__ import annotations

from typing import Any

from registry.declarations.values import EVERY
from registry.discovery.enterprises import enterprise_standards, enterprise_standards_then, enterprise_summary
from registry.discovery.schemas import EnterpriseRecordSchema, EnterpriseStandardsSchema, EnterpriseStandardsThenQuery
from registry.discovery.wire import listed_to_wire, summary_to_wire
from registry.http import ApiBlueprint, language, listing, scope
from registry.http.instants import AsOfQuery
from registry.kernel.access import PUBLIC

blueprint = ApiBlueprint("enterprises", __name__, description="Enterprises")


@blueprint.get("/enterprises/<uscc>", policy=PUBLIC)
@blueprint.arguments(AsOfQuery, location="query")
@blueprint.response(200, EnterpriseRecordSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def read_enterprise(asked: dict[str, Any], uscc: str) -> dict[str, Any]:
    """An enterprise by its credit code (统一社会信用代码)."""
    return summary_to_wire(enterprise_summary(scope(), uscc, as_of=asked["as_of"]))


@blueprint.get("/enterprises/<uscc>/standards", policy=PUBLIC)
@blueprint.arguments(EnterpriseStandardsThenQuery, location="query")
@blueprint.response(200, EnterpriseStandardsSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def standards_of_enterprise(asked: dict[str, Any], uscc: str) -> dict[str, Any]:
    """The standards of an enterprise, the latest declared first, without their products."""
    (after,) = asked["cursor"] or (None,)
    wanted, limit = frozenset(asked.get("status") or EVERY), asked["limit"]
    if asked["as_of"]:
        page = enterprise_standards_then(scope(), uscc, asked["as_of"], wanted=wanted, after=after, limit=limit)
    else:
        page = enterprise_standards(scope(), uscc, wanted=wanted, after=after, limit=limit)
    following = None if page.next_standard is None else (page.next_standard,)
    return listing(listed_to_wire(page, language()), page.total, following)
