"""Parts of the selects of this room: which version is the newest, and what the status is computed from.

They are written for a query around that selects `StandardRow`, and made once: making one costs more than running it.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import aliased

from registry.declarations.models import ReplacementRow, StandardRow, VersionRow, WithdrawalRow
from registry.declarations.values import Status, status_on

RANK = {Status.WITHDRAWN: 0, Status.SUPERSEDED: 1, Status.UPCOMING: 2, Status.CURRENT: 3}
"""Of several standards that declare a product, the one with the highest rank is shown."""


@cache
def ends() -> tuple[Any, Any]:
    """Columns `withdrawn_on` and `replaced_from`: what may end the standard of the query around."""
    return _withdrawn_on().label("withdrawn_on"), _replaced_from().label("replaced_from")


def status(row: Row[Any], effective_on: date, day: date) -> Status:
    """The status on `day` of a row that holds the columns `ends`."""
    return status_on(day, effective_on, withdrawn_on=row.withdrawn_on, replaced_from=row.replaced_from)


def status_column(day: date) -> Any:
    """The status on `day`, as `status_on` has it, of a query around that selects the newest `VersionRow` as well."""
    withdrawn_on, replaced_from = ends()
    return case(
        (withdrawn_on <= day, str(Status.WITHDRAWN)),
        (replaced_from <= day, str(Status.SUPERSEDED)),
        (VersionRow.effective_on <= day, str(Status.CURRENT)),
        else_=str(Status.UPCOMING),
    )


@cache
def newest_version() -> Any:
    """The newest version of the standard of the query around."""
    every = aliased(VersionRow)
    return (
        select(func.max(every.version)).where(every.standard_id == StandardRow.id).correlate(StandardRow)
    ).scalar_subquery()


def _replaced_from() -> Any:
    """The day on which a revision of the standard of the query around takes effect; one that is withdrawn by then
    replaces nothing."""
    successor, every = aliased(VersionRow), aliased(VersionRow)
    newest = select(func.max(every.version)).where(every.standard_id == successor.standard_id).scalar_subquery()
    withdrawn = (
        select(WithdrawalRow.standard_id)
        .where(WithdrawalRow.standard_id == successor.standard_id)
        .where(WithdrawalRow.withdrawn_on <= successor.effective_on)
    )
    return (
        select(func.min(successor.effective_on))
        .join(ReplacementRow, ReplacementRow.standard_id == successor.standard_id)
        .where(ReplacementRow.replaces_id == StandardRow.id, successor.version == newest, ~withdrawn.exists())
        .correlate(StandardRow)
        .scalar_subquery()
    )


def _withdrawn_on() -> Any:
    return (
        select(WithdrawalRow.withdrawn_on)
        .where(WithdrawalRow.standard_id == StandardRow.id)
        .correlate(StandardRow)
        .scalar_subquery()
    )
