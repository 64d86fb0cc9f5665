"""How a declared product stands to what a standard asks.

A threshold applies by category, by date, and by what else is declared of the product (`when`). What it says is decided
on canonical values: a promise must lie inside what is asked. Where that cannot be known the answer says so; nothing is
guessed (rules: «Limits and conditions»).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from registry.indicators.canonical import Bounds, bounds
from registry.indicators.comparison import Satisfaction, same_method, same_words, satisfies
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, tight
from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Indicator, Requirement
from registry.reference.values import Condition, Threshold

Asked = TypeVar("Asked", bound=Threshold)


class Standing(StrEnum):
    """How a product stands to a threshold that is in force for its category."""

    MET = "met"
    BROKEN = "broken"
    NOT_DECLARED = "not_declared"
    UNDECIDED = "undecided"  # whether it applies is not known, and the value would not meet it
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Judgement(Generic[Asked]):
    """`place` is that of the declared indicator in the product, None where it is not declared; `unknown` names the
    indicators that would decide whether the threshold applies."""

    threshold: Asked
    standing: Standing
    place: int | None
    unknown: tuple[str, ...] = ()


def judge(
    thresholds: Mapping[str, Sequence[Asked]],
    category: str,
    indicators: Sequence[Indicator],
    dictionary: IndicatorDictionary,
    day: date,
    *,
    upcoming: bool = False,
) -> Iterator[Judgement[Asked]]:
    """How a product of `category` with these `indicators` stands to each of the `thresholds` (by category) that apply
    on `day`, or with `upcoming` to those that take effect later. One that does not apply is not told of."""
    places: dict[str, list[int]] = {}
    for place, indicator in enumerate(indicators):
        if indicator.code is not None:
            places.setdefault(indicator.code, []).append(place)
    for threshold in thresholds.get(category, ()):
        later = threshold.valid_from is not None and threshold.valid_from > day
        if later if upcoming else threshold.in_force(day):
            yield from _judge(threshold, indicators, places, dictionary)


def _judge(
    threshold: Asked,
    indicators: Sequence[Indicator],
    places: Mapping[str, Sequence[int]],
    dictionary: IndicatorDictionary,
) -> Iterator[Judgement[Asked]]:
    held = {each.indicator: _holds(each, indicators, places, dictionary) for each in threshold.when}
    if False in held.values():
        return
    unknown = tuple(code for code, holds in held.items() if holds is None)
    entry = dictionary.get(threshold.indicator)
    for place in places.get(threshold.indicator, ()):
        standing = _standing(threshold, indicators[place], entry)
        if unknown and standing is not Standing.MET:
            standing = Standing.UNDECIDED
        yield Judgement(threshold, standing, place, unknown)
    if threshold.indicator not in places:
        yield Judgement(threshold, Standing.UNDECIDED if unknown else Standing.NOT_DECLARED, None, unknown)


def _standing(threshold: Threshold, declared: Indicator, entry: IndicatorEntry | None) -> Standing:
    requirement = declared.requirement
    if (
        entry is None
        or not same_words(threshold.basis, requirement.basis)
        or (threshold.condition is not None and not same_words(threshold.condition, requirement.condition))
        or (threshold.method is not None and not same_method(threshold.method, declared.method, entry))
    ):
        return Standing.NOT_COMPARABLE
    asked = bounds(threshold.requirement, entry.unit, scale=entry.scale)
    if asked is None:
        return _worded(threshold.requirement, requirement)
    promised = bounds(requirement, entry.unit, scale=entry.scale)
    if promised is None:
        return Standing.NOT_COMPARABLE
    if satisfies(promised, asked) is Satisfaction.INSIDE:
        return Standing.MET
    return Standing.BROKEN if _steps_out(promised, asked) else Standing.NOT_COMPARABLE


def _steps_out(promised: Bounds, asked: Bounds) -> bool:
    """Whether an end that is promised lies beyond what is asked. A promise that says nothing on the side that counts
    (`≥1` where `≤20` is asked) does not compare."""
    if satisfies(promised, asked) is Satisfaction.OUTSIDE:
        return True
    low = promised.low is not None and satisfies(
        Bounds(promised.low, None, low_open=promised.low_open), Bounds(asked.low, None, low_open=asked.low_open)
    )
    high = promised.high is not None and satisfies(
        Bounds(None, promised.high, high_open=promised.high_open), Bounds(None, asked.high, high_open=asked.high_open)
    )
    return Satisfaction.OVERLAPS in (low, high)


def _worded(asked: Requirement, promised: Requirement) -> Standing:
    """A threshold in words (异味：无) against what is declared."""
    if asked.comparator is Comparator.BOOL and promised.comparator is Comparator.BOOL:
        return Standing.MET if asked.truth == promised.truth else Standing.BROKEN
    same = tight(asked.text) == tight(promised.text)
    return Standing.MET if same else Standing.NOT_COMPARABLE


def _holds(
    condition: Condition,
    indicators: Sequence[Indicator],
    places: Mapping[str, Sequence[int]],
    dictionary: IndicatorDictionary,
) -> bool | None:
    """Whether the condition holds of the product; None where what is declared does not decide it."""
    entry = dictionary.get(condition.indicator)
    found = [
        _agrees(condition, indicators[place].requirement, entry)
        for place in places.get(condition.indicator, ())
        if entry
    ]
    if True in found:
        return True
    return None if not found or None in found else False


def _agrees(condition: Condition, declared: Requirement, entry: IndicatorEntry) -> bool | None:
    if condition.bounds is not None:
        promised = bounds(declared, entry.unit, scale=entry.scale)
        if promised is None:
            return None
        return {Satisfaction.INSIDE: True, Satisfaction.OUTSIDE: False, Satisfaction.OVERLAPS: None}[
            satisfies(promised, condition.bounds)
        ]
    asked = {tight(word) for word in condition.words}
    if declared.comparator is Comparator.BOOL:
        truths = {parse(word, name=entry.name).truth for word in condition.words}
        return declared.truth in truths if truths - {None} else None
    said = {tight(word) for word in declared.values} or {tight(declared.text)}
    if said <= asked:
        return True
    return None if said & asked else False
