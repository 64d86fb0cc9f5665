"""All that a grading says, read candidate by candidate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.declarations.values import Candidate
from registry.indicators.dictionary import IndicatorDictionary
from registry.indicators.wire import from_stored
from registry.ranking.grading.columns import Columns, Flags
from registry.ranking.grading.method import Graded, Measured
from registry.ranking.values import REASONS, Cell, Counts, Entry, Level, Measure, Note, Scheme


@dataclass(frozen=True, slots=True, eq=False)
class Grading:
    """Every candidate of a scheme, graded on the state of the journal at `log_size`. It is not an edition yet:
    nobody has issued it. The candidates stand in the order of their numbers, which says nothing of their worth."""

    scheme: Scheme
    dictionary: IndicatorDictionary
    candidates: Sequence[Candidate]
    columns: Columns
    within_limits: Flags
    barred: Flags
    conflicted: Flags
    graded: Graded
    log_size: int
    root_hash: str
    taken_at: datetime

    @property
    def counts(self) -> Counts:
        grades, reasons = Counter(self.graded.grade.tolist()), Counter(self.graded.reason.tolist())
        return Counts(
            candidates=len(self.candidates),
            by_grade={each: grades.get(each, 0) for each in (1, 2, 3)},
            by_reason=[(str(REASONS[place]), number) for place, number in reasons.most_common() if place],
        )

    def entry(self, place: int) -> Entry:
        """What is said of the candidate at a place."""
        graded = self.graded
        about = int(graded.about[place])
        return Entry(
            candidate=self.candidates[place],
            grade=int(graded.grade[place]) or None,
            reason=REASONS[graded.reason[place]],
            about=self.scheme.measures[about].indicator if about >= 0 else None,
            cells=tuple(
                self._cell(measure, measured, place)
                for measure, measured in zip(self.scheme.measures, graded.measured, strict=True)
            ),
        )

    def _cell(self, measure: Measure, measured: Measured, place: int) -> Cell:
        at, level, note = int(measured.at[place]), int(measured.level[place]), REASONS[measured.note[place]]
        return Cell(
            indicator=measure.indicator,
            declared=from_stored(self.columns.stored[self.columns.place[at]]) if at >= 0 else None,
            level=Level(level) if level >= 0 else None,
            note=Note(note) if note else None,
        )
