"""Use cases of ranking: publish a scheme, grade by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.kernel import journal
from registry.kernel.access import Right, needs
from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.transaction import Where, begin, reading
from registry.ranking import queries
from registry.ranking.models import SchemeVersionRow
from registry.ranking.rules import grade
from registry.ranking.values import Entry, Leaderboard, Scheme
from registry.reference import queries as reference


def add_scheme(where: Where, content: Mapping[str, Any]) -> int:
    """Publishes `content` as the newest version of its scheme; the version's number, the old one on a repeat.

    Raises KeyError or ValueError where the content names a category, an indicator or a unit that does not exist.
    """
    with begin(where) as work:
        needs(Right.EVALUATE).check(work.actor)
        session = work.session
        newest = session.scalar(
            select(SchemeVersionRow)
            .where(SchemeVersionRow.scheme == content["id"])
            .order_by(SchemeVersionRow.version.desc())
            .limit(1)
        )
        if newest is not None and newest.content == content:
            return newest.version
        version = newest.version + 1 if newest else 1
        queries.scheme_of(content, version, reference.dictionary(session), reference.categories(session))
        session.add(
            SchemeVersionRow(scheme=content["id"], version=version, recorded_at=work.now, content=dict(content))
        )
        return version


def schemes(where: Where) -> list[Scheme]:
    """The newest version of every scheme, by title and id."""
    with reading(where) as session:
        return queries.schemes(session)


def scheme(where: Where, name: str) -> Scheme:
    """The newest version of a scheme; NotFound where there is none of that name."""
    with reading(where) as session:
        found = queries.scheme(session, name)
    if found is None:
        raise NotFound(NOT_FOUND.error("scheme", given=name))
    return found


def leaderboard(where: Where, name: str) -> Leaderboard:
    """Every candidate of the scheme, graded now, on one consistent state of the register. NotFound where there is no
    such scheme."""
    with reading(where, snapshot=True) as session:
        scheme = queries.scheme(session, name)
        if scheme is None:
            raise NotFound(NOT_FOUND.error("scheme", given=name))
        size, root = journal.head(session)
        state = (scheme, root, where.clock.today())
        with _grading[name]:  # one grades, the others wait for what it finds
            graded = _graded.get(name)
            if graded is None or graded[0] != state:
                graded = _graded[name] = (state, _entries(session, scheme, where.clock.today()))
        return Leaderboard(
            scheme=scheme,
            entries=graded[1],
            log_size=size,
            root_hash=root.hex(),
            taken_at=where.clock.now(),
        )


State = tuple[Scheme, bytes, date]
"""What a grading depends on: the scheme, the root of the journal, the day."""

_graded: dict[str, tuple[State, tuple[Entry, ...]]] = {}
"""The last grading of each scheme in this process: it holds as long as its state does."""

_grading: defaultdict[str, Lock] = defaultdict(Lock)
"""Whoever grades by a scheme holds its lock."""


def _entries(session: Session, scheme: Scheme, today: date) -> tuple[Entry, ...]:
    codes = {core.indicator for core in scheme.core}
    candidates = declarations.products_in_category(session, scheme.category.code, today, codes)
    return tuple(sorted((grade(scheme, candidate) for candidate in candidates), key=lambda entry: entry.place))
