"""Reads of enterprises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.enterprises.models import EnterpriseNameRow, EnterpriseRow
from registry.enterprises.values import (
    Enterprise,
    EnterpriseRecord,
    FormerName,
    Sample,
    Standing,
    VerificationLevel,
)
from registry.kernel.clock import legal_day


def by_uscc(session: Session, uscc: str) -> Enterprise | None:
    row = session.scalar(select(EnterpriseRow).where(EnterpriseRow.uscc == uscc))
    return enterprise(row) if row else None


def record(session: Session, uscc: str, at: datetime | None = None) -> EnterpriseRecord | None:
    """All that is known of the enterprise with this credit code, or was at `at`. Of its standing no earlier one is
    kept: it is told from the day on which it began."""
    found = session.execute(
        select(EnterpriseRow, EnterpriseNameRow)
        .outerjoin(EnterpriseNameRow, EnterpriseNameRow.enterprise_id == EnterpriseRow.id)
        .where(EnterpriseRow.uscc == uscc)
        .order_by(EnterpriseNameRow.until.desc())
    ).all()
    if not found:
        return None
    row = found[0].EnterpriseRow
    former = [name for each in found if (name := each.EnterpriseNameRow)]
    known = enterprise(row)
    standing, standing_on = Standing(row.standing) if row.standing else None, row.standing_on
    if at is not None:
        if row.registered_at > at:
            return None
        known = replace(known, name=names_then(session, [row.id], at).get(row.id, row.name))
        former = [name for name in former if name.recorded_at <= at]
        if standing_on is not None and standing_on > legal_day(at):
            standing = standing_on = None
    return EnterpriseRecord(
        enterprise=known,
        level_on=row.level_on,
        industry=row.industry,
        standing=standing,
        standing_on=standing_on,
        former_names=tuple(FormerName(name.name, name.until) for name in former),
    )


def names(session: Session, usccs: Iterable[str]) -> dict[str, str]:
    """What the enterprises with these codes are called now, those that are registered."""
    rows = session.execute(select(EnterpriseRow.uscc, EnterpriseRow.name).where(EnterpriseRow.uscc.in_(set(usccs))))
    return {row.uscc: row.name for row in rows}


def names_then(session: Session, enterprises: Iterable[int], at: datetime) -> dict[int, str]:
    """What those of these enterprises were called at `at` that have been renamed since, by primary key."""
    row = EnterpriseNameRow
    later = (
        select(row.enterprise_id, row.name)
        .where(row.enterprise_id.in_(set(enterprises)), row.recorded_at > at)
        .order_by(row.recorded_at.desc(), row.until.desc())
    )
    return {row.enterprise_id: row.name for row in session.execute(later)}


def of_holder(session: Session, holder: int) -> Enterprise | None:
    row = session.scalar(select(EnterpriseRow).where(EnterpriseRow.holder_id == holder))
    return enterprise(row) if row else None


def by_ids(session: Session, ids: Iterable[int]) -> dict[int, Enterprise]:
    rows = session.scalars(select(EnterpriseRow).where(EnterpriseRow.id.in_(set(ids))))
    return {row.id: enterprise(row) for row in rows}


def enterprise(row: EnterpriseRow) -> Enterprise:
    """The enterprise in a row that a read of another room has joined."""
    sample = Sample(row.sample_source, row.sample_licence or "") if row.sample_source else None
    return Enterprise(
        id=row.id,
        holder=row.holder_id,
        uscc=row.uscc,
        name=row.name,
        region=row.region,
        level=VerificationLevel(row.level),
        sample=sample,
    )
