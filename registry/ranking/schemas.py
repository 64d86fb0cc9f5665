"""Shape and types of schemes and editions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from registry.declarations.schemas import CodeSchema, EnterpriseSchema, MethodSchema, SampleSchema
from registry.http import ListSchema, PageQuery
from registry.http.instants import InstantField
from registry.ranking.values import LONGEST_REASON, Act, Outcome, State
from registry.reference.schemas import WhenSchema


class RankingsQuery(PageQuery):
    category = fields.String(load_default=None, metadata={"description": "A category, with those below it"})


class EntriesQuery(PageQuery):
    grade = fields.Integer(load_default=None, validate=validate.OneOf((1, 2, 3)))
    outcome = fields.Enum(Outcome, by_value=True, load_default=None)
    list = fields.Integer(
        load_default=None, metadata={"description": "The list of a core indicator, by its place from 1, with `level`"}
    )
    level = fields.Integer(load_default=None, validate=validate.OneOf((5, 4, 3, 0)))


class DifferenceQuery(Schema):
    against = fields.String(
        load_default=None, metadata={"description": "Another edition of the scheme; left out: the one before"}
    )


class BuildBody(Schema):
    as_of = InstantField(
        load_default=None,
        metadata={"description": "Grade as of this instant; possible as long as nothing has been published since"},
    )


class ReasonBody(Schema):
    reason = fields.String(required=True, validate=validate.Length(max=LONGEST_REASON))


class NoticeBody(Schema):
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_REASON),
        metadata={"description": "Why the edition differs much from the one before, where it does"},
    )


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


class CandidateSchema(Schema):
    id = fields.String()
    name = fields.String()
    brand = fields.String(allow_none=True)
    model = fields.String()
    specification = fields.String(allow_none=True)


class EntrySchema(Schema):
    standard = fields.String()
    version = fields.Integer()
    number = fields.String()
    product = fields.Nested(CandidateSchema)
    enterprise = fields.Nested(EnterpriseSchema(only=("uscc", "name")))
    outcome = fields.String()
    reason = fields.String(allow_none=True)
    about = fields.String(allow_none=True)
    grade = fields.Integer(allow_none=True)
    tier = fields.Integer(allow_none=True)
    cells = fields.List(fields.Nested(CellSchema))


class EntryListSchema(ListSchema):
    items = fields.List(fields.Nested(EntrySchema))


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


class BoardSchema(Schema):
    indicator = fields.String()
    condition = fields.String(allow_none=True)
    levels = fields.Dict(keys=fields.String(), values=fields.Integer())
    not_asked = fields.Integer()
    all_equal = fields.Boolean()


class EditionActSchema(Schema):
    act = fields.String(metadata={"enum": [str(each) for each in Act]})
    at = fields.String()
    until = fields.String(allow_none=True)
    subject = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class SchemeVersionSchema(Schema):
    id = fields.String()
    version = fields.Integer()


class EditionSchema(Schema):
    id = fields.String()
    url = fields.String()
    scheme = fields.Nested(SchemeVersionSchema)
    year = fields.Integer()
    issue = fields.Integer()
    state = fields.String(metadata={"enum": [str(each) for each in State]})
    snapshot = fields.Nested(SnapshotSchema)
    method = fields.String()
    counts = fields.Nested(CountsSchema)
    leaderboards = fields.List(fields.Nested(BoardSchema))
    digest = fields.String()
    archive_bytes = fields.Integer()
    published_at = fields.String(allow_none=True)
    notice_until = fields.String(allow_none=True)
    final_at = fields.String(allow_none=True)
    corrects = fields.String(allow_none=True)
    basis_changed = fields.Boolean()
    acts = fields.List(fields.Nested(EditionActSchema))
    sample = fields.Nested(SampleSchema, allow_none=True)


class EditionListSchema(ListSchema):
    items = fields.List(fields.Nested(EditionSchema))


class RankedSchemeSchema(SchemeVersionSchema):
    title = fields.String()
    title_en = fields.String()
    valid_from = fields.String()
    valid_to = fields.String(allow_none=True)


class RankedEditionSchema(Schema):
    id = fields.String()
    state = fields.String()
    published_at = fields.String(allow_none=True)


class RankingSchema(Schema):
    scheme = fields.Nested(RankedSchemeSchema)
    category = fields.Nested(CodeSchema)
    evaluator = fields.String()
    edition = fields.Nested(RankedEditionSchema, allow_none=True)
    counts = fields.Nested(CountsSchema, allow_none=True)
    sample = fields.Nested(SampleSchema, allow_none=True)


class RankingListSchema(ListSchema):
    items = fields.List(fields.Nested(RankingSchema))


class MovedSchema(Schema):
    standard = fields.String()
    number = fields.String()
    product = fields.String()
    model = fields.String()
    before = fields.Integer(allow_none=True)
    after = fields.Integer(allow_none=True)


class EditionDifferenceSchema(Schema):
    same = fields.Integer()
    entered = fields.List(fields.Nested(MovedSchema))
    left = fields.List(fields.Nested(MovedSchema))
    better = fields.List(fields.Nested(MovedSchema))
    worse = fields.List(fields.Nested(MovedSchema))


class SchemeListSchema(ListSchema):
    items = fields.List(fields.Nested(SchemeSchema))
