"""Use cases of enterprises."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from registry.accounts.service import add_holder
from registry.accounts.values import HolderKind
from registry.enterprises import queries
from registry.enterprises.models import EnterpriseRow
from registry.enterprises.values import Enterprise, Sample, VerificationLevel
from registry.identifiers.region import parse_region
from registry.identifiers.uscc import SAMPLE_DIVISION, parse_uscc, sample_uscc
from registry.kernel.access import Right, needs
from registry.kernel.errors import Conflict, Refused
from registry.kernel.findings import Message, errors
from registry.kernel.transaction import Where, begin

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


def register(
    where: Where,
    *,
    uscc: str,
    name: str,
    region: str,
    level: VerificationLevel,
    sample: Sample | None = None,
) -> Enterprise:
    """A new enterprise with its account holder. Operators only.

    A sample enterprise has a credit code and a region of the reserved division 000000. Raises Refused for a code, name
    or region that is not accepted, Conflict for a code that is registered.
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
                )
                work.session.add(row)
                work.session.flush()
        except IntegrityError:  # by a command that ran at the same time
            raise Conflict(REGISTERED.error("uscc", given=code.code)) from None
        return queries.enterprise(row)
