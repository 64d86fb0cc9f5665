"""An evaluation scheme (评估方案): the method by which declared standards are graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from registry.indicators.canonical import Bounds
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import Direction, Method
from registry.reference.values import Category, Condition, Provenance

Place = tuple[str | int, ...]


class Level(IntEnum):
    """Level of one indicator (指标水平)."""

    ADVANCED = 5  # 先进水平
    AVERAGE = 4  # 平均水平
    BASELINE = 3  # 基准水平
    NONE = 0


LEVELS = {level.name.lower(): level for level in (Level.ADVANCED, Level.AVERAGE, Level.BASELINE)}
"""The levels by the names that schemes and the API have for them, the best first."""

GRADES = dict(enumerate(LEVELS.values(), 1))
"""The level that every core indicator of a grade reaches at least."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a level asks: every declared value must lie inside `bounds`, which are in the dictionary's unit; `text` and
    `unit` are as the scheme writes them."""

    text: str
    unit: str | None
    bounds: Bounds
    provenance: Provenance
    source: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """The marks that hold for products on which every condition of `when` holds."""

    when: tuple[Condition, ...]
    marks: Mapping[Level, Mark]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a scheme asks of one indicator under one condition, on one basis and by one method. Of its cases at most
    one holds for a product: where none does, nothing is asked of it."""

    entry: IndicatorEntry
    condition: str | None
    basis: str | None
    method: Method
    cases: tuple[Case, ...]

    @property
    def indicator(self) -> str:
        return self.entry.code

    @property
    def direction(self) -> Direction:
        return self.entry.direction


class Basic(StrEnum):
    """A basic requirement (基本要求) of every scheme, which the register itself can answer."""

    CURRENT = "standard-current"  # the standard is in force on the day
    LIMITS = "limits-met"  # no limit of a mandatory standard that would refuse the declaration is broken
    CREDIT = "not-barred"  # no entry of the credit record bars enterprise, standard or product on the day


@dataclass(frozen=True, slots=True)
class Attested:
    """A basic requirement that somebody must prove (三年内无较大事故, ISO 9001). It is asked when a title is granted,
    never for the list."""

    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme. `id` is its stable name in addresses.

    `base` indicators (基础指标) have one mark, that of the baseline, and must hold; `core` ones (核心指标) give the
    grade; of the `innovation` ones (创新性指标) so many as `innovation_needed` must reach the level for grade 1 and 2.
    """

    id: str
    version: int
    title: str
    title_en: str
    evaluator: str
    category: Category
    valid_from: date
    valid_to: date | None
    attested: tuple[Attested, ...]
    base: tuple[Measure, ...]
    core: tuple[Measure, ...]
    innovation: tuple[Measure, ...]
    innovation_needed: int
    notice_days: int
    validity_months: int
    standards: tuple[str, ...]
    sample: bool
    note: str | None

    @property
    def place(self) -> Place:
        """Where it stands among the schemes."""
        return self.title, self.id

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (*self.base, *self.core, *self.innovation)

    @property
    def codes(self) -> set[str]:
        """The indicators that it asks about, and those that decide which case holds."""
        return {
            code
            for measure in self.measures
            for case in measure.cases
            for code in (measure.indicator, *(condition.indicator for condition in case.when))
        }

    @property
    def verified(self) -> bool:
        """Whether every number of it has a source."""
        return all(
            mark.provenance is Provenance.SOURCED
            for measure in self.measures
            for case in measure.cases
            for mark in case.marks.values()
        )

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
