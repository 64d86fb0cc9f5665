"""Reads of declared interests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.enterprises import queries as enterprises
from registry.ranking.interests.values import Interest, InterestKind, conflicted
from registry.ranking.models import InterestRow, SchemeRow


def interests(session: Session, holder: int | None) -> list[Interest]:
    """All that an evaluator has declared, the newest first; what a later row ends bears its end."""
    if holder is None:
        return []
    rows = session.scalars(select(InterestRow).where(InterestRow.holder_id == holder).order_by(InterestRow.id)).all()
    return _joined(rows, enterprises.names(session, (row.uscc for row in rows)))[::-1]


def conflicts(session: Session, scheme: str, day: date) -> frozenset[str]:
    """The credit codes of the enterprises that the evaluator of a scheme may not judge on the day."""
    asked = select(InterestRow).join(SchemeRow, SchemeRow.holder_id == InterestRow.holder_id)
    rows = session.scalars(asked.where(SchemeRow.id == scheme).order_by(InterestRow.id)).all()
    return conflicted(_joined(rows, {}), day)


def holder_of(session: Session, scheme: str) -> int | None:
    """The evaluator whose scheme it is."""
    return session.scalar(select(SchemeRow.holder_id).where(SchemeRow.id == scheme))


def _joined(rows: Sequence[InterestRow], names: Mapping[str, str]) -> list[Interest]:
    ends = {row.ends: row for row in rows if row.ends is not None}
    found = []
    for row in rows:
        if row.ends is None:
            end = ends.get(row.id)
            found.append(
                Interest(
                    id=row.id,
                    uscc=row.uscc,
                    enterprise=names.get(row.uscc),
                    kind=InterestKind(row.kind),
                    starts_on=row.starts_on,
                    ends_on=end.ends_on if end else row.ends_on,
                    note=row.note,
                    recorded_at=row.recorded_at,
                    ended_at=end.recorded_at if end else None,
                )
            )
    return found
