from __future__ import annotations

from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from registry.http.shape import accepted, body_findings, expected, parameter_findings
from registry.kernel.findings import Message

OWN = Message("probe-own-code", "{given}，应为 {accepted}。", "{given}; expected {accepted}.")


class Code(fields.String):
    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if not str(value).isdigit():
            raise ValidationError([OWN])
        return int(value)


class Inner(Schema):
    name = fields.String(required=True)


class Outer(Schema):
    code = Code(metadata={"accepted": "digits"})
    renamed = fields.String(data_key="shown", required=True)
    kept = fields.String(dump_only=True)
    inner = fields.Nested(Inner)
    low = fields.Integer()

    @validates_schema
    def check(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("low", 0) < 0:
            raise ValidationError("negative")


def _found(data: Any) -> list[tuple[str, str, str | None, str | None]]:
    with pytest.raises(ValidationError) as refused:
        Outer().load(data)
    return sorted((each.code, each.field, each.given, each.accepted) for each in body_findings(refused.value, Outer()))


def test_a_field_may_have_a_code_of_its_own() -> None:
    assert _found({"shown": "x", "code": "a1"}) == [("probe-own-code", "/code", "a1", "digits")]


def test_names_are_those_of_the_wire() -> None:
    known = "code, shown, inner, low"
    assert _found({"renamed": "x"}) == [
        ("missing-field", "/shown", None, "string"),
        ("unknown-field", "/renamed", "renamed", known),
    ]
    assert _found({"shown": "x", "kept": "y"}) == [("unknown-field", "/kept", "kept", known)]


def test_one_inside_and_the_whole() -> None:
    assert _found({"shown": "x", "inner": {}}) == [("missing-field", "/inner/name", None, "string")]
    assert _found({"shown": "x", "inner": []}) == [("wrong-type", "/inner", "[]", "{name}")]
    assert _found({"shown": "x", "low": -1}) == [
        ("wrong-value", "", '{"shown": "x", "low": -1}', "{code, shown, inner, low}")
    ]


def test_what_is_shown_of_a_value_is_short() -> None:
    ((_, _, given, _),) = _found({"shown": ["x" * 9999]})
    assert given
    assert len(given) == 200


def test_a_query_names_parameters() -> None:
    with pytest.raises(ValidationError) as refused:
        Outer().load({"code": "x", "more": "1"})
    found = parameter_findings(refused.value, Outer())
    assert {(each.code, each.field) for each in found} == {
        ("probe-own-code", "code"),
        ("unknown-parameter", "more"),
        ("missing-field", "shown"),
    }


@pytest.mark.parametrize(
    ("field", "words", "chinese"),
    [
        (fields.Integer(validate=validate.Range(min=1)), "integer 1..", "整数 1.."),
        (fields.String(validate=validate.Length(equal=18)), "string [18..18]", "文本 [18..18]"),
        (fields.String(validate=validate.Regexp("[A-Z]+")), "string /[A-Z]+/", "文本 /[A-Z]+/"),
        (fields.String(validate=[validate.Length(max=5), validate.OneOf(["a", "b"])]), "a | b", "a | b"),
        (fields.Boolean(), "true | false", "true | false"),
        (fields.DateTime(), "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DDThh:mm:ssZ"),
        (fields.Dict(), "object", "对象"),
        (fields.List(fields.String()), "array", "列表"),
        (fields.Nested(Outer), "{code, shown, inner, low}", "{code, shown, inner, low}"),
    ],
)
def test_what_a_field_takes(field: fields.Field[Any], words: str, chinese: str) -> None:
    assert (accepted(field), expected(field)) == (words, chinese)


def test_a_sentence_names_what_is_expected_in_its_own_words() -> None:
    with pytest.raises(ValidationError) as refused:
        Outer().load({"shown": 5, "inner": None})
    assert {each.text("zh-CN") for each in body_findings(refused.value, Outer())} == {
        "/shown 的类型不对：5，应为：文本。",
        "缺少 /inner，应为：{name}。",
    }
    assert "/shown is of the wrong type: 5; expected: string." in {
        each.text("en") for each in body_findings(refused.value, Outer())
    }
