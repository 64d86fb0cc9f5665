"""Reads of schemes, and of what their candidates declare."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import Candidate, Told
from registry.indicators.values import Indicator
from registry.indicators.wire import from_wire
from registry.ranking.grading import Columns, Flags, columns
from registry.ranking.models import SchemeVersionRow
from registry.ranking.rules import read
from registry.ranking.values import Scheme
from registry.reference.rules import Standing, judge
from registry.reference.snapshot import Reference
from registry.reference.values import Limit, with_descendants


def newest_content(session: Session, name: str) -> tuple[int, Mapping[str, Any]] | None:
    """Version and content of the newest version of a scheme."""
    row = session.scalar(
        select(SchemeVersionRow)
        .where(SchemeVersionRow.scheme == name)
        .order_by(SchemeVersionRow.version.desc())
        .limit(1)
    )
    return None if row is None else (row.version, row.content)


def schemes(session: Session, known: Reference) -> list[Scheme]:
    """The newest version of every scheme, in their order (`Scheme.place`)."""
    rows = session.scalars(select(SchemeVersionRow).order_by(SchemeVersionRow.version))
    newest = {row.scheme: row for row in rows}
    return sorted((_scheme(row, known) for row in newest.values()), key=lambda scheme: scheme.place)


def scheme(session: Session, name: str, known: Reference) -> Scheme | None:
    """The newest version of a scheme."""
    return next((each for each in schemes(session, known) if each.id == name), None)


def _scheme(row: SchemeVersionRow, known: Reference) -> Scheme:
    found, findings = read(row.content, row.version, known)
    if found is None:  # it was read when it was published: the reference data has lost what it names
        raise ValueError(f"scheme {row.scheme}, version {row.version}: {findings}")
    return found


class Inputs(NamedTuple):
    """What a grading reads: the candidates in their order, which of them keep the limits, and what they declare."""

    candidates: Sequence[Candidate]
    within_limits: Flags
    columns: Columns


def inputs(session: Session, scheme: Scheme, known: Reference, day: date) -> Inputs:
    """What the candidates of a scheme declare, and how they stand on the day."""
    covered = with_descendants(scheme.category.code, known.categories)
    asked = {measure.indicator for measure in scheme.measures} | {
        condition.indicator for measure in scheme.measures for case in measure.cases for condition in case.when
    }
    limits = {code: _refusing(known.limits.get(code, ()), day) for code in covered}
    decisive = {
        code
        for each in limits.values()
        for limit in each
        for code in (limit.indicator, *(condition.indicator for condition in limit.when))
    }
    candidates = declarations.candidates(session, covered, day)
    told = declarations.told(session, covered, asked | decisive)
    places = {(each.standard.number, each.product.number): place for place, each in enumerate(candidates)}
    owners = [places[each.standard, each.product] for each in told]
    within = _within(told, owners, candidates, limits, known, day)
    return Inputs(candidates, within, columns(told, owners, len(candidates), known.dictionary))


def _refusing(limits: Sequence[Limit], day: date) -> list[Limit]:
    return [limit for limit in limits if limit.refuses and limit.in_force(day)]


def _within(
    told: Sequence[Told],
    owners: Sequence[int],
    candidates: Sequence[Candidate],
    limits: Mapping[str, Sequence[Limit]],
    known: Reference,
    day: date,
) -> Flags:
    """Which candidates break none of the limits that would refuse their declaration on the day."""
    kept = np.ones(len(candidates), bool)
    if not any(limits.values()):
        return kept
    declared: dict[int, list[str]] = {}
    for owner, each in zip(owners, told, strict=True):
        declared.setdefault(owner, []).append(each.stored)
    for owner, written in declared.items():
        kept[owner] = _keeps(candidates[owner].category, tuple(written), limits, known, day)
    return kept


def _keeps(
    category: str, written: tuple[str, ...], limits: Mapping[str, Sequence[Limit]], known: Reference, day: date
) -> bool:
    indicators = [_read(each) for each in written]
    judged = judge(limits, category, indicators, known.dictionary, day)
    return all(each.standing is not Standing.BROKEN for each in judged)


@lru_cache(maxsize=8192)
def _read(written: str) -> Indicator:
    return from_wire(json.loads(written))
