"""What a cell is made of once it has been cut up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.indicators.grammar.numbers import Number
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.units import Unit


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a cell and where it stands. `number`, `unit`, `op`, `label` and `inner` are filled by kind."""

    kind: Kind
    start: int
    end: int
    number: Number | None = None
    unit: Unit | None = None
    op: Op | None = None
    label: str = ""
    inner: tuple[Element, ...] = ()

    @property
    def measured(self) -> Number:
        """The number of a measure."""
        if self.number is None:
            raise TypeError(f"no measure: {self}")
        return self.number

    @property
    def asked(self) -> Op:
        """What a comparing element asks."""
        if self.op is None:
            raise TypeError(f"no comparator: {self}")
        return self.op


def shape(elements: Sequence[Element]) -> str:
    """The kinds as letters: `CN` is a comparator before a measure."""
    return "".join(element.kind for element in elements)
