"""Shape and types of what readers ask and get."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate
from webargs.fields import DelimitedList

from registry.declarations.schemas import (
    AgainstLimitSchema,
    CodeSchema,
    IndicatorSchema,
    MethodSchema,
    ProductSchema,
    SampleSchema,
    StandardSchema,
)
from registry.declarations.values import Status
from registry.discovery.asking import PartKind
from registry.discovery.values import FacetName, Order
from registry.http import AsOfQuery, ListSchema, PageQuery
from registry.http.openapi import FindingSchema
from registry.identifiers.standard_number import StandardKind
from registry.ranking.values import LEVELS
from search.documents import Unit


class SearchQuery(PageQuery):
    q = fields.String(load_default="", metadata={"description": "Words, a number in any spelling, or a model"})
    unit = fields.Enum(Unit, by_value=True, load_default=Unit.STANDARD)
    category = fields.String(load_default=None, metadata={"description": "Code of a product category or of a group"})
    industry = fields.String(load_default=None, metadata={"description": "Code of GB/T 4754, of a class or one above"})
    region = fields.String(load_default=None, metadata={"description": "Code of GB/T 2260, of a division or one above"})
    kind = fields.Enum(StandardKind, by_value=True, load_default=None)
    enterprise = fields.String(load_default=None, metadata={"description": "统一社会信用代码"})
    level = fields.String(
        load_default=None,
        validate=validate.OneOf(tuple(LEVELS)),
        metadata={"description": "A level that is reached in the newest edition of a ranking"},
    )
    status = DelimitedList(fields.Enum(Status, by_value=True))
    published_from = fields.Date(load_default=None, metadata={"description": "First day of publication (Shanghai)"})
    published_to = fields.Date(load_default=None, metadata={"description": "Last day of publication"})
    facets = DelimitedList(
        fields.Enum(FacetName, by_value=True),
        load_default=list,
        metadata={"description": "What the results are counted by, parted by commas"},
    )
    indicator = fields.List(
        fields.String(),
        load_default=list,
        metadata={"description": "A condition such as `apf>=4.5`, `噪声<=45dB`, `total_volume=200..400L`; repeats"},
    )
    sort = fields.String(
        load_default=str(Order.RELEVANCE),
        validate=validate.Regexp(r"(relevance|published|indicator:\w+)\Z"),
        metadata={
            "accepted": "relevance | published | indicator:CODE",
            "description": "`relevance`, `published`, or `indicator:` and the code of one: the best value first",
        },
    )


class ProductsQuery(PageQuery):
    q = fields.String(
        load_default="", metadata={"description": "Words of the name, brand, model, specification or GTIN; conditions"}
    )
    indicator = fields.List(
        fields.String(), load_default=list, metadata={"description": "A condition such as `apf>=4.5`; repeats"}
    )
    sort = fields.String(
        load_default="declared",
        validate=validate.Regexp(r"(declared|indicator:\w+)\Z"),
        metadata={
            "accepted": "declared | indicator:CODE",
            "description": "`declared`, or `indicator:` and the code of one: the best value first",
        },
    )


class ProductsThenQuery(ProductsQuery, AsOfQuery):
    """The products of a standard, now or then."""


class VersionsQuery(PageQuery, AsOfQuery):
    """The versions of a standard, now or then."""


class CompareQuery(Schema):
    products = DelimitedList(
        fields.String(), load_default=list, metadata={"description": "Ids of 2 to 6 products, parted by commas"}
    )


class ReferenceQuery(PageQuery, AsOfQuery):
    """A list of reference data."""


class IndicatorsQuery(ReferenceQuery):
    category = fields.String(load_default=None, metadata={"description": "Code of a product category or of a group"})


class LimitsQuery(IndicatorsQuery):
    on = fields.Date(load_default=None, metadata={"description": "A day on which the limits are in force"})


class StandardsQuery(ReferenceQuery):
    q = fields.String(load_default="", metadata={"description": "Beginning of a number, or words of the title"})


class ClassesQuery(ReferenceQuery):
    parent = fields.String(
        load_default=None, metadata={"description": "Code of the class above; empty: the top ones; left out: all"}
    )


class PartSchema(Schema):
    """A part of the text: what it was taken for, and the text without it."""

    kind = fields.Enum(PartKind, by_value=True)
    text = fields.String()
    understood = fields.String()
    without = fields.String()


class ConditionSchema(Schema):
    """An indicator that is asked to lie between two ends in the dictionary's unit; of a scale their positions. `also`
    are others, one of which may meet it as well; `assumed`: no comparator was typed."""

    code = fields.String()
    also = fields.List(fields.String())
    assumed = fields.Boolean()
    understood = fields.String()
    low = fields.String(allow_none=True)
    high = fields.String(allow_none=True)
    low_open = fields.Boolean()
    high_open = fields.Boolean()
    unit = fields.String(allow_none=True)


class InterpretedSchema(Schema):
    """How the question was read. `complete` of the results hold all of it and stand first; facets count these alone.
    `loosened`: none does, and each holds a part of it."""

    terms = fields.List(fields.String())
    parts = fields.List(fields.Nested(PartSchema))
    findings = fields.List(fields.Nested(FindingSchema))
    synonyms = fields.List(fields.String())
    exact_number = fields.String(allow_none=True)
    complete = fields.Integer()
    loosened = fields.Boolean()
    filters = fields.Dict(keys=fields.String())
    conditions = fields.List(fields.Nested(ConditionSchema))


class HitSchema(Schema):
    """A standard (with `products`), or with `unit=product` a product (with `model`, `standard` and the rest)."""

    id = fields.String()
    url = fields.String()
    number = fields.String()
    title = fields.String()
    status = fields.String()
    kind = fields.String()
    enterprise = fields.Dict()
    category = fields.Nested(CodeSchema)
    published_at = fields.String()
    products = fields.List(fields.Dict())
    products_total = fields.Integer()
    highlights = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    indicators = fields.List(fields.Nested(IndicatorSchema))
    sample = fields.Dict(allow_none=True)
    name = fields.String()
    brand = fields.String(allow_none=True)
    model = fields.String()
    specification = fields.String(allow_none=True)
    gtins = fields.List(fields.String())
    standard = fields.Dict()


class PossibleSchema(Schema):
    """What may meet the conditions as well (可能符合), the first five; none of it is counted in `total`."""

    total = fields.Integer()
    items = fields.List(fields.Nested(HitSchema))


class FacetValueSchema(Schema):
    code = fields.String()
    name = fields.String()
    count = fields.Integer()


class SearchSchema(ListSchema):
    items = fields.List(fields.Nested(HitSchema))
    facets = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Nested(FacetValueSchema)),
        metadata={"description": "Each counts as if it did not narrow the results itself"},
    )
    possible = fields.Nested(PossibleSchema, allow_none=True)
    interpreted = fields.Nested(InterpretedSchema)
    took_ms = fields.Float()

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        """As `found_to_wire` has made it, which a test holds against the fields: to go through its thousands of values
        once more takes a fifth of the time of a search."""
        return obj


class ProductListSchema(ListSchema):
    items = fields.List(fields.Nested(ProductSchema))


class NarrowedSchema(ProductListSchema):
    possible = fields.Integer(metadata={"description": "others of which some values meet the conditions"})
    findings = fields.List(fields.Nested(FindingSchema))


class CompareIndicatorSchema(Schema):
    code = fields.String(allow_none=True)
    name = fields.String()
    name_en = fields.String()
    unit = fields.String(allow_none=True)
    direction = fields.String(allow_none=True)
    kind = fields.String()
    condition = fields.String(allow_none=True)


class CompareCellSchema(Schema):
    product = fields.String()
    text = fields.String(allow_none=True)
    converted = fields.Dict(allow_none=True)
    unit = fields.String(allow_none=True)
    method = fields.Nested(MethodSchema, allow_none=True)
    comparable = fields.Boolean()
    reason = fields.String(allow_none=True)
    best = fields.Boolean()
    limit = fields.Nested(AgainstLimitSchema, allow_none=True)


class AmongSchema(Schema):
    """What the products of the category that are in force declare of the indicator under the same circumstances. A
    quantile is always a value that is declared (nearest rank), in the unit of the row."""

    median = fields.String()
    p10 = fields.String()
    p90 = fields.String()
    count = fields.Integer(metadata={"description": "products that declare it"})
    quantiles = fields.List(
        fields.String(), metadata={"description": "the least value, one for every 5 %, the greatest"}
    )
    covers = fields.Integer(metadata={"description": "size of the journal that was counted"})


class CompareRowSchema(Schema):
    indicator = fields.Nested(CompareIndicatorSchema)
    cells = fields.List(fields.Nested(CompareCellSchema))
    limit = fields.Nested(
        AgainstLimitSchema(exclude=("result",)),
        allow_none=True,
        metadata={"description": "the one that applies to every value; none where each cell has its own"},
    )
    category = fields.Nested(AmongSchema, allow_none=True)


class CompareSchema(Schema):
    category = fields.Nested(CodeSchema, allow_none=True)
    products = fields.List(fields.Nested(ProductSchema(exclude=("indicators",))))
    rows = fields.List(fields.Nested(CompareRowSchema))


class EnterpriseStandardsQuery(PageQuery):
    status = DelimitedList(
        fields.Enum(Status, by_value=True), metadata={"description": "States that are wanted; left out: all"}
    )


class EnterpriseStandardsThenQuery(EnterpriseStandardsQuery, AsOfQuery):
    """The standards of an enterprise, now or then."""


class FormerNameSchema(Schema):
    name = fields.String()
    until = fields.String(metadata={"description": "First day of the name that followed"})


class VerificationSchema(Schema):
    level = fields.String(metadata={"description": "L0 | L1 | L2"})
    on = fields.String(metadata={"description": "Day of the verification"})


class EnterpriseCountsSchema(Schema):
    standards = fields.Integer(metadata={"description": "Declared, whatever their status"})
    products = fields.Integer(
        allow_none=True,
        metadata={"description": "In the newest versions of those standards; null with as_of: it is not kept"},
    )
    titles = fields.Integer(metadata={"description": "领跑者 titles that it holds"})


class EnterpriseRecordSchema(Schema):
    """An enterprise with all that the register knows of it."""

    uscc = fields.String()
    url = fields.String()
    name = fields.String()
    former_names = fields.List(fields.Nested(FormerNameSchema), metadata={"description": "The newest first"})
    region = fields.Nested(CodeSchema)
    industry = fields.Nested(
        CodeSchema, allow_none=True, metadata={"description": "Class of GB/T 4754; null: not registered"}
    )
    verification = fields.Nested(VerificationSchema)
    standing = fields.String(
        allow_none=True,
        metadata={
            "description": "existing | revoked | deregistered; null: not registered. With as_of the present one from "
            "the day on which it began, and null before: no earlier one is kept"
        },
    )
    standing_on = fields.String(allow_none=True)
    counts = fields.Nested(EnterpriseCountsSchema)
    sample = fields.Nested(SampleSchema, allow_none=True)


class EnterpriseStandardsSchema(ListSchema):
    """Standards without their products, which `products_url` lists."""

    items = fields.List(fields.Nested(StandardSchema(exclude=("products",))))
