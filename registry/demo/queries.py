"""Reads of what was loaded as sample data."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.demo.models import SampleLoadRow, SampleRefusalRow
from registry.demo.values import Refusal, SampleLoad
from registry.kernel.findings import Finding


def loads(session: Session) -> tuple[SampleLoad, ...]:
    """Every file that was loaded, in the order in which they ship."""
    refused = select(func.count()).where(SampleRefusalRow.file == SampleLoadRow.file).scalar_subquery().label("refused")
    rows = session.execute(select(SampleLoadRow, refused).order_by(SampleLoadRow.position))
    return tuple(
        SampleLoad(
            file=row.file,
            digest=row.digest,
            category=row.category,
            source=row.source,
            licence=row.licence,
            rows=row.rows,
            standards=row.standards,
            products=row.products,
            indicators=row.indicators,
            refused=count,
        )
        for row, count in rows
    )


def refusals(session: Session, *, after: int, limit: int) -> tuple[tuple[int, Refusal], ...]:
    """What was refused, with its running number, those above `after` (0 for the first page)."""
    rows = session.scalars(
        select(SampleRefusalRow).where(SampleRefusalRow.id > after).order_by(SampleRefusalRow.id).limit(limit)
    )
    return tuple(
        (
            row.id,
            Refusal(
                file=row.file,
                number=row.number,
                title=row.title,
                enterprise=row.enterprise,
                products=row.products,
                findings=tuple(Finding.from_stored(each) for each in row.findings),
            ),
        )
        for row in rows
    )
