"""Which documents answer which query, and how well: reads `tests/data/judgements.csv` (the README beside it says what
its rows mean and how they were made)."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
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

    def __init__(self, every: Iterable[Facts]) -> None:
        self._texts: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._values: dict[str, list[tuple[int, float | None, float | None]]] = defaultdict(list)
        for place, facts in enumerate(every):
            for name, texts in facts.texts.items():
                for text in texts:
                    self._texts[name][text].add(place)
            for name, values in facts.values.items():
                self._values[name] += ((place, low, high) for low, high in values)
        self._holding = cache(self._hold)

    def matching(self, documents: str) -> frozenset[int]:
        """The places of those for which every condition of `documents` holds."""
        return frozenset.intersection(*(self._holding(each) for each in documents.split(TOGETHER)))

    def _hold(self, condition: str) -> frozenset[int]:
        parsed = _condition.fullmatch(condition)
        if parsed is None:
            raise ValueError(f"no condition: {condition}")
        name, value = parsed["name"], parsed["value"]
        match parsed["sign"]:
            case "=":
                return frozenset(self._texts[name].get(_plain(value), ()))
            case "~":
                return frozenset().union(
                    *(places for text, places in self._texts[name].items() if _plain(value) in text)
                )
            case "<=":
                bound = float(value)
                return frozenset(place for place, _, high in self._values[name] if high is not None and high <= bound)
            case _:
                bound = float(value)
                return frozenset(place for place, low, _ in self._values[name] if low is not None and low >= bound)


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
    refused = {place for each in topic.judgements if each.grade == 0 for place in products.matching(each.documents)}
    for judgement in topic.judgements:
        for place in products.matching(judgement.documents) - refused:
            document = documents[place]
            if document is not None and judgement.grade:
                best[document] = max(best.get(document, 0), judgement.grade)
    return best


def _plain(text: str) -> str:
    return " ".join(fold(text).split())
