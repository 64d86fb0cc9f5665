"""Strict reading of what a request carries.

The API refuses what it does not know: unknown or repeated parameters, unknown fields, anything that is not clean JSON.
Pages read their query kindly: links from elsewhere carry parameters of their own (`utm_…`), which are ignored; a known
parameter that cannot be read becomes a finding for the page, which keeps what was typed.
"""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from flask import Request, request
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, missing
from webargs.core import is_json
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from registry.http import shape, strict_json
from registry.kernel.errors import Malformed, Refused
from registry.kernel.findings import Finding, Message

BODY_MISSING = Message(
    "body-missing",
    "请求没有内容；应发送一个 JSON 对象（{accepted}）。",
    "The request has no body; send a JSON object ({accepted}).",
)

QUERY = ("query", "querystring")
JSON, MULTIPART = "application/json", "multipart/form-data"


def whole_body(req: Request) -> bytes:
    """The bytes that `req` carries. RequestEntityTooLarge also for one of no stated length, of which only the bytes up
    to the limit are read."""
    raw = req.get_data()
    if req.content_length is None and req.max_content_length is not None and len(raw) >= req.max_content_length:
        raise RequestEntityTooLarge
    return raw


class StrictParser(FlaskParser):
    """The parser of every ApiBlueprint."""

    # webargs drops unknown query parameters unless it is told otherwise.
    DEFAULT_UNKNOWN_BY_LOCATION = FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION | dict.fromkeys(
        (*QUERY, "json", "form", "files"), RAISE
    )

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        read = super().load_querystring(req, schema)
        found = _query_faults(req)
        found += [
            shape.REPEATED_PARAMETER.error(name)
            for name, values in req.args.lists()
            if len(values) > 1 and name not in read.multiple_keys
        ]
        if found:
            raise Malformed(found)
        return read

    def load_files(self, req: Request, schema: Schema) -> Any:
        if req.mimetype != MULTIPART:
            raise UnsupportedMediaType(MULTIPART)
        said = [name for name, given in req.files.lists() if len(given) > 1]
        if said:
            raise Malformed(shape.REPEATED_PARAMETER.error(name) for name in said)
        if req.form:
            known = ", ".join(schema.fields)
            raise Refused(shape.UNKNOWN_FIELD.error(f"/{name}", given=name, accepted=known) for name in req.form)
        return req.files.to_dict()

    def load_json(self, req: Request, schema: Schema) -> Any:
        if schema.fields and not whole_body(req):
            raise Malformed(BODY_MISSING.error("", accepted="application/json"))
        return super().load_json(req, schema)

    def _raw_load_json(self, req: Request) -> Any:
        raw = whole_body(req)
        if not raw:
            return missing
        if not is_json(req.mimetype):
            raise UnsupportedMediaType(JSON)
        return strict_json.loads(raw)

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **_: Any) -> NoReturn:
        # The parser has put the messages under the location that they are about.
        ((location, error.messages),) = error.messages.items()  # type: ignore[union-attr]
        if location in QUERY:
            raise Malformed(shape.parameter_findings(error, schema)) from None
        raise Refused(shape.body_findings(error, schema)) from None


parser = StrictParser()


def read_query(schema: Schema) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """What the query of a page says: the values that could be read, and what is to be said of the others."""
    found = _query_faults(request)
    if found:
        return {}, tuple(found)
    arguments = FlaskParser.load_querystring(parser, request, schema)
    try:
        return dict(schema.load(arguments, unknown=EXCLUDE)), ()
    except ValidationError as error:
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return valid, tuple(shape.parameter_findings(error, schema))


def _query_faults(req: Request) -> list[Finding]:
    """What no parameter may hold: bytes that are not UTF-8 (werkzeug would replace them), control characters."""
    try:
        text = unquote_to_bytes(req.query_string.replace(b"+", b" ")).decode()
    except UnicodeDecodeError as error:
        return [strict_json.not_utf8("query", error)]
    if strict_json.unwanted(text) is None:
        return []
    return [
        strict_json.UNWANTED_CHARACTER.error(
            "query" if strict_json.unwanted(name) else name, character, strict_json.WANTED
        )
        for name, value in req.args.items(multi=True)
        if (character := strict_json.unwanted(name + value))
    ]
