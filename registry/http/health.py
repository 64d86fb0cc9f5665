"""`/healthz`: this process answers. `/readyz`: everything that it needs answers too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import structlog
from flask import Response, current_app, jsonify
from marshmallow import Schema, fields
from sqlalchemy import text

from registry.http.blueprints import ApiBlueprint
from registry.http.context import installation
from registry.kernel.access import PUBLIC
from registry.kernel.transaction import Scope, reading

Check: TypeAlias = Callable[[], Mapping[str, Any]]
"""Raises if what it looks at does not answer; else a few figures worth knowing."""

CHECKS = "registry.http.readiness"

_log = structlog.get_logger(__name__)

blueprint = ApiBlueprint("health", __name__, description="Whether the server answers")


class HealthSchema(Schema):
    status = fields.String(metadata={"enum": ["ok"]})


class ReadinessSchema(Schema):
    status = fields.String(metadata={"enum": ["ready", "unavailable"]})
    checks = fields.Dict(keys=fields.String(), values=fields.Dict())


@blueprint.get("/healthz", policy=PUBLIC)
@blueprint.response(200, HealthSchema)
def healthz() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz", policy=PUBLIC)
@blueprint.response(200, ReadinessSchema)
@blueprint.alt_response(503, schema=ReadinessSchema, content_type="application/json")
def readyz() -> tuple[Response, int]:
    """Each thing that the server needs, and whether it answers; 503 if one does not."""
    checks: dict[str, Check] = {"database": _database, **current_app.extensions[CHECKS]}
    results = {name: _result(name, check) for name, check in checks.items()}
    ready = all(result["ok"] for result in results.values())
    return jsonify({"status": "ready" if ready else "unavailable", "checks": results}), 200 if ready else 503


def _database() -> Mapping[str, Any]:
    known = installation()
    with reading(Scope(known.engine, clock=known.clock)) as session:
        session.execute(text("SELECT 1"))
    return {"kind": known.engine.dialect.name}


def _result(name: str, check: Check) -> dict[str, Any]:
    try:
        return {"ok": True, **check()}
    except Exception as error:  # noqa: BLE001 - whatever it is that fails, the answer is "not ready"
        _log.error("not ready", check=name, exc_info=error)
        return {"ok": False, "error": type(error).__name__}
