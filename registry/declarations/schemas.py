"""Shape and types of what a declarant sends, and of what the API answers. Meaning is examined elsewhere: here text is
text, so that a date or a number that cannot be read becomes a finding and is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, pre_load, validate

from registry.declarations.values import DraftState
from registry.http import ListSchema, PageQuery
from registry.http.openapi import FindingSchema
from registry.kernel.errors import Refused
from registry.kernel.findings import Message

MOST_PRODUCTS = 5000
MOST_INDICATORS = 500
MOST_INDICATORS_IN_ALL = 20_000
TEXT, LONG_TEXT = 300, 2000


TOO_MANY_INDICATORS = Message(
    "too-many-indicators",
    "一项声明的全部产品共有 {given} 项指标，最多 {accepted} 项；请分成几项标准声明。",
    "The products of the declaration have {given} indicators in all; at most {accepted} are taken. Declare several.",
)


def _text(longest: int = TEXT, **metadata: str) -> fields.String:
    return fields.String(allow_none=True, validate=validate.Length(max=longest), metadata=metadata)


class MethodBody(Schema):
    number = _text(description="Standard that holds the test method", example="GB/T 18801-2022")
    clause = _text(example="6.1")
    text = _text(LONG_TEXT, description="Own method, or a procedure without a number")
    reason = _text(LONG_TEXT, description="Why an own method is used (required with one)")


class IndicatorBody(Schema):
    name = _text(example="噪声")
    kind = _text(description="functional | performance | safety | service")
    text = _text(LONG_TEXT, description="The requirement in the declarant's words", example="≤58 dB(A)")
    comparator = _text(description="Instead of `text`: ge | gt | le | lt | eq | range | pm | one_of, with its values")
    value = _text(description="Exact decimal as a string")
    low = _text()
    high = _text()
    values = fields.List(fields.String(validate=validate.Length(max=TEXT)), validate=validate.Length(max=TEXT))
    unit = _text(description="Unit, where the text has none")
    condition = _text(LONG_TEXT)
    method = fields.Nested(MethodBody, allow_none=True)


class ProductBody(Schema):
    id = _text(description="Id of the same product in an earlier version", example="EP2026-00012345-2")
    name = _text()
    brand = _text()
    model = _text()
    specification = _text(LONG_TEXT)
    gtins = fields.List(fields.String(validate=validate.Length(max=TEXT)), validate=validate.Length(max=TEXT))
    category = _text()
    export_only = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "For export only: outside the floor check"}
    )
    indicators = fields.List(fields.Nested(IndicatorBody), validate=validate.Length(max=MOST_INDICATORS))


class CiteBody(Schema):
    number = _text(example="GB/T 18801-2022")


class InternationalBody(Schema):
    degree = _text(description="IDT | MOD | NEQ")
    number = _text(example="ISO 8124-3:2020")


class DeclarationBody(Schema):
    """The writable part of a Standard."""

    kind = _text(description="enterprise | national | industry | local | association | international")
    number = _text(example="Q/SXDJX 001-2026")
    title = _text()
    category = _text(description="Code of a product category")
    industry = _text(description="Code of GB/T 4754")
    issued_on = _text(example="2026-11-01")
    effective_on = _text(example="2026-12-01")
    international = fields.Nested(InternationalBody, allow_none=True)
    replaces = _text(description="Id of the own standard that this one replaces", example="ES2026-00012345-2")
    cites = fields.List(fields.Nested(CiteBody), validate=validate.Length(max=MOST_INDICATORS))
    products = fields.List(fields.Nested(ProductBody), validate=validate.Length(max=MOST_PRODUCTS))

    @pre_load
    def _bounded(self, body: Any, **_: Any) -> Any:
        """`body`, if it is not more than can be read at once. Asked first: each indicator costs its reading."""
        refuse_too_many(body)
        return body


def refuse_too_many(body: Any) -> None:
    """Raises Refused for a body with more indicators than are read at once."""
    products = body.get("products") if isinstance(body, Mapping) else None
    listed = [
        product["indicators"]
        for product in (products if isinstance(products, list) else ())
        if isinstance(product, Mapping) and isinstance(product.get("indicators"), list)
    ]
    count = sum(map(len, listed))
    if count > MOST_INDICATORS_IN_ALL:
        raise Refused(TOO_MANY_INDICATORS.error("/products", str(count), str(MOST_INDICATORS_IN_ALL)))


class CommitmentBody(Schema):
    signed_by = fields.String(required=True, validate=validate.Length(max=TEXT))
    role = fields.String(required=True, validate=validate.Length(max=TEXT))


class PublicationBody(Schema):
    """What the enterprise says at the moment of publishing."""

    commitment = fields.Nested(CommitmentBody, required=True)
    disclose_shortfall = fields.Boolean(
        truthy={True},
        falsy={False},
        metadata={"description": "明示: says in public that less is promised than a recommended standard asks for"},
    )
    shortfall_reason = _text(LONG_TEXT)
    change_reason = _text(LONG_TEXT)


class ImportRowBody(PublicationBody, DeclarationBody):
    """A declaration and its publication in one."""


class WithdrawalBody(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONG_TEXT))
    on = fields.Date(required=True, metadata={"description": "First day on which the standard is withdrawn"})


class CodeSchema(Schema):
    code = fields.String()
    name = fields.String(allow_none=True)
    name_en = fields.String(allow_none=True)


class EnterpriseSchema(Schema):
    uscc = fields.String()
    url = fields.String()
    name = fields.String()
    region = fields.Nested(CodeSchema)
    verification = fields.String()


class SampleSchema(Schema):
    source = fields.String()
    licence = fields.String()


class OrdinalSchema(Schema):
    label = fields.String()
    scale = fields.String(allow_none=True)
    position = fields.String(allow_none=True)


class CanonicalSchema(Schema):
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)


class RequirementSchema(Schema):
    text = fields.String()
    comparator = fields.String()
    value = fields.String(allow_none=True)
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    low_open = fields.Boolean()
    high_open = fields.Boolean()
    unit = fields.String(allow_none=True)
    values = fields.List(fields.String())
    ordinal = fields.Nested(OrdinalSchema, allow_none=True)
    truth = fields.Boolean(allow_none=True)
    condition = fields.String(allow_none=True)
    basis = fields.String(allow_none=True)
    parts = fields.List(fields.Nested(lambda: RequirementSchema(exclude=("parts",))))


class MethodSchema(Schema):
    number = fields.String(allow_none=True)
    clause = fields.String(allow_none=True)
    text = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class AgainstLimitSchema(Schema):
    """The limit that applies on the day, the strictest of several."""

    number = fields.String()
    clause = fields.String(allow_none=True)
    text = fields.String()
    comparator = fields.String()
    value = fields.String(allow_none=True)
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    unit = fields.String(allow_none=True)
    result = fields.String(metadata={"description": "stricter | equal | looser | not_comparable"})
    mandatory = fields.Boolean(metadata={"description": "of a mandatory standard; else of a recommended one"})
    provenance = fields.String(metadata={"description": "sourced | unverified | sample"})
    verified = fields.Boolean(metadata={"description": "a reliable source says so"})
    valid_from = fields.String(allow_none=True)


class IndicatorSchema(RequirementSchema):
    code = fields.String(allow_none=True)
    name = fields.String()
    kind = fields.String()
    canonical = fields.Nested(CanonicalSchema, allow_none=True)
    method = fields.Nested(MethodSchema)
    limit = fields.Nested(AgainstLimitSchema, allow_none=True)


class StandardRefSchema(Schema):
    id = fields.String()
    number = fields.String()
    title = fields.String()
    status = fields.String()


class ProductSchema(Schema):
    id = fields.String(allow_none=True)
    url = fields.String()
    standard = fields.Nested(StandardRefSchema)
    enterprise = fields.Nested(EnterpriseSchema)
    name = fields.String()
    brand = fields.String(allow_none=True)
    model = fields.String()
    specification = fields.String(allow_none=True)
    gtins = fields.List(fields.String())
    category = fields.Nested(CodeSchema, allow_none=True)
    export_only = fields.Boolean()
    indicators = fields.List(fields.Nested(IndicatorSchema))
    sample = fields.Nested(SampleSchema, allow_none=True)


class LogSchema(Schema):
    index = fields.Integer()
    leaf_hash = fields.String()


class ChangeSchema(Schema):
    kind = fields.String()
    reason = fields.String(allow_none=True)


class CommitmentSchema(Schema):
    text = fields.String()
    signed_by = fields.String()
    role = fields.String()
    signed_at = fields.String()


class CiteSchema(Schema):
    number = fields.String()
    title = fields.String(allow_none=True)
    status = fields.String(allow_none=True)
    replaced_by = fields.List(fields.String())
    dated = fields.Boolean()


class InternationalSchema(Schema):
    degree = fields.String()
    number = fields.String()


class DisclosureSchema(Schema):
    reason = fields.String(allow_none=True)


class DeclaredSchema(Schema):
    """What Standard and Draft have in common."""

    id = fields.String()
    kind = fields.String(allow_none=True)
    number = fields.String()
    number_display = fields.String(allow_none=True)
    title = fields.String()
    enterprise = fields.Nested(EnterpriseSchema)
    category = fields.Nested(CodeSchema, allow_none=True)
    industry = fields.Nested(CodeSchema, allow_none=True)
    issued_on = fields.String(allow_none=True)
    effective_on = fields.String(allow_none=True)
    international = fields.Nested(InternationalSchema, allow_none=True)
    replaces = fields.String(allow_none=True)
    change = fields.Nested(ChangeSchema)
    cites = fields.List(fields.Nested(CiteSchema))
    products = fields.List(fields.Nested(ProductSchema))
    products_total = fields.Integer()
    sample = fields.Nested(SampleSchema, allow_none=True)


class StandardSchema(DeclaredSchema):
    url = fields.String()
    version = fields.Integer()
    version_url = fields.String()
    versions = fields.Integer()
    status = fields.String()
    published_at = fields.String()
    ended_on = fields.String(allow_none=True)
    replaced_by = fields.String(allow_none=True)
    withdrawal_reason = fields.String(allow_none=True)
    disclosure = fields.Nested(DisclosureSchema, allow_none=True)
    commitment = fields.Nested(CommitmentSchema)
    notices = fields.List(fields.Nested(FindingSchema))
    products_url = fields.String()
    content_hash = fields.String()
    log = fields.Nested(LogSchema)


class VersionSchema(Schema):
    version = fields.Integer()
    url = fields.String()
    title = fields.String()
    published_at = fields.String()
    effective_on = fields.String()
    change = fields.Nested(ChangeSchema)
    content_hash = fields.String()
    log = fields.Nested(LogSchema)


class VersionListSchema(ListSchema):
    items = fields.List(fields.Nested(VersionSchema))


class DraftSchema(DeclaredSchema):
    etag = fields.String()
    state = fields.String()
    published_as = fields.String(allow_none=True)
    changes = fields.String(allow_none=True)
    findings = fields.List(fields.Nested(FindingSchema))


class DraftListedSchema(Schema):
    """A draft in a list; its findings are read with the draft itself."""

    id = fields.String()
    etag = fields.String()
    state = fields.String()
    number = fields.String()
    title = fields.String()
    products_total = fields.Integer()
    change = fields.Nested(ChangeSchema)
    changes = fields.String(allow_none=True)
    published_as = fields.String(allow_none=True)
    changed_at = fields.String()


class DraftListSchema(ListSchema):
    items = fields.List(fields.Nested(DraftListedSchema))


class DraftsQuery(PageQuery):
    state = fields.Enum(DraftState, by_value=True, load_default=None)


class ExaminationSchema(Schema):
    publishable = fields.Boolean()
    findings = fields.List(fields.Nested(FindingSchema))


class ReceiptSchema(Schema):
    id = fields.String()
    url = fields.String()
    number = fields.String()
    version = fields.Integer()
    published_at = fields.String()
    content_hash = fields.String()
    log = fields.Nested(LogSchema)
    search = fields.String()
