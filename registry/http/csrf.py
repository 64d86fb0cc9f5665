"""Forms that only our own pages can send.

A random nonce lives in a cookie (HttpOnly, SameSite=Lax), its HMAC in a hidden field of every form; both must come back
and agree. Where somebody is signed in the HMAC is of nonce and session, so that no form outlives a sign-in. A browser
that says where a request comes from (Sec-Fetch-Site, Origin) must also say "from here".
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Response, g, request
from markupsafe import Markup

from registry.http import session
from registry.http.context import installation, person
from registry.kernel.errors import Forbidden
from registry.kernel.findings import Message

FIELD = "csrf_token"

FOREIGN_FORM = Message(
    "foreign-form",
    "这个表单不是从本站的页面提交的，没有处理。",
    "This form was not sent from a page of this site and has not been processed.",
)
STALE_FORM = Message(
    "stale-form",
    "表单已失效，或浏览器不接受 Cookie。请回到上一页，刷新后再提交。",
    "The form is no longer valid, or the browser refuses cookies. Go back, reload the page and send it again.",
)


def _token(nonce: str) -> str:
    bound = f"{nonce}\0{session.present()}" if person() else nonce
    return hmac.new(installation().signing_key, b"form\0" + bound.encode(), hashlib.sha256).hexdigest()


def csrf_field() -> Markup:
    """The hidden field; the cookie goes out with the same answer where the browser has none yet."""
    nonce = request.cookies.get(session.cookie("csrf")) or g.get("csrf_nonce")
    if nonce is None:
        nonce = g.csrf_nonce = secrets.token_urlsafe(16)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, _token(nonce))


def keep(response: Response) -> None:
    """Sets the cookie if a form of this answer made a new nonce."""
    if "csrf_nonce" in g:
        session.set_cookie(response, "csrf", g.csrf_nonce)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # `http://[` opens an IPv6 address that never ends
        return ""


def check() -> None:
    """Raises Forbidden unless the form of this request came from one of our pages."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden(FOREIGN_FORM.error("Sec-Fetch-Site", given=site, accepted="same-origin"))
    elif origin is not None:
        hosts = {request.host, _host(installation().settings.public_url)}
        if _host(origin) not in hosts - {""}:
            raise Forbidden(FOREIGN_FORM.error("Origin", given=origin, accepted=request.host))
    nonce, token = request.cookies.get(session.cookie("csrf"), ""), request.form.get(FIELD, "")
    if not nonce or not hmac.compare_digest(_token(nonce).encode(), token.encode("utf-8", "replace")):
        raise Forbidden(STALE_FORM.error(FIELD))
