"""Shape and types of credit entries, as they are sent and as the API answers."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from registry.credit.values import Bar, EntryStatus, Kind, RepairKind
from registry.declarations.schemas import LogSchema, SampleSchema
from registry.http import AsOfQuery, ListSchema, PageQuery

NAME, ADDRESS, LONG_TEXT = 300, 1000, 2000


class SourceBody(Schema):
    """The published decision that is recorded."""

    name = fields.String(
        required=True, validate=validate.Length(1, NAME), metadata={"description": "Who issued it, in what"}
    )
    issued_on = fields.Date(required=True)
    number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=NAME))
    url = fields.String(
        load_default=None,
        allow_none=True,
        validate=[validate.Length(max=ADDRESS), validate.Regexp(r"https?://[!-~]+\Z")],
        metadata={"description": "Where it can be read", "accepted": "http:// … | https:// …"},
    )


class EntryBody(Schema):
    enterprise = fields.String(
        required=True, validate=validate.Length(max=NAME), metadata={"description": "统一社会信用代码"}
    )
    standard = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=NAME),
        metadata={"description": "Id of the standard that it is about; left out: the whole enterprise"},
    )
    product = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=NAME),
        metadata={"description": "Id of the product that it is about, instead of a standard"},
    )
    kind = fields.Enum(Kind, by_value=True, required=True)
    text = fields.String(
        required=True,
        validate=validate.Length(1, LONG_TEXT),
        metadata={"description": "What was found or decided, as the source words it; no name of a person"},
    )
    source = fields.Nested(SourceBody, required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "Last day on which it counts; left out: until it is repaired or lifted"},
    )
    bars = fields.List(
        fields.Enum(Bar, by_value=True),
        required=True,
        validate=validate.Length(max=len(Bar)),
        metadata={"description": "What it bars from; an empty list for an entry that is only shown"},
    )


class RepairBody(Schema):
    kind = fields.Enum(RepairKind, by_value=True, load_default=RepairKind.REPAIR)
    on = fields.Date(required=True, metadata={"description": "First day on which the entry counts no more"})
    reason = fields.String(required=True, validate=validate.Length(1, LONG_TEXT))
    source = fields.Nested(SourceBody, required=True)


class EntryLine(EntryBody):
    """A line of a file: an entry, and what ended it."""

    repair = fields.Nested(RepairBody, load_default=None, allow_none=True)


class CreditQuery(PageQuery, AsOfQuery):
    """Which piece of the record, and as it stood when."""


class SourceSchema(Schema):
    name = fields.String()
    issued_on = fields.String()
    number = fields.String(allow_none=True)
    url = fields.String(allow_none=True)


class RepairSchema(Schema):
    kind = fields.String(metadata={"enum": [str(each) for each in RepairKind]})
    on = fields.String(metadata={"description": "First day on which the entry counts no more"})
    reason = fields.String()
    source = fields.Nested(SourceSchema)
    recorded_at = fields.String()
    content_hash = fields.String()
    log = fields.Nested(LogSchema)


class SubjectSchema(Schema):
    id = fields.String()
    url = fields.String()
    name = fields.String(metadata={"description": "Number of the standard; name and model of the product"})


class CreditEntrySchema(Schema):
    id = fields.String()
    enterprise = fields.String(metadata={"description": "统一社会信用代码"})
    standard = fields.Nested(SubjectSchema, allow_none=True)
    product = fields.Nested(SubjectSchema, allow_none=True)
    kind = fields.String(metadata={"enum": [str(each) for each in Kind]})
    text = fields.String()
    source = fields.Nested(SourceSchema)
    valid_from = fields.String()
    valid_to = fields.String(allow_none=True, metadata={"description": "Inclusive; null: until repaired or lifted"})
    bars = fields.List(fields.String(metadata={"enum": [str(each) for each in Bar]}))
    status = fields.String(
        metadata={
            "description": "On the legal day of the answer, or of as_of; only in_force bars",
            "enum": [str(each) for each in EntryStatus],
        }
    )
    repair = fields.Nested(RepairSchema, allow_none=True)
    recorded_at = fields.String()
    recorded_by = fields.String(allow_none=True, metadata={"description": "Organisation; null: the register itself"})
    content_hash = fields.String()
    log = fields.Nested(LogSchema)
    sample = fields.Nested(SampleSchema, allow_none=True)


class CreditListSchema(ListSchema):
    items = fields.List(fields.Nested(CreditEntrySchema))
