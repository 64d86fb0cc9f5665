"""Published requirements for leaders (“领跑者”标准评价要求) as references: no number of them is known here, so that
nothing is graded by them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class PublishedRequirements:
    """What is known of one, and from where. `numbers` and `issuers` are several where it was published jointly;
    `indicators` are the names of its core indicators, none where they are not known. Days are as the source has them,
    empty where it has none."""

    draft: bool
    numbers: tuple[str, ...]
    title: str
    title_en: str
    title_sourced: bool
    issuers: tuple[str, ...]
    issuers_sourced: bool
    issued_on: str
    effective_on: str
    scope: str
    scope_en: str
    indicators: tuple[str, ...]
    source: str


@cache
def published() -> tuple[PublishedRequirements, ...]:
    """Those that ship, the drafts for comment last."""
    text = (files("registry.ranking") / "data" / "published.csv").read_text(encoding="utf-8")
    return tuple(
        PublishedRequirements(
            draft=row["state"] == "draft",
            numbers=_several(row["number"]),
            title=row["title"],
            title_en=row["title_en"],
            title_sourced=row["title_provenance"] == "sourced",
            issuers=_several(row["issuer"]),
            issuers_sourced=row["issuer_provenance"] == "sourced",
            issued_on=row["issued_on"],
            effective_on=row["effective_on"],
            scope=row["scope"],
            scope_en=row["scope_en"],
            indicators=_several(row["indicators"]),
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split("|")))
