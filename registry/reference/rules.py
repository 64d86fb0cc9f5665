"""How a declared product stands to what a standard asks.

A threshold applies by category, by date, and by what else is declared of the product (`when`). What it says is decided
on canonical values: a promise must lie inside what is asked. Where that cannot be known the answer says so; nothing is
guessed (rules: «Limits and conditions»).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from registry.indicators.canonical import Bounds, bounds
from registry.indicators.comparison import Satisfaction, same_method, same_words, satisfies
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry, tight
from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Direction, Indicator, Requirement
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
    held = [(each.indicator, _holds(each, indicators, places, dictionary)) for each in threshold.when]
    if any(holds is False for _, holds in held):
        return
    unknown = tuple(dict.fromkeys(code for code, holds in held if holds is None))
    declared = places.get(threshold.indicator, ())
    if not declared:
        yield Judgement(threshold, Standing.UNDECIDED if unknown else Standing.NOT_DECLARED, None, unknown)
    entry = dictionary.get(threshold.indicator)
    # Where a value is declared that compares, those of the same indicator under other circumstances are not told of.
    alike = [place for place in declared if entry and _same_circumstances(threshold, indicators[place], entry)]
    for place in alike or declared:
        standing = _standing(threshold, indicators[place], entry) if entry and alike else Standing.NOT_COMPARABLE
        if unknown and standing is not Standing.MET:
            standing = Standing.UNDECIDED
        yield Judgement(threshold, standing, place, unknown)


def claims(declared: Requirement) -> tuple[Requirement, ...]:
    """What is declared: one requirement, or the several of one cell (≥15%（浓缩型≥25%）)."""
    return tuple(part.under(declared.condition) for part in declared.parts) or (declared,)


def _same_circumstances(threshold: Threshold, declared: Indicator, entry: IndicatorEntry) -> bool:
    """Whether condition, basis and method are those that the threshold depends on."""
    if threshold.method is not None and not same_method(threshold.method, declared.method, entry):
        return False
    return all(
        same_words(threshold.basis, claim.basis)
        and (threshold.condition is None or same_words(threshold.condition, claim.condition))
        for claim in claims(declared.requirement)
    )


def _standing(threshold: Threshold, declared: Indicator, entry: IndicatorEntry) -> Standing:
    """How a value under the same circumstances stands. Of several in one cell it is not known which one counts, so all
    of them must stand alike."""
    found = {_of_claim(threshold, claim, entry) for claim in claims(declared.requirement)}
    return found.pop() if len(found) == 1 else Standing.NOT_COMPARABLE


def _of_claim(threshold: Threshold, promised: Requirement, entry: IndicatorEntry) -> Standing:
    if threshold.bounds is None:
        return _worded(threshold.requirement, promised, entry)
    declared = bounds(promised, entry.unit, scale=entry.scale)
    if declared is None:
        none_of_it = entry.direction is Direction.DOWN and tight(promised.text) in _NONE_OF_IT
        return Standing.MET if none_of_it else Standing.NOT_COMPARABLE
    if satisfies(declared, threshold.bounds) is Satisfaction.INSIDE:
        return Standing.MET
    return Standing.BROKEN if _steps_out(declared, threshold.bounds) else Standing.NOT_COMPARABLE


def _steps_out(promised: Bounds, asked: Bounds) -> bool:
    """Whether an end that is promised lies beyond what is asked. A promise that says nothing on the side that counts
    (`≥1` where `≤20` is asked) does not compare."""
    if satisfies(promised, asked) is Satisfaction.OUTSIDE:
        return True
    below = replace(promised, high=None), replace(asked, high=None)
    above = replace(promised, low=None), replace(asked, low=None)
    return (promised.low is not None and satisfies(*below) is not Satisfaction.INSIDE) or (
        promised.high is not None and satisfies(*above) is not Satisfaction.INSIDE
    )


_NONE_OF_IT = frozenset({"禁用", "未检出", "不得检出", "不得使用"})
"""Words for as little as can be found, which GB 18401 writes for 可分解致癌芳香胺 itself (limit: 20 mg/kg)."""

_CONFORMS = frozenset({"合格", "符合", "是", "通过"})
"""Words that say yes to what is asked, and not that there is any of it (异味：合格)."""


def _worded(asked: Requirement, promised: Requirement, entry: IndicatorEntry) -> Standing:
    """A threshold in words (异味：无) against what is declared."""
    truth = promised.truth
    if truth is None and (plain := promised.text.strip().removesuffix(entry.name)):
        truth = parse(plain, name=entry.name).truth  # 无异味 says of 异味 what 无 says
    if asked.comparator is Comparator.BOOL and truth is not None and tight(promised.text) not in _CONFORMS:
        return Standing.MET if asked.truth == truth else Standing.BROKEN
    return Standing.MET if words_of(promised) <= words_of(asked) else Standing.NOT_COMPARABLE


def words_of(requirement: Requirement) -> set[str]:
    """The words of a requirement, in one way of writing: 白色/黑色 are two."""
    label = (requirement.grade.label,) if requirement.grade else ()
    return {tight(word) for word in requirement.values or label or (requirement.text,)}


def _holds(
    condition: Condition,
    indicators: Sequence[Indicator],
    places: Mapping[str, Sequence[int]],
    dictionary: IndicatorDictionary,
) -> bool | None:
    """Whether the condition holds of the product; None where what is declared does not decide it, or not in one way."""
    entry = dictionary.get(condition.indicator)
    found = {
        agrees(condition, claim, entry)
        for place in places.get(condition.indicator, ())
        for claim in claims(indicators[place].requirement)
        if entry
    }
    return found.pop() if len(found) == 1 else None


def agrees(condition: Condition, declared: Requirement, entry: IndicatorEntry) -> bool | None:
    """Whether what is declared of the indicator `entry` meets the condition; None where it leaves that open."""
    if condition.bounds:
        promised = bounds(declared, entry.unit, scale=entry.scale)
        if promised is None:
            return None
        found = {satisfies(promised, each) for each in condition.bounds}
        if Satisfaction.INSIDE in found:
            return True
        return False if found == {Satisfaction.OUTSIDE} else None
    if declared.comparator is Comparator.BOOL:
        truths = {parse(word, name=entry.name).truth for word in condition.words}
        return declared.truth in truths if truths - {None} else None
    said, asked = words_of(declared), {tight(word) for word in condition.words}
    if said <= asked:
        return True
    return False if said <= condition.known - asked else None
