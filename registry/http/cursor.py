"""Lists that are read piece by piece: `{items, total, next}`, `limit` and an opaque `cursor`.

A cursor says where the next piece begins. It is signed and bound to its list and filters, so that what comes back is
either a position that we gave for this very question or a finding.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from flask import request
from marshmallow import Schema, ValidationError, fields, validate

from registry.http.context import installation
from registry.kernel.findings import Message

Position: TypeAlias = tuple[str | int | float | None, ...]
"""Where a piece begins: the sort values of the last row before it."""

LIMIT, MOST = 20, 100
UNBOUND = frozenset({"cursor", "limit", "products"})
"""Parameters that change no list; `products` are ticked on a page of results, to be compared."""

_TAG = 16

NOT_OURS = Message(
    "cursor-not-ours",
    "游标 {given} 不是为这个查询给出的；请从第一页重新开始，并原样使用 next。",
    "The cursor {given} was not given for this query; start from the first page and use `next` as it is.",
)


def make(position: Position) -> str:
    """The cursor of `position` in the list of this request."""
    payload = json.dumps(position, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(_tag(payload) + payload).rstrip(b"=").decode()


def position(cursor: str) -> Position:
    """The position that `cursor` stands for; ValueError if we did not make it for the list of this request."""
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("not a cursor") from error
    tag, payload = raw[:_TAG], raw[_TAG:]
    if not hmac.compare_digest(tag, _tag(payload)):
        raise ValueError("not a cursor of ours")
    return tuple(json.loads(payload))


def _tag(payload: bytes) -> bytes:
    filters = sorted((name, value) for name, value in request.args.items(multi=True) if name not in UNBOUND)
    question = json.dumps([request.endpoint, request.view_args, filters], sort_keys=True, default=str)
    signed = b"cursor\0" + question.encode() + b"\0" + payload
    return hmac.new(installation().signing_key, signed, hashlib.sha256).digest()[:_TAG]


class CursorField(fields.String):
    """A cursor in a query, read as the position that it stands for."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        try:
            return position(super()._deserialize(value, attr, data, **kwargs))
        except ValueError:
            raise ValidationError([NOT_OURS]) from None


class PageQuery(Schema):
    """The parameters that every list takes; the query schema of a list inherits them."""

    limit = fields.Integer(load_default=LIMIT, validate=validate.Range(1, MOST))
    cursor = CursorField(load_default=None, metadata={"accepted": "next"})


class ListSchema(Schema):
    """What every list answers beside its `items`; the schema of a list inherits it."""

    total = fields.Integer()
    next = fields.String(allow_none=True)


def listing(items: Sequence[Any], total: int, following: Position | None) -> dict[str, Any]:
    """A piece of a list as the API shapes it; `following` is where the next piece begins, None at the end."""
    return {"items": items, "total": total, "next": None if following is None else make(following)}
