from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from registry.http import OpenApi
from tests.functional.http.conftest import api


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app = Flask("documented", static_folder=None)
    app.config.update(API_TITLE="probe", API_VERSION="v1", OPENAPI_VERSION="3.0.3")
    made = OpenApi(app)
    made.register_blueprint(api)
    spec: dict[str, Any] = made.spec.to_dict()
    return spec


def test_errors_are_problem_documents(document: dict[str, Any]) -> None:
    for response in document["components"]["responses"].values():
        assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "findings" in document["components"]["schemas"]["Problem"]["required"]


def test_a_query_is_refused_with_400_and_a_body_with_422(document: dict[str, Any]) -> None:
    assert set(document["paths"]["/api/v1/probe/items"]["get"]["responses"]) == {"200", "400", "default"}
    assert set(document["paths"]["/api/v1/probe/things"]["post"]["responses"]) == {"201", "422", "default"}


def test_rights_and_keys_are_documented(document: dict[str, Any]) -> None:
    post = document["paths"]["/api/v1/probe/things"]["post"]
    assert (post["security"], post["x-scope"]) == ([{"bearer": []}], "declare")
    assert [(each["in"], each["name"]) for each in post["parameters"]] == [("header", "Idempotency-Key")]
    assert "security" not in document["paths"]["/api/v1/probe/items"]["get"]
    assert document["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}
