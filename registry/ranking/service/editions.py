"""Use cases of the editions: build, notice, final or void, correct; and «依据已变化».

An edition is graded on one state of the register, outside of any writing; what was published meanwhile is looked at
when it is written down. Each act is a row, an event and an entry of the journal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from registry.kernel import events, journal
from registry.kernel.access import Right, needs
from registry.kernel.clock import legal_day, rfc3339
from registry.kernel.database import insert_rows, table
from registry.kernel.errors import Conflict, Refused
from registry.kernel.findings import Finding
from registry.kernel.ids import EDITION, STANDARD, PublicId
from registry.kernel.transaction import Where, Work, begin, reading
from registry.ranking import queries
from registry.ranking.grading import COLUMNS, Grading, Unsealed, boards, entries, prepared, values
from registry.ranking.interests.queries import holder_of
from registry.ranking.models import (
    EditionActRow,
    EditionArchiveRow,
    EditionEntryRow,
    EditionRow,
    EditionValueRow,
)
from registry.ranking.recompute import METHOD
from registry.ranking.rules import editions as rules
from registry.ranking.service.finding import found_edition
from registry.ranking.service.grading import graded
from registry.ranking.service.schemes import check_owner, found_scheme
from registry.ranking.values import LIVE, STATES, Act, Difference, Done, Edition, State, before
from registry.reference import queries as reference

TYPE = "edition"
"""First part of the topics and of the types in the journal: `edition.built`, `edition.noticed`, …"""

STATE_TOPICS = frozenset(f"{TYPE}.{act}" for act in (*STATES, Act.BASIS_CONFIRMED))
"""By which an edition may begin or end to count, or its grades to stand."""

STANDARDS_TOGETHER = 1_000
"""Standards that are looked at in one statement."""


def build(where: Where, scheme: str, *, as_of: datetime | None = None) -> Edition:
    """A new edition of a scheme, in draft: every candidate graded on the present state of the register.

    Refused where nobody in particular builds it, where `as_of` names another state than the present, or the clock has
    moved back.
    """
    return _build(where, scheme, as_of=as_of)


def correct(where: Where, edition: str, reason: str) -> Edition:
    """A new edition, in draft, that names a final one as corrected by it; when it is final, the old one is not any
    more."""
    with reading(where) as session:
        old = found_edition(session, edition)
        check_owner(where.actor, holder_of(session, old.scheme), old.scheme)
    _refuse(rules.wrong_state(old, State.FINAL), rules.without_reason(reason.strip()))
    return _build(where, old.scheme, corrects=old, reason=reason.strip())


def notice(where: Where, edition: str, reason: str = "") -> Edition:
    """Shows a draft for objections, from today on for as many days as the scheme says. `reason` explains why it differs
    much from the edition before, where it does."""
    _look_again(where, edition)
    with reading(where, snapshot=True) as session:  # what takes long is done before anybody is made to wait
        moved = _difference(session, found_edition(session, edition))
    with _acting(where, edition) as (work, found):
        session, reason = work.session, reason.strip()
        scheme = found_scheme(session, found.scheme, reference.reference(session))
        noticed = [each for each in queries.editions(session, found.scheme) if each.state is State.NOTICE]
        if reason:
            _refuse(rules.without_reason(reason))
        _refuse(
            rules.against_notice(
                found,
                scheme,
                work.today,
                other=noticed[0] if noticed else None,
                difference=moved,
                reason=reason,
            )
        )
        until = rules.last_day(scheme, work.today)
        return _did(work, found, _done(work, Act.NOTICED, until=until, reason=reason or None))


def finalize(where: Where, edition: str) -> Edition:
    """Makes an edition final: when its notice has ended, and by another person than the one who built it. What it
    corrects is corrected from here on."""
    _look_again(where, edition)
    with _acting(where, edition) as (work, found):
        actor = work.actor
        _refuse(rules.against_final(found, actor.person, trusted=actor.trusted, today=work.today))
        if found.corrects is not None:
            old = _locked(work, str(found.corrects))
            if old.state is State.FINAL:
                _did(work, old, _done(work, Act.CORRECTED, subject=str(found.id), reason=found.built.reason))
        return _did(work, found, _done(work, Act.FINALIZED))


def void(where: Where, edition: str, reason: str) -> Edition:
    """Gives up a draft or a notice (作废). It stays readable, with the reason."""
    with _acting(where, edition) as (work, found):
        _refuse(rules.wrong_state(found, State.DRAFT, State.NOTICE), rules.without_reason(reason.strip()))
        return _did(work, found, _done(work, Act.VOIDED, reason=reason.strip()))


def confirm(where: Where, edition: str, reason: str) -> Edition:
    """The evaluator has looked at what has changed in the basis and stands by the edition, for this reason."""
    with _acting(where, edition) as (work, found):
        _refuse(
            rules.wrong_state(found, State.DRAFT, State.NOTICE, State.FINAL),
            () if found.changes else (rules.NOTHING_CHANGED.error("basis"),),
            rules.without_reason(reason.strip()),
        )
        return _did(work, found, _done(work, Act.BASIS_CONFIRMED, reason=reason.strip()))


def mark_changed(where: Where, standards: Collection[PublicId]) -> None:
    """Marks the editions of whose candidates these standards are and are not any more what was graded («依据已变化»).
    The same change is marked once, and only where the edition counts or may come to count."""
    with reading(where) as session:  # most of what is published is no candidate of anything: nobody waits for us then
        live = queries.live_with(session, standards)
    if not live:
        return
    with begin(where) as work:
        for edition, own in live.items():
            _mark(work, edition, own)


def _look_again(where: Where, edition: str) -> None:
    """Marks what has changed in the basis of an edition, whether or not the worker has been told of it yet."""
    with begin(where) as work:
        needs(Right.EVALUATE).check(work.actor)
        found = found_edition(work.session, edition)
        check_owner(work.actor, holder_of(work.session, found.scheme), found.scheme)
        if found.state in LIVE:
            _mark_all(work, found.id)


def _mark_all(work: Work, edition: PublicId) -> None:
    after = 0
    while standards := queries.standards_in(work.session, edition, after=after, limit=STANDARDS_TOGETHER):
        _mark(work, edition, standards)
        after = standards[-1].number


def _mark(work: Work, edition: PublicId, standards: Collection[PublicId]) -> None:
    changed = queries.changed(work.session, edition, standards, work.today)
    if not changed:
        return
    journal.reserve(work)
    found = _locked(work, str(edition))
    known = {(done.subject, done.fact) for done in found.acts}
    for each in changed:
        if (str(each.standard), each.fact) not in known:
            found = _did(work, found, Done(Act.BASIS_CHANGED, work.now, subject=str(each.standard), fact=each.fact))


def _build(
    where: Where,
    name: str,
    *,
    as_of: datetime | None = None,
    corrects: Edition | None = None,
    reason: str | None = None,
) -> Edition:
    # A piece of work that is open already sees no single state, and must not be held up by the grading.
    outside = where.scope if isinstance(where, Work) else where
    with reading(outside, snapshot=True) as session:
        scheme = found_scheme(session, name, reference.reference(session))
        check_owner(where.actor, holder_of(session, name), name)
        _refuse(rules.nobody(where.actor.person, trusted=where.actor.trusted))
        now = where.clock.now()
        if as_of is not None:
            size, _ = journal.head(session)
            newest = journal.entry(session, size - 1)
            _refuse(rules.not_as_of(as_of, now, newest.at if newest else None))
        grading = graded(session, scheme, as_of or now)
    unsealed = prepared(grading)
    with begin(where) as work:
        queries.lock_scheme(work.session, name)
        earlier = queries.editions(work.session, name)
        _refuse(rules.clock_back(work.scope.clock.now(), (each.built.at for each in earlier)))
        identity = _write(work, grading, unsealed, corrects, earlier)
        done = _done(work, Act.BUILT, subject=str(corrects.id) if corrects else None, reason=reason)
        _record(work, identity, 0, unsealed.digest, done)
        _mark_all(work, identity)  # what has happened since the snapshot, whether or not it stands in the journal
        return found_edition(work.session, str(identity))


def _write(
    work: Work, grading: Grading, unsealed: Unsealed, corrects: Edition | None, earlier: Iterable[Edition]
) -> PublicId:
    scheme, counts = grading.scheme, grading.counts
    year = work.today.year
    issue = 1 + max((each.issue for each in earlier if each.id.year == year), default=0)
    sample = scheme.sample or any(each.sample for each in grading.candidates)
    row: dict[str, Any] = {
        "year": year,
        "scheme": scheme.id,
        "scheme_version": scheme.version,
        "title": scheme.title,
        "title_en": scheme.title_en,
        "issue": issue,
        "corrects_id": corrects.id.number if corrects else None,
        "day": legal_day(grading.taken_at),
        "taken_at": grading.taken_at,
        "log_size": grading.log_size,
        "root_hash": grading.root_hash,
        "method": METHOD,
        "digest": unsealed.digest,
        "counts": {
            "candidates": counts.candidates,
            "by_grade": {str(each): number for each, number in counts.by_grade.items()},
            "by_reason": [list(each) for each in counts.by_reason],
        },
        "boards": [
            {
                "indicator": each.indicator,
                "condition": each.condition,
                "levels": {"-" if level is None else str(int(level)): count for level, count in each.levels.items()},
                "equal": each.equal,
            }
            for each in boards(grading)
        ],
        "sample": sample,
    }
    connection = work.connection
    key = connection.execute(insert(table(EditionRow)).returning(table(EditionRow).c.id), row).scalar_one()
    identity = PublicId(EDITION, year, key)
    content = unsealed.sealed(_about(identity, grading, corrects, sample=sample))
    connection.execute(insert(table(EditionArchiveRow)), {"edition_id": key, "size": len(content), "content": content})
    told = ((key, *each) for each in values(grading))
    insert_rows(connection, table(EditionValueRow), ("edition_id", "number", "stored"), told)
    kept = ((key, *each) for each in entries(grading))
    insert_rows(connection, table(EditionEntryRow), ("edition_id", *COLUMNS), kept)
    return identity


def _about(identity: PublicId, grading: Grading, corrects: Edition | None, *, sample: bool) -> dict[str, Any]:
    return {
        "kind": "edition",
        "edition": str(identity),
        "corrects": str(corrects.id) if corrects else None,
        "scheme": {"id": grading.scheme.id, "version": grading.scheme.version},
        "snapshot": {
            "log_size": grading.log_size,
            "root_hash": grading.root_hash,
            "taken_at": rfc3339(grading.taken_at),
        },
        "sample": sample,
    }


@contextmanager
def _acting(where: Where, edition: str) -> Iterator[tuple[Work, Edition]]:
    """The edition, which nobody else does anything with meanwhile; the clock stands behind its last act."""
    with begin(where) as work:
        needs(Right.EVALUATE).check(work.actor)
        journal.reserve(work)
        found = _locked(work, edition)
        check_owner(work.actor, holder_of(work.session, found.scheme), found.scheme)
        # As late as this: whoever has waited for another must not be told that the clock has moved back.
        _refuse(rules.clock_back(work.scope.clock.now(), (done.at for done in found.acts)))
        yield work, found


def _locked(work: Work, edition: str) -> Edition:
    found = found_edition(work.session, edition)
    queries.lock(work.session, found.id)
    return found_edition(work.session, edition)  # as it is now that nobody else can change it


def _done(work: Work, act: Act, **more: Any) -> Done:
    return Done(act, work.now, holder=work.actor.holder, person=work.actor.person, **more)


def _did(work: Work, edition: Edition, done: Done) -> Edition:
    """Writes an act down and tells of it; the edition after it."""
    _record(work, edition.id, len(edition.acts), edition.digest, done)
    return replace(edition, acts=(*edition.acts, done))


def _record(work: Work, edition: PublicId, position: int, digest: str, done: Done) -> None:
    standard = PublicId.parse(done.subject or "", STANDARD)
    work.connection.execute(
        insert(table(EditionActRow)),
        {
            "edition_id": edition.number,
            "position": position,
            "act": str(done.act),
            "at": done.at,
            "holder": done.holder,
            "person": done.person,
            "until": done.until,
            "subject": done.subject,
            "standard_id": standard and standard.number,
            "fact": done.fact,
            "reason": done.reason,
        },
    )
    topic = f"{TYPE}.{done.act}"
    events.publish(work, topic, str(edition))
    journal.append(work, type=topic, subject=str(edition), version=position + 1, content_hash=digest)


def _difference(session: Session, edition: Edition) -> Difference | None:
    """How it differs from the edition before it; None where there is none."""
    earlier = before(queries.editions(session, edition.scheme), edition)
    if earlier is None:
        return None
    return rules.difference(queries.standings(session, earlier.id), queries.standings(session, edition.id))


def _refuse(*findings: Iterable[Finding]) -> None:
    """Raises Conflict or Refused for what is found."""
    found = [each for several in findings for each in several]
    if not found:
        return
    if found[0].code == rules.OTHER_STATE.code:
        raise Conflict(found)
    raise Refused(found)
