"""What stands beside the results to narrow them: counted values, the trees they stand in, and ranges of indicators."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import request

from registry.declarations.values import IN_FORCE, Status
from registry.discovery.placing import BARS, Axis
from registry.discovery.values import FacetName, Found, ProductHit, SearchRequest, StandardHit
from registry.http import language
from registry.indexing.values import Distributions
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Direction
from registry.kernel.decimals import plain
from registry.reference.values import Category, ClassEntry, ancestry

RANGES = 4
"""Indicators whose range can be typed beside the results."""

MOSTLY = 0.8
"""This share of the results is nearly all of them."""

AT_LEAST, AT_MOST, IN_UNIT = "at_least.", "at_most.", "in_unit."
"""A form sends the ends of a range and the unit beside them so; the address has them as conditions."""

_Tree = Mapping[str, Category] | Mapping[str, ClassEntry]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: how many results have it, how deep it stands in its tree, and whether it is chosen. `ask` are
    the parameters that choose it, or take it back."""

    name: str
    count: int | None
    depth: int
    chosen: bool
    ask: dict[str, str | None]

    @property
    def chinese(self) -> bool:
        """Whether the name is in Chinese, as most names of regions and enterprises are on an English page."""
        return any("\u4e00" <= sign <= "\u9fff" for sign in self.name)


@dataclass(frozen=True, slots=True)
class Range:
    """An indicator of the category, how its values are spread, and the ends that are asked."""

    entry: IndicatorEntry
    axis: Axis
    low: Decimal | None
    high: Decimal | None

    @property
    def bars(self) -> list[tuple[float, bool]]:
        """The height of each bar, and whether it lies within what is asked."""
        first = 0 if self.low is None else self.axis.at(self.low) * BARS
        last = BARS if self.high is None else self.axis.at(self.high) * BARS
        asked = self.low is not None or self.high is not None
        return [(height, asked and first <= place + 0.5 <= last) for place, height in enumerate(self.axis.bars)]


def choices(found: Found, wanted: SearchRequest) -> dict[FacetName, list[Choice]]:
    """By facet, those that there is a choice in, that hold for a part of the results, or that are chosen already."""
    made = {
        FacetName.CATEGORY: _in_tree(found, FacetName.CATEGORY, wanted.category, found.categories),
        FacetName.STATUS: _of_status(found, wanted),
        FacetName.REGION: _in_tree(found, FacetName.REGION, wanted.region, found.reference.regions),
        FacetName.INDUSTRY: _in_tree(found, FacetName.INDUSTRY, wanted.industry, found.reference.industries),
        FacetName.KIND: _listed(found, FacetName.KIND, wanted.kind and str(wanted.kind)),
        FacetName.ENTERPRISE: _listed(found, FacetName.ENTERPRISE, wanted.enterprise),
        FacetName.LEVEL: _listed(found, FacetName.LEVEL, wanted.level),
        FacetName.YEAR: _of_year(found, wanted),
    }
    total = found.complete or found.total
    return {facet: listed for facet, listed in made.items() if len(listed) > 1 or _narrows(listed, total)}


def _narrows(listed: Sequence[Choice], total: int) -> bool:
    """Whether a single value is worth showing: it is chosen, or not what all results have."""
    return any(choice.chosen or choice.count != total for choice in listed)


def main_category(found: Found, wanted: SearchRequest) -> str | None:
    """The category whose indicators are worth asking: the chosen one, or that of nearly all results."""
    if wanted.category:
        return wanted.category
    counts = dict(found.facets.get(FacetName.CATEGORY, ()))
    above = {found.categories[code].parent for code in counts if code in found.categories}
    leaves = [code for code in counts if code not in above]
    return next((code for code in leaves if counts[code] >= (found.complete or found.total) * MOSTLY), None)


def ranges(found: Found, spread: Distributions) -> list[Range]:
    """For the indicators that the most of the results shown declare, and where more is better or worse: a range of what
    none of them declares would find nothing."""
    asked = {condition.entry.code: condition.bounds for condition in found.conditions_asked}
    declared = Counter(code for hit in found.hits for code in _declared(hit))
    made: dict[str, Range] = {}
    for (code, _), distribution in spread.items():
        entry = found.dictionary.get(code)
        measured = entry is not None and entry.scale is None and entry.direction is not Direction.NONE
        if entry is None or not measured or code in made or len(set(distribution.quantiles)) < 3:
            continue
        if code not in declared and code not in asked:
            continue
        bounds = asked.get(code)
        low, high = (bounds.low, bounds.high) if bounds else (None, None)
        made[code] = Range(entry, Axis(distribution, tuple(end for end in (low, high) if end is not None)), low, high)
    return sorted(made.values(), key=lambda each: (each.entry.code not in asked, -declared[each.entry.code]))[:RANGES]


def _declared(hit: StandardHit | ProductHit) -> set[str]:
    products = (hit.product,) if isinstance(hit, ProductHit) else hit.products
    return {indicator.code for product in products for indicator in product.indicators if indicator.code}


def typed_ranges() -> list[str] | None:
    """The conditions of the address with the ranges that a form has sent put in; None where it has sent none."""
    sent = [name for name in request.args if name.startswith((AT_LEAST, AT_MOST))]
    if not sent:
        return None
    codes = dict.fromkeys(name.partition(".")[2] for name in sent)
    kept = [each for each in request.args.getlist("indicator") if not any(_is_of(each, code) for code in codes)]
    for code in codes:
        low, high = (request.args.get(f"{end}{code}", "").strip() for end in (AT_LEAST, AT_MOST))
        unit = request.args.get(f"{IN_UNIT}{code}", "") if (low or high)[-1:].isdigit() else ""
        if low and high:
            kept.append(f"{code}={low}..{high}{unit}")
        elif low or high:
            kept.append(f"{code}{'>=' if low else '<='}{low or high}{unit}")
    return kept


def _is_of(condition: str, code: str) -> bool:
    return re.match(rf"{re.escape(code)}(?!\w)", condition) is not None


def _in_tree(found: Found, facet: FacetName, chosen: str | None, tree: _Tree) -> list[Choice]:
    """The chosen value under those above it, and those below it; or beside it, where it is the last. Where nothing is
    chosen and all results lie in one value, that one and those below it."""
    counts = dict(found.facets.get(facet, ()))

    def children(of: str | None) -> list[str]:
        return [code for code in counts if code in tree and tree[code].parent == of]

    path = list(reversed(list(ancestry(chosen, tree)))) if chosen else []
    below = children(path[-1] if path else None)
    depth = len(path)
    if path and not below:
        depth = len(path) - 1
        below = [code for code in children(tree[path[-1]].parent) if code != path[-1]]

    def choice(code: str, depth: int, *, on: bool) -> Choice:
        ask = {facet.value: tree[code].parent if on else code}
        return Choice(found.called(facet, code, language()), counts.get(code, 0), depth, on, ask)

    listed = [choice(code, place, on=True) for place, code in enumerate(path)]
    for code in below:
        listed.append(choice(code, depth, on=False))
        if not path and len(below) == 1:
            listed += [choice(each, depth + 1, on=False) for each in children(code)]
    return listed


def _listed(found: Found, facet: FacetName, chosen: str | None) -> list[Choice]:
    counts = dict(found.facets.get(facet, ()))
    if chosen:
        counts.setdefault(chosen, 0)
    made = []
    for code, count in counts.items():
        on = code == chosen
        made.append(Choice(found.called(facet, code, language()), count, 0, on, {facet.value: None if on else code}))
    return made


def _of_status(found: Found, wanted: SearchRequest) -> list[Choice]:
    counts = dict(found.facets.get(FacetName.STATUS, ()))
    one = len(wanted.status) == 1 and wanted.status != IN_FORCE
    made = []
    for status in Status:
        on = one and status in wanted.status
        if on or status in counts:
            name = found.called(FacetName.STATUS, status, language())
            made.append(Choice(name, counts.get(status, 0), 0, on, {"status": None if on else str(status)}))
    return made


def _of_year(found: Found, wanted: SearchRequest) -> list[Choice]:
    made = []
    for year, count in sorted(found.facets.get(FacetName.YEAR, ()), reverse=True):
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        on = (wanted.published_from, wanted.published_to) == (first, last)
        ask = {
            "published_from": None if on else first.isoformat(),
            "published_to": None if on else last.isoformat(),
        }
        made.append(Choice(year, count, 0, on, ask))
    return made


def shown_end(value: Decimal | None) -> str:
    """An end of a range as it stands in its field."""
    return "" if value is None else plain(value)
