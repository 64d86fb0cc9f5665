"""Reads of schemes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.units import convert, find_unit
from registry.indicators.values import Direction, Method
from registry.kernel.decimals import canonical
from registry.ranking.models import SchemeVersionRow
from registry.ranking.values import CoreIndicator, Level, Provenance, Scheme
from registry.reference import queries as reference
from registry.reference.values import Category


def schemes(session: Session) -> list[Scheme]:
    """The newest version of every scheme, in their order (`Scheme.place`)."""
    rows = session.scalars(select(SchemeVersionRow).order_by(SchemeVersionRow.version))
    newest = {row.scheme: row for row in rows}
    dictionary, categories = reference.dictionary(session), reference.categories(session)
    found = (scheme_of(row.content, row.version, dictionary, categories) for row in newest.values())
    return sorted(found, key=lambda scheme: scheme.place)


def scheme(session: Session, name: str) -> Scheme | None:
    return next((each for each in schemes(session) if each.id == name), None)


def scheme_of(
    content: Mapping[str, Any], version: int, dictionary: IndicatorDictionary, categories: Mapping[str, Category]
) -> Scheme:
    """The scheme that `content` describes. KeyError or ValueError where it names what does not exist."""
    return Scheme(
        id=content["id"],
        version=version,
        title=content["title"],
        title_en=content["title_en"],
        evaluator=content["evaluator"],
        category=categories[content["category"]],
        valid_from=date.fromisoformat(content["valid_from"]),
        valid_to=content["valid_to"] and date.fromisoformat(content["valid_to"]),
        core=tuple(_core(row, dictionary) for row in content["core"]),
        sample=content["sample"],
    )


def _core(row: Mapping[str, Any], dictionary: IndicatorDictionary) -> CoreIndicator:
    entry = dictionary.get(row["indicator"])
    if entry is None:
        raise ValueError(f"no indicator {row['indicator']} in the dictionary")
    if entry.direction not in {Direction.UP, Direction.DOWN}:
        raise ValueError(f"no direction of {entry.code} is better, so no level of it is")
    target = find_unit(entry.unit or "1")
    source = find_unit(row["unit"] or "1", like=target)
    if source is None or target is None:
        raise ValueError(f"unit {row['unit']} of {entry.code} is not known")
    thresholds = {
        level: canonical(convert(Decimal(row[level.name.lower()]), source, target))
        for level in (Level.ADVANCED, Level.AVERAGE, Level.BASELINE)
    }
    if list(thresholds.values()) != sorted(thresholds.values(), reverse=entry.direction is Direction.UP):
        raise ValueError(f"a better level of {entry.code} asks for less than a worse one")
    return CoreIndicator(
        entry=entry,
        condition=row["condition"],
        method=Method(**row["method"]),
        thresholds=thresholds,
        provenance=Provenance(row["provenance"]),
    )
