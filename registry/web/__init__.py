"""The site: registers the page blueprints of the rooms."""

from __future__ import annotations

from flask import Flask

from registry.discovery.pages import blueprint as discovery
from registry.ranking.pages import blueprint as ranking


def install(app: Flask) -> None:
    for blueprint in (discovery, ranking):
        app.register_blueprint(blueprint)
