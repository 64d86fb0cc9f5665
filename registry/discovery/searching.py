"""Find: a reader's request → a query to the engine → rows in the engine's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import IN_FORCE, ProductView, Status
from registry.discovery.asking.messages import QUERY_TOO_LONG
from registry.discovery.values import Found, Order, ProductHit, SearchRequest, StandardHit
from registry.identifiers.standard_number import parse_reference
from registry.kernel.errors import Malformed, Unavailable
from registry.kernel.findings import Message
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference
from search import errors as search_errors
from search.analysis import Word, words
from search.documents import KeywordField, NumberField, Unit, day
from search.highlight import highlight
from search.matching import match
from search.port import Engine
from search.query import All, AnyOf, Keyword, Node, Query, Range, Sort
from search.results import Hit

PRODUCTS_SHOWN = 5

NO_INDEX = Message(
    "search-not-ready",
    "检索索引还没有建好，请稍后再试；它由 registry serve 或 registry worker 建立。",
    "The search index is not there yet; please try again shortly. `registry serve` or `registry worker` builds it.",
)


def search(where: Where, engine: Engine, request: SearchRequest) -> Found:
    """One page of what matches `request`; hits that are not public are dropped.

    Raises Malformed for a text that is too long, Unavailable while there is no index.
    """
    try:
        asked, today = words(request.text), where.clock.today()
        hits, total, took, loosened = _ask(engine, request, today)
        with reading(where) as session:
            return Found(
                hits=_rows(session, engine, request, hits[: request.limit], asked, today),
                total=total,
                next=hits[request.limit - 1].sort if len(hits) > request.limit else None,
                terms=tuple(word.text for word in asked),
                exact_number=_exact_number(session, request.text, today),
                loosened=loosened,
                took_ms=took,
                reference=reference.reference(session),
            )
    except search_errors.InvalidQuery:
        raise Malformed(QUERY_TOO_LONG.error("q", given=request.text[:80])) from None
    except (search_errors.NoIndex, search_errors.StaleIndex, search_errors.DamagedIndex):
        raise Unavailable(NO_INDEX.error("q")) from None


def _ask(engine: Engine, request: SearchRequest, today: date) -> tuple[Sequence[Hit], int, float, bool]:
    """One hit more than is wanted, to know whether another page follows; the total, the time, and whether the text was
    read loosely."""
    filters = _filters(request, today)
    sort = Sort(NumberField.PUBLISHED_AT) if request.order is Order.PUBLISHED or not request.text.strip() else None

    def asked(matching: Node | None) -> Query:
        return Query(match=matching, filters=filters, sort=sort, after=request.after, limit=request.limit + 1)

    if not request.text.strip():
        results = engine.search(asked(None))
        return results.hits, results.total, results.took_ms, False
    strict = match(request.text)
    if strict is None:
        return (), 0, 0.0, False
    results = engine.search(asked(strict))
    if results.total:
        return results.hits, results.total, results.took_ms, False
    loose = match(request.text, loose=True)
    if loose is None or loose == strict:
        return (), 0, results.took_ms, False
    results = engine.search(asked(loose))
    return results.hits, results.total, results.took_ms, bool(results.total)


def _filters(request: SearchRequest, today: date) -> tuple[Node, ...]:
    filters: list[Node] = [Keyword(KeywordField.UNIT, frozenset({str(request.unit)}))]
    for field, value in (
        (KeywordField.CATEGORY, request.category),
        (KeywordField.KIND, request.kind),
        (KeywordField.USCC, request.enterprise),
    ):
        if value:
            filters.append(Keyword(field, frozenset({str(value)})))
    if request.status == IN_FORCE:
        filters.append(Range(NumberField.ENDED_ON, low=day(today) + 1))
    elif request.status != frozenset(Status):
        filters.append(AnyOf(tuple(_on(status, today) for status in sorted(request.status))))
    return tuple(filters)


def _on(status: Status, today: date) -> Node:
    # A status is a range of dates, so that midnight changes nothing in the index.
    standing = Range(NumberField.ENDED_ON, low=day(today) + 1)
    match status:
        case Status.CURRENT:
            return All((Range(NumberField.EFFECTIVE_ON, high=day(today)), standing))
        case Status.UPCOMING:
            return All((Range(NumberField.EFFECTIVE_ON, low=day(today) + 1), standing))
        case Status.SUPERSEDED:
            left = Range(NumberField.WITHDRAWN_ON, low=day(today) + 1)
            return All((Range(NumberField.ENDED_ON, high=day(today)), left))
        case Status.WITHDRAWN:
            return Range(NumberField.WITHDRAWN_ON, high=day(today))


def _rows(
    session: Session, engine: Engine, request: SearchRequest, hits: Sequence[Hit], asked: Sequence[Word], today: date
) -> tuple[StandardHit | ProductHit, ...]:
    if request.unit is Unit.PRODUCT:
        products = declarations.products(session, _identities(hits, PRODUCT), today)
        return tuple(
            ProductHit(product, _highlights(_product_texts(product), asked))
            for identity in _identities(hits, PRODUCT)
            if (product := products.get(identity))
        )
    identities = _identities(hits, STANDARD)
    standards = declarations.standards(session, identities, today)
    shown = _products_shown(session, engine, request, identities, today)
    return tuple(
        StandardHit(
            standard,
            tuple(shown.get(identity, ())),
            _highlights(
                {"title": standard.title, "number": standard.number, "enterprise": standard.enterprise.name}, asked
            ),
        )
        for identity in identities
        if (standard := standards.get(identity))
    )


def _products_shown(
    session: Session, engine: Engine, request: SearchRequest, identities: Sequence[PublicId], today: date
) -> dict[PublicId, list[ProductView]]:
    """For each standard the products that the text names, filled up with its first ones."""
    matching = match(request.text) if request.text.strip() else None
    named: list[PublicId] = []
    if matching is not None:
        for identity in identities:
            filters = (
                Keyword(KeywordField.UNIT, frozenset({str(Unit.PRODUCT)})),
                Keyword(KeywordField.STANDARD, frozenset({str(identity)})),
            )
            found = engine.search(Query(match=matching, filters=filters, limit=PRODUCTS_SHOWN))
            named += _identities(found.hits, PRODUCT)
    listed = declarations.shown_products(session, identities, named, today, limit=PRODUCTS_SHOWN)
    place = {identity: number for number, identity in enumerate(named)}
    shown: dict[PublicId, list[ProductView]] = {}
    for product in sorted(listed, key=lambda product: place.get(product.id, len(named))):
        of_standard = shown.setdefault(product.standard, [])
        if len(of_standard) < PRODUCTS_SHOWN:
            of_standard.append(product)
    return shown


def _identities(hits: Sequence[Hit], prefix: str) -> list[PublicId]:
    return [identity for hit in hits if (identity := PublicId.parse(hit.key.id, prefix))]


def _product_texts(product: ProductView) -> dict[str, str]:
    return {
        "name": product.name,
        "model": product.model,
        "brand": product.brand or "",
        "enterprise": product.enterprise.name,
        "number": product.standard_number,
    }


def _highlights(texts: Mapping[str, str], asked: Sequence[Word]) -> dict[str, tuple[str, ...]]:
    marked = {name: highlight(text, asked, length=max(len(text), 1)) for name, text in texts.items()}
    return {name: fragments for name, fragments in marked.items() if fragments}


def _exact_number(session: Session, text: str, today: date) -> str | None:
    """The number of a declared standard that the whole text spells, however it is typed."""
    reference_number, _ = parse_reference(text, today)
    return declarations.number_with_key(session, reference_number.key)
