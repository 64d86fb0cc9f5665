"""Reads of schemes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.kernel.database import GREATEST_INTEGER
from registry.ranking.models import SchemeVersionRow
from registry.ranking.rules import read
from registry.ranking.values import Scheme
from registry.reference.snapshot import Reference


def content_of(session: Session, name: str, version: int | None = None) -> tuple[int, Mapping[str, Any]] | None:
    """Number and content of a published version of a scheme, of the newest where `version` is None."""
    if version is not None and not 0 < version <= GREATEST_INTEGER:
        return None
    asked = select(SchemeVersionRow).where(SchemeVersionRow.scheme == name)
    if version is not None:
        asked = asked.where(SchemeVersionRow.version == version)
    row = session.scalar(asked.order_by(SchemeVersionRow.version.desc()).limit(1))
    return None if row is None else (row.version, row.content)


def schemes(session: Session, known: Reference) -> list[Scheme]:
    """The newest version of every scheme, in their order (`Scheme.place`)."""
    rows = session.scalars(select(SchemeVersionRow).order_by(SchemeVersionRow.version))
    newest = {row.scheme: (row.version, row.content) for row in rows}
    return sorted((_scheme(*each, known) for each in newest.values()), key=lambda scheme: scheme.place)


def scheme(session: Session, name: str, known: Reference, version: int | None = None) -> Scheme | None:
    """A published version of a scheme, the newest where `version` is None."""
    found = content_of(session, name, version)
    return None if found is None else _scheme(*found, known)


def version_and_newest(session: Session, name: str, version: int, known: Reference) -> tuple[Scheme, int]:
    """That version of a scheme, which is there, and the number of its newest."""
    row = SchemeVersionRow
    newest = select(func.max(row.version)).where(row.scheme == name).scalar_subquery()
    found = session.execute(select(row, newest).where(row.scheme == name, row.version == version)).one()
    return _scheme(found[0].version, found[0].content, known), found[1]


def _scheme(version: int, content: Mapping[str, Any], known: Reference) -> Scheme:
    found, findings = read(content, version, known)
    if found is None:  # it was read when it was published: the reference data has lost what it names
        raise ValueError(f"scheme {content['id']}, version {version}: {findings}")
    return found
