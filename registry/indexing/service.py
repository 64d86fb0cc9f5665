"""Keeping the index in step: apply by event, build anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from registry.declarations import queries as declarations
from registry.declarations.service import PUBLISHED
from registry.indexing.projection import documents
from registry.kernel import journal
from registry.kernel.events import Event, Handler, publish
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Scope, begin, reading
from registry.reference import queries as reference
from search.documents import Document
from search.errors import Superseded
from search.port import Engine, Writer

TOGETHER = 50
"""Standards that are committed to the index at a time."""

EVERY_PRODUCT = 1_000_000


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
        return Handler("indexing", frozenset({PUBLISHED}), self.follow, TOGETHER)

    def follow(self, scope: Scope, events: Sequence[Event]) -> None:
        """Puts the present state of the standards that the events speak of into the index. Doing it twice is
        harmless."""
        subjects = {event.subject for event in events}
        try:
            apply(scope, self._writer, subjects)
        except Superseded:
            # Somebody has built the index again meanwhile.
            self._writer.close()
            self._writer = self._engine.write()
            apply(scope, self._writer, subjects)


def apply(scope: Scope, writer: Writer, subjects: Iterable[str], change: int | None = None) -> None:
    """Reads those standards and commits their documents. `change` is the size of the journal that the writer may
    claim, that of this reading unless another is given."""
    identities = [each for each in (PublicId.parse(subject, STANDARD) for subject in subjects) if each]
    with reading(scope, snapshot=True) as session:
        today = scope.clock.today()
        categories = reference.categories(session)
        upserts: list[Document] = []
        # Oldest first: a product that stands in two of them is found as what the newer one makes it.
        found = declarations.standards(session, identities, today)
        for identity, standard in sorted(found.items(), key=lambda item: item[0].number):
            products = declarations.products_of(session, identity, today, after=-1, limit=EVERY_PRODUCT)
            upserts += documents(standard, products, categories)
        size, _ = journal.head(session)
    writer.apply(upserts, change=size if change is None else change)
    writer.commit()


def rebuild(scope: Scope, engine: Engine) -> int:
    """Builds the index aside from the database and switches to it; how many standards it holds.

    A worker may go on meanwhile. What is published from the beginning on is announced once more after the switch, for
    the worker may have put it into the old index only.
    """
    with reading(scope) as session:
        size, _ = journal.head(session)
        everything = [str(identity) for identity in declarations.identities(session)]
    with engine.build() as build:
        for start in range(0, len(everything), TOGETHER):
            apply(scope, build, everything[start : start + TOGETHER], size)
        build.swap()
    with begin(scope) as work:
        for subject in sorted(journal.subjects(work.session, since=size)):
            publish(work, PUBLISHED, subject)
    return len(everything)
