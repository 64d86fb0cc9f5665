"""What has changed between two versions of a standard, over HTTP."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from registry.declarations.schemas import IndicatorSchema
from registry.discovery.api.finding import blueprint
from registry.discovery.differing import VersionDifference, version_difference
from registry.http import VersionsQuery, scope
from registry.indicators.difference import Change
from registry.indicators.values import Indicator
from registry.indicators.wire import to_wire
from registry.kernel.access import PUBLIC


class FieldChangeSchema(Schema):
    """A field of the standard, or of `product`, that says something else. Each standard that is cited no more, or newly
    cited, is one of `cites`, each document one of `documents`; `document_public` says that the text of one is public
    now, or not any more."""

    name = fields.String()
    product = fields.String(allow_none=True)
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)


class IndicatorChangeSchema(Schema):
    """`indicator` is null where a whole product came or went; `reason` says why an effect is not comparable."""

    product = fields.String()
    indicator = fields.String(allow_none=True)
    kind = fields.String(metadata={"description": "added | removed | value | unit | method | condition | text"})
    before = fields.Nested(IndicatorSchema(exclude=("limit",)), allow_none=True)
    after = fields.Nested(IndicatorSchema(exclude=("limit",)), allow_none=True)
    effect = fields.String(metadata={"description": "stricter | looser | neutral | not_comparable"})
    reason = fields.String(allow_none=True)


DifferenceSchema = Schema.from_dict(  # two of the names cannot stand in a class
    {
        "from": fields.Integer(),
        "to": fields.Integer(),
        "fields": fields.List(fields.Nested(FieldChangeSchema)),
        "changes": fields.List(fields.Nested(IndicatorChangeSchema)),
    },
    name="DifferenceSchema",
)


@blueprint.get("/standards/<standard>/diff", policy=PUBLIC)
@blueprint.arguments(VersionsQuery, location="query")
@blueprint.response(200, DifferenceSchema)
@blueprint.alt_response(400)
@blueprint.alt_response(404)
def differing(asked: dict[str, Any], standard: str) -> dict[str, Any]:
    """What has changed from one version of a standard to another, and whether it promises more or less."""
    found = version_difference(scope(), standard, earlier=asked["earlier"], later=asked["later"])
    return difference_to_wire(found)


def difference_to_wire(found: VersionDifference) -> dict[str, Any]:
    return {
        "from": found.before.version,
        "to": found.after.version,
        "fields": [
            {"name": each.name, "product": each.product, "before": each.before, "after": each.after}
            for each in found.fields
        ],
        "changes": [_change(each) for each in found.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    spoken_of: Indicator | None = change.after or change.before
    return {
        "product": change.product,
        "indicator": spoken_of and (spoken_of.code or spoken_of.name),
        "kind": str(change.kind),
        "before": change.before and to_wire(change.before),
        "after": change.after and to_wire(change.after),
        "effect": str(change.effect),
        "reason": change.reason and str(change.reason),
    }
