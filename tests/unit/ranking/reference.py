"""The method of grading as `docs/grading.md` says it, sentence by sentence, one candidate at a time. Slow, and it
shares nothing with the columns but the words."""

from fractions import Fraction

from registry.indicators.values import Direction
from registry.ranking.values import Level


def graded(scheme, indicators, *, current=True, within_limits=True, barred=False, conflicted=False):
    """(grade, reason, about, cells), each cell (level or None, note, declared indicator)."""
    cells = [cell(measure, indicators) for measure in scheme.measures]
    base, core = len(scheme.base), len(scheme.base) + len(scheme.core)
    reason, about = obstacle(scheme, cells, base, core, current, within_limits, barred, conflicted)
    if reason is not None:
        return None, reason, about, cells
    levels = [level for level, *_ in cells[base:core] if level is not None]
    innovations = [level for level, *_ in cells[core:] if level is not None]
    for grade, needed in ((1, 5), (2, 4)):
        reached = [level for level in innovations if level >= needed]
        if all(level >= needed for level in levels) and len(reached) >= scheme.innovation_needed:
            return grade, None, None, cells
    return 3, None, None, cells


def obstacle(scheme, cells, base, core, current, within_limits, barred, conflicted):
    """The first that stands in the way of any grade."""
    names = [measure.indicator for measure in scheme.measures]
    if not current:
        return "standard-not-current", None
    if not within_limits:
        return "limit-broken", None
    if barred:
        return "barred", None
    if conflicted:
        return "evaluator-conflict", None
    for name, (level, note, _) in list(zip(names, cells, strict=True))[:base]:
        if level == 0:
            return note or "base-not-met", name
    if all(level is None for level, *_ in cells[base:core]):
        return "no-core-asked", None
    for name, (level, note, _) in list(zip(names, cells, strict=True))[base:core]:
        if level == 0:
            return note or "below-baseline", name
    return None, None


def cell(measure, indicators):
    mine = [each for each in indicators if each.code == measure.indicator]
    note = "not-declared"
    chosen = None
    for why, alike in (
        ("other-condition", lambda _: True),
        ("other-basis", lambda each: same(each.requirement.condition, measure.condition)),
        ("other-method", lambda each: same(each.requirement.basis, measure.basis)),
        (None, lambda each: method(each) == measure.method.number.split("-")[0]),
    ):
        mine = [each for each in mine if alike(each)]
        if mine:
            note, chosen = why, mine[0]
    verdicts = [holds(case, indicators) for case in measure.cases]
    if True not in verdicts:
        if None in verdicts:
            return 0, "applicability-unknown", chosen
        return None, "not-asked", chosen
    if not mine:
        return 0, note, chosen
    marks = measure.cases[verdicts.index(True)].marks
    found = [(level(measure, marks, each), place) for place, each in enumerate(mine)]
    (reached, note), place = min(found, key=lambda each: (each[0][0], each[1]))
    return reached, note, mine[place]


def level(measure, marks, indicator):
    canonical = indicator.canonical
    if canonical is None:
        return 0, "not-a-number"
    low, high = (None if end is None else Fraction(end) for end in (canonical.low, canonical.high))
    needs_low = measure.direction in {Direction.UP, Direction.TARGET}
    needs_high = measure.direction in {Direction.DOWN, Direction.TARGET}
    for each in (Level.ADVANCED, Level.AVERAGE, Level.BASELINE):
        if each in marks:
            asked = marks[each].bounds
            low_met = not needs_low or (low is not None and low >= Fraction(asked.low))
            high_met = not needs_high or (high is not None and high <= Fraction(asked.high))
            if low_met and high_met:
                return int(each), None
    if (needs_low and low is None) or (needs_high and high is None):
        return 0, "no-bound"
    return 0, None


def holds(case, indicators):
    """True, False, or None where what is declared leaves it open."""
    verdicts = [condition(each, indicators) for each in case.when]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def condition(asked, indicators):
    said = {one(asked, each) for each in indicators if each.code == asked.indicator}
    return said.pop() if len(said) == 1 else None


def one(asked, indicator):
    if not asked.bounds:
        text = indicator.requirement.text
        return True if text in asked.words else False if text in asked.known else None
    (ends,) = asked.bounds
    canonical = indicator.canonical
    if canonical is None:
        return None
    low, high = canonical.low, canonical.high
    above = ends.low is None or (low is not None and low >= ends.low)
    below = ends.high is None or (high is not None and (high < ends.high or (high == ends.high and not ends.high_open)))
    if above and below:
        return True
    if ends.low is not None and high is not None and high < ends.low:
        return False
    if ends.high is not None and low is not None and (low > ends.high or (low == ends.high and ends.high_open)):
        return False
    return None


def same(left, right):
    return (left or "").lower().strip() == (right or "").lower().strip()


def method(indicator):
    return (indicator.method.number or indicator.method.text or "").split("-")[0]
