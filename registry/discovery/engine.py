"""The search engine of the application that answers the request."""

from __future__ import annotations

from flask import current_app

from search.port import Engine

EXTENSION = "registry.search"
"""Where `app.py` puts it."""


def engine() -> Engine:
    found: Engine = current_app.extensions[EXTENSION]
    return found
