"""Times in a query: `as_of`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""A time far from the ends of the calendar has a day in every zone."""


class InstantField(fields.AwareDateTime):
    """A time in RFC 3339 with its zone, read as an instant in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        instant = super()._deserialize(value, attr, data, **kwargs)
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise ValidationError(["not a year of ours"])
        return instant.astimezone(UTC)


class AsOfQuery(Schema):
    """The parameter of what is kept as it stood at any time; the query schema inherits it."""

    as_of = InstantField(
        load_default=None, metadata={"description": "The state at this time (RFC 3339 with its zone); left out: now"}
    )
