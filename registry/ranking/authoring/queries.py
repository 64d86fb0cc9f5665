"""Reads of schemes as their evaluators write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.accounts.models import AccountHolderRow
from registry.ranking.authoring.values import OwnScheme
from registry.ranking.models import SchemeDraftRow, SchemeRow, SchemeVersionRow


def evaluator_name(session: Session, holder: int | None) -> str | None:
    """The name of the evaluator; None where a scheme is nobody's."""
    return (
        None if holder is None else session.scalar(select(AccountHolderRow.name).where(AccountHolderRow.id == holder))
    )


def own_schemes(session: Session, holder: int) -> list[OwnScheme]:
    """The schemes of an evaluator, those that are being written first, then by title."""
    newest = (
        select(SchemeVersionRow.scheme, func.max(SchemeVersionRow.version).label("version"))
        .group_by(SchemeVersionRow.scheme)
        .subquery()
    )
    rows = session.execute(
        select(SchemeRow.id, SchemeVersionRow.version, SchemeVersionRow.content, SchemeDraftRow)
        .outerjoin(newest, newest.c.scheme == SchemeRow.id)
        .outerjoin(
            SchemeVersionRow,
            (SchemeVersionRow.scheme == SchemeRow.id) & (SchemeVersionRow.version == newest.c.version),
        )
        .outerjoin(SchemeDraftRow, SchemeDraftRow.scheme == SchemeRow.id)
        .where(SchemeRow.holder_id == holder)
    )
    found = [_own(scheme, version, content or {}, draft) for scheme, version, content, draft in rows]
    return sorted(found, key=lambda each: (each.drafted_at is None, each.title, each.id))


def _own(scheme: str, version: int | None, content: Mapping[str, Any], draft: SchemeDraftRow | None) -> OwnScheme:
    written = draft.body if draft else content
    days = [content.get(name) for name in ("valid_from", "valid_to")]
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return OwnScheme(
        scheme,
        written.get("title") or "",
        version,
        first,
        last,
        draft.changed_at if draft else None,
        bool(written.get("sample")),
    )
