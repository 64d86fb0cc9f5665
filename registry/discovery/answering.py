"""What answers: first what holds all that is asked; where that is little, what holds a part of it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from registry.discovery.asking import Asked, Condition
from registry.discovery.filtering import filters
from registry.discovery.matching import matching, text_filters
from registry.discovery.ordering import Ordering
from registry.discovery.selecting import Selection, page, select, sure_of
from registry.discovery.values import Order, Position, SearchRequest
from registry.indicators.dictionary import IndicatorEntry
from search.documents import KeywordField, NumberField
from search.matching import Reading, Synonyms
from search.port import Engine
from search.query import Keyword, Not, Query, Sort
from search.results import Hit

FEW = 20
"""With fewer hits than these that hold all that is asked, what holds a part of it follows. A number of its own, not the
length of the page: every page of a search is cut from the same list."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything that one search asks with, but its text: `more` are the conditions of the parameters, `by` is the
    indicator that sorts."""

    session: Session
    engine: Engine
    request: SearchRequest
    more: tuple[Condition, ...]
    by: IndicatorEntry | None
    synonyms: Synonyms
    today: date

    def conditions(self, asked: Asked) -> tuple[Condition, ...]:
        return (*asked.conditions, *self.more)


@dataclass(frozen=True, slots=True)
class Answer:
    """The hits of a page, one more than is wanted where another page follows, and how many there are on all pages.

    `first` of them are what the strictest reading of the text finds that finds anything, and stand first; of this page
    those not in `partly`. `query`, without a cursor, and `selection` are what was asked for them, `reading` is how the
    text was taken; `found` says whether text and filters alone find anything, with what is excluded or without.
    """

    query: Query
    hits: Sequence[Hit]
    total: int
    selection: Selection | None
    found: bool
    reading: Reading
    first: int = 0
    partly: frozenset[str] = frozenset()

    @property
    def complete(self) -> int:
        """How many hold all that is asked."""
        return self.first if self.reading is Reading.STRICT else 0


def answering(asking: Asking, asked: Asked, plainly: Asked) -> Answer:
    """What answers `asked`; `plainly` is the same text without what was only assumed of it."""
    after, following = _places(asking.request.after)
    first = _strictest(asking, asked, after)
    if following is not None:
        first = replace(first, hits=())
    by_relevance = asking.request.order is Order.RELEVANCE and asking.by is None
    if first.total >= FEW or first.reading is Reading.BROAD or not plainly.words or not by_relevance:
        return first
    if plainly.excluded:  # whoever excludes narrows
        return first
    return _followed(asking, plainly, first, following)


def _places(after: Position | None) -> tuple[Position | None, Position | None]:
    """Behind which hit the page begins: of those that hold everything, or of those that follow them. The latter carry
    the complement of their rank."""
    if after is None or after[1] >= 0:
        return after, None
    return None, (after[0], ~after[1])


def _strictest(asking: Asking, asked: Asked, after: Position | None) -> Answer:
    """What the strictest reading of the words finds that finds anything."""
    answer = _ask(asking, asked, after, Reading.STRICT)
    for looser in (Reading.LOOSE, Reading.BROAD):
        if not answer.total and not answer.found and asked.words:
            answer = _ask(asking, asked, after, looser)
    return replace(answer, first=answer.total)


def _ask(asking: Asking, asked: Asked, after: Position | None, reading: Reading) -> Answer:
    """One hit more than is wanted, to know whether another page follows."""
    request, engine = asking.request, asking.engine
    text = matching(asked, asking.synonyms, reading)
    by_date = asking.by is None and (request.order is Order.PUBLISHED or text is None)
    query = Query(
        match=text,
        filters=(*filters(request, asking.today).values(), *text_filters(asked)),
        sort=Sort(NumberField.PUBLISHED_AT) if by_date else None,
        limit=request.limit + 1,
    )
    if request.text.strip() and asked.is_empty:
        return Answer(query, (), 0, None, found=True, reading=reading)
    selection = _selection(asking, query, asking.conditions(asked))
    if asking.by:
        order = Ordering(asking.session, engine, query, request.unit, asking.by, selection, asking.today)
        hits, total = order.page(after)
    else:
        hits, total = page(engine, replace(query, after=after), sure_of(selection))
    narrows = selection is not None or bool(asked.excluded)
    found = total > 0 or (narrows and engine.count(_with_excluded(query)) > 0)
    return Answer(query, hits, total, selection, found, reading)


def _with_excluded(query: Query) -> Query:
    return replace(query, filters=tuple(each for each in query.filters if not isinstance(each, Not)))


def _followed(asking: Asking, plainly: Asked, first: Answer, following: Position | None) -> Answer:
    """`first`, and behind it what holds any of the words. All of the first are known by their ids, few as they are."""
    request = asking.request
    every = first.hits
    if len(every) < first.total:
        every, _ = page(asking.engine, replace(first.query, limit=FEW), sure_of(first.selection))
    ids = frozenset(hit.key.id for hit in every)
    query = Query(
        match=matching(plainly, asking.synonyms, Reading.BROAD),
        filters=(
            *filters(request, asking.today).values(),
            *text_filters(plainly),
            *((Not(Keyword(KeywordField.ID, ids)),) if ids else ()),
        ),
        limit=request.limit + 1,
    )
    conditions = asking.conditions(plainly)
    known = first.selection if first.selection and first.selection.answers(conditions) else None
    selection = known or _selection(asking, query, conditions)
    hits, total = page(asking.engine, replace(query, after=following), sure_of(selection))
    rest = [replace(hit, sort=(hit.sort[0], ~hit.sort[1])) for hit in hits]
    return replace(
        first,
        hits=(*first.hits, *rest)[: request.limit + 1],
        total=first.total + total,
        partly=frozenset(hit.key.id for hit in rest),
    )


def _selection(asking: Asking, query: Query, conditions: Sequence[Condition]) -> Selection | None:
    if not conditions:
        return None
    return select(asking.session, asking.engine, query, asking.request.unit, conditions, asking.today)
