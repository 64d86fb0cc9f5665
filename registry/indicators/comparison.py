"""Which of two requirements asks for more: stricter, looser, equal, or not comparable and why.

Two values compare only when they are of the same indicator, in one dimension, by one family of methods, under one
condition and on one basis (rules: «Indicators»). Everything is decided on canonical values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from registry.identifiers.standard_number import parse_reference
from registry.indicators.canonical import Bounds, bounds
from registry.indicators.dictionary import IndicatorEntry, tight
from registry.indicators.values import Comparator, Direction, Indicator, Interval, Method, Requirement
from registry.kernel.findings import Message


class Result(StrEnum):
    """How the left requirement stands to the right one."""

    STRICTER = "stricter"
    LOOSER = "looser"
    EQUAL = "equal"
    NOT_COMPARABLE = "not_comparable"


class Reason(StrEnum):
    """Why two requirements do not compare. The codes are stable; `message` is the sentence."""

    UNKNOWN_INDICATOR = "unknown-indicator"
    OTHER_INDICATOR = "other-indicator"
    NOT_NUMERIC = "not-numeric"
    OTHER_DIMENSION = "other-dimension"
    METHOD_NOT_STATED = "method-not-stated"
    OTHER_METHOD = "other-method"
    OTHER_CONDITION = "other-condition"
    OTHER_BASIS = "other-basis"
    NO_DIRECTION = "no-direction"
    NO_BOUND = "no-bound"
    OVERLAPPING_WINDOWS = "overlapping-windows"

    @property
    def message(self) -> Message:
        return _MESSAGES[self]


_MESSAGES = {
    reason: Message(reason.value, zh, en)
    for reason, zh, en in (
        (
            Reason.UNKNOWN_INDICATOR,
            "词典中没有这项指标，不能比较。",
            "The dictionary does not have this indicator, so its values do not compare.",
        ),
        (Reason.OTHER_INDICATOR, "不是同一项指标，不能比较。", "These are different indicators and do not compare."),
        (
            Reason.NOT_NUMERIC,
            "指标要求未读成数值或等级，不能比较。",
            "A requirement is not read as a value or a grade, so the two do not compare.",
        ),
        (
            Reason.OTHER_DIMENSION,
            "单位缺失，或不能换算成词典的单位，不能比较。",
            "A unit is missing or does not convert into the dictionary's, so the values do not compare.",
        ),
        (
            Reason.METHOD_NOT_STATED,
            "未写明试验方法，不能比较。",
            "A test method is not stated, so the values do not compare.",
        ),
        (
            Reason.OTHER_METHOD,
            "试验方法不同，数值不能比较。",
            "The values come from different test methods and do not compare.",
        ),
        (
            Reason.OTHER_CONDITION,
            "适用条件不同，数值不能比较。",
            "The values hold under different conditions and do not compare.",
        ),
        (
            Reason.OTHER_BASIS,
            "计算基准不同（如干基、以某物计），数值不能比较。",
            "The values are stated on different bases and do not compare.",
        ),
        (
            Reason.NO_DIRECTION,
            "该指标是规格或定额，没有优劣方向。",
            "This indicator is a size or a rating; no direction is better.",
        ),
        (
            Reason.NO_BOUND,
            "一方没有给出起决定作用的界限，不能比较。",
            "One of the two sets no bound on the side that counts, so they do not compare.",
        ),
        (
            Reason.OVERLAPPING_WINDOWS,
            "两个区间互不包含，不能说哪个更严。",
            "Neither window lies inside the other, so neither is stricter.",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`reason` is given exactly where the result is NOT_COMPARABLE."""

    result: Result
    reason: Reason | None = None


def compare(left: Indicator, right: Indicator, entry: IndicatorEntry | None) -> Comparison:
    """How `left` stands to `right`, both declared values of the indicator `entry` (None: not in the dictionary).

    The end that counts is the worst value that may still occur: the low end where more is better, the high end where
    less is, both for a target such as pH. An exact value or a range states both ends.
    """
    reason = _obstacle(left, right, entry)
    if reason or entry is None:
        return Comparison(Result.NOT_COMPARABLE, reason or Reason.UNKNOWN_INDICATOR)
    if _alike(left.requirement, right.requirement):
        return Comparison(Result.EQUAL)
    first, second = (_bounds(each.requirement, entry) for each in (left, right))
    if first is None or second is None:
        return Comparison(Result.NOT_COMPARABLE, _why_no_bounds(left.requirement, right.requirement))
    return compare_bounds(first, second, entry.direction)


def compare_bounds(left: Bounds, right: Bounds, direction: Direction) -> Comparison:
    """How the bounds `left` stand to `right`, both in one unit."""
    match direction:
        case Direction.UP:
            return _one_sided(_low(left), _low(right))
        case Direction.DOWN:
            return _one_sided(_high(left), _high(right))
        case Direction.TARGET:
            return _windows(left, right)
        case Direction.NONE:
            return Comparison(Result.NOT_COMPARABLE, Reason.NO_DIRECTION)


class Satisfaction(StrEnum):
    """How what is declared lies to what is asked."""

    INSIDE = "inside"  # met by every value that is declared possible
    OVERLAPS = "overlaps"  # 可能符合: met by some of them
    OUTSIDE = "outside"  # met by none


def satisfies(declared: Bounds | Interval, asked: Bounds | Interval) -> Satisfaction:
    """Whether what is declared meets what is asked, both in one unit. `asked` (≥4.5) is met when the declared values
    lie inside it (rules: «Search»)."""
    declared, asked = _as_bounds(declared), _as_bounds(asked)
    if _low(declared) >= _low(asked) and _high(declared) >= _high(asked):
        return Satisfaction.INSIDE
    if _apart(declared, asked) or _apart(asked, declared):
        return Satisfaction.OUTSIDE
    return Satisfaction.OVERLAPS


def same_method(left: Method, right: Method, entry: IndicatorEntry) -> bool:
    """Whether values by the two methods measure the same, as far as `entry` knows. Two that are not stated do not."""
    if not entry.method_matters:
        return True
    families = _family(left, entry), _family(right, entry)
    return families[0] is not None and families[0] == families[1]


def circumstances(indicator: Indicator, entry: IndicatorEntry) -> tuple[str, str, str] | None:
    """Condition, basis and family of methods in one way of writing: values of `entry` under equal ones compare. The
    family is empty where methods do not matter; None where they do and the indicator names none."""
    family = method_family(indicator.method, entry)
    if family is None:
        return None
    return tight(indicator.requirement.condition or ""), tight(indicator.requirement.basis or ""), family


def method_family(method: Method, entry: IndicatorEntry) -> str | None:
    """The family of methods whose values compare with those by this one; empty where methods do not matter, None where
    they do and none is named."""
    return _family(method, entry) if entry.method_matters else ""


def same_words(left: str | None, right: str | None) -> bool:
    """Whether two conditions or bases say the same: blanks, widths and case do not count."""
    return tight(left or "") == tight(right or "")


def _obstacle(left: Indicator, right: Indicator, entry: IndicatorEntry | None) -> Reason | None:
    """What stands in the way before any value is looked at."""
    if entry is None:
        return Reason.UNKNOWN_INDICATOR
    if {left.code, right.code} - {None, entry.code}:
        return Reason.OTHER_INDICATOR
    if not same_words(left.requirement.condition, right.requirement.condition):
        return Reason.OTHER_CONDITION
    if not same_words(left.requirement.basis, right.requirement.basis):
        return Reason.OTHER_BASIS
    if entry.direction is Direction.NONE:
        return Reason.NO_DIRECTION
    if same_method(left.method, right.method, entry):
        return None
    stated = all(method.number or method.text for method in (left.method, right.method))
    return Reason.OTHER_METHOD if stated else Reason.METHOD_NOT_STATED


def _bounds(requirement: Requirement, entry: IndicatorEntry) -> Bounds | None:
    return bounds(requirement, entry.unit, scale=entry.scale)


def _alike(left: Requirement, right: Requirement) -> bool:
    """Whether two requirements without number ask the same: yes or no, or one of the same designations."""
    return left.comparator is right.comparator and (
        (left.comparator is Comparator.BOOL and left.truth == right.truth)
        or (left.comparator is Comparator.ONE_OF and left.unit == right.unit and set(left.values) == set(right.values))
    )


_NOT_NUMBERS = frozenset({Comparator.TEXT, Comparator.BOOL, Comparator.ORDINAL})


def _why_no_bounds(*requirements: Requirement) -> Reason:
    without_number = any(each.comparator in _NOT_NUMBERS or each.grade for each in requirements)
    return Reason.NOT_NUMERIC if without_number else Reason.OTHER_DIMENSION


# An end as a key: the greater key is the stricter end, no end the loosest.
_End = tuple[int, Decimal, bool]
_NO_END: _End = (0, Decimal(0), False)


def _low(given: Bounds) -> _End:
    return _NO_END if given.low is None else (1, given.low, given.low_open)


def _high(given: Bounds) -> _End:
    return _NO_END if given.high is None else (1, -given.high, given.high_open)


def _one_sided(left: _End, right: _End) -> Comparison:
    if _NO_END in {left, right}:
        return Comparison(Result.NOT_COMPARABLE, Reason.NO_BOUND)
    if left == right:
        return Comparison(Result.EQUAL)
    return Comparison(Result.STRICTER if left > right else Result.LOOSER)


def _windows(left: Bounds, right: Bounds) -> Comparison:
    ends, others = (_low(left), _high(left)), (_low(right), _high(right))
    if ends == others:
        return Comparison(Result.EQUAL)
    if all(mine >= its for mine, its in zip(ends, others, strict=True)):
        return Comparison(Result.STRICTER)
    if all(mine <= its for mine, its in zip(ends, others, strict=True)):
        return Comparison(Result.LOOSER)
    return Comparison(Result.NOT_COMPARABLE, Reason.OVERLAPPING_WINDOWS)


def _apart(lower: Bounds, upper: Bounds) -> bool:
    """Whether everything in `lower` lies below everything in `upper`."""
    if lower.high is None or upper.low is None:
        return False
    return lower.high < upper.low or (lower.high == upper.low and (lower.high_open or upper.low_open))


def _as_bounds(given: Bounds | Interval) -> Bounds:
    return given if isinstance(given, Bounds) else Bounds(given.low, given.high)


def _family(method: Method, entry: IndicatorEntry) -> str | None:
    """The family of a method: as the dictionary says, else the standard that gives it, else its own words."""
    key = _method_key(method.number or method.text or "")
    families = {_method_key(each): family for each, family in entry.method_families.items()}
    return families.get(key) or key or None


@lru_cache(maxsize=4096)
def _method_key(written: str) -> str:
    """A method in one way of writing: of a standard the number without year, of a text the text."""
    number, _ = parse_reference(written, date.max)
    return tight(written) if number.kind is None else number.series
