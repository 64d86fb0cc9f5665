"""The products of one standard that are asked for: words, conditions on indicators, and the order by one of them.

Read from what this very standard declares and not from the index, which knows a product under one standard only: a
superseded standard would have lost the products that have moved on. No indicator is read that was not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import StandardView
from registry.discovery.asking import Asked
from registry.discovery.searching import understood
from registry.discovery.values import Narrowing, Position, SearchRequest
from registry.reference.snapshot import Reference
from search.analysis import words
from search.holding import Held
from search.matching import Synonyms

ORDERS = "declared, indicator:CODE"


def narrows(wanted: SearchRequest) -> bool:
    """Whether anything is asked beside all products in the declarant's order."""
    return bool(wanted.text.strip() or wanted.indicators or wanted.by)


def narrowed(
    session: Session, standard: StandardView, wanted: SearchRequest, known: Reference
) -> tuple[Narrowing, list[Position]]:
    """Where those products stand that come after `wanted.after`, one more than `wanted.limit` at most: each with its
    place in the order (0 in the declarant's) and its position in the standard. What declares no value comes last.

    Raises Malformed for what cannot be read.
    """
    asked, conditions, findings, by = understood(
        replace(wanted, category=standard.category), known, ORDERS, assume=False
    )
    every = (*asked.conditions, *(condition for _, condition in conditions))
    met = None
    if every:
        met = declarations.meeting_within(session, [each.asked for each in every], standard.id)
    places = declarations.places_within(session, by.code, by.direction, standard.id) if by else {}
    found, possible = list[Position](), 0
    for product in declarations.texts_of(session, standard.id):
        if wanted.text.strip() and not _holds(asked, product.texts, known.synonyms):
            continue
        if met is None or met.get(product.number):
            found.append((places.get(product.number, inf) if by else 0.0, product.position))
        elif product.number in met:
            possible += 1
    found.sort()
    after = wanted.after
    behind = [each for each in found if after is None or each > after]
    codes = tuple(dict.fromkeys((*((by.code,) if by else ()), *(code for each in every for code in each.asked[0]))))
    return Narrowing(findings, codes, by, len(found), possible), behind[: wanted.limit + 1]


def _holds(asked: Asked, texts: Iterable[str], synonyms: Synonyms) -> bool:
    """Nothing is held of a text in which there is nothing to look for."""
    if asked.is_empty:
        return False
    held = Held(texts)
    labelled = (words(each) for each in (asked.number_filter, asked.enterprise_filter) if each)
    return (
        held.every(asked.words, synonyms)
        and all(held.phrase(each.words) for each in asked.phrases)
        and all(held.phrase(each) for each in labelled)
        and not any(held.phrase(each.words) for each in asked.excluded)
    )
