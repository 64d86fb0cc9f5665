"""Keeping the index in step: apply by event, build anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Self

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.service import EFFECTIVE, PUBLISHED, REPLACED, WITHDRAWN
from registry.declarations.values import ProductView
from registry.enterprises.service import RENAMED
from registry.indexing.projection import documents
from registry.kernel import journal
from registry.kernel.events import Event, Handler, owed_besides, publish
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Scope, begin, reading
from registry.reference import queries as reference
from search.documents import Document
from search.errors import Superseded
from search.port import Engine, Writer

NAME = "indexing"
"""Of the handler."""

TOGETHER = 50
"""Standards that are committed to the index at a time."""

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
        return Handler(NAME, frozenset({PUBLISHED, EFFECTIVE, REPLACED, WITHDRAWN, RENAMED}), self.follow, TOGETHER)

    def follow(self, scope: Scope, events: Sequence[Event]) -> None:
        """Puts the present state of the standards that the events speak of into the index. Doing it twice is
        harmless."""

        def covered(session: Session) -> int:
            # The index holds the whole journal only where nobody else is still to be told of.
            told = {event.id for event in events}
            return 0 if owed_besides(session, NAME, told) else journal.head(session)[0]

        subjects = {event.subject for event in events if event.topic != RENAMED}
        with reading(scope) as session:
            for renamed in {event.subject for event in events if event.topic == RENAMED}:
                subjects.update(map(str, declarations.identities_of(session, renamed)))
        try:
            _apply(scope, self._writer, _identities(subjects), covered)
        except Superseded:
            # Somebody has built the index again meanwhile. What was published since may have gone into the old one.
            self._writer.close()
            self._writer = self._engine.write()
            with reading(scope) as session:
                subjects |= journal.subjects(session, since=self._engine.describe().change)
            _apply(scope, self._writer, _identities(subjects), covered)


def rebuild(scope: Scope, engine: Engine) -> int:
    """Builds the index aside from the database and switches to it; how many standards it holds.

    A worker may go on meanwhile. What is published from the beginning on is announced once more after the switch, for
    the worker may have put it into the old index only.
    """
    held, after = 0, 0
    with reading(scope) as session:
        size, _ = journal.head(session)
    with engine.build() as build:
        while True:
            with reading(scope) as session:
                standards = declarations.identities(session, after=after, limit=TOGETHER)
            if not standards:
                break
            _apply(scope, build, standards, lambda _: size)
            held, after = held + len(standards), standards[-1].number
        build.swap()
    with begin(scope) as work:
        for subject in sorted(journal.subjects(work.session, since=size)):
            publish(work, PUBLISHED, subject)
    return held


def _apply(scope: Scope, writer: Writer, identities: Collection[PublicId], covered: Callable[[Session], int]) -> None:
    """Reads those standards and commits their documents; `covered` says of this reading how much of the journal the
    index holds with them."""
    with reading(scope, snapshot=True) as session:
        writer.apply(_documents(session, identities, scope.clock.today()), change=covered(session))
    writer.commit()


def _documents(session: Session, identities: Collection[PublicId], today: date) -> Iterator[Document]:
    categories = reference.categories(session)
    for identity, standard in declarations.standards(session, identities, today).items():
        moved = declarations.moved_from(session, identity, today)
        yield from documents(standard, _products(session, identity, today), moved, categories)


def _products(session: Session, identity: PublicId, today: date) -> Iterator[ProductView]:
    after, read = -1, PRODUCTS_TOGETHER
    while read == PRODUCTS_TOGETHER:
        products = declarations.products_of(session, identity, today, after=after, limit=PRODUCTS_TOGETHER)
        yield from products
        read = len(products)
        after += read


def _identities(subjects: Iterable[str]) -> list[PublicId]:
    return [identity for subject in sorted(subjects) if (identity := PublicId.parse(subject, STANDARD))]
