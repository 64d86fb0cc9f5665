"""What the public pages share."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for

from registry.http import PageBlueprint

blueprint = PageBlueprint("pages", __name__)

CHOSEN = 20
"""So many chosen products are looked at; more than six are never compared."""


def chosen_ids() -> list[str]:
    """The ids under `products`, parted by commas or repeated."""
    parts = (part.strip() for value in request.args.getlist("products") for part in value.split(","))
    return list(islice((part for part in parts if part), CHOSEN))


def here(**changed: str) -> str:
    """This very page from its beginning, with some parameters changed."""
    arguments = {name: values for name, values in request.args.lists() if name != "cursor"}
    return asking(url_for(request.endpoint or "", **(request.view_args or {})), (arguments | changed).items())


def asking(address: str, arguments: Iterable[tuple[str, object]]) -> str:
    """`address` with these parameters. Not by `url_for`: what a reader sends may have the name of one of its own."""
    query = urlencode(list(arguments), doseq=True, safe="!$'()*,/:;?@")
    return f"{address}?{query}" if query else address


def redirected(address: str) -> Response:
    """Sends the reader to the one address that a page has."""
    response = redirect(address)
    assert isinstance(response, Response)  # noqa: S101 - flask types it as the class that it derives from
    return response
