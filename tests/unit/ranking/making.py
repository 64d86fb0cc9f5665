"""Schemes and candidates made by hand."""

import json
from array import array
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from registry.declarations.values import Candidate, Told
from registry.indicators.canonical import Bounds
from registry.indicators.dictionary import IndicatorDictionary, IndicatorEntry
from registry.indicators.values import (
    Comparator,
    Direction,
    Indicator,
    IndicatorKind,
    Interval,
    Method,
    Requirement,
)
from registry.indicators.wire import to_wire
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.ranking.grading import Grading, columns, grade
from registry.ranking.values import Case, Level, Mark, Measure, Scheme
from registry.reference.values import Category, Condition, Provenance

CATEGORY = Category("household-refrigerators", "家用电冰箱", "Household refrigerators", None, "3851")
UP, DOWN = Direction.UP, Direction.DOWN
METHOD = Method("GB/T 8059-2016")
STANDARD_ID = PublicId(STANDARD, 2026, 1)


LEVELS = (Level.ADVANCED, Level.AVERAGE, Level.BASELINE)


def entry(code="energy", direction=DOWN, unit="kW·h/a", scale=None):
    return IndicatorEntry(code, code, code, IndicatorKind.PERFORMANCE, direction, unit, scale=scale)


def bound(direction, end):
    """What a level asks: one end, or both of a target."""
    if direction is Direction.TARGET:
        return Bounds(*map(Decimal, end))
    return Bounds(Decimal(end), None) if direction is UP else Bounds(None, Decimal(end))


def case(direction, thresholds, when=()):
    marks = {
        level: Mark(str(end), None, bound(direction, end), Provenance.SAMPLE, None)
        for level, end in zip(LEVELS, thresholds, strict=True)
        if end is not None
    }
    return Case(tuple(when), marks)


def condition(code, low=None, high=None, *, high_open=False):
    """The value of the indicator `code` lies from `low` to `high`."""
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return Condition(code, Comparator.LE, str(high), None, (Bounds(*ends, high_open=high_open),), frozenset())


def core(indicator="energy", direction=DOWN, *, condition=None, basis=None, thresholds=(350, 500, 750), cases=None):
    """A measure; `thresholds` are for advanced, average, baseline."""
    made = cases or (case(direction, thresholds),)
    return Measure(entry(indicator, direction), condition, basis, METHOD, tuple(made))


def scheme(*cores, base=(), innovation=(), needed=0):
    return Scheme(
        id="scheme",
        version=1,
        title="方案",
        title_en="Scheme",
        evaluator="机构",
        category=CATEGORY,
        valid_from=date(2026, 1, 1),
        valid_to=None,
        attested=(),
        base=tuple(base),
        core=cores,
        innovation=tuple(innovation),
        innovation_needed=needed,
        notice_days=15,
        validity_months=12,
        standards=(),
        sample=True,
        note=None,
    )


def grading(asked, *products, current=None, within_limits=None, barred=None, conflicted=None):
    """The grading of products, each a sequence of indicators."""
    entries = [each.entry for each in asked.measures]
    known = IndicatorDictionary({each.code: each for each in (*entries, *CONDITIONS)}.values())
    flags = [
        np.full(len(products), usual) if each is None else np.array(each, bool)
        for each, usual in ((current, True), (within_limits, True), (conflicted, False))
    ]
    out, conflict = (
        np.zeros(len(products), bool) if each is None else np.array(each, bool) for each in (barred, conflicted)
    )
    candidates = [
        Candidate(
            "Q/A",
            PublicId(STANDARD, 2026, 1),
            1,
            PublicId(PRODUCT, 2026, place),
            "Q/A 1",
            CATEGORY.code,
            current=bool(now),
            enterprise=1,
            name="",
            brand=None,
            model=f"M{place}",
            specification=None,
            sample=True,
        )
        for place, now in enumerate(flags[0], 1)
    ]
    made = columns(told(products), candidates, known)
    graded = grade(
        asked, made, current=flags[0], within_limits=flags[1], barred=out, conflicted=conflict, dictionary=known
    )
    return Grading(
        asked, known, candidates, made, flags[1], out, conflict, graded, 0, "", datetime(2026, 1, 1, tzinfo=UTC)
    )


def told(products):
    """What products of one standard declare, the last one first: the register gives it in no order."""
    rows = [
        (1, place, position, json.dumps(to_wire(each), ensure_ascii=False))
        for place, indicators in enumerate(products, 1)
        for position, each in enumerate(indicators)
    ]
    places = {text: place for place, text in enumerate(dict.fromkeys(text for *_, text in rows))}
    keys = [(*numbers, places[text]) for *numbers, text in reversed(rows)]
    columns = zip(*keys, strict=True) if keys else [()] * 4
    return Told(*(array("q", column) for column in columns), list(places))


CONDITIONS = (entry("capacity", Direction.NONE, "W"), entry("form", Direction.NONE, None))
"""Indicators that only decide which case holds."""


def declared(code="energy", low=None, high=None, *, condition=None, basis=None, method=METHOD, text=None):
    """An indicator whose canonical value lies from `low` to `high`; neither: not a number, but `text`."""
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    comparator = Comparator.TEXT if low is high is None else Comparator.RANGE
    return Indicator(
        name=code,
        kind=IndicatorKind.PERFORMANCE,
        requirement=Requirement(
            text or f"{low}–{high}",
            comparator,
            low=ends[0],
            high=ends[1],
            condition=condition,
            basis=basis,
        ),
        method=method,
        code=code,
        canonical=None if comparator is Comparator.TEXT else Interval(*ends, "kW·h/a"),
    )
