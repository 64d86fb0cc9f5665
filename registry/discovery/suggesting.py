"""What a reader may want to type: beginnings of numbers and models, parts of names, initials of their pinyin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import ProductView
from registry.discovery.searching import NO_INDEX
from registry.discovery.selecting import identities
from registry.enterprises import queries as enterprises
from registry.kernel.errors import Unavailable
from registry.kernel.ids import PublicId
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference
from registry.reference.initials import LONGEST as LONGEST_INITIALS
from registry.reference.snapshot import Reference
from search import errors as search_errors
from search.analysis import code, fold
from search.documents import KeywordField, NumberField, TextField, Unit, day
from search.matching import SHORTEST_BEGINNING, match
from search.port import Engine
from search.query import AnyOf, Facet, Keyword, Node, Prefix, Query, Range
from search.results import Results

MOST = 10
LONGEST = 50
"""Characters of a beginning; of a longer text nothing is suggested."""

_LOOKED_AT = 20
_SHORTEST_INITIALS = 2


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
    standing = Range(NumberField.ENDED_ON, low=day(today) + 1)

    def asked(unit: Unit, nodes: Iterable[Node], facets: tuple[Facet, ...] = ()) -> Results:
        of_unit = Keyword(KeywordField.UNIT, frozenset({str(unit)}))
        beginning = AnyOf(tuple(nodes))
        return engine.search(Query(match=beginning, filters=(of_unit, standing), limit=_LOOKED_AT, facets=facets))

    def of(unit: Unit, nodes: Iterable[Node]) -> list[PublicId]:
        return identities(asked(unit, nodes).hits, unit)

    numbered = of(Unit.STANDARD, _coded(typed))
    titled = of(Unit.STANDARD, _named(typed, (TextField.TITLE,), TextField.INITIALS))
    standards = declarations.standards(session, {*numbered, *titled}, today)
    for standard in (standards[identity] for identity in numbered if identity in standards):
        if code(standard.number).startswith(code(typed)):  # and not the model of a product
            yield Suggestion(standard.number, SuggestionKind.NUMBER, str(standard.id))
    for standard in (standards[identity] for identity in titled if identity in standards):
        yield Suggestion(standard.title, SuggestionKind.TITLE, str(standard.id))

    modelled = of(Unit.PRODUCT, _coded(typed))
    named = of(Unit.PRODUCT, _named(typed, (TextField.TITLE, TextField.NAMES), TextField.INITIALS))
    products = declarations.products(session, [*modelled, *named], today)
    for product in (products[identity] for identity in modelled if identity in products):
        if code(product.model).startswith(code(typed)):  # and not the number of its standard
            yield _of_product(product)
    yield from (_of_product(products[identity]) for identity in named if identity in products)

    of_enterprise = _named(typed, (TextField.ENTERPRISE,), TextField.ENTERPRISE_INITIALS)
    counted = asked(Unit.STANDARD, of_enterprise, (Facet(KeywordField.USCC, _LOOKED_AT),)).facets[KeywordField.USCC]
    names = enterprises.names(session, [uscc for uscc, _ in counted])
    for uscc, _ in counted:
        if uscc in names:
            yield Suggestion(names[uscc], SuggestionKind.ENTERPRISE, uscc)
    yield from _indicators(reference.reference(session), typed)


def _coded(typed: str) -> Iterator[Node]:
    beginning = code(typed)
    if len(beginning) >= SHORTEST_BEGINNING:
        yield Prefix(TextField.CODES, beginning)


def _named(typed: str, fields: Sequence[TextField], initials: TextField) -> Iterator[Node]:
    named = match(typed, dict.fromkeys(fields, 4.0), exactly=False)
    if named is not None:
        yield named
    if letters := _letters(typed):
        yield Prefix(initials, letters)


def _letters(typed: str) -> str:
    """What may be initials, as they are kept; else nothing."""
    may_be = typed.isascii() and typed.isalnum() and len(typed) >= _SHORTEST_INITIALS
    return fold(typed)[:LONGEST_INITIALS] if may_be else ""


def _of_product(product: ProductView) -> Suggestion:
    name = " ".join(filter(None, (product.brand, product.model or product.name)))
    return Suggestion(name, SuggestionKind.PRODUCT, str(product.id))


def _indicators(known: Reference, typed: str) -> list[Suggestion]:
    """Those whose name begins so, then by initials from any syllable on; the shortest first."""
    wanted, letters = fold(typed), _letters(typed) or "\0"
    found = []
    for entry in known.dictionary:
        names = (entry.name, *entry.synonyms)
        by_name = [(0, len(name), name) for name in names if fold(name).startswith(wanted)]
        of_names = zip(names, entry.initials, strict=bool(entry.initials))  # rows of earlier releases have none
        by_initials = [(1 + (not of.startswith(letters)), len(of), name) for name, of in of_names if letters in of]
        if best := min((*by_name, *by_initials), default=None):
            found.append((best, entry.code))
    return [Suggestion(name, SuggestionKind.INDICATOR, key) for (*_, name), key in sorted(found)]
