"""What the public pages share."""

from __future__ import annotations

from itertools import islice

from flask import request

from registry.http import PageBlueprint

blueprint = PageBlueprint("pages", __name__)

CHOSEN = 20
"""So many chosen products are looked at; more than six are never compared."""


def chosen_ids() -> list[str]:
    """The ids under `products`, parted by commas or repeated."""
    parts = (part.strip() for value in request.args.getlist("products") for part in value.split(","))
    return list(islice((part for part in parts if part), CHOSEN))
