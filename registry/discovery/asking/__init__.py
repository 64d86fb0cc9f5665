"""The query language: what a person typed into the search box, or into `indicator=`, taken apart. Pure.

Start with `values.py` (what is understood), then `reading.py` (the box), `conditions.py` (an indicator with its
bounds), `names.py` (which indicator a name means), `figures.py` and `units.py` (its value), `spans.py` (the text),
`messages.py` (what is said).
"""

from registry.discovery.asking.conditions import read_condition
from registry.discovery.asking.reading import understand
from registry.discovery.asking.values import Asked, Condition, Part, PartKind, Phrase

__all__ = ["Asked", "Condition", "Part", "PartKind", "Phrase", "read_condition", "understand"]
