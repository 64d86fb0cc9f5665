"""What one piece of a cell asks, before it becomes a requirement."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from registry.indicators.dictionary import OrdinalScale
from registry.indicators.grammar.characters import fold
from registry.indicators.grammar.heading import Heading
from registry.indicators.units import Unit
from registry.indicators.values import Comparator, Grade


@dataclass(frozen=True, slots=True)
class Cell:
    """The text as declared, and what stands around it."""

    text: str
    heading: Heading
    scale: OrdinalScale | None

    @property
    def folded(self) -> str:
        return fold(self.text)

    def words(self, start: int, end: int) -> str:
        """What was written there, without the punctuation at its ends."""
        return self.text[start:end].strip(" \t\n\r\u3000,，、;；。:：")


@dataclass(frozen=True, slots=True)
class Claim:
    """A requirement without its text. `stated` where the cell itself compares (a comparator, a range, a tolerance)."""

    comparator: Comparator
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    unit: Unit | None = None
    values: tuple[str, ...] = ()
    grade: Grade | None = None
    truth: bool | None = None
    stated: bool = True
    basis: str | None = None
    conditions: tuple[str, ...] = ()
