"""Keeping the index and the category statistics in step: apply by event, build anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, groupby
from typing import Self

from sqlalchemy.orm import Session

from registry.credit.service import CHANGED
from registry.declarations import queries as declarations
from registry.declarations.service import EFFECTIVE, PUBLISHED, REPLACED, WITHDRAWN
from registry.declarations.values import ProductView, StandardView
from registry.enterprises.service import RENAMED
from registry.indexing.projection import documents
from registry.indexing.statistics import Counted, counted_of, keep, mark_all, recount
from registry.indicators.dictionary import IndicatorDictionary
from registry.kernel import journal
from registry.kernel.events import Event, Handler, owed_besides, publish
from registry.kernel.ids import EDITION, PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Scope, begin, reading
from registry.ranking import queries as rankings
from registry.ranking.service import STATE_TOPICS
from registry.ranking.values import LEVELS
from registry.reference import queries as reference
from search.documents import Document, Key, KeywordField, NumberField, Unit
from search.errors import Superseded
from search.port import Engine, Writer
from search.query import MOST_HITS, Keyword, Node, Query, Sort
from search.results import Hit

OF_ENTERPRISE = frozenset({RENAMED, CHANGED})
"""Topics whose subject is a credit code: all its standards are looked at."""

NAME = "indexing"
"""Of the handler."""

TOGETHER = 200
"""Standards that are committed to the index at a time."""

BUILT_TOGETHER = 500
"""Standards that go together into an index that is built aside."""

PRODUCTS_TOGETHER = 500
"""Products that are read at a time."""


class Indexer:
    """Follows the register with one open writer; there is one of them at a time, in the worker. A context manager."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.write()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def handler(self) -> Handler:
        topics = {PUBLISHED, EFFECTIVE, REPLACED, WITHDRAWN, *OF_ENTERPRISE, *STATE_TOPICS}
        return Handler(NAME, frozenset(topics), self.follow, TOGETHER)

    def count(self, scope: Scope, stopped: Callable[[], bool] = lambda: False) -> int:
        """Counts anew what has changed in the category statistics; for when nothing is left to follow."""
        return recount(scope, lambda: self._engine.describe().change, stopped)

    def follow(self, scope: Scope, events: Sequence[Event]) -> None:
        """Puts the present state of the standards that the events speak of into the index. Doing it twice is
        harmless."""

        def covered(session: Session) -> int:
            # The index holds the whole journal only where nobody else is still to be told of.
            told = {event.id for event in events}
            return 0 if owed_besides(session, NAME, told) else journal.head(session)[0]

        subjects = {event.subject for event in events if event.topic not in {*OF_ENTERPRISE, *STATE_TOPICS}}
        for edition in {event.subject for event in events if event.topic in STATE_TOPICS}:
            subjects.update(map(str, self._placed_otherwise(scope, edition)))
        with reading(scope) as session:
            for uscc in {event.subject for event in events if event.topic in OF_ENTERPRISE}:
                subjects.update(map(str, declarations.identities_of(session, uscc)))
        try:
            self._put(scope, _identities(subjects), covered)
        except Superseded:
            # Somebody has built the index again meanwhile. What was published since may have gone into the old one.
            self._writer.close()
            self._writer = self._engine.write()
            with reading(scope) as session:
                subjects |= journal.subjects(session, since=self._engine.describe().change)
            self._put(scope, _identities(subjects), covered)

    def _placed_otherwise(self, scope: Scope, edition: str) -> Iterator[PublicId]:
        """The standards of the edition's scheme of whose products the index has other levels than they reach now."""
        identity, after = PublicId.parse(edition, EDITION), 0
        while identity is not None:
            with reading(scope, snapshot=True) as session:
                standards = rankings.standards_of(session, identity, after=after, limit=TOGETHER)
                owners = rankings.levels(session, standards)
            if not standards:
                return
            after = standards[-1].number
            due = {(str(product), level) for product, reached in owners.items() for level in reached}
            there = {
                (hit.key.id, level)
                for level in LEVELS
                for hit in held(self._engine, standards, Keyword(KeywordField.LEVEL, frozenset({level})))
                if hit.key.unit is Unit.PRODUCT
            }
            if due != there:
                yield from standards

    def _put(self, scope: Scope, identities: Collection[PublicId], covered: Callable[[Session], int]) -> None:
        """Those standards as they are now. Products that they declare no more are found as another standard makes
        them, or not at all."""
        kept = _apply(scope, self._writer, identities, covered)
        gone = [hit.key for hit in held(self._engine, identities) if hit.key not in kept]
        if not gone:
            return
        self._writer.apply((), gone, change=0)
        self._writer.commit()
        products = [identity for key in gone if (identity := PublicId.parse(key.id, PRODUCT))]
        with reading(scope) as session:
            shown = declarations.products(session, products, scope.clock.today())
        if shown:
            _apply(scope, self._writer, {product.standard for product in shown.values()}, lambda _: 0)


def rebuild(scope: Scope, engine: Engine, told: Callable[[int], None] = lambda _: None) -> int:
    """Builds the index aside from the database and switches to it; how many standards it holds, which `told` hears as
    it goes.

    A worker may go on meanwhile. What is published from the beginning on is announced once more after the switch, for
    the worker may have put it into the old index only.
    """
    built, after = 0, 0
    with reading(scope) as session:
        size, _ = journal.head(session)
    with engine.build() as build:
        while True:
            with reading(scope) as session:
                standards = declarations.identities(session, after=after, limit=BUILT_TOGETHER)
            if not standards:
                break
            _apply(scope, build, standards, lambda _: size)
            built, after = built + len(standards), standards[-1].number
            told(built)
        build.swap()
    mark_all(scope)
    recount(scope, lambda: size)
    with begin(scope) as work:
        for identity in _identities(journal.subjects(work.session, since=size)):
            publish(work, PUBLISHED, str(identity))
    return built


def held(engine: Engine, identities: Collection[PublicId], *filters: Node) -> Iterator[Hit]:
    """The documents that the index holds of those standards and of the products that are found in them, which pass the
    filters."""
    of_them = Keyword(KeywordField.STANDARD, frozenset(map(str, identities)))
    query = Query(filters=(of_them, *filters), sort=Sort(NumberField.PUBLISHED_AT), limit=MOST_HITS)
    while hits := engine.search(query).hits:
        yield from hits
        query = replace(query, after=hits[-1].sort)


@dataclass(frozen=True, slots=True)
class Due:
    """What a document of the index should be: of which standard, and with which mark."""

    standard: str
    mark: int


def expected(session: Session, identities: Collection[PublicId], today: date) -> dict[Key, Due]:
    """The documents that the index should hold of those standards."""
    return {each.key: Due(each.standard, each.mark) for each in _documents(session, identities, today, [])}


def _apply(
    scope: Scope, writer: Writer, identities: Collection[PublicId], covered: Callable[[Session], int]
) -> set[Key]:
    """Reads those standards and commits their documents, whose keys it returns, then the values that their products
    count with; `covered` says of this reading how much of the journal the index holds with them."""
    counts: list[Counted] = []
    keys: set[Key] = set()

    def noted(found: Iterable[Document]) -> Iterator[Document]:
        for each in found:
            keys.add(each.key)
            yield each

    with reading(scope, snapshot=True) as session:
        writer.apply(noted(_documents(session, identities, scope.clock.today(), counts)), change=covered(session))
    writer.commit()
    keep(scope, [identity.number for identity in identities], counts)
    return keys


def _documents(
    session: Session, identities: Collection[PublicId], today: date, counts: list[Counted]
) -> Iterator[Document]:
    known = reference.reference(session)
    standards = declarations.standards(session, identities, today)
    moved = declarations.moved_from(session, standards, today)
    levels = rankings.levels(session, identities)
    for standard, products in _with_products(session, standards.values(), today):
        gone = moved.get(standard.id, set())
        noted = _noted(products, gone, known.dictionary, counts)
        yield from documents(standard, noted, gone, known.categories, known.industries, levels)


def _noted(
    products: Iterable[ProductView], moved: Collection[PublicId], dictionary: IndicatorDictionary, counts: list[Counted]
) -> Iterator[ProductView]:
    """The same products; what those count with that have not `moved` to another standard goes to `counts`."""
    for product in products:
        if product.id not in moved:
            counts.append(counted_of(product, dictionary))
        yield product


def _with_products(
    session: Session, standards: Collection[StandardView], today: date
) -> Iterator[tuple[StandardView, Iterable[ProductView]]]:
    """Each standard with its products: those of small ones are read together, those of a large one piece by piece."""
    small = []
    for each in standards:
        if each.products_total > PRODUCTS_TOGETHER:
            yield each, _products(session, each.id, today)
        else:
            small.append(each)
    running = accumulate(each.products_total for each in small)
    for _, group in groupby(zip(running, small, strict=True), lambda each: each[0] // PRODUCTS_TOGETHER):
        together = [standard for _, standard in group]
        read = declarations.products_of_each(session, [each.id for each in together], today)
        yield from ((each, read.get(each.id, ())) for each in together)


def _products(session: Session, identity: PublicId, today: date) -> Iterator[ProductView]:
    after, read = -1, PRODUCTS_TOGETHER
    while read == PRODUCTS_TOGETHER:
        products = declarations.products_of(session, identity, today, after=after, limit=PRODUCTS_TOGETHER)
        yield from products
        read = len(products)
        after += read


def _identities(subjects: Iterable[str]) -> list[PublicId]:
    return [identity for subject in sorted(subjects) if (identity := PublicId.parse(subject, STANDARD))]
