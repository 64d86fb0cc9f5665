"""What the candidates of a scheme declare, as columns, and how they are made of what the register stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from registry.declarations.values import Told
from registry.indicators.canonical import bounds
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Comparator, Method, Requirement
from registry.indicators.wire import from_stored

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Under which condition, on which basis and by which method a value is declared."""

    condition: str | None
    basis: str | None
    method: Method


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The declared indicators of `candidates` products: one place in each column for each of them, in the order of the
    candidates, of each in the declarant's.

    `owner` is the candidate, `code` the place of the indicator in `codes`, `told` the place in `circumstances`. `low`
    and `high` are the canonical ends, NaN for no end; both are NaN where the requirement is not a number. `written`
    holds the requirement of those that are not, else None. `stored` is each as the register stores it.
    """

    candidates: int
    owner: Numbers
    codes: Sequence[str]
    code: Numbers
    circumstances: Sequence[Circumstances]
    told: Numbers
    low: Floats
    high: Floats
    low_open: Flags
    high_open: Flags
    written: Sequence[Requirement | None]
    stored: Sequence[str]


def columns(told: Sequence[Told], owners: Sequence[int], size: int, dictionary: IndicatorDictionary) -> Columns:
    """The columns of what `size` candidates declare; `owners` are the places of those whose each is."""
    codes = tuple(dict.fromkeys(each.code for each in told))
    code_places = {code: place for place, code in enumerate(codes)}
    entries = {code: dictionary.get(code) for code in codes}
    circumstances: dict[Circumstances, int] = {}
    parts = [_parts(each.stored) for each in told]
    places = [circumstances.setdefault(each.under, len(circumstances)) for each in parts]
    opens = [_opens(part, entries[each.code]) for part, each in zip(parts, told, strict=True)]
    order = np.argsort(np.array(owners, int), kind="stable")

    def column(values: Sequence[Any], kind: type) -> Any:
        return np.array(values, kind)[order]

    return Columns(
        candidates=size,
        owner=column(owners, int),
        codes=codes,
        code=column([code_places[each.code] for each in told], int),
        circumstances=tuple(circumstances),
        told=column(places, int),
        low=column([np.nan if each.low is None else each.low for each in told], float),
        high=column([np.nan if each.high is None else each.high for each in told], float),
        low_open=column([low for low, _ in opens], bool),
        high_open=column([high for _, high in opens], bool),
        written=[None if parts[place].number else parts[place].requirement for place in order],
        stored=[told[place].stored for place in order],
    )


class _Part(NamedTuple):
    under: Circumstances
    requirement: Requirement
    number: bool


@lru_cache(maxsize=16384)
def _parts(stored: str) -> _Part:
    """What the columns hold of a stored indicator; most products of a range promise the same."""
    indicator = from_stored(stored)
    requirement, method = indicator.requirement, indicator.method
    # What is said for a method of one's own does not make it another.
    under = Circumstances(requirement.condition, requirement.basis, replace(method, reason=None))
    return _Part(under, requirement, indicator.canonical is not None)


def _opens(part: _Part, entry: IndicatorEntry | None) -> tuple[bool, bool]:
    """Whether the ends are open: by how it is written, on a scale by what that means for the quality."""
    comparator = part.requirement.comparator
    if entry is not None and entry.scale is not None:
        found = bounds(part.requirement, entry.unit, scale=entry.scale)
        return (found.low_open, found.high_open) if found else (False, False)
    return (
        part.requirement.low_open or comparator is Comparator.GT,
        part.requirement.high_open or comparator is Comparator.LT,
    )
