"""Find: a reader's request → a query to the engine → rows in the engine's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import combinations
from time import perf_counter

from sqlalchemy.orm import Session

from registry.declarations import queries as declarations
from registry.declarations.values import EVERY, ProductView
from registry.discovery.answering import Answer, Asking, answering
from registry.discovery.asking import Asked, Condition, read_condition, understand
from registry.discovery.asking.messages import (
    CODE_UNKNOWN,
    CONTRADICTING,
    DATES_REVERSED,
    ORDER_UNKNOWN,
    QUERY_TOO_LONG,
)
from registry.discovery.asking.names import names_of
from registry.discovery.asking.reading import MOST_CONDITIONS
from registry.discovery.faceting import facets
from registry.discovery.filtering import filters
from registry.discovery.matching import matching
from registry.discovery.selecting import Selection, identities, narrowed, page, sure_of
from registry.discovery.values import FacetName, Facets, Found, Order, Possible, ProductHit, SearchRequest, StandardHit
from registry.enterprises import queries as enterprises
from registry.identifiers.standard_number import parse_reference
from registry.indicators.comparison import Satisfaction, satisfies
from registry.indicators.dictionary import IndicatorEntry
from registry.kernel.errors import Malformed, Unavailable
from registry.kernel.findings import Finding, Message, errors
from registry.kernel.ids import PublicId
from registry.kernel.transaction import Where, reading
from registry.reference import queries as reference
from registry.reference.snapshot import Reference
from search import errors as search_errors
from search.analysis import Word, words
from search.documents import KeywordField, Unit
from search.highlight import highlight
from search.matching import Synonyms, others, parts_of
from search.port import Engine
from search.query import Keyword, Node, Query
from search.results import Hit

PRODUCTS_SHOWN = 5
POSSIBLE_SHOWN = 5
_LISTED = {"category": "categories", "industry": "industries", "region": "regions"}
"""Where the codes of a filter are listed."""

ORDERS = "relevance, published, indicator:CODE"

NO_INDEX = Message(
    "search-not-ready",
    "检索索引还没有建好，请稍后再试；它由 registry serve 或 registry worker 建立。",
    "The search index is not there yet; please try again shortly. `registry serve` or `registry worker` builds it.",
)


def search(where: Where, engine: Engine, request: SearchRequest) -> Found:
    """One page of what matches `request`; hits that are not public are dropped.

    Raises Malformed for a text that is too long and for parameters that say nothing, Unavailable while there is no
    index.
    """
    begun = perf_counter()
    try:
        with reading(where) as session:
            return _search(session, engine, request, where.clock.today(), begun)
    except search_errors.InvalidQuery:
        raise Malformed(QUERY_TOO_LONG.error("q", given=request.text[:80])) from None
    except (search_errors.NoIndex, search_errors.StaleIndex, search_errors.DamagedIndex):
        raise Unavailable(NO_INDEX.error("q")) from None


def _search(session: Session, engine: Engine, request: SearchRequest, today: date, begun: float) -> Found:
    known = reference.reference(session)
    asked, conditions, findings, by = understood(request, known)
    more = tuple(condition for _, condition in conditions)
    asking = Asking(session, engine, request, more, by, known.synonyms, today)
    plainly = asked
    if any(condition.assumed for condition in asked.conditions):
        plainly = understand(request.text, names_of(known), request.category, assume=False)
    answer = answering(asking, asked, plainly)
    exact = _exact_number(session, asked.rest, today) if asked.rest else None
    if exact and not answer.complete and not request.status_asked:
        # Whoever types the number of a standard means it, whatever has become of it.
        request = replace(request, status=EVERY)
        asking = replace(asking, request=request)
        answer = answering(asking, asked, plainly)
    if plainly is not asked and not answer.first and not (answer.selection and answer.selection.possible):
        asked, conditions, findings, by = understood(request, known, assume=False)
        answer = answering(asking, asked, asked)
    if not answer.complete and asked.words:
        nearly = understand(request.text, names_of(known), request.category, assume=False, near=True)
        wider = replace(asking, synonyms=nearly.widened(known.synonyms))
        if nearly.near and (again := answering(wider, nearly, nearly)).complete:
            asking, asked, answer = wider, nearly, again
    show = partial(_rows, session, engine, request, asked, asking.synonyms, answer.selection, today)
    possible = None
    if answer.selection and not any(finding.code == CONTRADICTING.code for finding in findings):
        some, total = page(engine, replace(answer.query, limit=POSSIBLE_SHOWN), answer.selection.possible)
        possible = Possible(total, show(some))
    counted = _facets(engine, request, answer, today)
    return Found(
        hits=show(answer.hits[: request.limit]),
        total=answer.total,
        next=answer.hits[request.limit - 1].sort if len(answer.hits) > request.limit else None,
        asked=asked,
        conditions=conditions,
        findings=findings,
        possible=possible,
        facets=counted,
        enterprises=enterprises.names(session, _enterprises(request, counted)),
        by=by,
        exact_number=exact,
        complete=answer.complete,
        partly=answer.partly,
        took_ms=(perf_counter() - begun) * 1000,
        reference=known,
    )


def _facets(engine: Engine, request: SearchRequest, answer: Answer, today: date) -> Facets:
    """Nothing where the text says nothing, or so many ids meet the conditions that the engine cannot be given them."""
    query, chosen = answer.query, sure_of(answer.selection)
    if (query.match is None and request.text.strip() and not answer.selection) or chosen.is_large:
        return {}
    return facets(engine, narrowed(query, chosen), filters(request, today), request.facets, today)


def _enterprises(request: SearchRequest, counted: Facets) -> Iterator[str]:
    """Those whose names are shown."""
    yield from (code for code, _ in counted.get(FacetName.ENTERPRISE, ()))
    if request.enterprise:
        yield request.enterprise


_Conditions = tuple[tuple[str, Condition], ...]


def understood(
    request: SearchRequest, known: Reference, orders: str = ORDERS, *, assume: bool = True
) -> tuple[Asked, _Conditions, tuple[Finding, ...], IndicatorEntry | None]:
    """The text, the conditions of the parameters, what is to be said of both, and the indicator that sorts. Malformed
    for what is an error. `assume` as of `understand`."""
    names = names_of(known)
    asked = understand(request.text, names, request.category, assume=assume)
    findings, conditions = list(asked.findings), []
    for text in request.indicators:
        condition, said = read_condition(text, names, request.category)
        findings += said
        if condition:
            conditions.append((text, condition))
    findings += _contradictions((*asked.conditions, *(condition for _, condition in conditions)))
    for name, code, tree in (
        ("category", request.category, known.categories),
        ("industry", request.industry, known.industries),
        ("region", request.region, known.regions),
    ):
        if code and code not in tree:
            findings.append(CODE_UNKNOWN.notice(name, given=code, accepted=f"/api/v1/reference/{_LISTED[name]}"))
    if request.published_from and request.published_to and request.published_from > request.published_to:
        given, last = request.published_from.isoformat(), request.published_to.isoformat()
        findings.append(DATES_REVERSED.notice("published_from", given=given, accepted=last))
    if len(conditions) + len(asked.conditions) > MOST_CONDITIONS:
        findings.append(QUERY_TOO_LONG.error("indicator", given=str(len(conditions))))
    by = known.dictionary.get(request.by) if request.by else None
    if request.order is Order.INDICATOR and by is None:
        findings.append(ORDER_UNKNOWN.error("sort", given=request.by, accepted=orders))
    if errors(findings):
        raise Malformed(errors(findings))
    return asked, tuple(conditions), tuple(findings), by


def _contradictions(conditions: Sequence[Condition]) -> Iterator[Finding]:
    """Pairs of conditions on one indicator that no value meets both of: 噪声>60dB 噪声<50dB."""
    for one, other in combinations((each for each in conditions if not each.also), 2):
        if one.entry is other.entry and satisfies(one.bounds, other.bounds) is Satisfaction.OUTSIDE:
            yield CONTRADICTING.notice("q", given=one.understood("zh"), accepted=other.understood("zh"))


def _rows(
    session: Session,
    engine: Engine,
    request: SearchRequest,
    asked: Asked,
    synonyms: Synonyms,
    selection: Selection | None,
    today: date,
    hits: Sequence[Hit],
) -> tuple[StandardHit | ProductHit, ...]:
    marked = _marked(asked, synonyms)
    if request.unit is Unit.PRODUCT:
        products = declarations.products(session, identities(hits, Unit.PRODUCT), today)
        return tuple(
            ProductHit(product, _highlights(_product_texts(product), marked))
            for identity in identities(hits, Unit.PRODUCT)
            if (product := products.get(identity))
        )
    found = identities(hits, Unit.STANDARD)
    standards = declarations.standards(session, found, today)
    shown = _products_shown(session, engine, matching(asked, synonyms), selection, found, today)
    return tuple(
        StandardHit(
            standard,
            tuple(shown.get(identity, ())),
            _highlights(
                {"title": standard.title, "number": standard.number, "enterprise": standard.enterprise.name}, marked
            ),
        )
        for identity in found
        if (standard := standards.get(identity))
    )


def _products_shown(
    session: Session,
    engine: Engine,
    matched: Node | None,
    selection: Selection | None,
    standards: Sequence[PublicId],
    today: date,
) -> dict[PublicId, list[ProductView]]:
    """For each standard the products that meet the conditions, or else those that the text names, filled up with its
    first ones."""
    named: list[PublicId] = []
    if selection is not None:
        for met in selection.products_of(standards):
            named += met[:PRODUCTS_SHOWN]
    elif matched is not None and standards:
        named = _named(engine, matched, standards)
    listed = declarations.shown_products(session, standards, named, today, limit=PRODUCTS_SHOWN)
    place = {identity: number for number, identity in enumerate(named)}
    shown: dict[PublicId, list[ProductView]] = {}
    for product in sorted(listed, key=lambda product: place.get(product.id, len(named))):
        of_standard = shown.setdefault(product.standard, [])
        if len(of_standard) < PRODUCTS_SHOWN:
            of_standard.append(product)
    return shown


def _named(engine: Engine, matched: Node, standards: Sequence[PublicId]) -> list[PublicId]:
    """The products of those standards that the text names, the best first: all together where they are few, else the
    best of each standard."""
    most = PRODUCTS_SHOWN * len(standards)
    products = Keyword(KeywordField.UNIT, frozenset({str(Unit.PRODUCT)}))
    theirs = Keyword(KeywordField.STANDARD, frozenset(map(str, standards)))
    found = engine.search(Query(match=matched, filters=(products, theirs), limit=most))
    if found.total <= most:
        return identities(found.hits, Unit.PRODUCT)
    if len(standards) == 1:
        return identities(found.hits[:PRODUCTS_SHOWN], Unit.PRODUCT)
    return [product for each in standards for product in _named(engine, matched, [each])]


def _product_texts(product: ProductView) -> dict[str, str]:
    return {
        "name": product.name,
        "model": product.model,
        "brand": product.brand or "",
        "enterprise": product.enterprise.name,
        "number": product.standard_number,
    }


def _marked(asked: Asked, synonyms: Synonyms) -> tuple[Word, ...]:
    """The words that are marked where they stand: what was typed, and what else is looked for."""
    more = (word for part in parts_of(asked.words, synonyms) for each in others(part, synonyms) for word in words(each))
    return tuple(dict.fromkeys((*asked.words, *(word for each in asked.phrases for word in each.words), *more)))


def _highlights(texts: Mapping[str, str], asked: Sequence[Word]) -> dict[str, tuple[str, ...]]:
    marked = {name: highlight(text, asked, length=max(len(text), 1)) for name, text in texts.items()}
    return {name: fragments for name, fragments in marked.items() if fragments}


def _exact_number(session: Session, text: str, today: date) -> str | None:
    """The number of a declared standard that the whole text spells, however it is typed."""
    number, _ = parse_reference(text, today)
    return declarations.number_with_key(session, number.key) if number.kind else None
