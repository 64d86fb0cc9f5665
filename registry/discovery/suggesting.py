"""What a reader may want to type: beginnings of numbers and names, parts of titles, initials of their pinyin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import ProductView, StandardView
from registry.discovery.searching import NO_INDEX
from registry.discovery.selecting import identities
from registry.kernel.errors import Unavailable
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference
from registry.reference.snapshot import Reference
from search import errors as search_errors
from search.analysis import code, fold
from search.documents import KeywordField, NumberField, TextField, Unit, day
from search.matching import SHORTEST_BEGINNING, match
from search.port import Engine
from search.query import AnyOf, Keyword, Node, Prefix, Query, Range

MOST = 10
LONGEST = 50
"""Characters of a beginning; of a longer text nothing is suggested."""

_LOOKED_AT = 20
_NAMES = {TextField.TITLE: 4.0, TextField.NAMES: 2.0, TextField.ENTERPRISE: 2.0}


class SuggestionKind(StrEnum):
    NUMBER = "number"
    TITLE = "title"
    PRODUCT = "product"
    ENTERPRISE = "enterprise"
    INDICATOR = "indicator"


_SHARE = {
    SuggestionKind.NUMBER: 3,
    SuggestionKind.TITLE: 3,
    SuggestionKind.PRODUCT: 3,
    SuggestionKind.ENTERPRISE: 2,
    SuggestionKind.INDICATOR: 2,
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` as it stands in the register; `key` names what it is: the id of a standard or product, the code of an
    enterprise or indicator."""

    text: str
    kind: SuggestionKind
    key: str


def suggest(where: Where, engine: Engine, text: str) -> tuple[Suggestion, ...]:
    """At most ten, each text once; nothing for an empty or a long text. Unavailable while there is no index."""
    typed = text.strip()
    if not typed or len(typed) > LONGEST:
        return ()
    today = where.clock.today()
    try:
        with reading(where) as session:
            found = list(_found(session, engine, typed, today))
    except (search_errors.NoIndex, search_errors.StaleIndex, search_errors.DamagedIndex):
        raise Unavailable(NO_INDEX.error("q")) from None
    once = {(each.kind, each.text): each for each in reversed(found)}
    kept = [each for kind, most in _SHARE.items() for each in _of(kind, reversed(once.values()))[:most]]
    return tuple(kept[:MOST])


def _of(kind: SuggestionKind, found: Iterable[Suggestion]) -> list[Suggestion]:
    return [each for each in found if each.kind is kind]


def _found(session: Session, engine: Engine, typed: str, today: date) -> Iterator[Suggestion]:
    begins = AnyOf(tuple(_begins(typed)))
    standing = Range(NumberField.ENDED_ON, low=day(today) + 1)

    def hits(unit: Unit) -> Query:
        of_unit = Keyword(KeywordField.UNIT, frozenset({str(unit)}))
        return Query(match=begins, filters=(of_unit, standing), limit=_LOOKED_AT)

    found = identities(engine.search(hits(Unit.STANDARD)).hits, Unit.STANDARD)
    standards = declarations.standards(session, found, today)
    for standard in (standards[identity] for identity in found if identity in standards):
        yield from _of_standard(standard, typed)
    found = identities(engine.search(hits(Unit.PRODUCT)).hits, Unit.PRODUCT)
    products = declarations.products(session, found, today)
    for product in (products[identity] for identity in found if identity in products):
        yield from _of_product(product, typed)
    yield from _indicators(reference.reference(session), typed)


def _begins(typed: str) -> Iterator[Node]:
    named = match(typed, _NAMES)
    if named is not None:
        yield named
    beginning = code(typed)
    if len(beginning) >= SHORTEST_BEGINNING:
        yield Prefix(TextField.CODES, beginning, 8.0)
    if len(typed) > 1 and typed.isascii() and typed.isalpha():
        yield Prefix(TextField.INITIALS, fold(typed), 1.0)


def _of_standard(standard: StandardView, typed: str) -> Iterator[Suggestion]:
    key = str(standard.id)
    if code(standard.number).startswith(code(typed) or "\0"):
        yield Suggestion(standard.number, SuggestionKind.NUMBER, key)
    if fold(typed) in fold(standard.enterprise.name):
        yield Suggestion(standard.enterprise.name, SuggestionKind.ENTERPRISE, standard.enterprise.uscc)
    if _holds(standard.title, typed):
        yield Suggestion(standard.title, SuggestionKind.TITLE, key)


def _of_product(product: ProductView, typed: str) -> Iterator[Suggestion]:
    name = " ".join(filter(None, (product.brand, product.model or product.name)))
    if _holds(f"{name} {product.name}", typed) or code(product.model).startswith(code(typed) or "\0"):
        yield Suggestion(name, SuggestionKind.PRODUCT, str(product.id))


def _holds(text: str, typed: str) -> bool:
    """Whether it may have been found for what it says, and not for what else stands in its document; Latin letters may
    be the initials of anything."""
    return fold(typed) in fold(text) or (typed.isascii() and typed.isalpha())


def _indicators(known: Reference, typed: str) -> Iterator[Suggestion]:
    wanted = fold(typed)
    for entry in known.dictionary:
        name = next((each for each in (entry.name, *entry.synonyms) if fold(each).startswith(wanted)), None)
        if name:
            yield Suggestion(name, SuggestionKind.INDICATOR, entry.code)
