"""A small application with one route of each kind, on a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.testing import FlaskClient
from jinja2 import DictLoader
from marshmallow import Schema, fields, validate
from sqlalchemy import Engine, func, select

from registry.http import (
    ApiBlueprint,
    PageBlueprint,
    PageQuery,
    if_match,
    install,
    listing,
    page,
    read_query,
    scope,
    tagged,
    where,
)
from registry.http.session import Person
from registry.kernel.access import PUBLIC, Actor, Right, needs
from registry.kernel.clock import Clock
from registry.kernel.errors import Conflict, Gone, NotFound, Refused, TooLarge, TooMany, Unavailable
from registry.kernel.events import EventRow, publish
from registry.kernel.findings import Message
from registry.kernel.settings import Secret, Settings
from registry.kernel.transaction import begin, reading
from tests.conftest import NOW

DECLARANT = Actor("token-1", frozenset({Right.DECLARE}), holder=7)
EVALUATOR = Actor("token-2", frozenset({Right.EVALUATE}), holder=8)
TOKENS = {"declares": DECLARANT, "evaluates": EVALUATOR}
SESSIONS = {"operating": Person(Actor("王芳", frozenset({Right.OPERATE}), holder=9), "王芳", "登记机构")}
PROBED = Message("probed", "字段 {field} 写的是 {given}。", "The field {field} reads {given}.")
RAISED: dict[str, Callable[[], Exception]] = {
    "refused": lambda: Refused((PROBED.error("/a", given="1"), PROBED.notice("/b", given="2"))),
    "not-found": lambda: NotFound(PROBED.error("id", given="1")),
    "gone": lambda: Gone(PROBED.error("id", given="1")),
    "conflict": lambda: Conflict(PROBED.error("/number", given="Q/A 1-2020"), existing="/api/v1/standards/1"),
    "too-large": lambda: TooLarge(PROBED.error("", given="9")),
    "too-many": lambda: TooMany(PROBED.error("", given="9"), retry_after=17),
    "unavailable": lambda: Unavailable(PROBED.error("", given="search")),
    "fault": lambda: RuntimeError("a secret of the machine"),
}

api = ApiBlueprint("probe", __name__, url_prefix="/api/v1/probe")
pages = PageBlueprint("probe_pages", __name__)


class ItemQuery(PageQuery):
    q = fields.String(load_default="")
    kind = fields.String(validate=validate.OneOf(["a", "b"]))
    tag = fields.List(fields.String(), load_default=list)


class PartSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=1, max=10))
    count = fields.Integer(strict=True, validate=validate.Range(1, 9))


class ThingSchema(Schema):
    title = fields.String(required=True)
    on = fields.Date()
    parts = fields.List(fields.Nested(PartSchema), load_default=list)
    codes = fields.List(fields.String(), load_default=list)


@api.get("/items", policy=PUBLIC)
@api.arguments(ItemQuery, location="query")
@api.response(200)
def items(query: dict[str, Any]) -> dict[str, Any]:
    start = query["cursor"][0] if query["cursor"] else 0
    found = list(range(start, min(start + query["limit"], 45)))
    return listing(found, 45, (found[-1] + 1,) if found and found[-1] < 44 else None)


@api.get("/items/<int:number>", policy=PUBLIC)
@api.response(200)
def item(number: int) -> tuple[dict[str, Any], dict[str, str]]:
    return {"number": number}, tagged(f"v{number}")


@api.put("/items/<int:number>", policy=needs(Right.DECLARE))
@api.arguments(ThingSchema)
@api.response(200)
def replace_item(thing: dict[str, Any], number: int) -> dict[str, Any]:
    check = if_match()
    check(f"v{number}")
    return {"number": number, "title": thing["title"]}


@api.post("/things", policy=needs(Right.DECLARE))
@api.arguments(ThingSchema)
@api.response(201)
def make_thing(thing: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    with begin(where()) as work:
        publish(work, "thing.made", thing["title"])
        if thing["title"] == "refuse me":
            raise Refused(PROBED.error("/title", given=thing["title"]))
    return {"title": thing["title"]}, {"Location": "/api/v1/probe/items/1", **tagged("new")}


@api.post("/empty", policy=PUBLIC)
@api.response(200)
def empty() -> dict[str, Any]:
    return {}


@api.post("/answered", policy=PUBLIC)
def answered_refusal() -> tuple[dict[str, Any], int]:
    """A view that answers its refusal instead of raising it."""
    with begin(where()) as work:
        publish(work, "thing.made", "kept nowhere")
    return {"refused": True}, 422


@api.get("/raise/<what>", policy=PUBLIC)
def raise_for_programs(what: str) -> Response:
    error = RAISED[what]()
    raise error


@api.get("/where", policy=PUBLIC)
@api.response(200)
def caller() -> dict[str, Any]:
    with reading(scope()) as session:
        return {"name": scope().actor.name, "events": session.scalar(select(func.count()).select_from(EventRow))}


@pages.get("/probe", policy=PUBLIC)
def probe() -> Response:
    values, found = read_query(ItemQuery())
    return page("probe.html", section="search", data={"JSON": "/api/v1/probe/items"}, values=values, found=found)


@pages.post("/probe", policy=PUBLIC)
def probe_form() -> Response:
    return page("probe.html", values={"q": request.form.get("q", "")}, found=())


@pages.get("/probe/closed", policy=needs(Right.OPERATE))
def closed() -> Response:
    return page("probe.html", values={}, found=())


@pages.post("/probe/closed", policy=needs(Right.OPERATE))
def closed_form() -> Response:
    return page("probe.html", values=request.form, found=())


@pages.get("/probe/raise/<what>", policy=PUBLIC)
def raise_for_people(what: str) -> Response:
    error = RAISED[what]()
    raise error


PROBE_TEMPLATE = """{% extends "layout/base.html" %}{% block title %}probe{% endblock %}{% block main %}
<p id="read">{{ values.get('q') }}</p>{{ ui.findings(found) }}<input name="q" value="{{ request.args.get('q', '') }}">
<form method="post">{{ csrf_field() }}</form>{% endblock %}"""

Build = Callable[..., Flask]


@pytest.fixture
def build(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Makes the application; keyword arguments change settings or what `install` is given."""

    def made(**changed: Any) -> Flask:
        app = Flask("probe", static_folder=None)
        settings = Settings(data=tmp_path_factory.mktemp("data"), secret_key=Secret("k" * 32), rate_limit=0)
        names = {name for name in changed if hasattr(settings, name)}
        settings = replace(settings, **{name: changed.pop(name) for name in names})
        for blueprint in (api, pages, *changed.pop("blueprints", ())):
            app.register_blueprint(blueprint)
        given = {"settings": settings, "engine": engine, "clock": Clock(frozen=NOW), "readiness": {}}
        install(app, **{**given, "authenticate": TOKENS.get, "recognise": SESSIONS.get, **changed})
        loader = app.jinja_env.loader
        app.jinja_env.loader = _Both(loader)
        return app

    return made


class _Both(DictLoader):
    """The register's own templates, and the one of the probe."""

    def __init__(self, own: Any) -> None:
        super().__init__({"probe.html": PROBE_TEMPLATE})
        self.own = own

    def get_source(self, environment: Any, template: str) -> Any:
        return (super() if template in self.mapping else self.own).get_source(environment, template)


@pytest.fixture
def app(build: Build) -> Flask:
    return build()


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client


@pytest.fixture
def declarant(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer declares"
    return client
