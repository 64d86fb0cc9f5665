"""Use cases of declared interests: an evaluator declares them and ends them, anybody reads them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from registry.enterprises import queries as enterprises
from registry.identifiers.uscc import parse_uscc
from registry.kernel.access import Actor, Right, needs
from registry.kernel.errors import NOT_FOUND, NOT_PERMITTED, Conflict, Forbidden, NotFound, Refused
from registry.kernel.findings import Finding, Message
from registry.kernel.transaction import Where, begin, reading
from registry.ranking import queries as ranking
from registry.ranking.interests import queries
from registry.ranking.interests.values import Interest, InterestKind
from registry.ranking.models import InterestRow

GREATEST = 2**63 - 1
"""No database is asked for a greater number."""

ENDS_BEFORE = Message(
    "interest-ends-before-it-begins",
    "利益关系的截止日 {given} 早于起始日 {accepted}。",
    "The interest would end on {given}, before it began on {accepted}.",
)
HAS_ENDED = Message(
    "interest-has-ended",
    "这条利益关系已申报截止于 {accepted}，不能再改；如仍存在，请另行申报。",
    "This interest has been declared to end on {accepted}, which stays; if it goes on, declare it anew.",
)


def declare(
    where: Where, *, uscc: str, kind: InterestKind, starts_on: date, ends_on: date | None = None, note: str = ""
) -> Interest:
    """An interest of the caller's own organisation, an evaluator, in an enterprise: from now on the products of that
    enterprise are out of its rankings on the days on which it counts. Refused for a code that is none, or a wrong
    period."""
    with begin(where) as work:
        holder = own_evaluator(work.actor)
        code, found = _code(work.session, uscc)
        if ends_on is not None and ends_on < starts_on:
            found.append(ENDS_BEFORE.error("/ends_on", ends_on.isoformat(), starts_on.isoformat()))
        if found:
            raise Refused(found)
        row = InterestRow(
            holder_id=holder,
            uscc=code,
            kind=str(kind),
            starts_on=starts_on,
            ends_on=ends_on,
            note=note.strip() or None,
            recorded_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        return _own(work.session, holder, row.id)


def end(where: Where, interest: int, on: date) -> Interest:
    """The own interest, ended on that day by a row of its own; the first stays. Conflict where its end is declared
    already, Refused where that would be before it began."""
    with begin(where) as work:
        holder = own_evaluator(work.actor)
        if interest <= GREATEST:  # of two at once the second sees what the first has declared
            work.session.get(InterestRow, interest, with_for_update=True)
        known = _own(work.session, holder, interest)
        if known.ends_on is not None:
            if known.ended_at is not None and known.ends_on == on:
                return known
            raise Conflict(HAS_ENDED.error("/on", on.isoformat(), known.ends_on.isoformat()))
        if on < known.starts_on:
            raise Refused(ENDS_BEFORE.error("/on", on.isoformat(), known.starts_on.isoformat()))
        work.session.add(
            InterestRow(
                holder_id=holder,
                uscc=known.uscc,
                kind=str(known.kind),
                starts_on=known.starts_on,
                ends_on=on,
                note=None,
                ends=known.id,
                recorded_at=work.now,
            )
        )
        work.session.flush()
        return _own(work.session, holder, interest)


def own(where: Where) -> list[Interest]:
    """What the caller's own organisation has declared, the newest first."""
    holder = own_evaluator(where.actor)
    with reading(where) as session:
        return queries.interests(session, holder)


def of_scheme(where: Where, scheme: str) -> list[Interest]:
    """What the evaluator of a scheme has declared, for anybody to read. NotFound where there is no such scheme."""
    with reading(where) as session:
        if ranking.content_of(session, scheme) is None:
            raise NotFound(NOT_FOUND.error("scheme", given=scheme))
        return queries.interests(session, queries.holder_of(session, scheme))


def own_evaluator(actor: Actor) -> int:
    """The account holder that the caller acts for, an evaluator; Forbidden for a caller that acts for none."""
    needs(Right.EVALUATE).check(actor)
    if actor.holder is None:
        raise Forbidden(NOT_PERMITTED.error("Authorization", given=actor.name, accepted="evaluator"))
    return actor.holder


def _code(session: Session, written: str) -> tuple[str, list[Finding]]:
    """The credit code: of a registered enterprise, which may be a sample, or any other that is well-formed."""
    code, found = parse_uscc(written, sample=True)
    if code is not None and not enterprises.by_uscc(session, code.code):
        code, found = parse_uscc(written)
    return (code.code if code else ""), [finding.at("/uscc") for finding in found if finding.is_error]


def _own(session: Session, holder: int, interest: int) -> Interest:
    found = queries.interests(session, holder) if interest <= GREATEST else []
    for each in found:
        if each.id == interest:
            return each
    raise NotFound(NOT_FOUND.error("id", given=str(interest)))
