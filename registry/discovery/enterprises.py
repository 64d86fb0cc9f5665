"""What is shown of an enterprise: its record, its standards and its products."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy.orm import Session

from registry.credit import service as credit
from registry.declarations import queries as declarations
from registry.declarations.rules import as_catalogued
from registry.declarations.values import EVERY, StandardView, Status
from registry.discovery.values import EnterprisePage, EnterpriseSummary, StandardsPage
from registry.enterprises.service import registered
from registry.enterprises.values import Enterprise
from registry.kernel.clock import legal_day
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference


def enterprise_summary(where: Where, text: str, *, as_of: datetime | None = None) -> EnterpriseSummary:
    """The enterprise with the credit code `text`, however it is typed, now or at `as_of`; how many products it had then
    is not kept. Raises Malformed for what is no credit code, NotFound for one that is not registered."""
    with reading(where) as session:
        if as_of is None:
            return _summary(session, text, where.clock.today())
        found = registered(session, text, as_of)
        return EnterpriseSummary(
            record=found,
            statuses=Counter(
                each.status for each in declarations.of_enterprise_then(session, found.enterprise.uscc, as_of)
            ),
            products=None,
            reference=reference.reference(session, as_of),
        )


def enterprise_standards_then(
    where: Where,
    text: str,
    as_of: datetime,
    *,
    wanted: frozenset[Status] = EVERY,
    after: int | None = None,
    limit: int = 20,
) -> StandardsPage:
    """As `enterprise_standards`, as everything stood at `as_of`."""
    with reading(where) as session:
        enterprise = registered(session, text, as_of).enterprise
        every = declarations.of_enterprise_then(session, enterprise.uscc, as_of)
        known = reference.reference(session, as_of)
        found = [each for each in every if each.status in wanted]
        behind = [each for each in found if after is None or each.id.number < after]
        shown = tuple(declarations.counted_then(session, each) for each in behind[:limit])
    return StandardsPage(
        standards=shown,
        cites=tuple(as_catalogued(each.cites, known.catalogue, legal_day(as_of)) for each in shown),
        total=len(found),
        next_standard=behind[limit - 1].id.number if len(behind) > limit else None,
        reference=known,
    )


def enterprise_standards(
    where: Where, text: str, *, wanted: frozenset[Status] = EVERY, after: int | None = None, limit: int = 20
) -> StandardsPage:
    """One page of the standards of an enterprise that have a wanted status, the latest declared first, those with a
    number below `after`. Raises as `enterprise_summary` does."""
    day = where.clock.today()
    with reading(where) as session:
        enterprise = registered(session, text).enterprise
        shown, following = _standards(session, enterprise, day, wanted, after, limit)
        statuses = declarations.statuses_of(session, enterprise.id, day)
        known = reference.reference(session)
    return StandardsPage(
        standards=shown,
        cites=tuple(as_catalogued(each.cites, known.catalogue, day) for each in shown),
        total=sum(statuses[each] for each in wanted),
        next_standard=following,
        reference=known,
    )


def enterprise_page(
    where: Where, text: str, *, wanted: frozenset[Status] = EVERY, after: int | None = None, limit: int = 20
) -> EnterprisePage:
    """The enterprise with one page of its standards, as `enterprise_standards` has them, and what it makes."""
    day = where.clock.today()
    with reading(where) as session:
        summary = _summary(session, text, day)
        enterprise = summary.record.enterprise
        shown, following = _standards(session, enterprise, day, wanted, after, limit)
        made = declarations.categories_of_enterprise(session, enterprise.id, day)
        recorded = credit.page(session, enterprise, day)
    return EnterprisePage(
        summary=summary,
        standards=shown,
        next_standard=following,
        made=tuple(sorted(made.items(), key=lambda each: (-each[1], each[0]))),
        credit=recorded,
    )


def _summary(session: Session, text: str, day: date) -> EnterpriseSummary:
    found = registered(session, text)
    return EnterpriseSummary(
        record=found,
        statuses=declarations.statuses_of(session, found.enterprise.id, day),
        products=declarations.products_of_enterprise(session, found.enterprise.id),
        reference=reference.reference(session),
    )


def _standards(
    session: Session, enterprise: Enterprise, day: date, wanted: frozenset[Status], after: int | None, limit: int
) -> tuple[tuple[StandardView, ...], int | None]:
    """The standards of a page, and the number below which the next one begins."""
    found = declarations.of_enterprise(session, enterprise, day, after=after, limit=limit + 1, wanted=wanted)
    return tuple(found[:limit]), found[limit - 1].id.number if len(found) > limit else None
