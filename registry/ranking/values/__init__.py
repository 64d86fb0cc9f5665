"""A scheme, and what its method says of the candidates."""

from __future__ import annotations

from registry.ranking.values.editions import (
    LIVE,
    LONGEST_REASON,
    Act,
    Board,
    Changed,
    Difference,
    Done,
    Edition,
    Moved,
    Ranked,
    Standing,
    State,
)
from registry.ranking.values.grading import (
    REASONS,
    Cell,
    Counts,
    Entry,
    Note,
    Obstacle,
    Outcome,
)
from registry.ranking.values.schemes import GRADES, LEVELS, Attested, Basic, Case, Level, Mark, Measure, Place, Scheme

__all__ = [
    "GRADES",
    "LEVELS",
    "LIVE",
    "LONGEST_REASON",
    "REASONS",
    "Act",
    "Attested",
    "Basic",
    "Board",
    "Case",
    "Cell",
    "Changed",
    "Counts",
    "Difference",
    "Done",
    "Edition",
    "Entry",
    "Level",
    "Mark",
    "Measure",
    "Moved",
    "Note",
    "Obstacle",
    "Outcome",
    "Place",
    "Ranked",
    "Scheme",
    "Standing",
    "State",
]
