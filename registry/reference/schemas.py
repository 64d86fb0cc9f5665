"""Shape and types of the reference data as readers get them."""

from __future__ import annotations

from marshmallow import Schema, fields

from registry.http import ListSchema


class CategorySchema(Schema):
    code = fields.String()
    name = fields.String()
    name_en = fields.String()
    parent = fields.String(allow_none=True)
    gbt4754 = fields.String(allow_none=True, metadata={"description": "Nearest class of GB/T 4754-2017"})
    indicators = fields.Integer(metadata={"description": "Entries of the dictionary for it and for what is below it"})
    products = fields.Integer(
        allow_none=True, metadata={"description": "Declared products of it and of what is below it; null with as_of"}
    )


class CategoryListSchema(ListSchema):
    items = fields.List(fields.Nested(CategorySchema))


class ScaleSchema(Schema):
    name = fields.String()
    grades = fields.List(fields.String(), metadata={"description": "Worst first"})
    halves = fields.Boolean(metadata={"description": "Whether 3-4 lies between 3 and 4"})


class DictionaryEntrySchema(Schema):
    code = fields.String()
    name = fields.String()
    name_en = fields.String()
    synonyms = fields.List(fields.String())
    kind = fields.String()
    unit = fields.String(allow_none=True)
    dimension = fields.String(allow_none=True)
    direction = fields.String(metadata={"description": "up | down | none | target"})
    ordinal_scale = fields.Nested(ScaleSchema, allow_none=True)
    methods = fields.List(fields.String())
    categories = fields.List(fields.String(), metadata={"description": "None: every category"})


class DictionarySchema(ListSchema):
    items = fields.List(fields.Nested(DictionaryEntrySchema))


class ClassSchema(Schema):
    code = fields.String()
    name = fields.String(allow_none=True)
    name_en = fields.String(allow_none=True)
    parent = fields.String(allow_none=True)
    level = fields.String()


class ClassListSchema(ListSchema):
    items = fields.List(fields.Nested(ClassSchema))


class CitedStandardSchema(Schema):
    number = fields.String()
    title = fields.String()
    kind = fields.String()
    status = fields.String(metadata={"description": "current | upcoming | replaced | withdrawn | unknown"})
    issued_on = fields.String(allow_none=True)
    effective_on = fields.String(allow_none=True)
    ended_on = fields.String(allow_none=True, metadata={"description": "Last day in force"})
    replaces = fields.List(fields.String())
    replaced_by = fields.List(fields.String())
    cited_by = fields.Integer(
        allow_none=True, metadata={"description": "Declared standards that cite it; null with as_of"}
    )
    provenance = fields.String(metadata={"description": "sourced | unverified | sample"})


class CitedStandardListSchema(ListSchema):
    items = fields.List(fields.Nested(CitedStandardSchema))


class WhenSchema(Schema):
    """One of the conditions under which a limit applies; all of them hold."""

    indicator = fields.String()
    op = fields.String(metadata={"description": "eq | le | lt | ge | gt | one_of"})
    value = fields.String(metadata={"description": "With one_of the values are parted by |"})
    unit = fields.String(allow_none=True)


class LimitGradeSchema(Schema):
    label = fields.String()
    scale = fields.String(allow_none=True)
    position = fields.String(allow_none=True)


class LimitIntervalSchema(Schema):
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)


class LimitMethodSchema(Schema):
    number = fields.String(allow_none=True)
    text = fields.String(allow_none=True)


class ThresholdSchema(Schema):
    """What a standard asks. Values are exact decimals in `unit`, filled by the comparator."""

    id = fields.String()
    standard = fields.String()
    clause = fields.String(allow_none=True)
    indicator = fields.String()
    categories = fields.List(fields.String(), metadata={"description": "Each with all below it"})
    when = fields.List(fields.Nested(WhenSchema))
    text = fields.String()
    comparator = fields.String()
    value = fields.String(allow_none=True)
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    low_open = fields.Boolean()
    high_open = fields.Boolean()
    unit = fields.String(allow_none=True)
    values = fields.List(fields.String())
    ordinal = fields.Nested(LimitGradeSchema, allow_none=True)
    truth = fields.Boolean(allow_none=True)
    canonical = fields.Nested(LimitIntervalSchema, allow_none=True)
    condition = fields.String(allow_none=True)
    basis = fields.String(allow_none=True)
    method = fields.Nested(LimitMethodSchema, allow_none=True)
    valid_from = fields.String(allow_none=True)
    valid_to = fields.String(allow_none=True)
    provenance = fields.String(metadata={"description": "sourced | unverified | sample"})
    source = fields.String(allow_none=True)
    applies_to = fields.String(allow_none=True, metadata={"description": "The source's own words"})


class ThresholdListSchema(ListSchema):
    items = fields.List(fields.Nested(ThresholdSchema))


class LimitSchema(ThresholdSchema):
    """A limit of a mandatory standard."""

    title = fields.String()
    stock_grace_until = fields.String(allow_none=True)
    trusted = fields.Boolean()
    refuses = fields.Boolean(metadata={"description": "Whether breaking it blocks publication"})


class LimitListSchema(ListSchema):
    items = fields.List(fields.Nested(LimitSchema))


class EnergyGradeSchema(ThresholdSchema):
    """A grade of a table of energy or water efficiency."""

    grade = fields.Integer(metadata={"description": "1 is the best"})


class EnergyGradeListSchema(ListSchema):
    items = fields.List(fields.Nested(EnergyGradeSchema))
