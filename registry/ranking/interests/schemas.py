"""Shape and types of declared interests."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from registry.ranking.interests.values import InterestKind

LONGEST_NOTE = 2000


class InterestBody(Schema):
    uscc = fields.String(
        required=True,
        validate=validate.Length(max=40),
        metadata={"description": "统一社会信用代码 of the enterprise", "example": "91330106MA2KQ7B853"},
    )
    kind = fields.Enum(InterestKind, by_value=True, required=True)
    starts_on = fields.Date(required=True, metadata={"description": "First day; of drafting, its day"})
    ends_on = fields.Date(load_default=None, allow_none=True, metadata={"description": "Last day, where it is known"})
    note = fields.String(
        load_default="", validate=validate.Length(max=LONGEST_NOTE), metadata={"description": "Public"}
    )


class EndBody(Schema):
    on = fields.Date(required=True, metadata={"description": "Last day of the interest"})


class InterestSchema(Schema):
    id = fields.Integer()
    uscc = fields.String()
    enterprise = fields.String(allow_none=True, metadata={"description": "Its name, where it is registered"})
    kind = fields.String(metadata={"enum": [str(each) for each in InterestKind]})
    starts_on = fields.String()
    ends_on = fields.String(allow_none=True)
    counts_until = fields.String(
        allow_none=True,
        metadata={"description": "Last day on which the enterprise's products are out; drafting counts two years"},
    )
    note = fields.String(allow_none=True)
    recorded_at = fields.String()
    ended_at = fields.String(allow_none=True, metadata={"description": "When its end was declared, if later"})


class InterestListSchema(Schema):
    items = fields.List(fields.Nested(InterestSchema))
    total = fields.Integer()
