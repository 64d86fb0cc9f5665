"""What one version of a scheme says otherwise than another. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass

from registry.indicators.comparison import Satisfaction, satisfies
from registry.indicators.dictionary import IndicatorEntry, tight
from registry.indicators.difference import Effect
from registry.indicators.values import Method
from registry.ranking.rules import PARTS
from registry.ranking.values import LEVELS, Case, Mark, Measure, Scheme
from registry.reference.values import Condition


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """One change. `part`, `entry` and `when` name the row, None and empty where a field of the scheme itself says
    something else; `before` is None for what was added, `after` for what was removed. `effect` is of a level only."""

    part: str | None
    entry: IndicatorEntry | None
    when: tuple[Condition, ...]
    field: str
    kind: str
    before: str | None
    after: str | None
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    part: str
    measure: Measure
    case: Case

    @property
    def when(self) -> frozenset[tuple[str | None, ...]]:
        return frozenset((each.indicator, str(each.op), each.value, each.unit) for each in self.case.when)

    @property
    def circumstances(self) -> tuple[str, ...]:
        return tuple(tight(each or "") for each in (self.measure.condition, self.measure.basis))


def differences(old: Scheme, new: Scheme) -> list[SchemeChange]:
    """What `new` says otherwise than `old`: fields, basic requirements and standards, then the rows of each part."""
    return [*_fields(old, new), *(change for part in PARTS for change in _part(part, old, new))]


def _fields(old: Scheme, new: Scheme) -> Iterator[SchemeChange]:
    for name, of in _FIELDS.items():
        before, after = of(old), of(new)
        if before != after:
            yield SchemeChange(None, None, (), name, "value", before, after)
    for name, listed in _LISTS.items():
        before_all, after_all = listed(old), listed(new)
        for text in before_all:
            if text not in after_all:
                yield SchemeChange(None, None, (), name, "removed", text, None)
        for text in after_all:
            if text not in before_all:
                yield SchemeChange(None, None, (), name, "added", None, text)


def _part(part: str, old: Scheme, new: Scheme) -> Iterator[SchemeChange]:
    for before, after in _paired(_rows(part, old), _rows(part, new)):
        if before and after:
            yield from _changed(before, after)
        elif before:
            yield _came_or_went(before, "removed")
        elif after:
            yield _came_or_went(after, "added")


def _rows(part: str, scheme: Scheme) -> list[_Row]:
    measures: Iterable[Measure] = getattr(scheme, part)
    return [_Row(part, measure, case) for measure in measures for case in measure.cases]


def _paired(old: list[_Row], new: list[_Row]) -> list[tuple[_Row | None, _Row | None]]:
    """Each row beside the one that it has become: the one that is most alike of the same indicator."""
    found: list[tuple[_Row | None, _Row | None]] = []
    left, right = list(old), list(new)
    for key in _ALIKE:
        waiting: dict[Hashable, list[_Row]] = {}
        for row in left:
            waiting.setdefault(key(row), []).append(row)
        unmatched = []
        for row in right:
            if mine := waiting.get(key(row)):
                before = mine.pop(0)
                left.remove(before)
                found.append((before, row))
            else:
                unmatched.append(row)
        right = unmatched
    order = {id(row): place for place, row in enumerate(new)}
    found.sort(key=lambda pair: order[id(pair[1])])
    return [*found, *((row, None) for row in left), *((None, row) for row in right)]


_ALIKE: tuple[Callable[[_Row], Hashable], ...] = (
    lambda row: (row.measure.indicator, row.circumstances, row.when, row.measure.method),
    lambda row: (row.measure.indicator, row.circumstances, row.when),
    lambda row: (row.measure.indicator, row.when),
    lambda row: (row.measure.indicator, row.circumstances),
    lambda row: row.measure.indicator,
)
"""By what two rows are taken for the same, the surest first."""


def _changed(old: _Row, new: _Row) -> Iterator[SchemeChange]:
    def change(
        name: str, kind: str, before: str | None, after: str | None, effect: Effect | None = None
    ) -> SchemeChange:
        return SchemeChange(new.part, new.measure.entry, new.case.when, name, kind, before, after, effect)

    if old.when != new.when:
        yield change("when", "condition", when_text(old.case.when), when_text(new.case.when))
    for name in ("condition", "basis"):
        before, after = getattr(old.measure, name), getattr(new.measure, name)
        if before != after:
            yield change(name, "condition", before, after)
    if old.measure.method != new.measure.method:
        yield change("method", "method", _method(old.measure.method), _method(new.measure.method))
    for name, level in LEVELS.items():
        one, other = old.case.marks.get(level), new.case.marks.get(level)
        if _said(one) != _said(other):
            kind = "added" if one is None else "removed" if other is None else "value"
            if one and other and one.text == other.text:
                kind = "unit"
            yield change(name, kind, _said(one), _said(other), _effect(one, other))
        elif one and other and (one.provenance, one.source) != (other.provenance, other.source):
            yield change(f"{name}/source", "text", _source(one), _source(other))


def _effect(old: Mark | None, new: Mark | None) -> Effect | None:
    if old is None or new is None:
        return None
    if old.bounds == new.bounds:
        return Effect.NEUTRAL
    if satisfies(new.bounds, old.bounds) is Satisfaction.INSIDE:
        return Effect.STRICTER
    if satisfies(old.bounds, new.bounds) is Satisfaction.INSIDE:
        return Effect.LOOSER
    return Effect.NOT_COMPARABLE


def _came_or_went(row: _Row, kind: str) -> SchemeChange:
    told = " / ".join(_said(row.case.marks.get(level)) or "—" for level in LEVELS.values())
    before, after = (None, told) if kind == "added" else (told, None)
    return SchemeChange(row.part, row.measure.entry, row.case.when, "row", kind, before, after)


def _said(mark: Mark | None) -> str | None:
    return None if mark is None else f"{mark.text} {mark.unit or ''}".strip()


def _source(mark: Mark) -> str:
    return " ".join(filter(None, (str(mark.provenance), mark.source)))


def _method(method: Method) -> str:
    return " ".join(filter(None, (method.number, method.clause, method.text)))


def when_text(when: Iterable[Condition]) -> str | None:
    """The conditions as they are written: `rated_cooling_capacity le 4500 W; …`; None for none."""
    told = [" ".join(filter(None, (each.indicator, str(each.op), each.value, each.unit))) for each in when]
    return "; ".join(told) or None


_FIELDS: dict[str, Callable[[Scheme], str | None]] = {
    "title": lambda scheme: scheme.title,
    "title_en": lambda scheme: scheme.title_en,
    "evaluator": lambda scheme: scheme.evaluator,
    "category": lambda scheme: scheme.category.code,
    "valid_from": lambda scheme: scheme.valid_from.isoformat(),
    "valid_to": lambda scheme: scheme.valid_to.isoformat() if scheme.valid_to else None,
    "innovation_needed": lambda scheme: str(scheme.innovation_needed),
    "notice_days": lambda scheme: str(scheme.notice_days),
    "validity_months": lambda scheme: str(scheme.validity_months),
    "sample": lambda scheme: str(scheme.sample).lower(),
    "note": lambda scheme: scheme.note,
}

_LISTS: dict[str, Callable[[Scheme], list[str]]] = {
    "standards": lambda scheme: list(scheme.standards),
    "attested": lambda scheme: [each.text for each in scheme.attested],
}
