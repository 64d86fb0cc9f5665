"""What an engine answers. Rows and what a reader may see come from the database, not from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.documents import Key, KeywordField


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. `sort` is the cursor behind it; `score` is None where a field orders the result."""

    key: Key
    mark: int
    score: float | None
    sort: tuple[float, int]


@dataclass(frozen=True, slots=True)
class Results:
    """One page. `total` and `facets` are exact and count what comes before the cursor too.

    `facets`: for each field asked for, (value, how many documents have it), the most frequent first, ties by value.
    """

    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    facets: Mapping[KeywordField, tuple[tuple[str, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """What is found, counted: by the values of fields, as of `Results`, and how much of it holds each of some nodes."""

    facets: Mapping[KeywordField, tuple[tuple[str, int], ...]]
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """What a commit has made visible: the generation and the running number of the commit in it."""

    generation: str
    commit: int


@dataclass(frozen=True, slots=True)
class Description:
    """The index that answers now. Every change up to `change` is in it; one above it may be."""

    engine: str
    generation: str
    analyser: str
    schema: str
    documents: int
    change: int
