"""What the method of a scheme says of its candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.declarations.values import Candidate
from registry.indicators.values import Indicator
from registry.ranking.values.schemes import Level


class Note(StrEnum):
    """Why an indicator has the level that it has, where the value alone does not say it."""

    NOT_DECLARED = "not-declared"
    OTHER_CONDITION = "other-condition"
    OTHER_BASIS = "other-basis"
    OTHER_METHOD = "other-method"
    NOT_A_NUMBER = "not-a-number"
    NO_BOUND = "no-bound"
    APPLICABILITY_UNKNOWN = "applicability-unknown"  # what would decide which case holds is not declared
    NOT_ASKED = "not-asked"  # no case holds for this product


class Obstacle(StrEnum):
    """Why a candidate is out, beside the notes of its indicators."""

    NOT_CURRENT = "standard-not-current"
    LIMIT_BROKEN = "limit-broken"
    BARRED = "barred"
    CONFLICT = "evaluator-conflict"  # the evaluator has declared an interest in the enterprise
    BASE_NOT_MET = "base-not-met"
    NO_CORE = "no-core-asked"
    BELOW_BASELINE = "below-baseline"


KEPT_OUT = frozenset({Obstacle.NOT_CURRENT, Obstacle.LIMIT_BROKEN, Obstacle.BARRED, Obstacle.CONFLICT})
"""What keeps a candidate out whatever its indicators are."""

REASONS: tuple[str | None, ...] = (None, *Obstacle, *Note)
"""Why a candidate is out, or what is to be said of an indicator; by number in the columns of a grading."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What the scheme sees of one indicator of a candidate: the declared one (None: not declared), and the level, None
    where nothing is asked."""

    indicator: str
    declared: Indicator | None
    level: Level | None
    note: Note | None


class Outcome(StrEnum):
    RANKED = "ranked"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate, in or out. `grade` is 1 to 3 for a ranked one; `reason` a code for an excluded one, `about` the
    indicator of which it speaks. The cells are in the order of `Scheme.measures`."""

    candidate: Candidate
    grade: int | None
    reason: str | None
    about: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many candidates there are, in each grade, and out for each reason, the most frequent first."""

    candidates: int
    by_grade: Mapping[int, int]
    by_reason: Sequence[tuple[str, int]]

    @property
    def ranked(self) -> int:
        return sum(self.by_grade.values())

    @property
    def excluded(self) -> int:
        return self.candidates - self.ranked
