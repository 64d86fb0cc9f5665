"""Use cases of the schemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from registry.kernel.access import Actor, Right, needs
from registry.kernel.errors import NOT_FOUND, NOT_PERMITTED, Forbidden, NotFound, Refused
from registry.kernel.transaction import Where, Work, begin, reading
from registry.ranking import queries
from registry.ranking.interests.queries import holder_of
from registry.ranking.models import SchemeRow, SchemeVersionRow
from registry.ranking.rules import read
from registry.ranking.values import Scheme
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
        newest = queries.content_of(work.session, content["id"])
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
    else:
        check_owner(work.actor, row.holder_id, scheme)
    work.session.flush()


def check_owner(actor: Actor, holder: int | None, scheme: str) -> None:
    """Forbidden unless the caller acts for the evaluator whose scheme it is; a command may do as it likes."""
    needs(Right.EVALUATE).check(actor)
    if not actor.trusted and (holder is None or holder != actor.holder):
        raise Forbidden(NOT_PERMITTED.error("scheme", given=scheme, accepted="evaluator"))


def owns(where: Where, scheme: str) -> bool:
    """Whether the caller acts for the evaluator whose scheme it is."""
    with reading(where) as session:
        owner = holder_of(session, scheme)
    return where.actor.trusted or (owner is not None and owner == where.actor.holder)


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
        return found_scheme(session, name, reference.reference(session))


def found_scheme(session: Session, name: str, known: Reference, version: int | None = None) -> Scheme:
    """A published version of a scheme, the newest where `version` is None; NotFound where there is none."""
    found = queries.scheme(session, name, known, version)
    if found is None:
        raise NotFound(NOT_FOUND.error("scheme", given=name if version is None else f"{name} / {version}"))
    return found
