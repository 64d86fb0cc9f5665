"""Shape and types of schemes and grades."""

from __future__ import annotations

from typing import ClassVar

from marshmallow import Schema, fields, validate

from registry.declarations.schemas import CodeSchema, MethodSchema, ProductSchema
from registry.http import ListSchema, PageQuery
from registry.ranking.values import Outcome
from registry.reference.schemas import WhenSchema


class EntriesQuery(PageQuery):
    grade = fields.Integer(load_default=None, validate=validate.OneOf((1, 2, 3)))
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)


class SchemesQuery(PageQuery):
    category = fields.String(
        load_default=None, validate=validate.Length(max=100), metadata={"description": "With those below it"}
    )


class MarkSchema(Schema):
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    provenance = fields.String()
    source = fields.String(allow_none=True)


class MeasureSchema(Schema):
    indicator = fields.String()
    name = fields.String()
    name_en = fields.String()
    unit = fields.String(allow_none=True)
    direction = fields.String()
    condition = fields.String(allow_none=True)
    basis = fields.String(allow_none=True)
    when = fields.List(fields.Nested(WhenSchema))
    method = fields.Nested(MethodSchema)
    advanced = fields.String(allow_none=True)
    average = fields.String(allow_none=True)
    baseline = fields.String(allow_none=True)
    marks = fields.Dict(keys=fields.String(), values=fields.Nested(MarkSchema))


class RequirementSchema(Schema):
    check = fields.String(metadata={"enum": ["computed", "attested"]})
    code = fields.String()
    text = fields.String()
    text_en = fields.String()


class SchemeSchema(Schema):
    id = fields.String()
    version = fields.Integer()
    state = fields.String(metadata={"enum": ["draft", "published", "replaced"]})
    evaluator = fields.String()
    title = fields.String()
    title_en = fields.String()
    category = fields.Nested(CodeSchema)
    standards = fields.List(fields.String())
    valid_from = fields.String()
    valid_to = fields.String(allow_none=True)
    requirements = fields.List(fields.Nested(RequirementSchema))
    base = fields.List(fields.Nested(MeasureSchema))
    core = fields.List(fields.Nested(MeasureSchema))
    innovation = fields.List(fields.Nested(MeasureSchema))
    innovation_needed = fields.Integer()
    notice_days = fields.Integer()
    validity_months = fields.Integer()
    sample = fields.Boolean()
    note = fields.String(allow_none=True)


class CellSchema(Schema):
    indicator = fields.String()
    declared = fields.String(allow_none=True)
    canonical = fields.Dict(allow_none=True)
    level = fields.Integer(allow_none=True)
    note = fields.String(allow_none=True)


class EntrySchema(Schema):
    PRODUCT: ClassVar = ("id", "url", "name", "brand", "model", "specification", "sample")

    standard = fields.String()
    version = fields.Integer()
    number = fields.String()
    product = fields.Nested(ProductSchema(only=PRODUCT))
    outcome = fields.String()
    reason = fields.String(allow_none=True)
    about = fields.String(allow_none=True)
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
    by_reason = fields.Dict(keys=fields.String(), values=fields.Integer())


class GradingSchema(ListSchema):
    scheme = fields.Nested(SchemeSchema)
    snapshot = fields.Nested(SnapshotSchema)
    counts = fields.Nested(CountsSchema)
    items = fields.List(fields.Nested(EntrySchema))


class SchemeListSchema(ListSchema):
    items = fields.List(fields.Nested(SchemeSchema))
