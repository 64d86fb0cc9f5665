"""Pages: a template rendered inside the layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, Response, make_response, render_template, request, url_for

from registry.http.assets import ASSETS
from registry.http.context import installation, person
from registry.http.csrf import csrf_field
from registry.http.locale import language, preferences
from registry.http.session import SIGN_IN, Person, sign_in_address
from registry.kernel.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Layout:
    """What `layout/base.html` shows around a page."""

    language: str
    elder: bool
    compact: bool
    section: str
    sample: bool
    data: tuple[tuple[str, str], ...]
    clock_offset: str
    today: str
    printed_at: str
    root: str  # prefix of every local address, where the site does not stand at /
    path: str
    here: str  # where a switch of the page head comes back to
    site: str  # address of the site, which a path is put behind
    address: str
    person: Person | None  # who is signed in
    sign_in: str  # where to, and back; empty on that page itself


def page(
    template: str,
    *,
    section: str = "",
    sample: bool = False,
    data: Mapping[str, str] | None = None,
    status: int = 200,
    **values: Any,
) -> Response:
    """The page that `template` makes of `values`.

    `section` is the entry of the navigation that it belongs to (search, compare, rankings), `sample` whether anything
    on it is sample data, `data` the addresses of the same page as data by format (`{"JSON": …}`).
    """
    known, chosen = installation(), preferences()
    now = known.clock.now()
    path_and_query = request.full_path.rstrip("?") if request.method == "GET" else "/"
    site = known.settings.public_url or request.host_url.rstrip("/") + request.root_path
    layout = Layout(
        language=language(),
        elder=chosen.elder,
        compact=chosen.compact,
        section=section,
        sample=sample,
        data=tuple((data or {}).items()),
        clock_offset=_offset(known.settings.clock_offset),
        today=known.clock.today().isoformat(),
        printed_at=now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        root=request.root_path,
        path=request.path,
        here=path_and_query,
        site=site,
        address=site + path_and_query,
        person=person(),
        sign_in="" if request.path == SIGN_IN else sign_in_address(path_and_query),
    )
    return make_response(render_template(template, layout=layout, **values), status)


def _offset(offset: timedelta) -> str:
    """`+30 d 12:00`, in no language; empty for a clock that is right."""
    if not offset:
        return ""
    sign, size = ("-", -offset) if offset < timedelta() else ("+", offset)
    hours, minutes = divmod(size.seconds // 60, 60)
    return f"{sign}{size.days} d" + (f" {hours:02d}:{minutes:02d}" if size.seconds else "")


def static_url(name: str) -> str:
    """The address of a static file with the hash of its content, so that it can be kept for a year."""
    return url_for("assets.static", name=name, v=ASSETS[name].hash)


def install(app: Flask) -> None:
    app.jinja_env.globals.update(static_url=static_url, csrf_field=csrf_field)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
