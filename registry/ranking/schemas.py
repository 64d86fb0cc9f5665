"""Shape and types of schemes and grades."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from registry.declarations.schemas import CodeSchema, MethodSchema, ProductSchema
from registry.http import ListSchema, PageQuery
from registry.ranking.values import Outcome


class EntriesQuery(PageQuery):
    grade = fields.Integer(load_default=None, validate=validate.OneOf((1, 2, 3)))
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)


class CoreSchema(Schema):
    indicator = fields.String()
    name = fields.String()
    name_en = fields.String()
    unit = fields.String(allow_none=True)
    direction = fields.String()
    condition = fields.String(allow_none=True)
    method = fields.Nested(MethodSchema)
    advanced = fields.String()
    average = fields.String()
    baseline = fields.String()
    provenance = fields.String()


class SchemeSchema(Schema):
    id = fields.String()
    version = fields.Integer()
    evaluator = fields.String()
    title = fields.String()
    title_en = fields.String()
    category = fields.Nested(CodeSchema)
    valid_from = fields.String()
    valid_to = fields.String(allow_none=True)
    core = fields.List(fields.Nested(CoreSchema))
    sample = fields.Boolean()


class CellSchema(Schema):
    indicator = fields.String()
    declared = fields.String(allow_none=True)
    canonical = fields.Dict(allow_none=True)
    level = fields.Integer()
    note = fields.String(allow_none=True)


class EntrySchema(Schema):
    standard = fields.String()
    number = fields.String()
    product = fields.Nested(ProductSchema(only=("id", "url", "name", "brand", "model", "specification", "sample")))
    outcome = fields.String()
    reason = fields.String(allow_none=True)
    grade = fields.Integer(allow_none=True)
    tier = fields.Integer(allow_none=True)
    cells = fields.List(fields.Nested(CellSchema))


class SnapshotSchema(Schema):
    log_size = fields.Integer()
    root_hash = fields.String()
    taken_at = fields.String()


class CountsSchema(Schema):
    candidates = fields.Integer()
    ranked = fields.Integer()
    excluded = fields.Integer()
    by_grade = fields.Dict(keys=fields.String(), values=fields.Integer())


class LeaderboardSchema(ListSchema):
    scheme = fields.Nested(SchemeSchema)
    snapshot = fields.Nested(SnapshotSchema)
    counts = fields.Nested(CountsSchema)
    items = fields.List(fields.Nested(EntrySchema))


class SchemeListSchema(ListSchema):
    items = fields.List(fields.Nested(SchemeSchema))
