"""The grading method (rules: «Grading»), over columns.

No candidate has a grade unless every basic requirement and base indicator holds. Its grade is then that of the lowest
level of its core indicators: all advanced and k innovation indicators advanced give 1, all average or better and k
average or better 2, all baseline or better 3. A core indicator that is not declared is level 0 and said so; a value
under another condition, on another basis or by another method does not compare and is level 0.

A level is reached by a promise: every value that the declaration lets through lies inside what the level asks. All
comparing is done on canonical values of 12 significant digits, which doubles order as decimals do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from registry.indicators.canonical import Bounds
from registry.indicators.comparison import same_method, same_words
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.values import Direction, Requirement
from registry.kernel.decimals import to_double
from registry.ranking.grading.columns import Columns, Flags, Numbers
from registry.ranking.values import GRADES, LEVELS, REASONS, Case, Level, Measure, Note, Obstacle, Scheme
from registry.reference.rules import agrees, claims
from registry.reference.values import Condition

NOT_ASKED = -1

_PLACE = {reason: place for place, reason in enumerate(REASONS)}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One measure of every candidate: its `level` (−1: nothing is asked), a `note` (a place in REASONS), and the place
    in the columns of the declared value that decided (−1: none is declared)."""

    level: Numbers
    note: Numbers
    at: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Graded:
    """Every candidate graded: `grade` 1 to 3, 0 for none; `reason` a place in REASONS, `about` the measure that it
    speaks of (−1: none), a place in `Scheme.measures` as those of `measured` are."""

    grade: Numbers
    reason: Numbers
    about: Numbers
    measured: tuple[Measured, ...]


def grade(
    scheme: Scheme,
    columns: Columns,
    *,
    current: Flags,
    within_limits: Flags,
    barred: Flags,
    conflicted: Flags,
    dictionary: IndicatorDictionary,
) -> Graded:
    """Every candidate of `columns`, graded. `current` tells of each whether its standard is in force on the day,
    `within_limits` whether it keeps the limits that would refuse its declaration, `barred` whether the credit record
    bars it on the day, `conflicted` whether the evaluator has an interest in its enterprise."""
    measured = tuple(measure(each, columns, dictionary) for each in scheme.measures)
    base, core = len(scheme.base), len(scheme.base) + len(scheme.core)
    size = columns.candidates
    lowest = _lowest([each.level for each in measured[base:core]], size)
    met = np.full(size, 0)
    for number, level in reversed(GRADES.items()):
        met[(lowest >= level) & _enough(scheme, [each.level for each in measured[core:]], level, size)] = number
    reason, about = np.full(size, 0), np.full(size, -1)

    def out(where: Flags, why: Obstacle | Numbers, place: int = -1) -> None:
        # The first obstacle is the one that is said.
        chosen = where & (reason == 0)
        reason[chosen] = why[chosen] if isinstance(why, np.ndarray) else _PLACE[why]
        about[chosen] = place

    out(~current, Obstacle.NOT_CURRENT)
    out(~within_limits, Obstacle.LIMIT_BROKEN)
    out(barred, Obstacle.BARRED)
    out(conflicted, Obstacle.CONFLICT)
    for place, each in enumerate(measured[:base]):
        out((each.level == Level.NONE) & (each.note == 0), Obstacle.BASE_NOT_MET, place)
        out(each.level == Level.NONE, each.note, place)
    out(lowest == NOT_ASKED, Obstacle.NO_CORE)
    for place, each in enumerate(measured[base:core], base):
        out((each.level == Level.NONE) & (each.note == 0), Obstacle.BELOW_BASELINE, place)
        out(each.level == Level.NONE, each.note, place)
    met[reason != 0] = 0
    return Graded(met, reason, about, measured)


def measure(asked: Measure, columns: Columns, dictionary: IndicatorDictionary) -> Measured:
    """The level of one indicator of every candidate. Of a value that is declared twice the weaker promise counts."""
    size = columns.candidates
    level, note, at = np.full(size, 0), np.full(size, _PLACE[Note.NOT_DECLARED]), np.full(size, -1)
    rows = _rows(asked.indicator, columns)
    owner, told = columns.owner[rows], columns.circumstances
    for why, alike in (
        (Note.OTHER_CONDITION, [same_words(each.condition, asked.condition) for each in told]),
        (Note.OTHER_BASIS, [same_words(each.basis, asked.basis) for each in told]),
        (Note.OTHER_METHOD, [same_method(each.method, asked.method, asked.entry) for each in told]),
    ):
        same = np.array(alike, bool)[columns.told[rows]]
        if not same.all():
            # Said of all that came so far; those that are left are told of anew below.
            note[owner] = _PLACE[why]
            at[owner[::-1]] = rows[::-1]  # the first that is declared
            rows, owner = rows[same], owner[same]
    applies, unknown = np.zeros(size, bool), np.zeros(size, bool)
    reached = np.full(len(rows), 0)
    for case in asked.cases:
        holds, undecided = _case(case, columns, dictionary)
        applies, unknown = applies | holds, unknown | undecided
        for each in reversed(LEVELS.values()):
            if each in case.marks:
                reached[holds[owner] & _inside(columns, rows, case.marks[each].bounds)] = each
    if (owner[1:] == owner[:-1]).any():  # something is declared twice
        weakest = np.lexsort((np.arange(len(rows)), reached, owner))
        owner, first = np.unique(owner[weakest], return_index=True)
        rows, reached = rows[weakest[first]], reached[weakest[first]]
    at[owner], level[owner] = rows, reached
    note[owner], below = 0, reached == Level.NONE
    note[owner[below]] = _obstacles(asked.direction, columns, rows[below])
    for where, value, why in (
        (~applies & unknown, int(Level.NONE), Note.APPLICABILITY_UNKNOWN),
        (~applies & ~unknown, NOT_ASKED, Note.NOT_ASKED),
    ):
        level[where], note[where] = value, _PLACE[why]
    return Measured(level, note, at)


def _lowest(levels: Iterable[Numbers], size: int) -> Numbers:
    """The lowest level that is asked, NOT_ASKED where none is."""
    highest = int(Level.ADVANCED) + 1
    asked = (np.where(each == NOT_ASKED, highest, each) for each in levels)
    found = reduce(np.minimum, asked, np.full(size, highest))
    return np.where(found == highest, NOT_ASKED, found)


def _enough(scheme: Scheme, levels: Iterable[Numbers], level: Level, size: int) -> Flags:
    """Whether so many innovation indicators reach a level as the grade asks; grade 3 asks for none."""
    if level is Level.BASELINE:
        return np.ones(size, bool)
    reached = sum((np.asarray(each >= level, int) for each in levels), np.full(size, 0))
    return np.asarray(reached >= scheme.innovation_needed, bool)


def _rows(indicator: str, columns: Columns) -> Numbers:
    if indicator not in columns.codes:
        return np.full(0, 0)
    return np.flatnonzero(columns.code == columns.codes.index(indicator))


def _obstacles(direction: Direction, columns: Columns, rows: Numbers) -> Numbers:
    """Why a value that compares reaches no level: it is no number, or sets no bound on the side that counts; 0 where
    it is merely worse."""
    open_below, open_above = np.isnan(columns.low[rows]), np.isnan(columns.high[rows])
    unbounded = {
        Direction.UP: open_below,
        Direction.DOWN: open_above,
        Direction.TARGET: open_below | open_above,
    }[direction]
    return np.where(open_below & open_above, _PLACE[Note.NOT_A_NUMBER], np.where(unbounded, _PLACE[Note.NO_BOUND], 0))


def _case(case: Case, columns: Columns, dictionary: IndicatorDictionary) -> tuple[Flags, Flags]:
    """For which candidates every condition of the case holds, and for which that cannot be known."""
    holds, fails = np.ones(columns.candidates, bool), np.zeros(columns.candidates, bool)
    for condition in case.when:
        true, false = _condition(condition, columns, dictionary)
        holds, fails = holds & true, fails | false
    return holds, ~holds & ~fails


def _condition(condition: Condition, columns: Columns, dictionary: IndicatorDictionary) -> tuple[Flags, Flags]:
    """For which candidates a condition holds and for which it does not; neither where what is declared leaves it open,
    or says it in more than one way."""
    rows = _rows(condition.indicator, columns)
    inside, outside = np.zeros(len(rows), bool), np.full(len(rows), bool(condition.bounds))
    for asked in condition.bounds:
        inside |= _inside(columns, rows, asked)
        outside &= _outside(columns, rows, asked)
    if columns.written:
        places = columns.place[rows]
        present, written, holds, fails = (np.zeros(len(columns.stored), bool) for _ in range(4))
        present[places] = True
        for place, requirement in columns.written.items():
            if present[place]:
                said = {_said(condition, claim, dictionary) for claim in claims(requirement)}
                written[place], holds[place], fails[place] = True, said == {True}, said == {False}
        inside = np.where(written[places], holds[places], inside)
        outside = np.where(written[places], fails[places], outside)
    owner = columns.owner[rows]
    found = []
    for verdict in (inside, outside, ~inside & ~outside):
        mine = np.zeros(columns.candidates, bool)
        mine[owner[verdict]] = True
        found.append(mine)
    true, false, neither = found
    return true & ~false & ~neither, false & ~true & ~neither


def _said(condition: Condition, claim: Requirement, dictionary: IndicatorDictionary) -> bool | None:
    entry = dictionary.get(condition.indicator)
    return None if entry is None else agrees(condition, claim, entry)


def _inside(columns: Columns, rows: Numbers, asked: Bounds) -> Flags:
    """Whether every value that is declared lies inside what is asked."""
    found = np.ones(len(rows), bool)
    if asked.low is not None:
        low, end = columns.low[rows], to_double(asked.low)
        found &= (low > end) | ((low == end) & columns.low_open[rows]) if asked.low_open else low >= end
    if asked.high is not None:
        high, end = columns.high[rows], to_double(asked.high)
        found &= (high < end) | ((high == end) & columns.high_open[rows]) if asked.high_open else high <= end
    return found


def _outside(columns: Columns, rows: Numbers, asked: Bounds) -> Flags:
    """Whether no value that is declared lies inside what is asked."""
    found = np.zeros(len(rows), bool)
    if asked.low is not None:
        high, end = columns.high[rows], to_double(asked.low)
        found |= (high < end) | ((high == end) & (columns.high_open[rows] | asked.low_open))
    if asked.high is not None:
        low, end = columns.low[rows], to_double(asked.high)
        found |= (low > end) | ((low == end) & (columns.low_open[rows] | asked.high_open))
    return found
