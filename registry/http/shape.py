"""What marshmallow refuses, as findings: where, what was given, what is accepted.

A field of a room may raise `ValidationError([MESSAGE])` with a kernel `Message` where it has a code of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from webargs.fields import DelimitedList

from registry.http.strict_json import pointer
from registry.kernel.findings import Finding, Message

MOST = 100  # findings of one answer
_SHOWN = 200  # characters of what was given

UNKNOWN_FIELD = Message(
    "unknown-field",
    "不认识字段 {given}，可用的有：{accepted}。",
    "The field {given} is unknown; known are: {accepted}.",
)
UNKNOWN_PARAMETER = Message(
    "unknown-parameter",
    "不认识参数 {given}，可用的有：{accepted}。",
    "The parameter {given} is unknown; known are: {accepted}.",
)
REPEATED_PARAMETER = Message(
    "repeated-parameter", "参数 {field} 只能写一次。", "The parameter {field} can be given only once."
)
MISSING_FIELD = Message(
    "missing-field", "缺少 {field}，应为：{expected}。", "{field} is missing; expected: {expected_en}."
)
WRONG_TYPE = Message(
    "wrong-type",
    "{field} 的类型不对：{given}，应为：{expected}。",
    "{field} is of the wrong type: {given}; expected: {expected_en}.",
)
WRONG_VALUE = Message(
    "wrong-value",
    "{field} 的值 {given} 不被接受，应为：{expected}。",
    "The value {given} of {field} is not accepted; expected: {expected_en}.",
)


def body_findings(error: ValidationError, schema: Schema) -> list[Finding]:
    """What `schema` refuses in a JSON body; `field` is a JSON pointer."""
    return [finding for finding, _ in zip(_walk(error.messages, schema, error.data, ()), range(MOST), strict=False)]


def parameter_findings(error: ValidationError, schema: Schema) -> list[Finding]:
    """What `schema` refuses in a query; `field` is the parameter's name."""
    found = []
    for name, messages in list(_mapping(error.messages).items())[:MOST]:
        known = _known(schema).get(name)
        if known is None:
            found.append(UNKNOWN_PARAMETER.error(name, given=name, accepted=_names(schema)))
            continue
        given = error.data.get(name) if isinstance(error.data, Mapping) else None
        if given is None:
            found.append(
                MISSING_FIELD.error(
                    name, accepted=accepted(known), expected=expected(known), expected_en=accepted(known)
                )
            )
            continue
        message = _own_message(messages) or WRONG_VALUE
        found.append(
            message.error(
                name,
                given=_shown(given),
                accepted=accepted(known),
                expected=expected(known),
                expected_en=accepted(known),
            )
        )
    return found


def accepted(place: Schema | fields.Field[Any]) -> str:
    """What a field, or a whole body, takes, in words of JSON: `integer 1..100`, `a | b | c`, `{signed_by, role}`."""
    return _taken(place, 0)


def expected(place: Schema | fields.Field[Any]) -> str:
    """The same in Chinese words: `整数 1..100`."""
    return _taken(place, 1)


def _taken(place: Schema | fields.Field[Any], language: int) -> str:
    """In the words of that place of `_KINDS`."""
    if isinstance(place, fields.Nested):
        place = place.schema
    if isinstance(place, Schema):
        return f"{{{_names(place)}}}"
    if isinstance(place, DelimitedList):
        return f"{_taken(place.inner, language)}, …"
    if isinstance(place, fields.Enum):
        return " | ".join(str(each.value if place.by_value else each.name) for each in place.enum)
    for check in place.validators:
        if isinstance(check, validate.OneOf):
            return " | ".join(map(str, check.choices))
    if text := place.metadata.get("accepted"):
        return str(text)
    name = next((names[language] for kind, *names in _KINDS if isinstance(place, kind)), "")
    for check in place.validators:
        if isinstance(check, validate.Range):
            name += f" {_end(check.min)}..{_end(check.max)}"
        elif isinstance(check, validate.Length):
            low, high = (check.equal, check.equal) if check.equal is not None else (check.min, check.max)
            name += f" [{_end(low)}..{_end(high)}]"
        elif isinstance(check, validate.Regexp):
            name += f" /{check.regex.pattern!s}/"
    return name


_KINDS: tuple[tuple[type[fields.Field[Any]], str, str], ...] = (
    (fields.List, "array", "列表"),
    (fields.Dict, "object", "对象"),
    (fields.Boolean, "true | false", "true | false"),
    (fields.Integer, "integer", "整数"),
    (fields.Decimal, "decimal", "十进制数"),
    (fields.Date, "YYYY-MM-DD", "YYYY-MM-DD"),
    (fields.DateTime, "YYYY-MM-DDThh:mm:ssZ", "YYYY-MM-DDThh:mm:ssZ"),
    (fields.String, "string", "文本"),
)
"""In words of JSON and of Chinese."""


def _end(value: Any) -> str:
    return "" if value is None else str(value)


def _walk(
    messages: Any, place: Schema | fields.Field[Any] | None, data: Any, path: tuple[str | int, ...]
) -> Iterator[Finding]:
    """Findings of the tree `messages`, followed through the schema and through what was sent."""
    if not isinstance(messages, Mapping):
        yield _leaf(messages, place, data, path)
        return
    for key, beneath in messages.items():
        if key == "_schema":
            yield _leaf(beneath, place, data, path)
            continue
        inner = _inside(place, key)
        schema = place.schema if isinstance(place, fields.Nested) else place
        if inner is None and isinstance(schema, Schema):
            yield UNKNOWN_FIELD.error(pointer(*path, key), given=str(key), accepted=_names(schema))
        else:
            yield from _walk(beneath, inner, _item(data, key), (*path, key))


_ABSENT = object()


def _leaf(messages: Any, place: Schema | fields.Field[Any] | None, data: Any, path: tuple[str | int, ...]) -> Finding:
    taken, chinese = (accepted(place), expected(place)) if place is not None else ("", "")
    field = pointer(*path)
    if data is _ABSENT or (data is None and path):
        return MISSING_FIELD.error(field, accepted=taken, expected=chinese, expected_en=taken)
    message = _own_message(messages) or (WRONG_VALUE if _readable(place, data) else WRONG_TYPE)
    return message.error(field, given=_shown(data), accepted=taken, expected=chinese, expected_en=taken)


def _readable(place: Schema | fields.Field[Any] | None, data: Any) -> bool:
    """Whether `data` is of the field's type, so that only a validator can have refused it."""
    if isinstance(place, Schema):
        return isinstance(data, Mapping)
    if place is None:
        return True
    if isinstance(place, fields.Enum):  # which deserializes only what is one of its values
        return isinstance(data, str)
    try:
        place._deserialize(data, None, None)  # noqa: SLF001 - what every field class overrides; validators stand apart
    except ValidationError:
        return False
    return True


def _inside(place: Schema | fields.Field[Any] | None, key: str | int) -> Schema | fields.Field[Any] | None:
    if isinstance(place, fields.Nested):
        place = place.schema
        if isinstance(key, int):
            return place
    if isinstance(place, Schema):
        return _known(place).get(key) if isinstance(key, str) else place
    if isinstance(place, fields.List):
        inner = place.inner
        return inner.schema if isinstance(inner, fields.Nested) else inner
    return None


def _item(data: Any, key: str | int) -> Any:
    if isinstance(data, Mapping):
        return data.get(key, _ABSENT)
    if isinstance(data, list) and isinstance(key, int) and key < len(data):
        return data[key]
    return _ABSENT


def _known(schema: Schema) -> dict[Any, fields.Field[Any]]:
    return {name if field.data_key is None else field.data_key: field for name, field in schema.load_fields.items()}


def _names(schema: Schema) -> str:
    return ", ".join(_known(schema)) or "-"


def _own_message(messages: Any) -> Message | None:
    return next((each for each in messages if isinstance(each, Message)), None) if isinstance(messages, list) else None


def _mapping(messages: Any) -> Mapping[str, Any]:
    return messages if isinstance(messages, Mapping) else {"": messages}


def _shown(value: Any) -> str:
    if isinstance(value, str | Decimal):
        return str(value)[:_SHOWN]
    return json.dumps(value, ensure_ascii=False, default=_number)[:_SHOWN]


def _number(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else repr(value)
