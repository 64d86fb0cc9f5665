"""The grading method (rules: «Grading»), as pure functions.

`none` unless every basic requirement holds; then the lowest level over the core indicators: all advanced gives grade
1, all average or better 2, all baseline or better 3. A missing core indicator is level 0 and said so; a value under
another condition, on another basis or by another method is not comparable and level 0. The schemes here have no
innovation indicators, so none are counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from registry.declarations.values import ProductView, Status
from registry.indicators.comparison import same_method, same_words
from registry.indicators.values import Direction, Indicator
from registry.ranking.values import Cell, CoreIndicator, Entry, Level, Note, Scheme

NOT_CURRENT = "standard-not-current"
BELOW_BASELINE = "below-baseline"

_GRADES = {Level.ADVANCED: 1, Level.AVERAGE: 2, Level.BASELINE: 3}


def grade(scheme: Scheme, product: ProductView) -> Entry:
    """The candidate `product`, graded by `scheme`."""
    cells = tuple(_cell(core, product.indicators) for core in scheme.core)
    if product.status is not Status.CURRENT:
        return Entry(product, None, NOT_CURRENT, cells)
    lowest = min(cell.level for cell in cells)
    if lowest is Level.NONE:
        first = next(cell for cell in cells if cell.level is Level.NONE)
        return Entry(product, None, str(first.note or BELOW_BASELINE), cells)
    return Entry(product, _GRADES[lowest], None, cells)


def level(core: CoreIndicator, indicator: Indicator) -> tuple[Level, Note | None]:
    """The level that the declared value guarantees: its worst end decides."""
    canonical = indicator.canonical
    if canonical is None:
        return Level.NONE, Note.NOT_A_NUMBER
    upwards = core.direction is Direction.UP
    worst = canonical.low if upwards else canonical.high
    if worst is None:
        return Level.NONE, Note.NO_BOUND
    for each in (Level.ADVANCED, Level.AVERAGE, Level.BASELINE):
        threshold = core.thresholds[each]
        if worst >= threshold if upwards else worst <= threshold:
            return each, None
    return Level.NONE, None


def _cell(core: CoreIndicator, indicators: Iterable[Indicator]) -> Cell:
    declared = [indicator for indicator in indicators if indicator.code == core.indicator]
    if not declared:
        return Cell(core.indicator, None, Level.NONE, Note.NOT_DECLARED)
    alike = [each for each in declared if same_words(each.requirement.condition, core.condition)]
    if not alike:
        return Cell(core.indicator, declared[0], Level.NONE, Note.OTHER_CONDITION)
    plain = [each for each in alike if not each.requirement.basis]
    if not plain:
        return Cell(core.indicator, alike[0], Level.NONE, Note.OTHER_BASIS)
    comparable = [each for each in plain if same_method(each.method, core.method, core.entry)]
    if not comparable:
        return Cell(core.indicator, plain[0], Level.NONE, Note.OTHER_METHOD)
    # What is declared twice is promised twice: the weaker promise is what a buyer can rely on.
    cells = (Cell(core.indicator, each, *level(core, each)) for each in comparable)
    return min(cells, key=lambda cell: cell.level)
