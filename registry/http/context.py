"""What a request knows: the installation that serves it, who calls, and where use cases stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, request
from sqlalchemy import Engine

from registry.http import session
from registry.kernel.access import PUBLIC_READER, Actor
from registry.kernel.clock import Clock
from registry.kernel.errors import Unauthenticated
from registry.kernel.findings import Message
from registry.kernel.settings import Settings
from registry.kernel.transaction import Scope, Where

EXTENSION = "registry.http"
API_PREFIX = "/api/"
HEALTH = ("/healthz", "/readyz")

TOKEN_UNKNOWN = Message(
    "token-unknown",
    "访问令牌无效、已过期或已撤销。应为：{accepted}。",
    "The access token is unknown, expired or revoked. Expected: {accepted}.",
)

Authenticate = Callable[[str], Actor | None]
"""The actor that a bearer token stands for, or None."""

Recognise = Callable[[str], session.Person | None]
"""Who is signed in with a session, or None."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What `app.py` gives to this room."""

    settings: Settings
    engine: Engine
    clock: Clock
    authenticate: Authenticate
    recognise: Recognise
    signing_key: bytes


def installation() -> Installation:
    found: Installation = current_app.extensions[EXTENSION]
    return found


def request_id() -> str:
    """The id of this request: in the header X-Request-Id, in the log, and on every error."""
    return str(g.get("request_id", ""))


def person() -> session.Person | None:
    """Who is signed in with the cookie of this request. Nobody where programs are answered: they send tokens."""
    if "person" not in g:
        g.person = None  # and so it stays on the page that tells of a failure, should the database not answer
        if not is_api() and session.present():
            g.person = installation().recognise(session.present())
    found: session.Person | None = g.person
    return found


def actor() -> Actor:
    """Who calls: the bearer of the token, who is signed in, or the public. Unauthenticated if a token is given that is
    not good."""
    if "actor" not in g:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            found = installation().authenticate(token.strip())
            if found is None:
                raise Unauthenticated(TOKEN_UNKNOWN.error("Authorization", accepted="Bearer <token>"))
            g.actor = found
        else:
            signed_in = person()
            g.actor = signed_in.actor if signed_in else PUBLIC_READER
    caller: Actor = g.actor
    return caller


def scope() -> Scope:
    """The scope of this request: its database, its caller, its clock. What reading use cases are given."""
    known = installation()
    return Scope(known.engine, actor(), known.clock)


def where() -> Where:
    """Where a writing use case stands: the open work of an idempotent request, else the scope of the request."""
    return g.work if "work" in g else scope()


def is_api() -> bool:
    """Whether programs are answered, in JSON, and not people. By the path alone: an unknown one has no route."""
    return request.path.startswith((API_PREFIX, *HEALTH))
