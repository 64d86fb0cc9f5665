"""What the candidates of a scheme declare, as columns, and how they are made of what the register stores."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from registry.declarations.values import Candidate, Told
from registry.indicators.canonical import bounds
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Comparator, Method, Requirement
from registry.indicators.wire import from_stored
from registry.kernel.decimals import to_double

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Key = TypeVar("Key")


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
    and `high` are the canonical ends, NaN for no end; both are NaN where the requirement is not a number. `place` is
    that in `stored`, where all of it stands as the register stores it; `written` has by place the requirement of those
    that are not a number.
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
    place: Numbers
    written: Mapping[int, Requirement]
    stored: Sequence[str]


def columns(told: Told, candidates: Sequence[Candidate], dictionary: IndicatorDictionary) -> Columns:
    """The columns of what the candidates declare. What many declare alike is read once."""
    parts = [_part(stored, dictionary) for stored in told.stored]
    codes, circumstances = _places(each.code for each in parts), _places(each.under for each in parts)
    owners = _owners(told, candidates)
    order = np.lexsort((_numbers(told.position), owners))
    place = _numbers(told.place)[order]

    def column(values: Iterable[Any], kind: type) -> Any:
        return np.array(list(values), kind)[place]

    return Columns(
        candidates=len(candidates),
        owner=owners[order],
        code=column((codes[each.code] for each in parts), int),
        codes=tuple(codes),
        told=column((circumstances[each.under] for each in parts), int),
        circumstances=tuple(circumstances),
        low=column((each.low for each in parts), float),
        high=column((each.high for each in parts), float),
        low_open=column((each.low_open for each in parts), bool),
        high_open=column((each.high_open for each in parts), bool),
        place=place,
        written={number: each.written for number, each in enumerate(parts) if each.written},
        stored=told.stored,
    )


def _places(values: Iterable[Key]) -> dict[Key, int]:
    return {each: place for place, each in enumerate(dict.fromkeys(values))}


def _owners(told: Told, candidates: Sequence[Candidate]) -> Numbers:
    """The candidate of each declared indicator; those of a product mostly come one after the other."""
    standard, product = _numbers(told.standard), _numbers(told.product)
    differs = np.ones(len(standard), bool)
    differs[1:] = (standard[1:] != standard[:-1]) | (product[1:] != product[:-1])
    first = np.flatnonzero(differs)
    places = {(each.standard.number, each.product.number): place for place, each in enumerate(candidates)}
    found = [places[key] for key in zip(standard[first].tolist(), product[first].tolist(), strict=True)]
    return np.repeat(np.array(found, int), np.diff(first, append=len(standard)))


def _numbers(column: array[int]) -> Numbers:
    return np.frombuffer(column, np.int64) if column else np.full(0, 0)


class _Part(NamedTuple):
    code: str
    under: Circumstances
    low: float
    high: float
    low_open: bool
    high_open: bool
    written: Requirement | None


def _part(stored: str, dictionary: IndicatorDictionary) -> _Part:
    """What the columns hold of a stored indicator, which is one of the dictionary's."""
    indicator = from_stored(stored)
    code, requirement, canonical = indicator.code, indicator.requirement, indicator.canonical
    if code is None:
        raise ValueError(f"an indicator that no ranking asks for: {stored}")
    # What is said for a method of one's own does not make it another.
    under = Circumstances(requirement.condition, requirement.basis, replace(indicator.method, reason=None))
    low, high = (canonical.low, canonical.high) if canonical else (None, None)
    low_open, high_open = _opens(requirement, dictionary.get(code))
    return _Part(code, under, _end(low), _end(high), low_open, high_open, None if canonical else requirement)


def _end(value: Decimal | None) -> float:
    return np.nan if value is None else to_double(value)


def _opens(requirement: Requirement, entry: IndicatorEntry | None) -> tuple[bool, bool]:
    """Whether the ends are open: by how it is written, on a scale by what that means for the quality."""
    if entry is not None and entry.scale is not None:
        found = bounds(requirement, entry.unit, scale=entry.scale)
        return (found.low_open, found.high_open) if found else (False, False)
    return (
        requirement.low_open or requirement.comparator is Comparator.GT,
        requirement.high_open or requirement.comparator is Comparator.LT,
    )
