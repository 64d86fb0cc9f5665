"""A quick yes is never a wrong one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields, validate

from registry.declarations.schemas import ImportRowBody
from registry.http.fitting import fits
from tests.factories.declarations import COMMITMENT, BodyFactory


class Part(Schema):
    name = fields.String(required=True, validate=validate.Length(max=3))
    flag = fields.Boolean(truthy={True}, falsy={False})


class Whole(Schema):
    title = fields.String(allow_none=True, validate=validate.Length(min=1, max=3))
    parts = fields.List(fields.Nested(Part), validate=validate.Length(max=2))
    part = fields.Nested(Part, allow_none=True)
    words = fields.List(fields.String(validate=validate.Length(max=3)))


scalars = st.none() | st.booleans() | st.integers(0, 2) | st.text("ab", max_size=5)
parts = st.dictionaries(st.sampled_from(["name", "flag", "other"]), scalars, max_size=3)
values = st.dictionaries(
    st.sampled_from(["title", "parts", "part", "words", "other"]),
    scalars | parts | st.lists(scalars | parts, max_size=3),
    max_size=4,
)


@given(values | scalars | st.lists(values))
def test_what_fits_is_loaded_as_it_is(value):
    schema = Whole()
    if fits(schema)(value):
        assert schema.load(value) == value
    else:
        try:
            loaded = schema.load(value)
        except ValidationError:
            return
        assert loaded == value, "a no is never more than a no at first"


@pytest.mark.parametrize(
    ("value", "fitting"),
    [
        ({}, True),
        ({"title": None, "part": None, "words": [], "parts": [{"name": "a", "flag": False}]}, True),
        ({"title": ""}, False),
        ({"title": "abcd"}, False),
        ({"parts": [{"name": "a"}] * 3}, False),
        ({"part": {}}, False),
        ({"part": {"name": "a", "flag": 1}}, False),
        ({"other": 1}, False),
        ({"words": None}, False),
        ({"words": ["abcd"]}, False),
        ([], False),
    ],
)
def test_what_fits(value, fitting):
    assert fits(Whole())(value) is fitting


def test_a_row_of_an_import_fits():
    row = {**BodyFactory(count=2), "commitment": COMMITMENT, "disclose_shortfall": True}
    assert fits(ImportRowBody())(row)
    assert not fits(ImportRowBody())({**row, "titel": "x"})


@pytest.mark.parametrize(
    "field",
    [
        fields.Integer(),
        fields.String(data_key="other"),
        fields.Boolean(),
        fields.String(validate=validate.Regexp("a")),
        fields.Nested(Part, many=True),
        fields.List(fields.Date()),
    ],
)
def test_a_field_that_is_not_known_is_no_guess(field):
    with pytest.raises(TypeError):
        fits(Schema.from_dict({"field": field})())
