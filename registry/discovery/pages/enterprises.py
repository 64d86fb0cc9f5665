"""The page of an enterprise."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, url_for

from registry.declarations.values import EVERY
from registry.discovery import enterprises
from registry.discovery.pages.common import blueprint, here
from registry.discovery.schemas import EnterpriseStandardsQuery
from registry.discovery.values import EnterpriseSummary
from registry.http import page, read_query, scope
from registry.http.cursor import LIMIT, make
from registry.kernel.access import PUBLIC


@blueprint.get("/e/<uscc>", policy=PUBLIC)
def enterprise_page(uscc: str) -> Response:
    """An enterprise with its standards, page by page, all of them or those with some status."""
    asked, findings = read_query(EnterpriseStandardsQuery())
    cursor, limit = asked.get("cursor"), asked.get("limit", LIMIT)
    wanted = frozenset(asked.get("status") or EVERY)
    shown = enterprises.enterprise_page(scope(), uscc, wanted=wanted, after=cursor[0] if cursor else None, limit=limit)
    sample = shown.summary.record.enterprise.sample
    return page(
        "discovery/enterprise.html",
        section="search",
        status=400 if findings else 200,
        sample=sample is not None or any(each.sample for each in shown.standards),
        data={"JSON": url_for("enterprises.read_enterprise", uscc=uscc)},
        shown=shown,
        findings=findings,
        wanted=wanted,
        total=sum(shown.summary.statuses[each] for each in wanted),
        address=partial(url_for, "pages.enterprise_page", uscc=uscc, _anchor="standards"),
        first=here() if cursor else "",
        following="" if shown.next_standard is None else here(cursor=make((shown.next_standard,))),
        linked=_linked_enterprise(shown.summary) if sample is None else None,
    )


def _linked_enterprise(summary: EnterpriseSummary) -> dict[str, Any]:
    record, region = summary.record, [each.name for each in summary.region if each.name]
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": record.enterprise.name,
        "identifier": record.enterprise.uscc,
        **({"alternateName": [each.name for each in record.former_names]} if record.former_names else {}),
        **({"address": {"@type": "PostalAddress", "addressRegion": " ".join(region)}} if region else {}),
    }
