"""Finds an edition by what an address says."""

from __future__ import annotations

from sqlalchemy.orm import Session

from registry.kernel.errors import NOT_FOUND, NotFound
from registry.kernel.ids import EDITION, PublicId
from registry.ranking import queries
from registry.ranking.values import Edition


def found_edition(session: Session, edition: str) -> Edition:
    """The edition with this public id; NotFound where there is none."""
    identity = PublicId.parse(edition, EDITION)
    found = queries.edition(session, identity) if identity else None
    if found is None:
        raise NotFound(NOT_FOUND.error("edition", given=edition))
    return found
