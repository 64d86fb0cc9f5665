"""Holds an answer to the schema that the API document gives it (the part of OpenAPI 3.0 that we write)."""

from __future__ import annotations

import re
from typing import Any

KNOWN = {
    "type",
    "nullable",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "anyOf",
    "allOf",
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "maxItems",
    "pattern",
    "default",
    "description",
    "example",
    "title",
    "readOnly",
}
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool}


def deviations(value: Any, schema: dict[str, Any], document: dict[str, Any], place: str = "") -> list[str]:
    """Where `value` is not what `schema` says, in sentences; () when it is."""
    schema = resolved(schema, document)
    unknown = set(schema) - KNOWN
    assert not unknown, f"the conformance walk does not know {unknown}"
    if value is None:
        return [] if _may_be_null(schema, document) else [f"{place} is null"]
    for name, enough in (("anyOf", any), ("allOf", all)):
        if name in schema and not enough(not deviations(value, each, document, place) for each in schema[name]):
            return [f"{place} is {value!r}, not {name} {schema[name]}"]
    kind = schema.get("type")
    if kind and (not isinstance(value, TYPES[kind]) or (kind in {"integer", "number"} and isinstance(value, bool))):
        return [f"{place} is {value!r}, not of the type {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place} is {value!r}, not one of {schema['enum']}"]
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return [f"{place} is {value!r}, not as {schema['pattern']}"]
    if isinstance(value, list):
        return [
            found
            for number, each in enumerate(value)
            for found in deviations(each, schema.get("items", {}), document, f"{place}/{number}")
        ]
    return _of_object(value, schema, document, place) if isinstance(value, dict) else []


def _of_object(value: dict[str, Any], schema: dict[str, Any], document: dict[str, Any], place: str) -> list[str]:
    properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{place} lacks {name}" for name in schema.get("required", ()) if name not in value]
    for name, each in value.items():
        if name in properties:
            found += deviations(each, properties[name], document, f"{place}/{name}")
        elif more is False:
            found.append(f"{place} has {name}, which the document does not know")
        elif isinstance(more, dict):
            found += deviations(each, more, document, f"{place}/{name}")
    return found


def _may_be_null(schema: dict[str, Any], document: dict[str, Any]) -> bool:
    schema = resolved(schema, document)
    if schema.get("nullable") or not schema:
        return True
    return any(_may_be_null(each, document) for each in schema.get("anyOf", ()))


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The schema, parameter or response that a `$ref` stands for."""
    if "$ref" not in schema:
        return schema
    found: Any = document
    for step in schema["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return resolved(found, document)
