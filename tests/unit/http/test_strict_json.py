from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.http.strict_json import DEPTH, loads, pointer
from registry.kernel.errors import Malformed

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_clean_json_is_read_as_python_reads_it(value: Any) -> None:
    assert loads(json.dumps(value).encode()) == value
    assert loads(json.dumps(value, ensure_ascii=False).encode()) == value


@given(st.binary() | st.text(st.sampled_from('{}[]",:\\u0d89e+-.1 atruefalsn\x00')).map(str.encode))
def test_anything_is_a_value_or_a_finding(raw: bytes) -> None:
    try:
        value = loads(raw)
    except Malformed as error:
        for finding in error.findings:
            assert finding.text("zh")
            json.dumps(finding.as_json("en"), ensure_ascii=False).encode()
    else:
        str(value).encode()


def test_numbers_stay_exact() -> None:
    assert loads(b"[5.00, 1E+2, -0.10, 7]") == [Decimal("5.00"), Decimal("1E+2"), Decimal("-0.10"), 7]
    assert str(loads(b"5.00")) == "5.00"


@pytest.mark.parametrize(
    "raw",
    [
        b"1e401",
        b"-1e-401",
        b"1e99999999999999999999",
        b"-1E-99999999999999999999",
        b"1" + b"0" * 400 + b".5",
        b"9" * 5000,
        b"Infinity",
        b"-NaN",
    ],
)
def test_numbers_beyond_use(raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        loads(raw)
    assert refused.value.code == "malformed-json"


def test_the_depth_that_is_taken() -> None:
    loads(b"[" * DEPTH + b"]" * DEPTH)
    with pytest.raises(Malformed) as refused:
        loads(b"[" * (DEPTH + 2) + b"]" * (DEPTH + 2))
    assert refused.value.code == "json-too-deep"


def test_every_double_key_is_named_where_it_stands() -> None:
    with pytest.raises(Malformed) as refused:
        loads(b'{"a": 1, "b": [{"c": 1, "c": 2, "d/e": {"~": 1, "~": 1}}], "a": 2, "a": 3}')
    assert sorted(finding.field for finding in refused.value.findings) == ["/a", "/b/0/c", "/b/0/d~1e/~0"]


def test_pointer() -> None:
    assert pointer() == ""
    assert pointer("a/b", 0, "~") == "/a~1b/0/~0"
