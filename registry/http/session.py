"""The cookie of a person who is signed in, and who that is. Pages know sessions; the API knows tokens only."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request

from registry.kernel.access import Actor

SIGN_IN = "/sign-in"
"""The page at which a person signs in; it takes `next`, a local path to go on to."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in."""

    actor: Actor
    name: str
    organisation: str


def cookie(name: str) -> str:
    """With the prefix a browser takes the cookie from this very host only, never from a neighbour's subdomain."""
    return f"__Host-{name}" if request.is_secure else name


def set_cookie(response: Response, name: str, value: str) -> None:
    """A cookie that lasts as long as the browser, and that no script reads."""
    response.set_cookie(cookie(name), value, path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def present() -> str:
    """The session that the browser names, good or not; empty where it names none."""
    return request.cookies.get(cookie("session"), "")


def keep(response: Response, session: str) -> None:
    """The browser is signed in from this answer on. The register's own table says until when."""
    set_cookie(response, "session", session)


def forget(response: Response) -> None:
    response.delete_cookie(cookie("session"), path="/", secure=request.is_secure, httponly=True, samesite="Lax")


def sign_in_address(path: str) -> str:
    """Where to sign in, and to come back to `path` afterwards."""
    return f"{SIGN_IN}?next={quote(path)}" if path != "/" else SIGN_IN
