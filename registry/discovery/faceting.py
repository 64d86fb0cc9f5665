"""How the results are spread: for each facet (分面) how many have each of its values, its own filter left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from registry.declarations.values import Status
from registry.discovery.filtering import on
from registry.discovery.values import FacetName, Facets
from search.documents import KeywordField
from search.port import Engine
from search.query import Facet, Node, Query

_FIELDS = {
    FacetName.CATEGORY: Facet(KeywordField.CATEGORY, 300),
    FacetName.INDUSTRY: Facet(KeywordField.INDUSTRY, 1000),
    FacetName.REGION: Facet(KeywordField.REGION, 1000),
    FacetName.KIND: Facet(KeywordField.KIND, 10),
    FacetName.ENTERPRISE: Facet(KeywordField.USCC, 10),
    FacetName.LEVEL: Facet(KeywordField.LEVEL, 10),
    FacetName.YEAR: Facet(KeywordField.YEAR, 50),
}


def facets(
    engine: Engine, query: Query, filters: Mapping[str, Node], wanted: Collection[FacetName], today: date
) -> Facets:
    """Of what `query` finds, whose filters are `filters` and others that always hold: (value, how many), the most
    frequent first. A facet counts as if it did not narrow the results itself, so that one can change one's mind."""
    query = query.unscored
    always = tuple(each for each in query.filters if each not in filters.values())

    def without(name: str) -> tuple[Node, ...]:
        return (*always, *(node for each, node in filters.items() if each != name))

    found: dict[FacetName, tuple[tuple[str, int], ...]] = {}
    free = [name for name in wanted if name in _FIELDS and name.filter not in filters]
    own = [name for name in wanted if name in _FIELDS and name.filter in filters]
    for names in (free, *([name] for name in own)):
        if names:
            asked = replace(
                query,
                filters=without(names[0].filter),
                after=None,
                facets=tuple(_FIELDS[name] for name in names),
            )
            counted = engine.tally(asked).facets
            found |= {name: counted[_FIELDS[name].field] for name in names}
    if FacetName.STATUS in wanted:
        rest = replace(query, filters=without("status"), after=None, facets=())
        counts = engine.tally(rest, [on(each, today) for each in Status]).counts
        found[FacetName.STATUS] = tuple((str(each), count) for each, count in zip(Status, counts, strict=True) if count)
    return found
