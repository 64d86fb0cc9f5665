"""The OpenAPI document describes what runs: every route stands in it, and every answer is as it says."""

import json
import re
from typing import Any

import pytest

from registry.discovery.schemas import SearchSchema
from registry.discovery.values import FacetName
from registry.http import ListSchema
from tests.functional.discovery.conformance import deviations, resolved

LANGUAGES = ("zh-CN", "en")
METHODS = {"get", "post", "put", "delete"}
TAKE_A_TOKEN = ("/api/v1/declarations", "/api/v1/imports", "/api/v1/interests", "/api/v1/schemes/{scheme}/draft")


@pytest.fixture(scope="module")
def document(sample_app):
    return sample_app.test_client().get("/api/v1/openapi.json").json


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS & set(item):
            parameters = [*item.get("parameters", ()), *item[method].get("parameters", ())]
            yield path, method, item[method], [resolved(each, document) for each in parameters]


def test_every_route_of_the_api_stands_in_it(sample_app, document):
    running = {
        (re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in sample_app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.endpoint.startswith("health.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _, _ in operations(document)} == running


def test_it_is_a_sound_document(document):
    assert document["openapi"].startswith("3.0.")
    assert document["info"]["title"]
    assert document["info"]["version"] == "v1"
    for path, _method, operation, parameters in operations(document):
        assert operation["summary"], path
        assert "\n" not in operation["summary"], path
        assert operation["responses"], path
        placed = [each["name"] for each in parameters if each["in"] == "path"]
        assert sorted(placed) == sorted(re.findall(r"{(\w+)}", path)), path
        names = [(each["in"], each["name"]) for each in parameters]
        assert len(names) == len(set(names)), path
    for reference in references(document):
        assert resolved({"$ref": reference}, document) is not None


def references(value: Any):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_write_asks_for_a_token_and_says_so(document):
    for path, method, operation, _ in operations(document):
        writes = method != "get" or path.startswith(TAKE_A_TOKEN)
        assert bool(operation.get("security")) == writes, (method, path)


def test_every_post_takes_an_idempotency_key(document):
    for path, method, _, parameters in operations(document):
        given = {each["name"] for each in parameters if each["in"] == "header"}
        assert ("Idempotency-Key" in given) == (method == "post"), path
        assert ("If-Match" in given) == (method in {"put", "delete"} or path.endswith(("/publish", "/documents"))), path


@pytest.fixture(scope="module")
def existing(sample_app):
    """Something to read for every parameter of a path."""
    client = sample_app.test_client()
    standard = client.get("/api/v1/search?q=Samsung").json["items"][0]
    return {
        "standard": standard["id"],
        "uscc": standard["enterprise"]["uscc"],
        "product": standard["products"][0]["id"],
        "scheme": "electric-car-range",
        "edition": client.get("/api/v1/rankings/electric-car-range/latest").json["id"],
        "index": 0,
        "version": 1,
    }


QUERIES = {
    "/api/v1/search": [
        "",
        "q=冰箱&limit=3",
        "q=BCD&unit=product",
        "unit=product&limit=100",
        "q=Q/SLSAMSUNG 001-2021",
        "q=xyzzy",
        "category=road-vehicles&status=current,upcoming&kind=enterprise&sort=published",
    ],
    "/api/v1/compare": ["products={products}"],
    "/api/v1/enterprises/{uscc}/standards": ["", "limit=100&status=current,withdrawn"],
    "/api/v1/reference/categories": ["", "limit=100&as_of=2026-11-22T12:00:00%2B08:00"],
    "/api/v1/reference/indicators": ["", "category=household-appliances&limit=100"],
    "/api/v1/reference/limits": ["limit=100", "on=2026-11-22&category=household-appliances"],
    "/api/v1/reference/recommended": ["limit=100"],
    "/api/v1/reference/energy-grades": ["limit=100"],
    "/api/v1/reference/regions": ["", "parent=", "parent=440000"],
    "/api/v1/reference/standards": ["limit=100", "q=GB/T 7725"],
    "/api/v1/rankings": ["", "category=household-appliances"],
    "/api/v1/editions/{edition}/entries": ["", "grade=1&limit=5", "outcome=excluded"],
    "/api/v1/editions/{edition}/diff": ["against={edition}"],
}


def readings(document, existing, client):
    """(path, address) of a read of everything that the document offers to the public."""
    products = client.get("/api/v1/search?unit=product&q=Samsung&limit=6").json["items"]
    existing = {**existing, "products": ",".join(product["id"] for product in products)}
    for path, method, operation, _ in operations(document):
        if method == "get" and not operation.get("security") and path.startswith("/api/"):
            for query in QUERIES.get(path, [""]):
                yield path, f"{path}?{query}".format(**existing)


def test_every_answer_is_as_the_document_says(document, existing, visitor):
    read = set()
    for path, address in readings(document, existing, visitor):
        for language in LANGUAGES:
            response = visitor.get(address, headers={"Accept-Language": language})
            assert response.status_code == 200, (address, response.text)
            described = document["paths"][path]["get"]["responses"]["200"].get("content", {})
            if described and response.is_json:
                schema = described[response.content_type]["schema"]
                assert deviations(response.json, schema, document) == [], address
                read.add(path)
    assert len(read) >= 24


def test_every_schema_of_an_answer_is_filled(document, existing, visitor):
    """What the document promises is also there: no field of an object is never given."""
    given: dict[str, set[str]] = {}
    for path, address in readings(document, existing, visitor):
        content = document["paths"][path]["get"]["responses"]["200"].get("content")
        if content and "application/json" in content:
            collect(visitor.get(address).json, content["application/json"]["schema"], document, given)
    missing = {
        name: set(document["components"]["schemas"][name]["properties"]) - names for name, names in given.items()
    }
    assert {name: names for name, names in missing.items() if names} == {}


def collect(value, schema, document, given):
    if "anyOf" in schema:
        schema = schema["anyOf"][-1]
    body = resolved(schema, document)
    if isinstance(value, dict):
        if "$ref" in schema:
            given.setdefault(schema["$ref"].rpartition("/")[2], set()).update(value)
        for name, each in value.items():
            collect(each, body.get("properties", {}).get(name, {}), document, given)
    elif isinstance(value, list):
        for each in value:
            collect(each, body.get("items", {}), document, given)


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/search?limit=0",
        "/api/v1/search?colour=white",
        "/api/v1/search?cursor=x",
        "/api/v1/standards/unknown",
        "/api/v1/enterprises/9133",
        "/api/v1/enterprises/91350100M000100Y43",
        "/api/v1/enterprises/91350100M000100Y43/standards",
        "/api/v1/reference/limits?category=unknown",
        "/api/v1/reference/regions?parent=990000",
        "/api/v1/reference/standards?as_of=yesterday",
        "/api/v1/nothing",
        "/api/v1/declarations/ED2026-00000001-1",
    ],
)
def test_every_refusal_is_a_problem_as_the_document_says(document, visitor, address):
    schema = document["components"]["responses"]["DEFAULT_ERROR"]["content"]["application/problem+json"]["schema"]
    response = visitor.get(address)
    assert response.status_code >= 400
    assert response.content_type == "application/problem+json"
    assert deviations(response.json, schema, document) == []


def test_the_walk_sees_what_deviates():
    """It can fail: a wrong type, a null, a field too many, one too few."""
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "array", "items": {"type": "integer"}}, "b": {"type": "string", "enum": ["x"]}},
        "additionalProperties": False,
    }
    assert deviations({"a": [1]}, schema, {}) == []
    for wrong in ({}, {"a": ["1"]}, {"a": [True]}, {"a": None}, {"a": [1], "c": 1}, {"a": [], "b": "y"}, [], None):
        assert deviations(wrong, schema, {}), wrong


@pytest.mark.parametrize("unit", ["standard", "product"])
def test_an_answer_to_a_search_is_made_as_its_schema_says(sample_app, monkeypatch, unit):
    client, made = sample_app.test_client(), []
    monkeypatch.setattr(SearchSchema, "dump", lambda _schema, given: made.append(given) or given)
    facets = ",".join(FacetName)
    for asked in ("q=Samsung", "indicator=noise<=45dB", "q=冰箱", "q=Samsung&sort=indicator:noise"):
        assert client.get(f"/api/v1/search?unit={unit}&facets={facets}&{asked}").status_code == 200
    assert any(each["items"] for each in made)
    for each in made:
        assert json.loads(json.dumps(ListSchema.dump(SearchSchema(), each))) == json.loads(json.dumps(each))
