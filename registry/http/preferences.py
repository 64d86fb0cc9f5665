"""`POST /preferences`: the switches of the page head (语言, 长辈版, 疏密). They need no script."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, request

from registry.http.blueprints import PageBlueprint
from registry.http.locale import LANGUAGES, Preferences, keep, preferences
from registry.http.shape import WRONG_VALUE
from registry.kernel.access import PUBLIC
from registry.kernel.errors import Malformed

blueprint = PageBlueprint("preferences", __name__)

CHOICES = {"language": LANGUAGES, "elder": ("on", "off"), "density": ("normal", "compact")}


@blueprint.post("/preferences", policy=PUBLIC)
def change() -> Response:
    """Keeps what one switch says, leaves the others, and goes back to the page that it was on."""
    chosen = preferences()
    for name, choices in CHOICES.items():
        given = request.form.get(name)
        if given is None:
            continue
        if given not in choices:
            known = " | ".join(choices)
            raise Malformed(WRONG_VALUE.error(name, given=given, accepted=known, expected=known, expected_en=known))
        chosen = _with(chosen, name, given)
    response = make_response(redirect(request.root_path + local_path(request.form.get("next", "")), 303))
    keep(response, chosen)
    return response


def _with(chosen: Preferences, name: str, given: str) -> Preferences:
    if name == "language":
        return replace(chosen, language=given)
    if name == "elder":
        return replace(chosen, elder=given == "on")
    return replace(chosen, compact=given == "compact")


def local_path(given: str) -> str:
    """`given` if it is a path on this site, else `/`: never a way to somewhere else."""
    try:
        parts = urlsplit(given)
    except ValueError:  # `//[` opens an IPv6 address that never ends
        return "/"
    safe = given.startswith("/") and not parts.scheme and not parts.netloc
    # A browser reads `\` as `/` and drops tabs and line ends, so `/\host` and `/<tab>/host` lead away.
    return given if safe and not given.startswith("//") and given.isprintable() and "\\" not in given else "/"
