"""A scheme, and what its method says of a candidate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

from registry.declarations.values import ProductView
from registry.identifiers.standard_number import normalise
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Direction, Indicator, Method
from registry.reference.values import Category

Row = TypeVar("Row")
Place = tuple[str | int, ...]


class Level(IntEnum):
    """Level of one core indicator (核心指标水平)."""

    ADVANCED = 5  # 先进水平
    AVERAGE = 4  # 平均水平
    BASELINE = 3  # 基准水平
    NONE = 0


class Provenance(StrEnum):
    SOURCED = "sourced"
    UNVERIFIED = "unverified"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class CoreIndicator:
    """核心指标: a dictionary indicator under one condition and by one method, with three thresholds in the dictionary's
    unit."""

    entry: IndicatorEntry
    condition: str | None
    method: Method
    thresholds: dict[Level, Decimal]
    provenance: Provenance

    @property
    def indicator(self) -> str:
        return self.entry.code

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def name_en(self) -> str:
        return self.entry.name_en

    @property
    def unit(self) -> str | None:
        return self.entry.unit

    @property
    def direction(self) -> Direction:
        return self.entry.direction


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of an evaluation scheme. `id` is its stable name in addresses."""

    id: str
    version: int
    title: str
    title_en: str
    evaluator: str
    category: Category
    valid_from: date
    valid_to: date | None
    core: tuple[CoreIndicator, ...]
    sample: bool

    @property
    def place(self) -> Place:
        """Where it stands among the schemes."""
        return self.title, self.id

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Note(StrEnum):
    """Why a cell has the level that it has, where the value alone does not say it."""

    NOT_DECLARED = "not-declared"
    OTHER_CONDITION = "other-condition"
    OTHER_BASIS = "other-basis"
    OTHER_METHOD = "other-method"
    NOT_A_NUMBER = "not-a-number"
    NO_BOUND = "no-bound"


@dataclass(frozen=True, slots=True)
class Cell:
    """What the scheme sees of one core indicator: the declared indicator (None: not declared) and its level."""

    indicator: str
    declared: Indicator | None
    level: Level
    note: Note | None


class Outcome(StrEnum):
    RANKED = "ranked"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate, in or out. `grade` 1 to 3 for a ranked one; `reason` a code for an excluded one."""

    product: ProductView
    grade: int | None
    reason: str | None
    cells: tuple[Cell, ...]

    @property
    def outcome(self) -> Outcome:
        return Outcome.EXCLUDED if self.grade is None else Outcome.RANKED

    @property
    def place(self) -> Place:
        """Where it stands among the candidates: by the number of its standard, which says nothing of its worth."""
        number = normalise(self.product.standard_number).replace(" ", "")
        return number, self.product.standard.number, self.product.id.number


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Every candidate of a scheme, graded on the state of the journal at `log_size`. It is not an edition: nobody has
    issued it."""

    scheme: Scheme
    entries: tuple[Entry, ...]
    log_size: int
    root_hash: str
    taken_at: datetime

    @property
    def ranked(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.grade is not None)

    @property
    def excluded(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.grade is None)

    def of_grade(self, grade: int) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.grade == grade)

    def chosen(self, grade: int | None, outcome: Outcome | None) -> tuple[Entry, ...]:
        """The entries of that grade and of that outcome; None chooses all."""
        return tuple(
            entry for entry in self.entries if grade in {None, entry.grade} and outcome in {None, entry.outcome}
        )


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """A piece of a list in the order of `place`: `start` rows stand before it; the next piece begins after the place
    `following`, None at the end."""

    start: int
    rows: Sequence[Row]
    following: Place | None


def part(rows: Sequence[Row], place: Callable[[Row], Place], after: Place | None, limit: int) -> Part[Row]:
    """At most `limit` of `rows` behind the place `after`, whether or not a row stands there still."""
    start = 0 if after is None else bisect_right(rows, after, key=place)
    shown = rows[start : start + limit]
    return Part(start, shown, place(shown[-1]) if start + limit < len(rows) else None)
