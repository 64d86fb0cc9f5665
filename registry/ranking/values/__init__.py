"""A scheme, and what its method says of the candidates."""

from __future__ import annotations

from registry.ranking.values.grading import (
    REASONS,
    Cell,
    Chosen,
    Counts,
    Entry,
    Note,
    Obstacle,
    Outcome,
    Shown,
)
from registry.ranking.values.schemes import GRADES, LEVELS, Attested, Basic, Case, Level, Mark, Measure, Place, Scheme

__all__ = [
    "GRADES",
    "LEVELS",
    "REASONS",
    "Attested",
    "Basic",
    "Case",
    "Cell",
    "Chosen",
    "Counts",
    "Entry",
    "Level",
    "Mark",
    "Measure",
    "Note",
    "Obstacle",
    "Outcome",
    "Place",
    "Scheme",
    "Shown",
]
