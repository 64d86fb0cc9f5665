"""What can be asked of any engine: a tree of frozen values, never an engine's own query string."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TypeAlias

from search.documents import KeywordField, NumberField, TextField
from search.errors import InvalidQuery

MOST_HITS = 1000
MOST_NODES = 20_000
MOST_VALUES = 100_000  # of the keywords of a query together: a set of ids may be large
DEEPEST = 32


@dataclass(frozen=True, slots=True)
class All:
    """Every node holds. Without nodes it holds for every document."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one node holds; the scores of those that do add up. Without nodes it holds for none."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The node does not hold."""

    node: Node


@dataclass(frozen=True, slots=True)
class Term:
    """The token stands in the field."""

    field: TextField
    token: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens stand in the field side by side, in this order. Without tokens it holds for none."""

    field: TextField
    tokens: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Prefix:
    """A token of the field begins so. Every match scores `weight`. An empty prefix holds for none."""

    field: TextField
    prefix: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Keyword:
    """The field has one of the values."""

    field: KeywordField
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Range:
    """The number of the field lies between `low` and `high`, both included; None is open."""

    field: NumberField
    low: int | None = None
    high: int | None = None


Node: TypeAlias = All | AnyOf | Not | Term | Phrase | Prefix | Keyword | Range


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by a number; ties by `Key.rank`, ascending."""

    field: NumberField
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Facet:
    """How often the values of the field occur in what is found; the `most` most frequent ones, ties by value."""

    field: KeywordField
    most: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.most <= MOST_HITS:
            raise InvalidQuery("invalid-limit", f"a facet returns 1 to {MOST_HITS} values, not {self.most}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question. `match` is scored (None: every document that the filters leave), `filters` must all hold.

    `sort` None is relevance: score descending, then `Key.rank`. `after` is `Hit.sort` of the last hit seen: only what
    comes behind it is returned, however deep. `facets` count all that is found, before the cursor too.
    InvalidQuery if it is too large to ask, or `after` is not one of ours.
    """

    match: Node | None = None
    filters: tuple[Node, ...] = ()
    sort: Sort | None = None
    after: tuple[float, int] | None = None
    limit: int = 20
    facets: tuple[Facet, ...] = ()

    @property
    def unscored(self) -> Query:
        """Finds the same, in the order of `Key.rank`, which costs less."""
        filters = self.filters if self.match is None else (self.match, *self.filters)
        return replace(self, match=None, filters=filters, sort=None)

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_HITS:
            raise InvalidQuery("invalid-limit", f"a query returns 1 to {MOST_HITS} hits, not {self.limit}")
        if self.after is not None:
            _check_cursor(self.after, whole=self.sort is not None)
        _check_size((*self.filters, self.match) if self.match is not None else self.filters)


def _check_cursor(after: object, *, whole: bool) -> None:
    match after:
        case (int(value), int(rank)) if _is_whole(value) and _is_whole(rank):
            return
        case (float(value), int(rank)) if math.isfinite(value) and _is_whole(rank) and not whole:
            return
    raise InvalidQuery("invalid-cursor", "the cursor does not belong to this query")


def _is_whole(value: int) -> bool:
    return not isinstance(value, bool) and -(2**63) <= value < 2**63


def _check_size(nodes: tuple[Node, ...]) -> None:
    """Refuses what would exhaust an engine. Level by level, so that a deep tree cannot exhaust us either."""
    seen = values = 0
    for _ in range(DEEPEST):
        seen += sum(len(node.tokens) if isinstance(node, Phrase) else 1 for node in nodes)
        if seen > MOST_NODES:
            raise InvalidQuery("query-too-complex", f"a query has at most {MOST_NODES} conditions")
        values += sum(len(node.values) for node in nodes if isinstance(node, Keyword))
        if values > MOST_VALUES:
            raise InvalidQuery("query-too-complex", f"a query has at most {MOST_VALUES} values of keywords")
        nodes = tuple(child for node in nodes for child in _children(node))
        if not nodes:
            return
    raise InvalidQuery("query-too-complex", f"a query is nested at most {DEEPEST} deep")


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case All(nodes) | AnyOf(nodes):
            return nodes
        case Not(inner):
            return (inner,)
    return ()
