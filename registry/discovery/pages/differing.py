"""What has changed between two versions of a standard, as a page."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import Response, url_for

from registry.discovery.differing import VersionDifference, version_difference
from registry.discovery.pages.common import blueprint
from registry.http import VersionsQuery, page, read_query, scope
from registry.indicators.difference import Effect
from registry.kernel.access import PUBLIC

SHOWN = 400
"""Changes that a page shows; all of them stand in its data."""


@blueprint.get("/s/<standard>/diff", policy=PUBLIC)
def difference_page(standard: str) -> Response:
    """Two versions of a standard: the newest and the one before unless others are named."""
    asked, findings = read_query(VersionsQuery())
    found = version_difference(scope(), standard, earlier=asked.get("earlier"), later=asked.get("later"))
    return page(
        "discovery/differing.html",
        section="search",
        status=400 if findings else 200,
        sample=found.after.sample is not None,
        data={"JSON": _data(found)},
        found=found,
        findings=findings,
        counts=[(effect, found.counted(effect)) for effect in Effect if found.counted(effect)],
        by_product=[
            (product, list(changes)) for product, changes in groupby(found.changes[:SHOWN], attrgetter("product"))
        ],
        left_out=max(len(found.changes) - SHOWN, 0),
    )


def _data(found: VersionDifference) -> str:
    versions: dict[str, Any] = {"from": found.before.version, "to": found.after.version}
    return url_for("discovery.differing", standard=found.after.id, **versions)
