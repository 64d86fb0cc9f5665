"""The columns against the sentences of the method, on candidates of every kind."""

import random

from registry.indicators.values import Direction, Method
from registry.ranking.values import REASONS
from tests.unit.ranking import reference
from tests.unit.ranking.making import DOWN, UP, case, condition, core, declared, grading, scheme

SMALL, LARGE = condition("capacity", high=4500), condition("capacity", low="4500.1", high=7100)
ASKED = scheme(
    core(),
    core("noise", cases=(case(DOWN, (38, 42, 45), [SMALL]), case(DOWN, (40, 44, 48), [LARGE]))),
    core("range", UP, condition="WLTP", thresholds=(550, 450, 350)),
    core("ph", Direction.TARGET, thresholds=((4, 7), (4, "7.5"), (4, "8.5"))),
    base=[core("safety", thresholds=(None, None, 10)), core("colour", UP, basis="干基", thresholds=(None, None, 3))],
    innovation=[core("new", thresholds=(10, 20, None)), core("newer", UP, thresholds=(9, 8, None))],
    needed=1,
)
ENDS = {
    "energy": (0, 349, 350, "350.000000001", 351, 500, 501, 750, "750.000000001", 9000),
    "noise": (38, 39, 40, 42, 44, 45, 48, 49),
    "range": (349, 350, 450, "449.999999999", 550, 600),
    "ph": ("3.9", 4, 5, 7, "7.5", 8, "8.5", 9),
    "safety": (9, 10, "10.0000000001"),
    "colour": (2, 3, 4),
    "new": (10, 11, 20, 21),
    "newer": (9, "8.5", 8, 7),
    "capacity": (2000, 4500, "4500.1", 5000, 7100, 7101),
}
USUAL = {"range": {"condition": "WLTP"}, "colour": {"basis": "干基"}}


BEST = {
    "energy": 1,
    "noise": 1,
    "range": 900,
    "ph": 5,
    "safety": 1,
    "colour": 9,
    "new": 1,
    "newer": 99,
    "capacity": 3500,
}
OTHER = ({"condition": "CLTC"}, {"basis": "以铅计"}, {"method": Method("GB/T 1-2020")}, {"condition": "wltp "})


def some_candidate(chance):
    """What the scheme asks for, mostly or now and then, and everything that may stand in its way."""
    indicators, worth = [], chance.choice((0, 0.5, 0.97))
    for code, ends in ENDS.items():
        for _ in range(chance.choices((0, 1, 2), (1, 20, 1))[0]):
            low, high = sorted(chance.choices(ends, k=2), key=float)
            if chance.random() < 0.7:
                low = high
            sides = chance.choices(((low, high), (None, high), (low, None), (None, None)), (6, 4, 4, 1))[0]
            told = dict(USUAL.get(code, {}))
            if chance.random() < worth:
                sides = BEST[code], BEST[code]
            elif chance.random() < 0.1:
                told |= chance.choice(OTHER)
            indicators.append(declared(code, *sides, **told))
    chance.shuffle(indicators)
    return indicators


def differing(chance, size):
    """Grades `size` candidates both ways; yields each outcome and note, fails where the two differ."""
    candidates = [some_candidate(chance) for _ in range(size)]
    current, within = ([chance.random() < 0.97 for _ in candidates] for _ in range(2))
    barred, conflicted = ([chance.random() < 0.03 for _ in candidates] for _ in range(2))
    found = grading(ASKED, *candidates, current=current, within_limits=within, barred=barred, conflicted=conflicted)
    graded, names = found.graded, [None, *(measure.indicator for measure in ASKED.measures)]
    told = [each for indicators in candidates for each in indicators]
    for place, indicators in enumerate(candidates):
        cells = [
            (
                None if each.level[place] < 0 else int(each.level[place]),
                REASONS[each.note[place]],
                told[each.at[place]] if each.at[place] >= 0 else None,
            )
            for each in graded.measured
        ]
        ours = (int(graded.grade[place]) or None, REASONS[graded.reason[place]], names[graded.about[place] + 1], cells)
        flags = {
            "current": current[place],
            "within_limits": within[place],
            "barred": barred[place],
            "conflicted": conflicted[place],
        }
        theirs = reference.graded(ASKED, indicators, **flags)
        assert ours == theirs, indicators
        yield ours[0] or ours[1]
        yield from (note for _, note, _ in cells)


def test_the_columns_grade_as_the_sentences_do():
    """Every outcome of the method is among them; a slow test does so on 100,000."""
    seen = set(differing(random.Random(20261126), 10_000))
    assert seen == {1, 2, 3, *REASONS} - {"no-core-asked"}  # one of the core indicators is asked of everybody
