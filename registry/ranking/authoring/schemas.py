"""Shape and types of the content of a scheme as an evaluator writes it, and of what is answered. Meaning is examined
elsewhere: here text is text, so that a date or a value that cannot be read becomes a finding and is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields, pre_load, validate

from registry.declarations.schemas import EnterpriseSchema
from registry.http.openapi import FindingSchema
from registry.kernel.errors import Refused
from registry.ranking.rules import MOST_ROWS, PARTS, TOO_MANY
from registry.ranking.schemas import CandidateSchema, CountsSchema

TEXT, LONG_TEXT, SHORT_LIST = 300, 2000, 50


def _text(longest: int = TEXT, **metadata: str) -> fields.String:
    return fields.String(allow_none=True, validate=validate.Length(max=longest), metadata=metadata)


def _list(inner: fields.Field[Any], longest: int = SHORT_LIST) -> fields.List[Any]:
    return fields.List(inner, validate=validate.Length(max=longest))


def _whole(most: int, **metadata: str) -> fields.Integer:
    return fields.Integer(strict=True, validate=validate.Range(0, most), metadata=metadata)


class _Body(Schema):
    class Meta:
        unknown = RAISE


class SchemeConditionBody(_Body):
    """One of the conditions under which a row holds; all of them must."""

    indicator = _text(description="Code of the dictionary", example="rated_cooling_capacity")
    op = _text(description="eq | le | lt | ge | gt | one_of")
    value = _text(LONG_TEXT, description="With one_of the values are parted by |")
    unit = _text()


class SchemeMethodBody(_Body):
    number = _text(description="Standard that holds the test method", example="GB 21455-2019")
    clause = _text(example="附录A")
    text = _text(LONG_TEXT, description="A procedure without a number")


class MarkBody(_Body):
    value = _text(description="Value, grade, or `low..high` of a target", example="5.00")
    provenance = _text(description="sourced | unverified | sample")
    source = _text(LONG_TEXT, description="Where the value was read")


class SchemeRowBody(_Body):
    """What the scheme asks of one indicator where the conditions hold. A base indicator has `baseline` only, an
    innovation indicator `advanced` and `average`."""

    indicator = _text(description="Code of the dictionary", example="apf")
    when = _list(fields.Nested(SchemeConditionBody))
    condition = _text(LONG_TEXT, description="Test condition under which values compare")
    basis = _text(description="Basis on which values compare")
    method = fields.Nested(SchemeMethodBody, allow_none=True)
    unit = _text(description="Of the three values; any that converts")
    advanced = fields.Nested(MarkBody, allow_none=True)
    average = fields.Nested(MarkBody, allow_none=True)
    baseline = fields.Nested(MarkBody, allow_none=True)


class AttestedBody(_Body):
    """A basic requirement that is proven by hand, when a title is granted."""

    text = _text(LONG_TEXT)
    text_en = _text(LONG_TEXT)


class SchemeBody(_Body):
    """The content of a scheme."""

    id = fields.String(
        required=True,
        validate=validate.Regexp(
            r"^[a-z0-9][a-z0-9-]{1,62}[a-z0-9]$(?!\n)"
        ),  # `$` of Python's is before a line end, too
        metadata={
            "description": "Its name in addresses; stays",
            "example": "led-bulbs",
            "accepted": "a-z 0-9 - [3..64]",
        },
    )
    title = _text()
    title_en = _text()
    evaluator = _text(description="Name of the evaluator that writes it")
    category = _text(description="Code of a product category")
    standards = _list(fields.String(validate=validate.Length(max=TEXT)))
    valid_from = _text(example="2026-01-01")
    valid_to = _text(description="Last day; null where none is set")
    attested = _list(fields.Nested(AttestedBody))
    base = _list(fields.Nested(SchemeRowBody), MOST_ROWS)
    core = _list(fields.Nested(SchemeRowBody), MOST_ROWS)
    innovation = _list(fields.Nested(SchemeRowBody), MOST_ROWS)
    innovation_needed = _whole(MOST_ROWS, description="Innovation indicators that must reach the level (k)")
    notice_days = _whole(365, description="Days of public notice before an edition is final")
    validity_months = _whole(120, description="Months that a title is valid")
    sample = fields.Boolean(truthy={True}, falsy={False}, metadata={"description": "Made to show, of no evaluator"})
    note = _text(LONG_TEXT)

    @pre_load
    def _bounded(self, body: Any, **_: Any) -> Any:
        """`body`, if it has not more rows than a scheme may have. Asked first, for each row costs its reading."""
        if isinstance(body, Mapping):
            rows = sum(len(body[part]) for part in PARTS if isinstance(body.get(part), list))
            if rows > MOST_ROWS:
                raise Refused(TOO_MANY.error("/core", str(rows), str(MOST_ROWS)))
        return body


class SchemeDraftSchema(Schema):
    """What is to be the next version. `version` is the newest that is published; while nothing is drafted beside it,
    `content` is its."""

    id = fields.String()
    state = fields.String(metadata={"enum": ["draft", "published"]})
    version = fields.Integer(allow_none=True)
    publishable = fields.Boolean()
    content = fields.Nested(SchemeBody)
    findings = fields.List(fields.Nested(FindingSchema))


class SchemeChangeSchema(Schema):
    """What one version says otherwise than the other: a field of the scheme, or a row of one of its parts."""

    part = fields.String(allow_none=True, metadata={"enum": [*PARTS, None]})
    indicator = fields.String(allow_none=True)
    row = fields.String(allow_none=True, metadata={"description": "The row's indicator and conditions, in words"})
    field = fields.String()
    kind = fields.String(metadata={"description": "added | removed | value | unit | method | condition | text"})
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)
    effect = fields.String(
        allow_none=True, metadata={"description": "Of a level: stricter | looser | neutral | not_comparable"}
    )


SchemeDifferenceSchema = Schema.from_dict(  # two of the names cannot stand in a class
    {
        "from": fields.Integer(),
        "to": fields.Integer(),
        "changes": fields.List(fields.Nested(SchemeChangeSchema)),
    },
    name="SchemeDifferenceSchema",
)


class PreviewMovedSchema(Schema):
    standard = fields.String()
    number = fields.String()
    product = fields.Nested(CandidateSchema)
    enterprise = fields.Nested(EnterpriseSchema(only=("uscc", "name")))
    before = fields.Integer(allow_none=True, metadata={"description": "Grade now; null: none"})
    after = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)


class PreviewSchema(Schema):
    """What the draft would make of the register as it stands, and what the published version makes of it."""

    counts = fields.Nested(CountsSchema)
    published = fields.Nested(CountsSchema, allow_none=True)
    moved = fields.List(
        fields.Nested(PreviewMovedSchema), metadata={"description": "Who would change grade, at most 50"}
    )
    moved_total = fields.Integer()
    changes = fields.List(fields.Nested(SchemeChangeSchema), metadata={"description": "Against the published version"})
