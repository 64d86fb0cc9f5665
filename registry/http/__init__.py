"""What every `api.py` and `pages.py` needs; Flask and the kernel only.

A feature declares an `ApiBlueprint` or a `PageBlueprint` and gives every route its policy:

    blueprint = ApiBlueprint("standards", __name__, url_prefix="/api/v1")

    @blueprint.get("/standards/<id>", policy=PUBLIC)
    @blueprint.response(200, StandardSchema)
    def standard(id: str): ...

`scope()` is what a reading use case is given, `where()` a writing one. Refusals are raised as kernel errors; they are
answered by `problems.py`.
"""

from registry.http.blueprints import ApiBlueprint, PageBlueprint
from registry.http.context import scope, where
from registry.http.cursor import ListSchema, PageQuery, listing
from registry.http.etag import if_match, if_match_given, tagged
from registry.http.installing import install
from registry.http.instants import AsOfQuery
from registry.http.layout import page
from registry.http.locale import language
from registry.http.openapi import OpenApi
from registry.http.parsing import read_query
from registry.http.versions import VersionsQuery

__all__ = [
    "ApiBlueprint",
    "AsOfQuery",
    "ListSchema",
    "OpenApi",
    "PageBlueprint",
    "PageQuery",
    "VersionsQuery",
    "if_match",
    "if_match_given",
    "install",
    "language",
    "listing",
    "page",
    "read_query",
    "scope",
    "tagged",
    "where",
]
