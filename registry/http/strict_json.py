"""JSON as the register takes it: UTF-8, each key once, no NaN, exact numbers, text that a database can hold.

Whatever is wrong is a finding that says where; nothing that can be sent makes the server fail.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from registry.kernel.errors import Malformed
from registry.kernel.findings import Finding, Message

DEPTH = 32
DIGITS = 400
_SHOWN = 30
_unwanted = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

MALFORMED_JSON = Message(
    "malformed-json",
    "JSON 格式不正确，在“{given}”处不能读取；应为 {accepted}。",
    "This is not well-formed JSON: it cannot be read at “{given}”; {accepted} is expected.",
)
NOT_UTF8 = Message("not-utf8", "{field} 不是 UTF-8 编码：{given}。", "{field} is not UTF-8: {given}.")
TOO_DEEP = Message(
    "json-too-deep",
    "JSON 嵌套过深，最多 {accepted} 层。",
    "The JSON is nested too deeply; the most is {accepted} levels.",
)
DUPLICATE_KEY = Message("duplicate-key", "字段 {given} 写了不止一次。", "The field {given} is given more than once.")
UNWANTED_CHARACTER = Message(
    "unwanted-character",
    "{field} 含有不能使用的字符 {given}（控制字符或不成对的代理字符）。",
    "{field} holds the character {given}, which cannot be used (a control character or half of a surrogate pair).",
)


WANTED = "U+0009, U+000A, U+000D, U+0020 … U+D7FF, U+E000 … U+10FFFF"
"""The characters of a text."""


class _Doubled(dict[str, Any]):
    """An object in which `key` stood more than once."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled, counted = _Doubled(plain), Counter(key for key, _ in pairs)
    doubled.key = next(key for key, count in counted.items() if count > 1)
    return doubled


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent of more digits than Decimal itself can hold
        value = None
    if value is None or len(text) > DIGITS or abs(value.adjusted()) > DIGITS:  # a later int() would build every digit
        raise ValueError(text[:20])
    return value


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def unwanted(text: str) -> str | None:
    """The first character of `text` that cannot be used, as `U+0000`."""
    found = _unwanted.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def not_utf8(where: str, error: UnicodeDecodeError) -> Finding:
    """What is said of bytes that are not UTF-8: the first that is wrong, and where it stands."""
    return NOT_UTF8.error(where, f"0x{error.object[error.start]:02X} @ {error.start}", "UTF-8")


def pointer(*steps: str | int) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def loads(raw: bytes) -> Any:
    """The value that `raw` stands for, numbers with a fraction or exponent as Decimal; Malformed with findings."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise Malformed(not_utf8("body", error)) from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)
    except RecursionError:
        raise Malformed(TOO_DEEP.error("", accepted=str(DEPTH))) from None
    except json.JSONDecodeError as error:
        rest = _unwanted.sub("\N{REPLACEMENT CHARACTER}", text[error.pos : error.pos + _SHOWN])
        place = f"{error.lineno}:{error.colno} {rest}"
        raise Malformed(MALFORMED_JSON.error("", given=place.rstrip(), accepted="RFC 8259")) from None
    except ValueError as error:
        raise Malformed(MALFORMED_JSON.error("", given=str(error), accepted=f"-1e{DIGITS} … 1e{DIGITS}")) from None
    # Where nothing is escaped, what the text does not hold no string in it does either.
    if ("\\" in text or unwanted(text) or not _is_sound(value)) and (found := _faults(value)):
        raise Malformed(found)
    return value


def _is_sound(value: Any, depth: int = DEPTH) -> bool:
    """Whether `_faults` need not look at lists and objects: none is nested too deeply or has a key twice."""
    kind = type(value)
    if kind is dict:
        inner = value.values()
    elif kind is list:
        inner = value
    else:
        return kind is not _Doubled
    for each in inner:  # noqa: SIM110 - twice as fast as `all`
        if isinstance(each, dict | list) and (depth <= 1 or not _is_sound(each, depth - 1)):
            return False
    return True


def _faults(value: Any) -> list[Finding]:
    """What is wrong inside; without recursion, so that depth is only a number."""
    found: list[Finding] = []
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while waiting and len(found) < 20:
        path, here = waiting.pop()
        if len(path) > DEPTH:
            return [TOO_DEEP.error(pointer(*path[:DEPTH]), accepted=str(DEPTH))]
        if isinstance(here, str):
            if character := unwanted(here):
                found.append(UNWANTED_CHARACTER.error(pointer(*path), character, WANTED))
        elif isinstance(here, list):
            waiting.extend(((*path, index), item) for index, item in enumerate(here))
        elif isinstance(here, dict):
            if isinstance(here, _Doubled) and not unwanted(here.key):
                found.append(DUPLICATE_KEY.error(pointer(*path, here.key), given=here.key))
            for key, item in here.items():
                if character := unwanted(key):
                    found.append(UNWANTED_CHARACTER.error(pointer(*path), character, WANTED))
                else:
                    waiting.append(((*path, key), item))
    return found
