"""Which documents answer which query, and how well: reads `tests/data/judgements.csv` (the README beside it says what
its rows mean and how they were made)."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from search.analysis import fold
from search.documents import Unit

FILE = Path(__file__).parents[1] / "tests" / "data" / "judgements.csv"
TOGETHER = " && "
_condition = re.compile(r"(?P<name>.+?)(?P<sign><=|>=|=|~)(?P<value>.+)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The documents for which every condition holds have this grade (0 to 3)."""

    documents: str
    grade: int
    reason: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A query as it is typed, and the unit that is looked for with it."""

    query: str
    group: str
    held_out: bool
    unit: Unit
    judgements: tuple[Judgement, ...]


@dataclass(slots=True)
class Facts:
    """What conditions ask of one declared product and of the standard that declares it: texts by name, and under the
    name of an indicator its intervals in the unit of the dictionary (None is open)."""

    texts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: dict[str, list[tuple[float | None, float | None]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, values: Iterable[str | None]) -> None:
        self.texts[name].update(_plain(value) for value in values if value)


class Products:
    """The declared products of a register by their place, to be asked by condition."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self._facts = facts
        self._holding = cache(self._hold)

    def matching(self, documents: str) -> frozenset[int]:
        """The places of those for which every condition of `documents` holds."""
        return frozenset.intersection(*(self._holding(each) for each in documents.split(TOGETHER)))

    def _hold(self, condition: str) -> frozenset[int]:
        parsed = _condition.fullmatch(condition)
        if parsed is None:
            raise ValueError(f"no condition: {condition}")
        holds = _HOLDS[parsed["sign"]]
        return frozenset(
            place for place, facts in enumerate(self._facts) if holds(facts, parsed["name"], parsed["value"])
        )


_HOLDS: Mapping[str, Callable[[Facts, str, str], bool]] = {
    "=": lambda facts, name, value: _plain(value) in facts.texts.get(name, ()),
    "~": lambda facts, name, value: any(_plain(value) in text for text in facts.texts.get(name, ())),
    "<=": lambda facts, name, value: any(
        high is not None and high <= float(value) for _, high in facts.values.get(name, ())
    ),
    ">=": lambda facts, name, value: any(
        low is not None and low >= float(value) for low, _ in facts.values.get(name, ())
    ),
}


def read(file: Path = FILE) -> list[Topic]:
    """The topics in the order of the file."""
    rows: dict[tuple[str, str, str, str], list[Judgement]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            topic = row["query"], row["group"], row["held_out"], row["unit"]
            rows.setdefault(topic, []).append(Judgement(row["documents"], int(row["grade"]), row["reason"]))
    return [
        Topic(query, group, {"0": False, "1": True}[held_out], Unit(unit), tuple(judgements))
        for (query, group, held_out, unit), judgements in rows.items()
    ]


def held_out(queries: Iterable[str]) -> frozenset[str]:
    """Of the queries of one group every second one, in the order of their SHA-256: the rule was set before the first
    result was seen."""
    ordered = sorted(set(queries), key=lambda query: hashlib.sha256(query.encode()).digest())
    return frozenset(ordered[1::2])


def grades(topic: Topic, products: Products, documents: Sequence[str | None]) -> dict[str, int]:
    """The grade of each document that has one above 0. `documents` holds the document of each product's place; several
    may have the same one: a standard has the best grade of its products. Grade 0 takes away what other rows give."""
    best: dict[str, int] = {}
    refused = {
        place for each in topic.judgements if each.grade == 0 for place in products.matching(each.documents)
    }
    for judgement in topic.judgements:
        for place in products.matching(judgement.documents) - refused:
            document = documents[place]
            if document is not None and judgement.grade:
                best[document] = max(best.get(document, 0), judgement.grade)
    return best


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
