"""Keeping the index in step: apply by event, build anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from registry.declarations import queries as declarations
from registry.declarations.service import PUBLISHED
from registry.indexing.projection import documents
from registry.kernel import journal
from registry.kernel.events import Event, Handler
from registry.kernel.ids import STANDARD, PublicId
from registry.kernel.transaction import Scope, reading
from registry.reference import queries as reference
from search.documents import Document
from search.port import Engine, Writer

TOGETHER = 50
"""Standards that are committed to the index at a time."""

EVERY_PRODUCT = 1_000_000


class Indexer:
    """Follows the register with one open writer; there is one of them at a time, in the worker."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    def handler(self) -> Handler:
        return Handler("indexing", frozenset({PUBLISHED}), self.follow, TOGETHER)

    def follow(self, scope: Scope, events: Sequence[Event]) -> None:
        """Puts the present state of the standards that the events speak of into the index. Doing it twice is
        harmless."""
        apply(scope, self._writer, {event.subject for event in events})


def apply(scope: Scope, writer: Writer, subjects: Iterable[str]) -> None:
    """Reads those standards and commits their documents."""
    identities = [each for each in (PublicId.parse(subject, STANDARD) for subject in subjects) if each]
    with reading(scope, snapshot=True) as session:
        today = scope.clock.today()
        categories = reference.categories(session)
        upserts: list[Document] = []
        for identity, standard in declarations.standards(session, identities, today).items():
            products = declarations.products_of(session, identity, today, after=-1, limit=EVERY_PRODUCT)
            upserts += documents(standard, products, categories)
        size, _ = journal.head(session)
    writer.apply(upserts, change=size)
    writer.commit()


def rebuild(scope: Scope, engine: Engine) -> int:
    """Builds the index aside from the database and switches to it; how many standards it holds."""
    with reading(scope) as session:
        everything = [str(identity) for identity in declarations.identities(session)]
    with engine.build() as build:
        for start in range(0, len(everything), TOGETHER):
            apply(scope, build, everything[start : start + TOGETHER])
        build.swap()
    return len(everything)
