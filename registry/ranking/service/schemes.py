"""Use cases of the schemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from registry.kernel.access import Right, needs
from registry.kernel.errors import NOT_FOUND, NotFound, Refused
from registry.kernel.transaction import Where, begin, reading
from registry.ranking import queries
from registry.ranking.models import SchemeVersionRow
from registry.ranking.rules import read
from registry.ranking.values import Scheme
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
        return newest_scheme(session, name, reference.reference(session))


def newest_scheme(session: Session, name: str, known: Reference) -> Scheme:
    """As `scheme`, in a session."""
    found = queries.scheme(session, name, known)
    if found is None:
        raise NotFound(NOT_FOUND.error("scheme", given=name))
    return found
