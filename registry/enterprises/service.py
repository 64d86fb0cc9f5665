"""Use cases of enterprises."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.accounts.service import add_holder, rename_holder
from registry.accounts.values import HolderKind
from registry.enterprises import queries
from registry.enterprises.models import EnterpriseNameRow, EnterpriseRow
from registry.enterprises.values import Enterprise, EnterpriseRecord, Sample, Standing, VerificationLevel
from registry.identifiers.region import parse_region
from registry.identifiers.uscc import SAMPLE_DIVISION, parse_uscc, sample_uscc
from registry.kernel import events
from registry.kernel.access import Right, needs
from registry.kernel.errors import NOT_FOUND, Conflict, Malformed, NotFound, Refused
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.transaction import Where, Work, begin
from registry.reference.queries import reference

RENAMED = "enterprise.renamed"
"""Topic of the event of another name; its subject is the credit code."""

SAMPLE_OUTSIDE = Message(
    "sample-outside-its-division",
    "示例企业只能使用保留区划 000000：{given} 不可用，应如 {accepted}。",
    "A sample enterprise stands in the reserved division 000000 only: not {given}, but for example {accepted}.",
)
NAME_MISSING = Message("enterprise-name-missing", "必须填写企业名称。", "The enterprise's name is required.")
REGISTERED = Message(
    "enterprise-already-registered",
    "统一社会信用代码 {given} 已登记。",
    "The credit code {given} is registered already.",
)
INDUSTRY_UNKNOWN = Message(
    "enterprise-industry-unknown",
    "国民经济行业分类（GB/T 4754—2017）中没有代码 {given}；可用的代码见 {accepted}。",
    "GB/T 4754—2017 has no class {given}; the codes are listed at {accepted}.",
)
NAME_SAME = Message(
    "enterprise-name-unchanged",
    "企业现在的名称就是“{given}”。",
    "“{given}” is the name that the enterprise has already.",
)
DAY_NOT_YET = Message(
    "enterprise-day-not-yet",
    "日期 {given} 还没有到；最晚为 {accepted}。",
    "The day {given} is still to come; {accepted} is the last that is taken.",
)
RENAMED_LATER = Message(
    "enterprise-renamed-later",
    "更名日期 {given} 不晚于上一次更名；应晚于 {accepted}。",
    "The day {given} is not after that of the name before; it must be later than {accepted}.",
)
REASON_MISSING = Message(
    "enterprise-rename-reason-missing",
    "必须写明更名依据，如 {accepted}。",
    "The reason for the other name is required, such as {accepted}.",
)


def registered(session: Session, text: str, at: datetime | None = None) -> EnterpriseRecord:
    """The enterprise with the credit code `text`, however it is typed, as it is or was at `at`. Raises Malformed for
    what is no credit code, NotFound for one that is not registered."""
    code, findings = parse_uscc(text, sample=True)
    if code is None:
        raise Malformed(finding.at("uscc") for finding in findings)
    found = queries.record(session, code.code, at)
    if found is None:
        raise NotFound(NOT_FOUND.error("uscc", given=text))
    return found


def register(
    where: Where,
    *,
    uscc: str,
    name: str,
    region: str,
    level: VerificationLevel,
    industry: str | None = None,
    sample: Sample | None = None,
) -> Enterprise:
    """A new enterprise with its account holder. Operators only.

    A sample enterprise has a credit code and a region of the reserved division 000000. Raises Refused for a code, name,
    region or industry that is not accepted, Conflict for a code that is registered.
    """
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        code, findings = parse_uscc(uscc, sample=sample is not None)
        found = [finding.at("uscc") for finding in findings]
        place = region
        if sample is None:
            parsed, said = parse_region(region)
            found += [finding.at("region") for finding in said]
            place = parsed.code if parsed else region
        else:
            if code is not None and not code.is_sample:
                found.append(SAMPLE_OUTSIDE.error("uscc", given=uscc, accepted=sample_uscc(1).code))
            if region != SAMPLE_DIVISION:
                found.append(SAMPLE_OUTSIDE.error("region", given=region, accepted=SAMPLE_DIVISION))
        if not name.strip():
            found.append(NAME_MISSING.error("name"))
        if industry is not None and industry not in reference(work.session).industries:
            found.append(INDUSTRY_UNKNOWN.error("industry", given=industry, accepted="/api/v1/reference/industries"))
        if errors(found) or code is None:
            raise Refused(sorted(found, key=lambda finding: not finding.is_error))
        if queries.by_uscc(work.session, code.code) is not None:
            raise Conflict(REGISTERED.error("uscc", given=code.code))
        try:
            with work.savepoint():
                row = EnterpriseRow(
                    holder_id=add_holder(work, HolderKind.ENTERPRISE, name.strip()),
                    uscc=code.code,
                    name=name.strip(),
                    region=place,
                    level=str(level),
                    level_on=work.today,
                    sample_source=sample.source if sample else None,
                    sample_licence=sample.licence if sample else None,
                    registered_at=work.now,
                    industry=industry,
                )
                work.session.add(row)
                work.session.flush()
        except IntegrityError:  # by a command that ran at the same time
            raise Conflict(REGISTERED.error("uscc", given=code.code)) from None
        return queries.by_ids(work.session, [row.id])[row.id]


def rename(where: Where, uscc: str, *, name: str, on: date, reason: str) -> EnterpriseRecord:
    """The enterprise under another name, which it bears from the day `on`; the former one is kept. Operators only.

    Raises NotFound for a code that is not registered, Refused for a name, reason or day that is not accepted.
    """
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        row, new = _locked(work, uscc), name.strip()
        latest = work.session.scalar(
            select(func.max(EnterpriseNameRow.until)).where(EnterpriseNameRow.enterprise_id == row.id)
        )
        found = list(_not_yet(on, work.today))
        if not new:
            found.append(NAME_MISSING.error("name"))
        elif new == row.name:
            found.append(NAME_SAME.error("name", given=new))
        if not reason.strip():
            found.append(REASON_MISSING.error("reason", accepted="变更登记"))
        if latest is not None and on <= latest:
            found.append(RENAMED_LATER.error("on", given=on.isoformat(), accepted=latest.isoformat()))
        if found:
            raise Refused(found)
        former = EnterpriseNameRow(
            enterprise_id=row.id, until=on, name=row.name, reason=reason.strip(), recorded_at=work.now
        )
        work.session.add(former)
        row.name = new
        rename_holder(work, row.holder_id, new)
        work.session.flush()
        events.publish(work, RENAMED, row.uscc)
        return _record(work, row)


def record_standing(where: Where, uscc: str, *, standing: Standing, on: date) -> EnterpriseRecord:
    """The enterprise with the standing that it has had since the day `on`. Operators only.

    Raises NotFound for a code that is not registered, Refused for a day that is still to come.
    """
    with begin(where) as work:
        needs(Right.OPERATE).check(work.actor)
        row = _locked(work, uscc)
        if found := _not_yet(on, work.today):
            raise Refused(found)
        row.standing, row.standing_on = str(standing), on
        work.session.flush()
        return _record(work, row)


def _locked(work: Work, uscc: str) -> EnterpriseRow:
    """The row of the enterprise with this credit code, however it is typed; nobody else changes it meanwhile."""
    code, _ = parse_uscc(uscc, sample=True)
    asked = select(EnterpriseRow).where(EnterpriseRow.uscc == (code.code if code else uscc))
    row = work.session.scalar(asked.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound(NOT_FOUND.error("uscc", given=uscc))
    return row


def _record(work: Work, row: EnterpriseRow) -> EnterpriseRecord:
    found = queries.record(work.session, row.uscc)
    assert found is not None  # noqa: S101 - it is locked
    return found


def _not_yet(on: date, today: date) -> tuple[Finding, ...]:
    if on <= today:
        return ()
    return (DAY_NOT_YET.error("on", given=on.isoformat(), accepted=today.isoformat()),)
