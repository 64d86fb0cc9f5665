"""Shape and types of what a declarant sends. Meaning is examined elsewhere: here text is text, so that a date or a
number that cannot be read becomes a finding and is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest.fields import Upload  # type: ignore[import-untyped]  # it carries no types
from marshmallow import Schema, fields, pre_load, validate

from registry.declarations.rules.documents import MOST_DOCUMENTS
from registry.declarations.values import DraftState
from registry.http import PageQuery
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


class DocumentBody(Schema):
    sha256 = fields.String(
        required=True,
        validate=validate.Regexp(r"[0-9a-f]{64}\Z"),
        metadata={"description": "Of a document that this enterprise has sent", "accepted": "64 × 0-9 a-f"},
    )
    filename = _text(description="Shown, and proposed to whoever saves it", example="Q_SXDJX 001-2026.pdf")
    public = fields.Boolean(
        truthy={True}, falsy={False}, metadata={"description": "Whether the text itself is public; yes if left out"}
    )


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
    documents = fields.List(
        fields.Nested(DocumentBody),
        validate=validate.Length(max=MOST_DOCUMENTS),
        metadata={"description": "Those to be kept of the documents sent; a draft changed without it keeps all"},
    )

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
    """A declaration and its publication in one; documents are sent to a draft."""

    class Meta:
        exclude = ("documents",)


class DocumentFile(Schema):
    file = Upload(
        required=True, metadata={"accepted": "PDF", "description": "A PDF of at most 20 MB (20 000 000 bytes)"}
    )


class DocumentQuery(Schema):
    public = fields.Boolean(
        truthy={"true"},
        falsy={"false"},
        load_default=True,
        metadata={"description": "Whether the text itself is to be public", "accepted": "true | false"},
    )


class WithdrawalBody(Schema):
    reason = fields.String(required=True, validate=validate.Length(min=1, max=LONG_TEXT))
    on = fields.Date(required=True, metadata={"description": "First day on which the standard is withdrawn"})


class DraftsQuery(PageQuery):
    state = fields.Enum(DraftState, by_value=True, load_default=None)
