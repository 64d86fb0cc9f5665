"""The form above the products of a standard, and the heads of its table by which they are sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import request, url_for

from registry.discovery.pages.common import asking, here
from registry.discovery.schemas import ProductsQuery
from registry.discovery.values import StandardPage
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Direction, Indicator

FEW = 10
"""So many products are seen at a glance; more can be searched and sorted."""

DECLARED = "declared"


@dataclass(frozen=True, slots=True)
class Listing:
    """What was typed, and the addresses of other states of this page. `sortable` are the indicators of its columns
    that have an order; `refused`: what was asked could not be read, and no product is shown."""

    shown: StandardPage
    sortable: tuple[IndicatorEntry, ...]
    refused: bool

    @property
    def text(self) -> str:
        return request.args.get("q", "")

    @property
    def indicators(self) -> list[str]:
        """The conditions as they were typed, and an empty one for the next."""
        return [*filter(str.strip, request.args.getlist("indicator")), ""]

    @property
    def by(self) -> str | None:
        narrowing = self.shown.narrowing
        return narrowing.by.code if narrowing and narrowing.by else None

    @property
    def asks(self) -> bool:
        """Whether products may have been left out."""
        return bool(self.text.strip()) or len(self.indicators) > 1

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(entry.code for entry in self.sortable)

    def head(self, code: str) -> str:
        """Sorts by a column, or no more where it is sorted by it."""
        return f"{here(sort=DECLARED if code == self.by else f'indicator:{code}')}#products"

    def said_order(self, code: str) -> str | None:
        """How the column is sorted, as `aria-sort` says it: the best value is first."""
        if code != self.by:
            return None
        entry = next(each for each in self.sortable if each.code == code)
        return "descending" if entry.direction is Direction.UP else "ascending"


def listing(shown: StandardPage, heads: Iterable[Indicator], *, refused: bool) -> Listing | None:
    """None where the products are few and nothing is asked of them."""
    dictionary, narrowing = shown.dictionary, shown.narrowing
    columns = [dictionary.get(head.code) for head in heads if head.code]
    entries = {entry.code: entry for entry in (*columns, narrowing and narrowing.by) if entry and not entry.in_words}
    made = Listing(shown, tuple(entries.values()), refused)
    return made if shown.standard.products_total > FEW or made.asks or made.by else None


def products_data(standard: str) -> str:
    """The products that this page shows, as JSON."""
    known = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name in ProductsQuery().fields and name != "cursor" and value
    ]
    return asking(url_for("discovery.products_of_standard", standard=standard), known)
