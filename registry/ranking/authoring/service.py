"""Use cases of authoring: an evaluator drafts its schemes, sees what a draft would do, and publishes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.enterprises import queries as enterprises
from registry.kernel.access import Actor, Right, needs
from registry.kernel.errors import NOT_FOUND, NOT_PERMITTED, Conflict, Forbidden, NotFound, Refused
from registry.kernel.findings import Message, errors
from registry.kernel.transaction import Where, Work, begin, reading
from registry.ranking import queries as ranking
from registry.ranking.authoring import queries
from registry.ranking.authoring.differing import SchemeChange, differences
from registry.ranking.authoring.examining import completed, examined
from registry.ranking.authoring.values import Moved, OwnScheme, Preview, SchemeDraft
from registry.ranking.interests.service import own_evaluator
from registry.ranking.models import SchemeDraftRow, SchemeRow
from registry.ranking.rules import in_present_shape
from registry.ranking.service import add_scheme, found_scheme, graded
from registry.ranking.values import Scheme
from registry.reference.queries import reference

Seen = Callable[[str], None]
"""Is called with the present tag of a draft, and raises where the caller has not seen it."""

MOST_MOVED = 50
"""Candidates that a preview names."""

NAME_TAKEN = Message(
    "scheme-name-taken",
    "已有名为 {given} 的方案，请另取一个地址名。",
    "There is a scheme of the name {given} already; choose another one for its address.",
)
OTHER_NAME = Message(
    "scheme-name-stays",
    "方案的地址名是 {accepted}，不能改为 {given}。",
    "The scheme's name in addresses is {accepted} and cannot become {given}.",
)


def add_draft(where: Where, body: Mapping[str, Any]) -> SchemeDraft:
    """A new scheme of the caller's own organisation, drafted with this content (of the shape of `SchemeBody`). Conflict
    where there is a scheme of its name."""
    with begin(where) as work:
        holder = own_evaluator(work.actor)
        name = body["id"]
        try:
            with work.savepoint():
                work.session.add(SchemeRow(id=name, holder_id=holder))
                work.session.flush()
        except IntegrityError:
            raise Conflict(NAME_TAKEN.error("/id", name), existing=f"/rankings/{name}") from None
        _write(work, name, body, None)
        return _draft(work.session, work.session.get_one(SchemeRow, name))


def draft(where: Where, scheme: str) -> SchemeDraft:
    """The draft of an own scheme; what is published, where nothing is drafted beside it."""
    with reading(where) as session:
        return _draft(session, _own(session, where.actor, scheme))


def change_draft(where: Where, scheme: str, body: Mapping[str, Any], seen: Seen) -> SchemeDraft:
    """The own scheme, drafted with this content instead; what is published stays as it is."""
    with begin(where) as work:
        row = _own(work.session, work.actor, scheme, lock=True)
        if body["id"] != scheme:
            raise Refused(OTHER_NAME.error("/id", body["id"], scheme))
        seen(_draft(work.session, row).tag)
        _write(work, scheme, body, work.session.get(SchemeDraftRow, scheme))
        return _draft(work.session, row)


def delete_draft(where: Where, scheme: str, seen: Seen) -> None:
    """Deletes what is drafted; with it the scheme, where nothing of it is published."""
    with begin(where) as work:
        row = _own(work.session, work.actor, scheme, lock=True)
        present = _draft(work.session, row)
        seen(present.tag)
        if present.written:
            work.session.delete(work.session.get_one(SchemeDraftRow, scheme))
            work.session.flush()
        if present.version is None:
            work.session.delete(row)


def publish(where: Where, scheme: str, seen: Seen | None = None) -> Scheme:
    """The own scheme with its draft as the newest version, which never changes; a repeat gives the same version.
    Refused with all that stands against it."""
    with begin(where) as work:
        row = _own(work.session, work.actor, scheme, lock=True)
        present = _draft(work.session, row)
        if seen is not None:
            seen(present.tag)
        if present.scheme is None:
            raise Refused(errors(present.findings))
        version = add_scheme(work, present.content)
        if present.written:
            work.session.delete(work.session.get_one(SchemeDraftRow, scheme))
            work.session.flush()
        return found_scheme(work.session, scheme, reference(work.session), version)


def publish_content(where: Where, body: Mapping[str, Any], holder: int | None = None) -> int:
    """Publishes content of the shape of `SchemeBody` at once, as the newest version of its scheme, which becomes the
    evaluator's `holder` where it is nobody's; the version's number. For commands of this machine."""
    needs(Right.OPERATE).check(where.actor)
    with begin(where) as work:
        found = examined(body, 1, reference(work.session), queries.evaluator_name(work.session, holder))
        if found.scheme is None:
            raise Refused(errors(found.findings))
        return add_scheme(work, found.content, holder)


def own_schemes(where: Where) -> list[OwnScheme]:
    """The schemes of the caller's own organisation, those that are being written first."""
    holder = own_evaluator(where.actor)
    with reading(where) as session:
        return queries.own_schemes(session, holder)


def organisation(where: Where) -> str:
    """The name of the caller's own organisation, an evaluator."""
    holder = own_evaluator(where.actor)
    with reading(where) as session:
        return queries.evaluator_name(session, holder) or ""


def version(where: Where, scheme: str, number: int | None = None) -> tuple[Scheme, bool]:
    """A published version, the newest where no number is given, and whether it is the newest. NotFound where there is
    none."""
    with reading(where) as session:
        found = found_scheme(session, scheme, reference(session), number)
        newest = ranking.content_of(session, scheme)
        return found, newest is not None and newest[0] == found.version


def content(where: Where, scheme: str, number: int | None = None) -> Mapping[str, Any]:
    """The content of a published version, as `change_draft` takes it. NotFound where there is none."""
    with reading(where) as session:
        found = ranking.content_of(session, scheme, number)
        if found is None:
            raise NotFound(NOT_FOUND.error("scheme", given=scheme))
        return completed(in_present_shape(found[1]), None)


def difference(
    where: Where, scheme: str, earlier: int | None = None, later: int | None = None
) -> tuple[Scheme, Scheme, list[SchemeChange]]:
    """Two published versions and what the later says otherwise. Left out, `later` is the newest and `earlier` the one
    before it; of a scheme with one version that is itself. NotFound where there is no such version."""
    with reading(where) as session:
        known = reference(session)
        new = found_scheme(session, scheme, known, later)
        old = found_scheme(session, scheme, known, max(new.version - 1, 1) if earlier is None else earlier)
        return old, new, differences(old, new)


def preview(where: Where, scheme: str) -> Preview:
    """What the draft of an own scheme would make of the register as it stands. Refused while an error stands in it."""
    with reading(where, snapshot=True) as session:
        present = _draft(session, _own(session, where.actor, scheme))
        if present.scheme is None:
            raise Refused(errors(present.findings))
        now, public = where.clock.now(), found_scheme(session, scheme, reference(session)) if present.version else None
        found = graded(session, present.scheme, now)
        old = graded(session, public, now) if public else None
        grades = {
            (each.standard, each.product): int(grade) or None
            for each, grade in (zip(old.candidates, old.graded.grade, strict=True) if old else ())
        }
        before = [grades.get((each.standard, each.product)) for each in found.candidates]
        moved = [place for place, grade in enumerate(found.graded.grade) if (int(grade) or None) != before[place]]
        entries = [(found.entry(place), before[place]) for place in moved[:MOST_MOVED]]
        owners = enterprises.by_ids(session, (entry.candidate.enterprise for entry, _ in entries))
        changes = differences(public, present.scheme) if public else []
    return Preview(
        counts=found.counts,
        published=old.counts if old else None,
        moved=[Moved(entry, owners[entry.candidate.enterprise], grade) for entry, grade in entries],
        moved_total=len(moved),
        changes=changes,
    )


def _own(session: Session, actor: Actor, scheme: str, *, lock: bool = False) -> SchemeRow:
    """The scheme, if the caller's organisation owns it. Of another's that is public it is said so; one that is not is
    not there for the caller."""
    needs(Right.EVALUATE).check(actor)
    row = session.get(SchemeRow, scheme, with_for_update=lock)
    if row is not None and (actor.trusted or (actor.holder is not None and row.holder_id == actor.holder)):
        return row
    if row is not None and ranking.content_of(session, scheme) is not None:
        raise Forbidden(NOT_PERMITTED.error("Authorization", given=actor.name, accepted="evaluator"))
    raise NotFound(NOT_FOUND.error("scheme", given=scheme))


def _draft(session: Session, row: SchemeRow) -> SchemeDraft:
    newest = ranking.content_of(session, row.id)
    written = session.get(SchemeDraftRow, row.id, populate_existing=True)
    body = written.body if written else in_present_shape(newest[1]) if newest else {"id": row.id}
    number = newest[0] if newest else None
    known, evaluator = reference(session), queries.evaluator_name(session, row.holder_id)
    found = examined(body, (number or 0) + (1 if written else 0) or 1, known, evaluator)
    return SchemeDraft(
        id=row.id,
        version=number,
        written=written is not None,
        content=found.content,
        scheme=found.scheme,
        findings=found.findings,
    )


def _write(work: Work, scheme: str, body: Mapping[str, Any], row: SchemeDraftRow | None) -> None:
    if row is None:
        work.session.add(SchemeDraftRow(scheme=scheme, body=dict(body), changed_at=work.now))
    else:
        row.body, row.changed_at = dict(body), work.now
    work.session.flush()
