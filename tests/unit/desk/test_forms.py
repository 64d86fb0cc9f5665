"""A form and the body that it edits hold the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.declarations.schemas import (
    CiteBody,
    DeclarationBody,
    DocumentBody,
    IndicatorBody,
    InternationalBody,
    MethodBody,
    ProductBody,
)
from registry.desk.forms import (
    CITATIONS,
    DOCUMENTS,
    EMPTY_TAG,
    INDICATOR,
    METHOD,
    PRODUCT,
    STANDARD,
    Place,
    with_copy,
    without,
)
from registry.http.forms import Shape, differences

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=20)
LINE = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=10)


def bodies(shape):
    """Bodies as the API takes them: fields left out, null, blank, or written."""
    fields = dict.fromkeys(shape.texts, TEXT | st.none())
    fields |= dict.fromkeys(shape.ticks, st.booleans())
    for name, inner in shape.lines.items():
        fields[name] = st.lists(st.fixed_dictionaries({inner: LINE}) if inner else LINE, max_size=3)
    fields |= {name: bodies(part) | st.none() for name, part in shape.parts.items()}
    fields |= {name: st.lists(bodies(row), max_size=3) for name, row in shape.rows.items()}
    return st.fixed_dictionaries({}, optional=fields)


def written(shape, body):
    """`body` without what is blank in it."""
    kept = {name: body[name] for name in shape.texts if (body.get(name) or "").strip()}
    kept |= {name: True for name in shape.ticks if body.get(name)}
    for name, inner in shape.lines.items():
        if lines := [each for each in body.get(name) or () if (each[inner] if inner else each).strip()]:
            kept[name] = lines
    for name, part in shape.parts.items():
        if inside := written(part, body.get(name) or {}):
            kept[name] = inside
    for name, row in shape.rows.items():
        rows = [written(row, each) for each in body.get(name) or ()]
        if rows := [each for each in rows if set(each) - row.beside]:
            kept[name] = rows
    return kept


@pytest.mark.parametrize("shape", [STANDARD, PRODUCT, CITATIONS], ids=["standard", "product", "citations"])
@given(data=st.data())
def test_a_body_comes_back_from_its_form(shape, data):
    body = data.draw(bodies(shape))
    form = shape.to_form(body)
    assert shape.to_body(form) == written(shape, body)
    # As a browser sends it.
    sent = {name: text.replace("\n", "\r\n") for name, text in form.items()}
    assert shape.to_body(sent) == written(shape, body)


@given(st.dictionaries(st.text(max_size=30) | st.from_regex(r"indicators-\d{1,8}-(name|text|kind)"), TEXT, max_size=8))
def test_any_form_makes_a_body_that_stays(form):
    body = PRODUCT.to_body(form)
    assert PRODUCT.to_body(PRODUCT.to_form(body)) == body


def test_the_forms_hold_everything_that_the_api_takes():
    def names(schema):
        return set(schema().fields)

    assert STANDARD.names | CITATIONS.names | DOCUMENTS.names | {"products"} == names(DeclarationBody)
    assert PRODUCT.names == names(ProductBody)
    assert INDICATOR.names == names(IndicatorBody)
    assert METHOD.names == names(MethodBody)
    assert CITATIONS.parts["international"].names == names(InternationalBody)
    assert {CITATIONS.lines["cites"]} == names(CiteBody)
    assert DOCUMENTS.rows["documents"].names == names(DocumentBody)


def test_rows_keep_their_order_and_their_words():
    form = {
        "indicators-10-name": "噪声",
        "indicators-2-name": " 容积 ",
        "indicators-2-text": "  500 L",
        "indicators-3-kind": "safety",
        "indicators-x-name": "无",
        "model": "A\x00B",
    }
    assert PRODUCT.to_body(form) == {
        "model": "A\x00B",
        "indicators": [{"name": " 容积 ", "text": "  500 L"}, {"name": "噪声"}],
    }


@pytest.mark.parametrize(
    ("place", "pointer", "control"),
    [
        (Place(STANDARD), "/number", "number"),
        (Place(STANDARD), "/products/0/name", None),
        (Place(STANDARD), "/enterprise", None),
        (Place(CITATIONS), "/cites/3/number", "cites"),
        (Place(CITATIONS), "/international", "international-number"),
        (Place(PRODUCT, 1), "/products/1/name", "name"),
        (Place(PRODUCT, 1), "/products/10/name", None),
        (Place(PRODUCT, 1), "/products/1", None),
        (Place(PRODUCT, 1), "/products/1/gtins/0", "gtins"),
        (Place(PRODUCT, 1), "/products/1/indicators", "indicators"),
        (Place(PRODUCT, 1), "/products/1/indicators/4", "indicators-4-name"),
        (Place(PRODUCT, 1), "/products/1/indicators/4/text", "indicators-4-text"),
        (Place(PRODUCT, 1), "/products/1/indicators/4/method", "indicators-4-method-number"),
        (Place(PRODUCT, 1), "/products/1/indicators/4/method/reason", "indicators-4-method-reason"),
    ],
)
def test_a_finding_leads_to_its_field(place, pointer, control):
    assert place.control(pointer) == control


def test_the_tag_is_of_one_part_alone():
    body = {"number": "Q/A 1-2026", "products": [{"model": "A"}, {"model": "B"}]}
    first, second, standard = Place(PRODUCT, 0), Place(PRODUCT, 1), Place(STANDARD)
    other = first.into(body, {"model": "C"})
    assert first.tag(other) != first.tag(body)
    assert second.tag(other) == second.tag(body)
    assert standard.tag(other) == standard.tag(body)
    assert standard.into(other, {"title": "甲"}) == {"title": "甲", "products": [{"model": "C"}, {"model": "B"}]}
    assert Place(PRODUCT, 2).tag(body) == EMPTY_TAG


def test_a_product_that_is_not_there_stands_at_the_end():
    body = {"products": [{"model": "A"}]}
    place = Place(PRODUCT, 7).there(body)
    assert place.product == 1
    assert place.into(body, {"model": "B"})["products"] == [{"model": "A"}, {"model": "B"}]
    assert Place(PRODUCT, 0).into({}, {"model": "B"}) == {"products": [{"model": "B"}]}


def test_a_copy_leaves_out_what_is_the_products_own():
    body = {"products": [{"id": "EP1", "gtins": ["1"], "model": "A", "indicators": [{"name": "x"}]}, {"model": "B"}]}
    copied = with_copy(body, 0)["products"]
    assert copied[1] == {"model": "A", "indicators": [{"name": "x"}]}
    assert copied[2] == {"model": "B"}
    assert without(body, 0)["products"] == [{"model": "B"}]


def test_what_differs_is_named():
    assert differences({"a": "1", "b": "2"}, {"b": "3", "c": "4"}) == [("a", "1", ""), ("b", "2", "3"), ("c", "", "4")]


def test_a_shape_without_texts_leads_to_itself():
    assert Shape(rows={"r": INDICATOR}).control(["r"]) == "r"
