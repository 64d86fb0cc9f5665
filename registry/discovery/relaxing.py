"""What a search that finds nothing would find if it asked one thing less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from registry.declarations.values import IN_FORCE
from registry.discovery.asking import Part, PartKind
from registry.discovery.searching import search
from registry.discovery.values import FacetName, Found, SearchRequest
from registry.kernel.errors import Malformed
from registry.kernel.transaction import Where
from search.port import Engine

MOST = 8
"""Things that are left out in turn."""

_LeftOut = Part | str | FacetName


@dataclass(frozen=True, slots=True)
class Without:
    """Left out is a part of the text, a condition of the parameter as it was typed, or a filter; so many results hold
    all the rest."""

    left_out: _LeftOut
    total: int


def relaxed(where: Where, engine: Engine, asked: SearchRequest, found: Found) -> tuple[Without, ...]:
    """Each thing without which something is found, conditions and filters before words; nothing where only one thing
    was asked, for without it there is no question."""
    tried = list(_tried(asked, found))[:MOST]
    if len(tried) < 2:
        return ()
    counted = ((left_out, _holding(where, engine, less)) for left_out, less in tried)
    return tuple(Without(left_out, total) for left_out, total in counted if total)


def _holding(where: Where, engine: Engine, asked: SearchRequest) -> int:
    """How many hold all of it; none where it cannot be read any more, as a name that only its category decides."""
    try:
        return search(where, engine, replace(asked, facets=frozenset(), limit=1, after=None)).complete
    except Malformed:
        return 0


def _tried(asked: SearchRequest, found: Found) -> Iterator[tuple[_LeftOut, SearchRequest]]:
    for typed in dict(found.conditions):
        yield typed, replace(asked, indicators=tuple(each for each in asked.indicators if each != typed))
    for facet in asked.filtered:
        match facet:
            case FacetName.YEAR:
                yield facet, replace(asked, published_from=None, published_to=None)
            case FacetName.STATUS:
                yield facet, replace(asked, status=IN_FORCE, status_asked=False)
            case _:
                without: dict[str, Any] = {facet.value: None}
                yield facet, replace(asked, **without)
    for part in found.asked.parts:
        if part.kind is not PartKind.SYNONYM:
            yield part, replace(asked, text=part.without)
