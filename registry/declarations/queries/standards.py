"""Reads of declared standards → frozen rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from registry.declarations.models import (
    DeclaredCitationRow,
    DeclaredProductRow,
    ReceiptRow,
    ReplacementRow,
    StandardRow,
    VersionRow,
    WithdrawalRow,
)
from registry.declarations.queries.lifecycle import ends, newest_version, status, status_column
from registry.declarations.values import (
    EVERY,
    Change,
    ChangeKind,
    Commitment,
    Degree,
    Disclosure,
    Document,
    International,
    Receipt,
    StandardView,
    Status,
)
from registry.enterprises import queries as enterprises
from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import Enterprise, Sample
from registry.identifiers.standard_number import StandardKind
from registry.kernel.findings import Finding
from registry.kernel.ids import STANDARD, PublicId


def receipt(session: Session, standard: int, version: int) -> Receipt:
    """The receipt of a published version; it exists for every one."""
    row = session.execute(
        _versions(StandardRow.year, StandardRow.number, VersionRow.published_at, VersionRow.content_hash).where(
            VersionRow.standard_id == standard, VersionRow.version == version
        )
    ).one()
    return Receipt(
        id=PublicId(STANDARD, row.year, standard),
        number=row.number,
        version=version,
        published_at=row.published_at,
        content_hash=row.content_hash,
        log_index=row.log_index,
        leaf_hash=row.leaf_hash,
    )


def standards(session: Session, identities: Iterable[PublicId], day: date) -> dict[PublicId, StandardView]:
    """The newest versions of those standards that exist, as of the legal day `day`."""
    wanted = {identity.number for identity in identities}
    rows = standard_rows(session, VersionRow.standard_id.in_(wanted), VersionRow.version == newest_version())
    return {view.id: view for view in views_of(session, rows, day)}


def standard_version(session: Session, identity: PublicId, version: int, day: date) -> StandardView | None:
    """One version of a standard, the newest or an older one; its status is that of the standard."""
    rows = standard_rows(session, VersionRow.standard_id == identity.number, VersionRow.version == version)
    return next((view for view in views_of(session, rows, day) if view.id == identity), None)


def versions(
    session: Session, identity: PublicId, day: date, *, before: int | None, limit: int
) -> tuple[list[StandardView], int]:
    """The versions of a standard, the newest first, those below the number `before` (None for the first page), and how
    many there are in all."""
    below = [] if before is None else [VersionRow.version < before]
    rows = standard_rows(session, VersionRow.standard_id == identity.number, *below, limit=limit)
    found = [view for view in views_of(session, rows, day) if view.id == identity]
    return found, found[0].versions if found else 0


def content_of(session: Session, identity: PublicId, version: int) -> bytes | None:
    """The canonical JSON of a version, the truth behind everything that is shown of it."""
    content = session.scalar(
        select(VersionRow.content).where(VersionRow.standard_id == identity.number, VersionRow.version == version)
    )
    return None if content is None else content.encode()


def standard(session: Session, identity: PublicId, day: date) -> StandardView | None:
    return standards(session, [identity], day).get(identity)


def of_enterprise(
    session: Session,
    enterprise: Enterprise,
    day: date,
    *,
    after: int | None,
    limit: int,
    wanted: frozenset[Status] = EVERY,
) -> list[StandardView]:
    """The newest versions of those of an enterprise's standards whose status on `day` is wanted, the latest declared
    first, those below the number `after` (None for the first page)."""
    # On its own, so that what is computed of a standard is computed for those of the page only.
    own = select(StandardRow.id).where(StandardRow.enterprise_id == enterprise.id).correlate(None)
    if after is not None:
        own = own.where(StandardRow.id < after)
    if wanted != EVERY:
        own = own.join(VersionRow, _is_newest()).where(status_column(day).in_(sorted(map(str, wanted))))
    page = own.order_by(StandardRow.id.desc()).limit(limit)
    rows = standard_rows(session, VersionRow.standard_id.in_(page), VersionRow.version == newest_version())
    return list(views_of(session, rows, day))


def statuses_of(session: Session, enterprise: int, day: date) -> Counter[Status]:
    """How many standards of an enterprise have each status on `day`."""
    each = (
        select(status_column(day).label("status"))
        .select_from(StandardRow)
        .join(VersionRow, _is_newest())
        .where(StandardRow.enterprise_id == enterprise)
        .subquery()
    )
    rows = session.execute(select(each.c.status, func.count()).group_by(each.c.status))
    return Counter({Status(row[0]): row[1] for row in rows})


def states(session: Session, standards: Collection[PublicId], day: date) -> dict[PublicId, tuple[int, Status]]:
    """Of these standards the number of the newest version, and the status on `day`."""
    rows = session.execute(
        select(StandardRow.id, StandardRow.year, VersionRow.version, status_column(day))
        .join(VersionRow, _is_newest())
        .where(StandardRow.id.in_([each.number for each in standards]))
    )
    return {PublicId(STANDARD, year, key): (version, Status(status)) for key, year, version, status in rows}


def identities_of(session: Session, uscc: str) -> list[PublicId]:
    """The standards of the enterprise with this credit code, oldest first."""
    rows = session.execute(
        select(StandardRow.id, StandardRow.year)
        .join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id)
        .where(EnterpriseRow.uscc == uscc)
        .order_by(StandardRow.id)
    )
    return [PublicId(STANDARD, row.year, row.id) for row in rows]


def identities(session: Session, *, after: int, limit: int) -> list[PublicId]:
    """The declared standards whose number is above `after` (0 for the first of them), oldest first."""
    rows = session.execute(
        select(StandardRow.id, StandardRow.year).where(StandardRow.id > after).order_by(StandardRow.id).limit(limit)
    )
    return [PublicId(STANDARD, row.year, row.id) for row in rows]


def count(session: Session) -> int:
    """How many standards are declared."""
    return session.scalar(select(func.count()).select_from(StandardRow)) or 0


def number_with_key(session: Session, key: str) -> str | None:
    """The number, as declared, whose identity key this is; None where nobody has declared it."""
    return session.scalar(select(StandardRow.number).where(StandardRow.number_key == key).limit(1))


def number_of(session: Session, enterprise: int, key: str) -> str | None:
    """The number with this identity key among those of one enterprise; None where it has not declared it."""
    return session.scalar(
        select(StandardRow.number).where(StandardRow.enterprise_id == enterprise, StandardRow.number_key == key)
    )


def sample_of(standard: StandardRow | Row[Any], enterprise: Enterprise) -> Sample | None:
    """Where the values of a sample standard come from; None of a real one."""
    if standard.sample_source is None:
        return enterprise.sample
    return Sample(standard.sample_source, standard.sample_licence or "")


def cited_by(session: Session, keys: Collection[str]) -> dict[str, int]:
    """How many declared standards cite, in their newest version, the number with each of these keys (left out where
    none does). A reference without a year has a key of its own, the number's `series`."""
    cited = DeclaredCitationRow.number_key
    rows = session.execute(select(cited, func.count()).where(cited.in_(keys)).group_by(cited))
    return {row[0]: row[1] for row in rows}


def _versions(*columns: Any) -> Select[Any]:
    return (
        select(*columns, ReceiptRow.log_index, ReceiptRow.leaf_hash)
        .select_from(VersionRow)
        .join(StandardRow, StandardRow.id == VersionRow.standard_id)
        .join(
            ReceiptRow,
            (ReceiptRow.standard_id == VersionRow.standard_id) & (ReceiptRow.version == VersionRow.version),
        )
    )


def standard_rows(session: Session, *conditions: Any, limit: int | None = None) -> Sequence[Row[Any]]:
    counted = (
        select(func.count()).where(DeclaredProductRow.standard_id == StandardRow.id).scalar_subquery().label("products")
    )
    why = select(WithdrawalRow.reason).where(WithdrawalRow.standard_id == StandardRow.id).scalar_subquery().label("why")
    columns = (
        *ends(),
        newest_version().label("versions"),
        counted,
        why,
    )
    asked = _versions(StandardRow, VersionRow, EnterpriseRow, *columns)
    asked = asked.join(EnterpriseRow, EnterpriseRow.id == StandardRow.enterprise_id).where(*conditions)
    return session.execute(asked.order_by(VersionRow.standard_id.desc(), VersionRow.version.desc()).limit(limit)).all()


def _is_newest() -> Any:
    return (VersionRow.standard_id == StandardRow.id) & (VersionRow.version == newest_version())


def views_of(session: Session, rows: Sequence[Row[Any]], day: date) -> Iterator[StandardView]:
    """The standards in rows of `standard_rows`."""
    owners = {row.EnterpriseRow.id: enterprises.enterprise(row.EnterpriseRow) for row in rows}
    chain = _chain(session, {row.StandardRow.id for row in rows})
    for row in rows:
        yield _standard(row, owners[row.StandardRow.enterprise_id], chain, day)


def _chain(session: Session, standards: set[int]) -> dict[tuple[int, bool], PublicId]:
    """For each of those standards what it replaces (False) and what replaces it (True)."""
    rows = session.execute(_replacements(), {"standards": list(standards)})
    found = {}
    for row in rows:
        found[row.new, False] = PublicId(STANDARD, row.old_year, row.old)
        found[row.old, True] = PublicId(STANDARD, row.new_year, row.new)
    return found


@cache
def _replacements() -> Any:
    """What replaces `:standards` and what they replace."""
    old, new = aliased(StandardRow), aliased(StandardRow)
    among: Any = bindparam("standards", expanding=True)
    return (
        select(old.id.label("old"), old.year.label("old_year"), new.id.label("new"), new.year.label("new_year"))
        .select_from(ReplacementRow)
        .join(old, old.id == ReplacementRow.replaces_id)
        .join(new, new.id == ReplacementRow.standard_id)
        .where(ReplacementRow.replaces_id.in_(among) | ReplacementRow.standard_id.in_(among))
        .order_by(new.id)
    )


def _standard(
    row: Row[Any], enterprise: Enterprise, chain: Mapping[tuple[int, bool], PublicId], day: date
) -> StandardView:
    standard, version = row.StandardRow, row.VersionRow
    ends = [end for end in (row.withdrawn_on, row.replaced_from) if end is not None]
    change, disclosure, international = version.change, version.disclosure, version.international
    return StandardView(
        id=PublicId(STANDARD, standard.year, standard.id),
        kind=StandardKind(standard.kind),
        number=standard.number,
        title=version.title,
        status=status(row, version.effective_on, day),
        enterprise=enterprise,
        category=version.category,
        industry=version.industry,
        version=version.version,
        versions=row.versions,
        published_at=version.published_at,
        issued_on=version.issued_on,
        effective_on=version.effective_on,
        ended_on=min(ends, default=None),
        replaces=chain.get((standard.id, False)),
        replaced_by=chain.get((standard.id, True)),
        change=Change(ChangeKind(change["kind"]), change["reason"]) if change else Change(ChangeKind.FIRST),
        disclosure=None if disclosure is None else Disclosure(disclosure["reason"]),
        international=international and International(Degree(international["degree"]), international["number"]),
        withdrawal=row.why,
        withdrawn_on=row.withdrawn_on,
        commitment=Commitment(**version.commitment),
        cites=tuple(version.cites),
        findings=tuple(Finding.from_stored(each) for each in version.findings),
        content_hash=version.content_hash,
        log_index=row.log_index,
        leaf_hash=row.leaf_hash,
        products_total=row.products,
        sample=sample_of(standard, enterprise),
        documents=tuple(Document(**each) for each in version.documents or ()),
    )
