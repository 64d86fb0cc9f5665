"""A line of a file → an entry, and what ended it: the shape of the API, with `repair` beside it where there is one."""

from __future__ import annotations

from marshmallow import ValidationError

from registry.credit.schemas import EntryLine
from registry.credit.values import NewEntry, NewRepair
from registry.credit.wire import entry_from, repair_from
from registry.http.shape import body_findings
from registry.http.strict_json import loads
from registry.kernel.errors import Refused

_LINE = EntryLine()


def read_line(line: bytes) -> tuple[NewEntry, NewRepair | None]:
    """What the line says. Raises Malformed for what is no JSON, Refused for what is of another shape."""
    written = loads(line)
    try:
        body = _LINE.load(written)
    except ValidationError as error:
        error.data = written
        raise Refused(body_findings(error, _LINE)) from None
    repair = body.pop("repair")
    return entry_from(body), repair and repair_from(repair)
