"""Drafts, previews and differences of schemes in the shapes that the API promises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_instance

from registry.ranking.authoring.differing import SchemeChange, when_text
from registry.ranking.authoring.schemas import SchemeBody
from registry.ranking.authoring.values import Preview, SchemeDraft
from registry.ranking.values import Scheme
from registry.ranking.wire import candidate_to_wire, counts_to_wire

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def draft_to_wire(draft: SchemeDraft, language: str) -> dict[str, Any]:
    return {
        "id": draft.id,
        "state": "draft" if draft.written else "published",
        "version": draft.version,
        "publishable": draft.scheme is not None,
        "content": draft.content,
        "findings": [finding.as_json(language) for finding in draft.findings],
    }


def preview_to_wire(preview: Preview) -> dict[str, Any]:
    moved = [
        {
            "standard": str(each.entry.candidate.standard),
            "number": each.entry.candidate.number,
            "product": candidate_to_wire(each.entry.candidate),
            "enterprise": {"uscc": each.enterprise.uscc, "name": each.enterprise.name},
            "reason": each.entry.reason,
            "before": each.before,
            "after": each.after,
        }
        for each in preview.moved
    ]
    return {
        "counts": counts_to_wire(preview.counts),
        "published": preview.published and counts_to_wire(preview.published),
        "moved": moved,
        "moved_total": preview.moved_total,
        "changes": [_change(each) for each in preview.changes],
    }


def difference_to_wire(old: Scheme, new: Scheme, changes: Iterable[SchemeChange]) -> dict[str, Any]:
    return {"from": old.version, "to": new.version, "changes": [_change(each) for each in changes]}


def _change(change: SchemeChange) -> dict[str, Any]:
    entry = change.entry
    return {
        "part": change.part,
        "indicator": entry and entry.code,
        "row": entry and " · ".join(filter(None, (entry.name, when_text(change.when)))),
        "field": change.field,
        "kind": change.kind,
        "before": change.before,
        "after": change.after,
        "effect": change.effect and str(change.effect),
    }


def json_schema() -> dict[str, Any]:
    """The shape of the content of a scheme as a JSON Schema, made of what reads it."""
    named = MarshmallowPlugin(schema_name_resolver=lambda schema: type(resolve_schema_instance(schema)).__name__)
    spec = APISpec(title="", version="", openapi_version="3.1.0", plugins=[named])
    spec.components.schema(SchemeBody.__name__, schema=SchemeBody)
    listed = spec.to_dict()["components"]["schemas"]
    return {"$schema": JSON_SCHEMA, "$ref": f"#/$defs/{SchemeBody.__name__}", "$defs": _local(listed)}


def _local(value: Any) -> Any:
    """`value`, with what refers to the components of a document referring to the definitions of a schema."""
    if isinstance(value, dict):
        return {
            name: each.replace("#/components/schemas/", "#/$defs/") if name == "$ref" else _local(each)
            for name, each in value.items()
        }
    return [_local(each) for each in value] if isinstance(value, list) else value
