"""Reads of the reference data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, select
from sqlalchemy.orm import Session

from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.database import table
from registry.kernel.transaction import Scope, reading
from registry.reference.models import ReferenceLoadRow, ReferenceRow
from registry.reference.snapshot import KINDS, Reference, build
from registry.reference.values import Category

_built: WeakKeyDictionary[Pool, dict[tuple[int, str], Reference]] = WeakKeyDictionary()
# By pool: an engine is made anew for every purpose, and all of one database share its pool. By digest as well: the
# number of a load that was rolled back is given again.
_building = Lock()
KEPT = 4
"""Snapshots of a database that a process keeps: the present one, and those that were asked for `as_of` a time."""

_loads = table(ReferenceLoadRow)
_newest_load = select(_loads.c.id, _loads.c.recorded_at, _loads.c.digest).order_by(_loads.c.id.desc()).limit(1)


def reference(session: Session, as_of: datetime | None = None) -> Reference:
    """The reference data as they stand, or as they stood at `as_of`; built once in each process for each load."""
    loads = _newest_load if as_of is None else _newest_load.where(_loads.c.recorded_at <= as_of)
    load = session.execute(loads).one_or_none()
    key = (load.id, load.digest) if load else (0, "")
    with _building:
        known = _built.setdefault(session.get_bind().engine.pool, {})
        if key not in known:
            rows: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
            for (kind, code), content in (_newest(session, load.recorded_at) if load else {}).items():
                rows[kind][code] = content
            while len(known) >= KEPT:
                known.pop(min(known))
            known[key] = build(key[0], rows)
        return known[key]


def at_hand(scope: Scope) -> Reference:
    """The newest reference data that this process has built, without asking the database: for what is looked at ahead
    of a transaction, and again in it where `reference` has others."""
    with _building:
        known = _built.get(scope.engine.pool, {})
        if known:
            return known[max(known)]
    with reading(scope) as session:
        return reference(session)


def categories(session: Session) -> Mapping[str, Category]:
    return reference(session).categories


def dictionary(session: Session) -> IndicatorDictionary:
    return reference(session).dictionary


def present(session: Session) -> dict[tuple[str, str], dict[str, Any]]:
    """Content of every row that stands, by kind and code."""
    return _newest(session, None)


def last_load(session: Session) -> tuple[datetime, str] | None:
    """When what stands was loaded, and what it was made of."""
    newest = select(ReferenceLoadRow.recorded_at, ReferenceLoadRow.digest).order_by(ReferenceLoadRow.id.desc())
    found = session.execute(newest.limit(1)).one_or_none()
    return None if found is None else (found.recorded_at, found.digest)


def _newest(session: Session, as_of: datetime | None) -> dict[tuple[str, str], dict[str, Any]]:
    """Content of the newest row of every code, without those that are said no more."""
    asked = select(ReferenceRow.kind, ReferenceRow.code, ReferenceRow.content).order_by(ReferenceRow.recorded_at)
    if as_of is not None:
        asked = asked.where(ReferenceRow.recorded_at <= as_of)
    newest = {(row.kind, row.code): row.content for row in session.execute(asked)}
    return {key: content for key, content in newest.items() if content is not None}
