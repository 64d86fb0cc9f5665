"""Shape of what the API takes and tells of imports."""

from __future__ import annotations

from flask_smorest.fields import Upload  # type: ignore[import-untyped]  # it carries no types
from marshmallow import Schema, fields, validate

from registry.declarations.importing.service import ACCEPTED
from registry.declarations.importing.values import State
from registry.http import ListSchema
from registry.http.openapi import FindingSchema


class ImportFile(Schema):
    file = Upload(required=True, metadata={"accepted": ACCEPTED, "description": "Each line one declaration (JSON)"})


class ImportQuery(Schema):
    dry_run = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        load_default=False,
        metadata={"description": "Says what would come of the file, and changes nothing", "accepted": "true | false"},
    )


class RowFindingSchema(FindingSchema):
    row = fields.Integer(metadata={"description": "Line of the file, counted from 1"})
    column = fields.String(allow_none=True, metadata={"description": "Of a table; null in jsonl"})
    draft = fields.String(allow_none=True, metadata={"description": "Id of the draft that the row has become"})


class RowFindingListSchema(ListSchema):
    items = fields.List(fields.Nested(RowFindingSchema))


class ImportSchema(Schema):
    id = fields.String()
    url = fields.String()
    state = fields.String(validate=validate.OneOf([str(each) for each in State]))
    dry_run = fields.Boolean()
    filename = fields.String()
    size = fields.Integer(metadata={"description": "Bytes"})
    created_at = fields.String()
    finished_at = fields.String(allow_none=True)
    rows = fields.Integer(metadata={"description": "Rows settled so far; the sum of the four that follow"})
    published = fields.Integer()
    drafted = fields.Integer(metadata={"description": "Not published, and kept as drafts"})
    refused = fields.Integer(metadata={"description": "Could not be read"})
    repeated = fields.Integer(metadata={"description": "There already, and left as it is"})
    failure = fields.Nested(FindingSchema, allow_none=True)
    findings = fields.List(fields.Nested(RowFindingSchema), metadata={"description": "The first 100"})
    findings_total = fields.Integer(metadata={"description": "How many there are in all; 10 000 are kept"})
    findings_url = fields.String()
