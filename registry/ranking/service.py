"""Use cases of ranking: publish a scheme, grade by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.kernel import journal
from registry.kernel.access import Right, needs
from registry.kernel.clock import rfc3339
from registry.kernel.errors import NOT_FOUND, NOT_PERMITTED, Forbidden, NotFound, Refused
from registry.kernel.transaction import Where, Work, begin, reading
from registry.ranking import queries
from registry.ranking.grading import Archive, Grading, archive, codes_of, columns, grade, refusing, within
from registry.ranking.interests.queries import conflicts
from registry.ranking.models import SchemeRow, SchemeVersionRow
from registry.ranking.rules import read
from registry.ranking.values import Scheme, Shown
from registry.reference import queries as reference
from registry.reference.snapshot import Reference
from registry.reference.values import with_descendants


def add_scheme(where: Where, content: Mapping[str, Any], holder: int | None = None) -> int:
    """Publishes `content` (of the shape of `authoring.schemas.SchemeBody`, complete) as the newest version of its
    scheme; the version's number, the old one on a repeat. A scheme that is nobody's yet is the evaluator's `holder`.

    Raises Refused where it names what does not exist or contradicts itself.
    """
    with begin(where) as work:
        needs(Right.EVALUATE).check(work.actor)
        _keep(work, content["id"], holder)
        newest = queries.newest_content(work.session, content["id"])
        if newest is not None and newest[1] == content:
            return newest[0]
        version = newest[0] + 1 if newest else 1
        found, findings = read(content, version, reference.reference(work.session))
        if found is None:
            raise Refused([finding for finding in findings if finding.is_error])
        work.session.add(
            SchemeVersionRow(scheme=content["id"], version=version, recorded_at=work.now, content=dict(content))
        )
        return version


def _keep(work: Work, scheme: str, holder: int | None) -> None:
    """The row of the scheme, new or there. A command says whose it is where it is nobody's; an evaluator makes its own,
    Forbidden for any other."""
    row, trusted = work.session.get(SchemeRow, scheme), work.actor.trusted
    if row is None:
        work.session.add(SchemeRow(id=scheme, holder_id=holder if trusted else work.actor.holder))
    elif trusted:
        row.holder_id = row.holder_id or holder
    elif row.holder_id is None or row.holder_id != work.actor.holder:
        raise Forbidden(NOT_PERMITTED.error("scheme", given=scheme, accepted="evaluator"))
    work.session.flush()


def schemes(where: Where, category: str | None = None) -> list[Scheme]:
    """The newest version of every scheme, by title and id; with `category` of those for it and for what is below it."""
    with reading(where) as session:
        known = reference.reference(session)
        found = queries.schemes(session, known)
        wanted = None if category is None else with_descendants(category, known.categories)
        return [scheme for scheme in found if wanted is None or scheme.category.code in wanted]


def scheme(where: Where, name: str) -> Scheme:
    """The newest version of a scheme; NotFound where there is none of that name."""
    with reading(where) as session:
        return _scheme(session, name, reference.reference(session))


def grading(where: Where, name: str) -> Grading:
    """Every candidate of the scheme, graded now, on one consistent state of the register. NotFound where there is no
    such scheme."""
    with reading(where, snapshot=True) as session:
        known = reference.reference(session)
        scheme = _scheme(session, name, known)
        size, root = journal.head(session)
        today = where.clock.today()
        barred = conflicts(session, name, today)
        state = (scheme.version, known.load, root, today, barred)
        with _grading[name]:  # one grades, the others wait for what it finds
            kept = _graded.get(name)
            if kept is None or kept[0] != state:
                kept = _graded[name] = (
                    state,
                    made(session, scheme, known, today, barred, size, root, where.clock.now()),
                )
        return kept[1]


def made(
    session: Session,
    scheme: Scheme,
    known: Reference,
    today: date,
    barred: frozenset[str],
    size: int,
    root: bytes,
    now: datetime,
) -> Grading:
    """Every candidate graded by the scheme, whether or not it is published; `barred` are the enterprises in which its
    evaluator has an interest."""
    covered = with_descendants(scheme.category.code, known.categories)
    limits = refusing(covered, known, today)
    candidates = declarations.candidates(session, covered, today)
    told = declarations.told(session, covered, scheme.codes | codes_of(limits))
    places = {(each.standard.number, each.product.number): place for place, each in enumerate(candidates)}
    owners = [places[each.standard, each.product] for each in told]
    kept = within(candidates, told, owners, limits, known, today)
    declared = columns(told, owners, len(candidates), known.dictionary)
    current = np.array([each.current for each in candidates], bool)
    theirs = declarations.standards_of(session, barred)
    conflicted = np.array([each.standard.number in theirs for each in candidates], bool)
    graded = grade(
        scheme, declared, current=current, within_limits=kept, conflicted=conflicted, dictionary=known.dictionary
    )
    return Grading(scheme, known.dictionary, candidates, declared, kept, conflicted, graded, size, root.hex(), now)


def archive_of(where: Where, name: str) -> Archive:
    """The archive of the present grading of a scheme, from which anyone grades it anew. NotFound where there is no such
    scheme."""
    found = grading(where, name)
    with _archiving[name]:  # an archive takes longer than a page: nobody who reads one waits for it
        known = _archived.get(name)
        if known is None or known[0] is not found:
            about = {
                "kind": "grading of the present state of the register, issued by nobody",
                "scheme": {"id": found.scheme.id, "version": found.scheme.version},
                "snapshot": {
                    "log_size": found.log_size,
                    "root_hash": found.root_hash,
                    "taken_at": rfc3339(found.taken_at),
                },
                "sample": found.scheme.sample,
            }
            known = _archived[name] = (found, archive(found, about))
    return known[1]


def shown(where: Where, grading: Grading, places: Iterable[int]) -> dict[int, Shown]:
    """The entries at these places with what is shown of their products."""
    entries = {place: grading.entry(place) for place in places}
    keys = {place: (each.candidate.standard, each.candidate.product) for place, each in entries.items()}
    with reading(where) as session:
        views = declarations.products_as_declared(session, list(keys.values()), where.clock.today())
    return {place: Shown(entries[place], views[key]) for place, key in keys.items()}


def _scheme(session: Session, name: str, known: Reference) -> Scheme:
    found = queries.scheme(session, name, known)
    if found is None:
        raise NotFound(NOT_FOUND.error("scheme", given=name))
    return found


State = tuple[int, int, bytes, date, frozenset[str]]
"""What a grading depends on: the scheme's version, the load of the reference data, the root of the journal, the day,
and the enterprises in which the evaluator has an interest."""

_graded: dict[str, tuple[State, Grading]] = {}
"""The last grading of each scheme in this process: it holds as long as its state does."""

_archived: dict[str, tuple[Grading, Archive]] = {}
"""The archive of the last grading that one was asked for, of each scheme."""

_grading: defaultdict[str, Lock] = defaultdict(Lock)
"""Whoever grades by a scheme holds its lock."""

_archiving: defaultdict[str, Lock] = defaultdict(Lock)
"""Whoever writes the archive of a scheme holds its lock."""
