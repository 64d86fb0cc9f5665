"""Two versions in a query: `from` and `to`."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from registry.kernel.database import GREATEST_INTEGER


def _version(name: str, otherwise: str) -> fields.Integer:
    return fields.Integer(
        data_key=name,
        load_default=None,
        validate=validate.Range(1, GREATEST_INTEGER),
        metadata={"description": f"Number of a version; left out: {otherwise}"},
    )


class VersionsQuery(Schema):
    """The parameters of what compares two versions of the same."""

    earlier = _version("from", "the one before `to`")
    later = _version("to", "the newest")
