"""Shape and types of what the API answers."""

from __future__ import annotations

from marshmallow import Schema, fields

from registry.http import ListSchema
from registry.http.openapi import FindingSchema


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


class ProvedLogSchema(LogSchema):
    proof_url = fields.String(
        allow_none=True, metadata={"description": "Where its proof of inclusion is; null until proofs are served"}
    )


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


class DocumentSchema(Schema):
    sha256 = fields.String()
    filename = fields.String()
    size = fields.Integer(metadata={"description": "Bytes"})
    url = fields.String(allow_none=True, metadata={"description": "null where the text is not public"})
    public = fields.Boolean()


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
    documents = fields.List(fields.Nested(DocumentSchema))
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
    log = fields.Nested(ProvedLogSchema)


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
    findings_total = fields.Integer(metadata={"description": "how many there are; only the first stand here"})
    products_url = fields.String(metadata={"description": "all products, page by page"})


class DraftProductsSchema(ListSchema):
    items = fields.List(fields.Nested(ProductSchema))


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
