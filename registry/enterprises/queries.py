"""Reads of enterprises."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import Enterprise, Sample, VerificationLevel


def by_uscc(session: Session, uscc: str) -> Enterprise | None:
    row = session.scalar(select(EnterpriseRow).where(EnterpriseRow.uscc == uscc))
    return enterprise(row) if row else None


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
