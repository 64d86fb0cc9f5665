"""A quick yes to what a schema would take as it is, for bodies that come by the thousand.

marshmallow looks at every field that is absent, too, which makes it the dearest part of an import. Where `fits` says
yes, `schema.load(value)` would answer an equal value; where it says no, only `load` knows whether, and why, it refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields, validate

Check = Callable[[Any], bool]


def fits(schema: Schema) -> Check:
    """The check for the objects of `schema`, of text, booleans, lists and objects in one another. What a hook of it
    looks at is not looked at.

    TypeError for a field of another kind, or one that would change what it is given.
    """
    checks = {name: _of_field(field) for name, field in schema.load_fields.items()}
    required = [name for name, field in schema.load_fields.items() if field.required]
    if any(name != (field.data_key or name) for name, field in schema.load_fields.items()):
        raise TypeError("a field under another name is not known")

    def check(value: Any) -> bool:
        if type(value) is not dict:
            return False
        for name, each in value.items():
            known = checks.get(name)
            if known is None or not known(each):
                return False
        return all(name in value for name in required)

    return check


def _of_field(field: fields.Field[Any]) -> Check:
    bounds = [each for each in field.validators if type(each) is validate.Length and each.equal is None]
    if len(bounds) != len(field.validators) or len(bounds) > 1:
        raise TypeError(f"validators of {field!r} are not known")
    low, high = (bounds[0].min or 0, bounds[0].max) if bounds else (0, None)
    most = float("inf") if high is None else high
    none = bool(field.allow_none)
    if type(field) is fields.String:
        return lambda value: low <= len(value) <= most if type(value) is str else none and value is None
    if type(field) is fields.Boolean and (field.truthy, field.falsy) == ({True}, {False}):
        return lambda value: type(value) is bool or (none and value is None)
    if type(field) is fields.Nested and not field.many and not bounds:
        nested = fits(field.schema)
        return lambda value: nested(value) or (none and value is None)
    if type(field) is fields.List:
        inner = _of_field(field.inner)
        return lambda value: (
            low <= len(value) <= most and all(map(inner, value)) if type(value) is list else none and value is None
        )
    raise TypeError(f"{field!r} is not known")
