"""What stands in the head of every answer: security, language, caching, and open reading of the API from anywhere."""

from __future__ import annotations

import ipaddress
import re
import time

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter

from registry.http.context import API_PREFIX, is_api, request_id
from registry.http.locale import language
from registry.kernel.settings import Settings

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
EXPOSED = (
    "Content-Language, ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id"
)
PREFLIGHT_SECONDS = 24 * 3600

LIMITER = "registry.http.limiter"

# Some proxies forward the port as well; it is another one for every connection of the same caller.
_with_port = re.compile(r"(?:\[(?P<v6>[^\]]+)\]|(?P<v4>[\d.]+))(?::\d+)?")


def finish(response: Response) -> Response:
    """Completes the head of `response`; what a view has set itself stays."""
    head = response.headers
    api = is_api()
    head["X-Request-Id"] = request_id()
    head.setdefault("Content-Security-Policy", DATA_POLICY if api else PAGE_POLICY)
    head["X-Content-Type-Options"] = "nosniff"
    # `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` even from our own forms.
    head["Referrer-Policy"] = "same-origin"
    head["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    head["Cross-Origin-Opener-Policy"] = "same-origin"
    head.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if api else "same-origin")
    if request.endpoint != "assets.static":
        head.setdefault("Content-Language", language())
        response.vary.update(("Accept-Language",) if api else ("Accept-Language", "Cookie"))
        private = not api or "Authorization" in request.headers
        head.setdefault("Cache-Control", "private, no-cache" if private else "no-cache")
    if request.path.startswith(API_PREFIX):
        _open_reading(response)
    _tell_limit(response)
    return response


def _open_reading(response: Response) -> None:
    """CORS: whoever may read the data at all may read it from a page of theirs. No cookie ever opens anything here."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)


def limit_requests(app: Flask, settings: Settings) -> None:
    """So many requests a minute from one address, counted in this process: `n` server processes allow `n` times it."""
    if not settings.rate_limit:
        return
    limiter = Limiter(caller, application_limits=[f"{settings.rate_limit}/minute"], storage_uri="memory://")
    limiter.init_app(app)
    limiter.request_filter(_uncounted)
    app.extensions[LIMITER] = limiter


def caller() -> str:
    """The address that a limit is kept for; of IPv6 the /64, which is one household and not 2⁶⁴ callers."""
    text = request.remote_addr or "local"
    match = _with_port.fullmatch(text)
    try:
        address = ipaddress.ip_address(((match["v6"] or match["v4"]) if match else text).split("%")[0])
    except ValueError:
        return text
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _uncounted() -> bool:
    return request.method == "OPTIONS" or request.blueprint in ("assets", "health")


def _tell_limit(response: Response) -> None:
    limiter: Limiter | None = current_app.extensions.get(LIMITER)
    counted = limiter.current_limit if limiter is not None else None
    if counted is None:
        return
    seconds = max(1, int(counted.reset_at - time.time()))
    response.headers["RateLimit-Limit"] = str(counted.limit.amount)
    response.headers["RateLimit-Remaining"] = str(counted.remaining)
    response.headers["RateLimit-Reset"] = str(seconds)
    if response.status_code == 429:
        response.headers["Retry-After"] = str(seconds)
