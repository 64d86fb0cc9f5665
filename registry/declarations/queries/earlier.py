"""Standards and products as they stood at an earlier time (`as_of`): what was published, withdrawn and renamed later is
left out. Versions are immutable, so that their content says what products were then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from registry.declarations.models import ProductRow, ReplacementRow, StandardRow, VersionRow, WithdrawalRow
from registry.declarations.queries.lifecycle import RANK
from registry.declarations.queries.older import body_then, products_of_version
from registry.declarations.queries.products import AT_ONCE
from registry.declarations.queries.standards import identities_of, standard_rows, views_of
from registry.declarations.values import ProductView, StandardView, status_on
from registry.enterprises import queries as enterprises
from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel.clock import legal_day
from registry.kernel.ids import STANDARD, PublicId


def standards_then(session: Session, identities: Iterable[PublicId], at: datetime) -> dict[PublicId, StandardView]:
    """Those standards that were declared at `at`, in the version that was the newest then."""
    found: dict[PublicId, StandardView] = {}
    wanted = sorted(identity.number for identity in identities)
    for start in range(0, len(wanted), AT_ONCE):
        among = VersionRow.standard_id.in_(wanted[start : start + AT_ONCE])
        rows = standard_rows(session, among, _is_newest_then(at))
        views = _as_they_stood(session, list(views_of(session, rows, legal_day(at))), at)
        found |= {view.id: view for view in views}
    return found


def standard_then(session: Session, identity: PublicId, at: datetime) -> StandardView | None:
    return standards_then(session, [identity], at).get(identity)


def versions_then(
    session: Session, identity: PublicId, at: datetime, *, before: int | None, limit: int
) -> tuple[list[StandardView], int]:
    """As `versions`, of those that were published by then."""
    below = [] if before is None else [VersionRow.version < before]
    rows = standard_rows(
        session, VersionRow.standard_id == identity.number, VersionRow.published_at <= at, *below, limit=limit
    )
    found = _as_they_stood(
        session, [view for view in views_of(session, rows, legal_day(at)) if view.id == identity], at
    )
    return found, found[0].versions if found else 0


def product_then(
    session: Session, identity: PublicId, dictionary: IndicatorDictionary, at: datetime
) -> ProductView | None:
    """The product as one of the standards of its enterprise declared it: the one in force then, else the newest."""
    mentioning = (
        select(StandardRow.id, StandardRow.year)
        .join(ProductRow, ProductRow.enterprise_id == StandardRow.enterprise_id)
        .join(VersionRow, VersionRow.standard_id == StandardRow.id)
        .where(ProductRow.id == identity.number, ProductRow.year == identity.year)
        .where(_is_newest_then(at), VersionRow.content.contains(str(identity)))
    )
    standards = [PublicId(STANDARD, row.year, row.id) for row in session.execute(mentioning)]
    found = standards_then(session, standards, at).values()
    for standard in sorted(found, key=lambda view: (RANK[view.status], view.id.number), reverse=True):
        for position, product in enumerate(body_then(session, standard)["products"]):
            if product.get("id") == str(identity):
                (view,), _ = products_of_version(session, standard, dictionary, after=position - 1, limit=1)
                return view
    return None


def of_enterprise_then(session: Session, uscc: str, at: datetime) -> list[StandardView]:
    """Every standard that an enterprise had declared by then, the latest declared first. How many products an earlier
    version had is said by `counted_then`."""
    found = standards_then(session, identities_of(session, uscc), at)
    return sorted(found.values(), key=lambda view: -view.id.number)


def _is_newest_then(at: datetime) -> ColumnElement[bool]:
    """Of a query around that selects `VersionRow`."""
    every = aliased(VersionRow)
    newest = (
        select(func.max(every.version))
        .where(every.standard_id == VersionRow.standard_id, every.published_at <= at)
        .correlate(VersionRow)
    )
    return VersionRow.version == newest.scalar_subquery()


class _Successor(NamedTuple):
    """What replaces a standard, in the version that was the newest then."""

    identity: PublicId
    effective_on: date


def _as_they_stood(session: Session, views: Collection[StandardView], at: datetime) -> list[StandardView]:
    """Versions that were published by then, without what came later."""
    standards = {view.id.number for view in views}
    successors = _successors(session, standards, at)
    after = {each.identity.number for of in successors.values() for each in of}
    withdrawn = {
        row.standard_id: row
        for row in session.execute(
            select(WithdrawalRow.standard_id, WithdrawalRow.withdrawn_on, WithdrawalRow.reason).where(
                WithdrawalRow.standard_id.in_(standards | after), WithdrawalRow.recorded_at <= at
            )
        )
    }
    newest = select(VersionRow.standard_id, VersionRow.version).where(
        VersionRow.standard_id.in_(standards), _is_newest_then(at)
    )
    versions = {row.standard_id: row.version for row in session.execute(newest)}
    names = enterprises.names_then(session, {view.enterprise.id for view in views}, at)
    return [
        _stood(view, versions[view.id.number], successors.get(view.id.number, []), withdrawn, names, legal_day(at))
        for view in views
    ]


def counted_then(session: Session, view: StandardView) -> StandardView:
    """With as many products as this very version has: the tables hold those of the newest one."""
    return replace(view, products_total=len(body_then(session, view)["products"]))


def _successors(session: Session, standards: Collection[int], at: datetime) -> Mapping[int, list[_Successor]]:
    rows = session.execute(
        select(ReplacementRow.replaces_id, StandardRow.id, StandardRow.year, VersionRow.effective_on)
        .join(StandardRow, StandardRow.id == ReplacementRow.standard_id)
        .join(VersionRow, VersionRow.standard_id == StandardRow.id)
        .where(ReplacementRow.replaces_id.in_(standards), _is_newest_then(at))
        .order_by(StandardRow.id)
    )
    found: dict[int, list[_Successor]] = defaultdict(list)
    for row in rows:
        found[row.replaces_id].append(_Successor(PublicId(STANDARD, row.year, row.id), row.effective_on))
    return found


def _stood(
    view: StandardView,
    versions: int,
    successors: Collection[_Successor],
    withdrawn: Mapping[int, Any],
    names: Mapping[int, str],
    day: date,
) -> StandardView:
    end = withdrawn.get(view.id.number)
    replaced = [each.effective_on for each in successors if not _is_withdrawn(each, withdrawn)]
    replaced_from = min(replaced, default=None)
    withdrawn_on = end.withdrawn_on if end else None
    name = names.get(view.enterprise.id)
    return replace(
        view,
        versions=versions,
        status=status_on(day, view.effective_on, withdrawn_on=withdrawn_on, replaced_from=replaced_from),
        ended_on=min((each for each in (withdrawn_on, replaced_from) if each), default=None),
        withdrawal=end.reason if end else None,
        withdrawn_on=withdrawn_on,
        replaced_by=next((each.identity for each in reversed(list(successors))), None),
        enterprise=replace(view.enterprise, name=name) if name else view.enterprise,
    )


def _is_withdrawn(successor: _Successor, withdrawn: Mapping[int, Any]) -> bool:
    """Whether it was withdrawn by the day on which it would have replaced something."""
    end = withdrawn.get(successor.identity.number)
    return end is not None and end.withdrawn_on <= successor.effective_on
