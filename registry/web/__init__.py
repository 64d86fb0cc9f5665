"""The site: registers the page blueprints of the rooms, and how values are written on pages."""

from __future__ import annotations

from flask import Flask

from registry.accounts.pages import blueprint as accounts
from registry.desk.pages import blueprint as desk
from registry.discovery.pages import blueprint as discovery
from registry.ranking.authoring.pages import blueprint as authoring
from registry.ranking.interests.pages import blueprint as interests
from registry.ranking.pages import blueprint as ranking
from registry.web import filters


def install(app: Flask) -> None:
    filters.install(app)
    for blueprint in (discovery, ranking, authoring, interests, accounts, desk):
        app.register_blueprint(blueprint)
