"""The public page of the sample data: what was loaded from where, and what the examination refused of it."""

from __future__ import annotations

from flask import Response, url_for

from registry.demo import queries
from registry.http import PageBlueprint, page, read_query, scope
from registry.http.cursor import PageQuery, make
from registry.kernel.access import PUBLIC
from registry.kernel.transaction import reading
from registry.reference import queries as reference

blueprint = PageBlueprint("demo", __name__)


@blueprint.get("/demo", policy=PUBLIC)
def samples() -> Response:
    """Every file with its licence and counts, then the refused declarations page by page."""
    asked, findings = read_query(PageQuery())
    limit, cursor = asked.get("limit", 20), asked.get("cursor")
    after = cursor[0] if cursor else 0
    with reading(scope()) as session:
        loads = queries.loads(session)
        refused = queries.refusals(session, after=after, limit=limit + 1)
        categories = reference.categories(session)
    shown = refused[:limit]
    return page(
        "demo/samples.html",
        sample=bool(loads),
        status=400 if findings else 200,
        loads=loads,
        categories=categories,
        refused=[refusal for _, refusal in shown],
        refused_total=sum(each.refused for each in loads),
        findings=findings,
        following=url_for("demo.samples", cursor=make((shown[-1][0],))) if len(refused) > limit else "",
        first=url_for("demo.samples") if after else "",
    )
