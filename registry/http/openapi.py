"""The document of the API, as flask-smorest builds it, with our problem documents as its errors."""

from __future__ import annotations

from typing import Any

import flask_smorest  # type: ignore[import-untyped]  # it carries no types
from marshmallow import Schema, fields


class FindingSchema(Schema):
    code = fields.String(required=True)
    severity = fields.String(required=True, metadata={"enum": ["error", "notice"]})
    field = fields.String(required=True, metadata={"description": "JSON pointer, or the parameter's name"})
    message = fields.String(required=True, metadata={"description": "A sentence in the negotiated language"})
    given = fields.String(required=True, allow_none=True)
    accepted = fields.String(required=True, allow_none=True)


class ProblemSchema(Schema):
    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    request_id = fields.String(required=True)
    existing = fields.String(metadata={"description": "409: address of what stands in the place"})
    findings = fields.List(fields.Nested(FindingSchema), required=True)


class OpenApi(flask_smorest.Api):  # type: ignore[misc]  # flask-smorest carries no types
    """Registers ApiBlueprints in an application and in the document (`spec`)."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_RESPONSE_CONTENT_TYPE: str

    def _register_error_handlers(self) -> None:
        """None: `problems.py` answers for every error."""

    def _register_responses(self) -> None:
        # Errors travel as problem documents, everything else as plain JSON.
        plain, self.DEFAULT_RESPONSE_CONTENT_TYPE = self.DEFAULT_RESPONSE_CONTENT_TYPE, "application/problem+json"
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = plain

    def _init_spec(self, **options: Any) -> None:
        super()._init_spec(**options)
        self.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
