"""The API, version 1: registers the API blueprints of the rooms under /api/v1 and serves their OpenAPI document."""

from __future__ import annotations

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin, resolver
from apispec.ext.marshmallow.common import resolve_schema_instance
from flask import Flask, Response, jsonify

from registry.credit.api import blueprint as credit
from registry.declarations.api import blueprint as declarations
from registry.declarations.importing.api import blueprint as imports
from registry.discovery.api import blueprint as discovery
from registry.discovery.api import enterprises, reference
from registry.http import ApiBlueprint, OpenApi
from registry.http.health import blueprint as health
from registry.kernel.access import PUBLIC
from registry.ranking.api import blueprint as ranking
from registry.ranking.authoring.api import blueprint as authoring
from registry.ranking.interests.api import blueprint as interests
from registry.transparency.api import blueprint as transparency

PREFIX = "/api/v1"


def install(app: Flask) -> None:
    app.config.update(
        API_TITLE="企业标准自我声明公开 / Register of enterprise product and service standards",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
    )
    named = MarshmallowPlugin(schema_name_resolver=_name)
    document = OpenApi(app, spec_kwargs={"marshmallow_plugin": named})
    for blueprint in (
        discovery,
        enterprises,
        credit,
        reference,
        declarations,
        imports,
        ranking,
        authoring,
        interests,
        transparency,
    ):
        document.register_blueprint(blueprint, url_prefix=PREFIX)
    document.register_blueprint(_serving(document), url_prefix=PREFIX)
    document.register_blueprint(health)


def _name(schema: Any) -> str:
    """The name of a schema in the document; a part of one (`only`, `exclude`) has none and is written out in place."""
    instance = resolve_schema_instance(schema)
    if instance.only is not None or instance.exclude:
        return ""
    return resolver(schema)


def _serving(document: OpenApi) -> ApiBlueprint:
    blueprint = ApiBlueprint("openapi", __name__, description="What the API offers")

    @blueprint.get("/openapi.json", policy=PUBLIC)
    @blueprint.response(200)
    def openapi() -> Response:
        """This document."""
        return jsonify(document.spec.to_dict())

    return blueprint
