"""Reads of enterprises."""

from __future__ import annotations

from collections.abc import Iterable

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


def by_uscc(session: Session, uscc: str) -> Enterprise | None:
    row = session.scalar(select(EnterpriseRow).where(EnterpriseRow.uscc == uscc))
    return enterprise(row) if row else None


def record(session: Session, uscc: str) -> EnterpriseRecord | None:
    """All that is known of the enterprise with this credit code."""
    found = session.execute(
        select(EnterpriseRow, EnterpriseNameRow)
        .outerjoin(EnterpriseNameRow, EnterpriseNameRow.enterprise_id == EnterpriseRow.id)
        .where(EnterpriseRow.uscc == uscc)
        .order_by(EnterpriseNameRow.until.desc())
    ).all()
    if not found:
        return None
    row = found[0].EnterpriseRow
    return EnterpriseRecord(
        enterprise=enterprise(row),
        level_on=row.level_on,
        industry=row.industry,
        standing=Standing(row.standing) if row.standing else None,
        standing_on=row.standing_on,
        former_names=tuple(FormerName(name.name, name.until) for each in found if (name := each.EnterpriseNameRow)),
    )


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
