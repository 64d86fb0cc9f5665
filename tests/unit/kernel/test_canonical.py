import json
from enum import StrEnum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from registry.kernel.canonical import canonical_json, content_hash

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


def test_keys_are_ordered_by_utf16_units():
    # RFC 8785 §3.2.3: the emoji (a surrogate pair from D83D) comes before U+FB33, though its code point is larger.
    given_value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}
    assert list(json.loads(canonical_json(given_value))) == [
        "\r",
        "1",
        "\x80",
        "\xf6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_strings_are_written_as_rfc_8785_writes_them():
    # The string of RFC 8785 §3.2.2.
    assert canonical_json('€$\u000f\nA\'B"\\"/') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\"/"'
    assert canonical_json({"标准": "≥5.00", "a": [True, None, -0]}) == '{"a":[true,null,0],"标准":"≥5.00"}'.encode()


class Kind(StrEnum):
    SAFETY = "safety"


def test_an_enumeration_is_its_text():
    assert canonical_json([Kind.SAFETY]) == b'["safety"]'


@given(values)
def test_the_bytes_read_back_as_the_value(value):
    content = canonical_json(value)
    assert json.loads(content) == value
    assert canonical_json(json.loads(content)) == content


@given(values)
def test_the_bytes_are_those_of_the_reference_implementation(value):
    assert canonical_json(value) == rfc8785.dumps(value)


def test_every_character_is_escaped_as_by_the_reference_implementation():
    text = "".join(map(chr, [*range(0x3000), 0xFEFF, 0xFFFD, 0xFFFF, 0x1F600]))
    assert canonical_json({"text": text}) == rfc8785.dumps({"text": text})


@given(st.dictionaries(st.text("abc"), st.integers(0, 9)), st.randoms())
def test_the_order_of_writing_is_of_no_account(value, chance):
    items = list(value.items())
    chance.shuffle(items)
    assert canonical_json(dict(items)) == canonical_json(value)


@pytest.mark.parametrize(
    ("value", "place"), [(1.5, "/"), ({"products": [{"width": 0.5}]}, "/products/0/width"), ((1, 2.0), "/1")]
)
def test_a_float_is_refused_with_its_place(value, place):
    with pytest.raises(ValueError, match=rf"decimal as a string: {place}$"):
        canonical_json(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {"\udc00": 1}, {1: 2}, b"bytes", {"a": {1, 2}}])
def test_what_other_readers_would_read_differently_is_refused(value):
    with pytest.raises(ValueError):
        canonical_json(value)


def test_the_hash_names_its_algorithm():
    assert content_hash(b"") == "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
