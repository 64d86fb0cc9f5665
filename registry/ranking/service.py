"""Use cases of ranking: publish a scheme, grade by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.kernel import journal
from registry.kernel.access import Right, needs
from registry.kernel.clock import rfc3339
from registry.kernel.errors import NOT_FOUND, NotFound, Refused
from registry.kernel.transaction import Where, begin, reading
from registry.ranking import queries
from registry.ranking.grading import Archive, Grading, archive, grade
from registry.ranking.models import SchemeVersionRow
from registry.ranking.rules import read
from registry.ranking.values import Scheme, Shown
from registry.reference import queries as reference
from registry.reference.snapshot import Reference


def add_scheme(where: Where, content: Mapping[str, Any]) -> int:
    """Publishes `content` (as `rules.read` has it) as the newest version of its scheme; the version's number,
    the old one on a repeat.

    Raises Refused where it names what does not exist or contradicts itself.
    """
    with begin(where) as work:
        needs(Right.EVALUATE).check(work.actor)
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


def schemes(where: Where) -> list[Scheme]:
    """The newest version of every scheme, by title and id."""
    with reading(where) as session:
        return queries.schemes(session, reference.reference(session))


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
        with _grading[name]:  # one grades, the others wait for what it finds
            kept = _graded.get(name)
            if kept is None or kept[0] != (scheme.version, root, today):
                found = queries.inputs(session, scheme, known, today)
                graded = grade(
                    scheme,
                    found.columns,
                    current=np.array([each.current for each in found.candidates], bool),
                    within_limits=found.within_limits,
                    dictionary=known.dictionary,
                )
                made = Grading(
                    scheme,
                    known.dictionary,
                    found.candidates,
                    found.columns,
                    found.within_limits,
                    graded,
                    size,
                    root.hex(),
                    where.clock.now(),
                )
                kept = _graded[name] = ((scheme.version, root, today), made)
        return kept[1]


def archive_of(where: Where, name: str) -> Archive:
    """The archive of the present grading of a scheme, from which anyone grades it anew. NotFound where there is no such
    scheme."""
    found = grading(where, name)
    with _grading[name]:
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


_graded: dict[str, tuple[tuple[int, bytes, date], Grading]] = {}
"""The last grading of each scheme in this process: it holds as long as the scheme's version, the root of the journal
and the day do."""

_archived: dict[str, tuple[Grading, Archive]] = {}
"""The archive of the last grading that one was asked for, of each scheme."""

_grading: defaultdict[str, Lock] = defaultdict(Lock)
"""Whoever grades by a scheme holds its lock."""
