"""Which limit a declared value is shown against, and how it stands to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from registry.declarations.values import AgainstLimit
from registry.indicators.canonical import bounds
from registry.indicators.comparison import Result, Satisfaction, satisfies
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.values import Indicator
from registry.reference.rules import Judgement, Standing, judge
from registry.reference.snapshot import Reference
from registry.reference.values import Limit, RecommendedValue

Asked = TypeVar("Asked", Limit, RecommendedValue)


def against_limits(
    category: str, indicators: Sequence[Indicator], reference: Reference, day: date
) -> dict[int, AgainstLimit]:
    """By the place of the indicator the strictest mandatory limit that applies on `day`; nothing for a place to which
    none does, or where what is declared leaves open whether it does."""
    return _against(reference.limits, category, indicators, reference.dictionary, day)


def against_standards(
    category: str, indicators: Sequence[Indicator], reference: Reference, day: date
) -> dict[int, AgainstLimit]:
    """The same with what recommended standards ask where no mandatory one has a limit."""
    recommended = _against(reference.recommended, category, indicators, reference.dictionary, day)
    return recommended | against_limits(category, indicators, reference, day)


def _against(
    thresholds: Mapping[str, Sequence[Asked]],
    category: str,
    indicators: Sequence[Indicator],
    dictionary: IndicatorDictionary,
    day: date,
) -> dict[int, AgainstLimit]:
    strictest: dict[int, Judgement[Asked]] = {}
    for judged in judge(thresholds, category, indicators, dictionary, day):
        if judged.place is None or judged.unknown:
            continue
        present = strictest.get(judged.place)
        if present is None or _stricter(judged, present):
            strictest[judged.place] = judged
    return {
        place: AgainstLimit(judged.threshold, _result(judged, indicators[place], dictionary))
        for place, judged in strictest.items()
    }


def _stricter(one: Judgement[Asked], other: Judgement[Asked]) -> bool:
    """Whether `one` asks for more; one that does not compare never goes before one that does."""
    compares, others = (each.standing is not Standing.NOT_COMPARABLE for each in (one, other))
    if compares != others:
        return compares
    first, second = one.threshold.bounds, other.threshold.bounds
    return first is not None and second is not None and satisfies(first, second) is Satisfaction.INSIDE


def _result(judged: Judgement[Asked], declared: Indicator, dictionary: IndicatorDictionary) -> Result:
    if judged.standing is Standing.BROKEN:
        return Result.LOOSER
    if judged.standing is not Standing.MET:
        return Result.NOT_COMPARABLE
    asked, entry = judged.threshold.bounds, dictionary.get(judged.threshold.indicator)
    promised = bounds(declared.requirement, entry.unit, scale=entry.scale) if entry else None
    return Result.EQUAL if asked is None or promised == asked else Result.STRICTER
