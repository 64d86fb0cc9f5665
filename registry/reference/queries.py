"""Reads of the reference data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Direction, IndicatorKind
from registry.reference.models import CategoryRow, DictionaryRow
from registry.reference.values import Category


def newest(session: Session, table: type[CategoryRow | DictionaryRow]) -> dict[str, dict[str, Any]]:
    """Content of the newest row of every code."""
    rows = session.execute(select(table.code, table.content).order_by(table.recorded_at))
    return {row.code: row.content for row in rows}


def categories(session: Session) -> dict[str, Category]:
    return {code: Category(**row) for code, row in newest(session, CategoryRow).items()}


def dictionary(session: Session) -> IndicatorDictionary:
    return IndicatorDictionary(_entry(row) for row in newest(session, DictionaryRow).values())


def _entry(row: Mapping[str, Any]) -> IndicatorEntry:
    return IndicatorEntry(
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        kind=IndicatorKind(row["kind"]),
        direction=Direction(row["direction"]),
        unit=row["unit"],
        synonyms=tuple(row["synonyms"]),
        method_matters=row["method_matters"],
        method_families=row["method_families"],
        categories=tuple(row["categories"]),
    )
