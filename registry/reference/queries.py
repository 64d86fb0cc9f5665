"""Reads of the reference data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, select
from sqlalchemy.orm import Session

from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.database import table
from registry.reference.models import ReferenceLoadRow, ReferenceRow
from registry.reference.snapshot import Reference, build, classes
from registry.reference.values import Category, ClassEntry

_built: WeakKeyDictionary[Pool, dict[int, Reference]] = WeakKeyDictionary()
# By pool: an engine is made anew for every purpose, and all of one database share its pool.
KEPT = 4
"""Snapshots of a database that a process keeps: the present one, and those that were asked for `as_of` a time."""

_IN_SNAPSHOT = (
    *("category", "scale", "indicator", "limit", "energy-grade", "recommended", "standard"),
    *("gbt4754", "gbt2260"),
)


_loads = table(ReferenceLoadRow)
_newest_load = select(_loads.c.id, _loads.c.recorded_at).order_by(_loads.c.id.desc()).limit(1)


def reference(session: Session, as_of: datetime | None = None) -> Reference:
    """The reference data as they stand, or as they stood at `as_of`; built once in each process for each load."""
    loads = _newest_load if as_of is None else _newest_load.where(_loads.c.recorded_at <= as_of)
    load = session.execute(loads).one_or_none()
    known = _built.setdefault(session.get_bind().engine.pool, {})
    number = load.id if load else 0
    if number not in known:
        rows: dict[str, dict[str, Any]] = {kind: {} for kind in _IN_SNAPSHOT}
        if load is not None:
            for kind, code, content in _newest(session, _IN_SNAPSHOT, load.recorded_at):
                rows[kind][code] = content
        while len(known) >= KEPT:
            known.pop(min(known))
        known[number] = build(number, rows)
    return known[number]


def categories(session: Session) -> Mapping[str, Category]:
    return reference(session).categories


def dictionary(session: Session) -> IndicatorDictionary:
    return reference(session).dictionary


def classification(session: Session, name: str, as_of: datetime | None = None) -> dict[str, ClassEntry]:
    """The classes of one classification (`ccs`, `ics`, …) by code."""
    return classes({code: content for _, code, content in _newest(session, (name,), as_of)})


def present(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    """Content of every row that stands, by kind and code."""
    return {(kind, code): content for kind, code, content in _newest(session, None, None)}


def last_digest(session: Session) -> str | None:
    """What the newest load was made of."""
    return session.scalar(select(ReferenceLoadRow.digest).order_by(ReferenceLoadRow.id.desc()).limit(1))


def _newest(
    session: Session, kinds: tuple[str, ...] | None, as_of: datetime | None
) -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, code and content of the newest row of every code, without those that are said no more."""
    asked = select(ReferenceRow.kind, ReferenceRow.code, ReferenceRow.content).order_by(ReferenceRow.recorded_at)
    if kinds is not None:
        asked = asked.where(ReferenceRow.kind.in_(kinds))
    if as_of is not None:
        asked = asked.where(ReferenceRow.recorded_at <= as_of)
    newest = {(row.kind, row.code): row.content for row in session.execute(asked)}
    return [(kind, code, content) for (kind, code), content in newest.items() if content is not None]
