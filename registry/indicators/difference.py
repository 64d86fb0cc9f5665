"""What has changed between two sets of indicators, and whether each change asks for more or for less.

The pages, the API and the feeds only show what is found here (features N6).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from registry.indicators.canonical import bounds
from registry.indicators.comparison import Reason, Result, compare, same_method, same_words
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import Comparator, Direction, Indicator, Method, Requirement


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"
    UNIT = "unit"  # another unit; the value is the same, or the units do not convert
    METHOD = "method"
    CONDITION = "condition"  # or the basis
    TEXT = "text"  # other words for the same, or words that are not read as a value


class Effect(StrEnum):
    """What a change does to the promise. An indicator more is a promise more; a size or a rating promises nothing."""

    STRICTER = "stricter"
    LOOSER = "looser"
    NEUTRAL = "neutral"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `before` is None for what was added, `after` for what was removed, both where a whole product came
    or went. `product` is the key that the caller gave it, `reason` why the effect cannot be told."""

    kind: ChangeKind
    effect: Effect
    before: Indicator | None = None
    after: Indicator | None = None
    product: str | None = None
    reason: Reason | None = None


def difference(
    before: Sequence[Indicator], after: Sequence[Indicator], dictionary: IndicatorDictionary
) -> tuple[Change, ...]:
    """The changes from `before` to `after`, in the order of `before`, what was added last.

    Indicators are the same when their code (or name) and condition are; where only the condition of the one indicator
    with this name changed, that is a change of condition. One indicator may have changed in several ways.
    """
    pairs, removed, added = _paired(before, after)
    changes: list[tuple[int, Change]] = []
    for place, (old, new) in pairs.items():
        changes.extend((place, change) for change in _changes(old, new, _entry(old, new, dictionary)))
    for place in removed:
        old = before[place]
        changes.append((place, Change(ChangeKind.REMOVED, _weight(old, dictionary, Effect.LOOSER), before=old)))
    changes.sort(key=lambda each: each[0])
    return (
        *(change for _, change in changes),
        *(
            Change(ChangeKind.ADDED, _weight(after[place], dictionary, Effect.STRICTER), after=after[place])
            for place in added
        ),
    )


def product_difference(
    before: Mapping[str, Sequence[Indicator]], after: Mapping[str, Sequence[Indicator]], dictionary: IndicatorDictionary
) -> tuple[Change, ...]:
    """The changes product by product, both sides by product key. A product that came or went is one neutral change."""
    changes: list[Change] = []
    for product, indicators in before.items():
        if product in after:
            found = difference(indicators, after[product], dictionary)
            changes.extend(replace(change, product=product) for change in found)
        else:
            changes.append(Change(ChangeKind.REMOVED, Effect.NEUTRAL, product=product))
    changes.extend(
        Change(ChangeKind.ADDED, Effect.NEUTRAL, product=product) for product in after if product not in before
    )
    return tuple(changes)


def _paired(
    before: Sequence[Indicator], after: Sequence[Indicator]
) -> tuple[dict[int, tuple[Indicator, Indicator]], list[int], list[int]]:
    """Pairs by the place of the older one, then the places left over in `before` and in `after`.

    First those that agree in everything but the value are paired, then those with the same condition, last an
    indicator that is the only one of its name left on both sides.
    """
    pairs: dict[int, tuple[Indicator, Indicator]] = {}
    old, new = list(range(len(before))), list(range(len(after)))
    sameness: tuple[Callable[[Indicator], Hashable], ...] = (
        lambda each: (_identity(each), _circumstances(each), each.method),
        lambda each: (_identity(each), _circumstances(each)),
        _identity,
    )
    for key in sameness:
        earlier, later = _by(key, before, old), _by(key, after, new)
        for which, places in earlier.items():
            others = later.get(which, [])
            if key is _identity and not len(places) == len(others) == 1:
                continue  # which became which cannot be told
            for place, other in zip(places, others, strict=False):
                pairs[place] = before[place], after[other]
                old.remove(place)
                new.remove(other)
    return pairs, old, new


def _by(
    key: Callable[[Indicator], Hashable], indicators: Sequence[Indicator], places: Iterable[int]
) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place in places:
        found.setdefault(key(indicators[place]), []).append(place)
    return found


def _identity(indicator: Indicator) -> str:
    return indicator.code or "".join(indicator.name.split()).casefold()


def _circumstances(indicator: Indicator) -> tuple[str, str]:
    requirement = indicator.requirement
    return "".join((requirement.condition or "").split()), "".join((requirement.basis or "").split())


def _entry(old: Indicator, new: Indicator, dictionary: IndicatorDictionary) -> IndicatorEntry | None:
    code = new.code or old.code
    return dictionary.get(code) if code else None


def _weight(indicator: Indicator, dictionary: IndicatorDictionary, effect: Effect) -> Effect:
    entry = dictionary.get(indicator.code) if indicator.code else None
    return Effect.NEUTRAL if entry and entry.direction is Direction.NONE else effect


def _changes(old: Indicator, new: Indicator, entry: IndicatorEntry | None) -> Iterator[Change]:
    if old.method != new.method:
        same = _editorial(old.method, new.method) or (entry is not None and same_method(old.method, new.method, entry))
        yield (
            Change(ChangeKind.METHOD, Effect.NEUTRAL, old, new)
            if same
            else Change(ChangeKind.METHOD, Effect.NOT_COMPARABLE, old, new, reason=Reason.OTHER_METHOD)
        )
    was, now = old.requirement, new.requirement
    if not same_words(was.condition, now.condition):
        yield Change(ChangeKind.CONDITION, Effect.NOT_COMPARABLE, old, new, reason=Reason.OTHER_CONDITION)
    if not same_words(was.basis, now.basis):
        yield Change(ChangeKind.CONDITION, Effect.NOT_COMPARABLE, old, new, reason=Reason.OTHER_BASIS)
    yield from _change_of_requirement(old, new, entry)


def _change_of_requirement(old: Indicator, new: Indicator, entry: IndicatorEntry | None) -> Iterator[Change]:
    was, now = old.requirement, new.requirement
    unread = Comparator.TEXT in {was.comparator, now.comparator}
    if same_words(was.text, now.text) and was.unit == now.unit:
        if was.text != now.text:
            yield Change(ChangeKind.TEXT, Effect.NEUTRAL, old, new)
    elif not unread and _asks_the_same(was, now, entry):
        yield Change(ChangeKind.TEXT if was.unit == now.unit else ChangeKind.UNIT, Effect.NEUTRAL, old, new)
    elif unread:
        yield Change(ChangeKind.TEXT, Effect.NOT_COMPARABLE, old, new, reason=Reason.NOT_NUMERIC)
    else:
        compared = compare(new, old, entry)
        other_unit = compared.reason is Reason.OTHER_DIMENSION and was.unit != now.unit
        kind = ChangeKind.UNIT if other_unit else ChangeKind.VALUE
        yield Change(kind, _EFFECTS[compared.result], old, new, reason=compared.reason)


_EFFECTS = {
    Result.STRICTER: Effect.STRICTER,
    Result.LOOSER: Effect.LOOSER,
    Result.EQUAL: Effect.NEUTRAL,
    Result.NOT_COMPARABLE: Effect.NOT_COMPARABLE,
}


def _asks_the_same(was: Requirement, now: Requirement, entry: IndicatorEntry | None) -> bool:
    """Whether two requirements that were read differ in their words or their unit only."""
    if _content(was) == _content(now):
        return True
    if Comparator.ONE_OF in {was.comparator, now.comparator}:
        return False  # bounds know the least and the greatest only
    unit, scale = (entry.unit, entry.scale) if entry else (was.unit, None)
    one = bounds(was, unit, scale=scale)
    return one is not None and one == bounds(now, unit, scale=scale)


def _content(requirement: Requirement) -> Requirement:
    return replace(requirement, text="", condition=None, basis=None)


def _editorial(old: Method, new: Method) -> bool:
    return all(
        same_words(mine, its)
        for mine, its in ((old.number, new.number), (old.clause, new.clause), (old.text, new.text))
    )
