"""Compare: two to six products side by side, and which value is best where values may be compared at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from registry.declarations import queries as declarations
from registry.declarations.rules import against_standards
from registry.declarations.values import AgainstLimit, ProductView
from registry.discovery.values import CompareCell, CompareRow, Comparison, IndicatorKey, declared_by
from registry.indexing.queries import distributions
from registry.indexing.rules import alike_with
from registry.indexing.values import Distribution, Distributions
from registry.indicators.comparison import Result, compare
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Direction, Indicator, IndicatorKind
from registry.kernel.errors import NOT_FOUND, Malformed, NotFound
from registry.kernel.findings import Message
from registry.kernel.ids import PRODUCT, PublicId
from registry.kernel.transaction import Where, reading
from registry.ranking import queries as rankings
from registry.ranking.values import Counted, Placed
from registry.reference import queries as reference
from registry.reference.snapshot import Reference

FEWEST, MOST = 2, 6

KINDS = (IndicatorKind.PERFORMANCE, IndicatorKind.SAFETY, IndicatorKind.FUNCTIONAL, IndicatorKind.SERVICE)
"""The order in which indicators are compared."""

TOO_FEW_OR_MANY = Message(
    "products-to-compare",
    "给了 {given} 个产品；请选择 2 至 6 个不同的产品来比较。",
    "{given} products were given; choose 2 to 6 different ones to compare.",
)


def comparison(where: Where, products: Sequence[str]) -> Comparison:
    """The products with these public ids, side by side, in the order given.

    Raises Malformed unless there are 2 to 6 different ones, NotFound naming the first that does not exist.
    """
    asked = list(dict.fromkeys(products))
    if not FEWEST <= len(asked) <= MOST:
        raise Malformed(TOO_FEW_OR_MANY.error("products", given=str(len(asked)), accepted="2–6"))
    identities = {text: PublicId.parse(text, PRODUCT) for text in asked}
    with reading(where) as session:
        found = declarations.products(
            session, [identity for identity in identities.values() if identity], where.clock.today()
        )
        for text, identity in identities.items():
            if identity is None or identity not in found:
                raise NotFound(NOT_FOUND.error("products", given=text))
        known = reference.reference(session)
        listed = [found[identity] for identity in identities.values() if identity]
        shared = {product.category for product in listed}
        category = known.categories.get(shared.pop()) if len(shared) == 1 else None
        codes = {each.code for product in listed for each in product.indicators if each.code}
        counts = distributions(session, category.code, codes) if category else {}
        graded = rankings.placed(session, [product.id for product in listed])
    found_rows = _rows(listed, known, counts, where.clock.today())
    rows = tuple(sorted(found_rows, key=lambda row: KINDS.index(row.kind)))
    return Comparison(
        products=tuple(listed),
        category=category,
        reference=known,
        rows=rows,
        graded=_graded(listed, graded),
    )


def _graded(
    products: Sequence[ProductView], placed: Mapping[PublicId, Sequence[Placed]]
) -> tuple[tuple[Counted, tuple[Placed | None, ...]], ...]:
    """Of each edition in which any of the products is a candidate where they stand, in their order."""
    found: dict[PublicId, tuple[Counted, dict[PublicId, Placed]]] = {}
    own = {each.id: each.standard for each in products}
    for product, listed in placed.items():
        for each in listed:
            if each.standard != own[product]:  # a revised product is a candidate under the old standard, too
                continue
            found.setdefault(each.edition.id, (each.edition, {}))[1][product] = each
    return tuple((edition, tuple(its.get(each.id) for each in products)) for edition, its in found.values())


def _rows(products: Sequence[ProductView], known: Reference, counts: Distributions, day: date) -> Iterable[CompareRow]:
    found = [declared_by(product) for product in products]
    limits = [_limits(product, known, day) for product in products]
    for key in dict.fromkeys(key for each in found for key in each):
        declared = [each.get(key) for each in found]
        first = next(indicator for indicator in declared if indicator)
        entry = known.dictionary.get(first.code) if first.code else None
        yield CompareRow(
            name=entry.name if entry else first.name,
            name_en=entry.name_en if entry else first.name,
            kind=first.kind,
            condition=first.requirement.condition,
            entry=entry,
            cells=tuple(_cells(declared, [each.get(key) for each in limits], entry)),
            among=_among(declared, entry, known.dictionary, counts),
        )


def _limits(product: ProductView, known: Reference, day: date) -> dict[IndicatorKey, AgainstLimit]:
    """What applies to the values that are shown. Nothing for what is made for export only (标准化法 art. 26)."""
    if product.export_only:
        return {}
    held = against_standards(product.category, product.indicators, known, day)
    shown = {key: product.indicators.index(each) for key, each in declared_by(product).items()}
    return {key: held[place] for key, place in shown.items() if place in held}


def _among(
    declared: Sequence[Indicator | None],
    entry: IndicatorEntry | None,
    dictionary: IndicatorDictionary,
    counts: Distributions,
) -> Distribution | None:
    """What the category declares under the circumstances of the values that compare with each other."""
    field = _field([indicator for indicator in declared if indicator], entry)
    alike = {alike_with(indicator, dictionary) for indicator in field}
    which = alike.pop() if len(alike) == 1 else None
    return counts.get(which) if which else None


def _cells(
    declared: Sequence[Indicator | None], limits: Sequence[AgainstLimit | None], entry: IndicatorEntry | None
) -> Iterable[CompareCell]:
    field = _field([indicator for indicator in declared if indicator], entry)
    for indicator, limit in zip(declared, limits, strict=True):
        if indicator is None:
            yield CompareCell(None, None, None, comparable=False, reason="not-declared", best=False)
            continue
        others = [compare(indicator, other, entry) for other in field if other is not indicator]
        reason = next((each.reason for each in others if each.result is Result.NOT_COMPARABLE), None)
        results = {each.result for each in others}
        ranked = entry is not None and entry.direction in {Direction.UP, Direction.DOWN, Direction.TARGET}
        best = ranked and Result.STRICTER in results and results <= {Result.STRICTER, Result.EQUAL}
        canonical = indicator.canonical
        yield CompareCell(
            declared=indicator,
            low=canonical.low if canonical else None,
            high=canonical.high if canonical else None,
            comparable=reason is None,
            reason=reason and str(reason),
            best=best,
            limit=limit,
        )


def _field(present: Sequence[Indicator], entry: IndicatorEntry | None) -> Sequence[Indicator]:
    """The values that the others are held against: the one group that compares and is larger than any other, so that
    one odd method does not spoil the row; all of them where there is no such group."""
    groups = [
        [other for other in present if other is each or compare(each, other, entry).result is not Result.NOT_COMPARABLE]
        for each in present
    ]
    largest = max(groups, key=len, default=[])
    rivals = any(len(group) == len(largest) and group != largest for group in groups)
    return present if rivals or len(largest) < FEWEST else largest
