"""Suggestions over HTTP."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from marshmallow import Schema, fields, validate

from registry.discovery.api.finding import blueprint
from registry.discovery.engine import engine
from registry.discovery.suggesting import LONGEST, Suggestion, SuggestionKind, suggest
from registry.http import scope
from registry.kernel.access import PUBLIC


class SuggestQuery(Schema):
    q = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST),
        metadata={"description": "What has been typed so far; initials of pinyin too"},
    )


class SuggestionSchema(Schema):
    text = fields.String()
    kind = fields.String(metadata={"description": "number | title | product | enterprise | indicator"})
    url = fields.String()


class SuggestionsSchema(Schema):
    items = fields.List(fields.Nested(SuggestionSchema))


@blueprint.get("/suggest", policy=PUBLIC)
@blueprint.arguments(SuggestQuery, location="query")
@blueprint.response(200, SuggestionsSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(503)
def suggestions(asked: dict[str, Any]) -> dict[str, Any]:
    """At most ten beginnings or parts of numbers, titles, products, enterprises and indicators, and where they lead."""
    found = suggest(scope(), engine(), asked["q"])
    return {"items": [{"text": each.text, "kind": str(each.kind), "url": _address(each)} for each in found]}


def _address(found: Suggestion) -> str:
    match found.kind:
        case SuggestionKind.NUMBER | SuggestionKind.TITLE:
            return f"{request.root_path}/s/{found.key}"
        case SuggestionKind.PRODUCT:
            return f"{request.root_path}/p/{found.key}"
        case SuggestionKind.ENTERPRISE:
            return f"{request.root_path}/e/{found.key}"
    return url_for("pages.search_page", q=found.text)
