"""What a declared requirement (指标要求) is, once it has been understood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from registry.kernel.findings import Finding


class IndicatorKind(StrEnum):
    """功能 / 性能 / 安全 / 服务指标."""

    FUNCTIONAL = "functional"
    PERFORMANCE = "performance"
    SAFETY = "safety"
    SERVICE = "service"


class Comparator(StrEnum):
    """What is asked of the measured value. `value`, `low`, `high` of a requirement are filled by it as said here."""

    GE = "ge"  # value = low
    GT = "gt"  # value = low
    LE = "le"  # value = high
    LT = "lt"  # value = high
    EQ = "eq"  # value = low = high
    RANGE = "range"  # low, high
    PM = "pm"  # value = nominal (None for a bare deviation), low and high = bounds
    ONE_OF = "one_of"  # values
    ORDINAL = "ordinal"  # grade; a grade with an order asked may also carry ge, gt, le, lt
    BOOL = "bool"  # truth
    TEXT = "text"  # cannot be read as one of the above, or holds several requirements (parts)


class Direction(StrEnum):
    """Which way is better for the user of the product."""

    UP = "up"
    DOWN = "down"
    NONE = "none"  # a size or a rating: never ranked
    TARGET = "target"  # inside a window, such as pH


@dataclass(frozen=True, slots=True)
class Grade:
    """A place on a scale of grades. `label` as written (`3-4`, `E1`, `B1`, `2H`), `position` its place where the scale
    is known (half steps: 3-4级 = 3.5), `scale` the name of the scale or None where the text alone does not tell it.
    On a known scale a higher position is the better grade."""

    label: str
    scale: str | None = None
    position: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement cell, understood. Values are exact decimals in `unit` as written (after expanding 万, 亿 and
    powers of ten); `text` is the cell exactly as declared."""

    text: str
    comparator: Comparator
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False  # range whose lower end is not included
    high_open: bool = False
    unit: str | None = None  # canonical spelling of the closed table of units
    values: tuple[str, ...] = ()
    grade: Grade | None = None
    truth: bool | None = None
    condition: str | None = None
    basis: str | None = None  # 干基, 以Pb计, 按100%酒精度折算: other basis, other quantity
    parts: tuple[Requirement, ...] = ()  # the requirements of a cell that holds several; comparator is then TEXT
    findings: tuple[Finding, ...] = field(default=(), compare=False)

    def under(self, condition: str | None) -> Requirement:
        """The same requirement with the condition that the declarant stated beside it, if the text has none."""
        return self if self.condition or not condition else replace(self, condition=condition)


@dataclass(frozen=True, slots=True)
class Method:
    """试验方法: a standard's number and clause, or a text for an own method or a procedure without a number.

    `reason` says why an own method is used: there is no standard one (企业标准化促进办法 art. 12).
    """

    number: str | None = None
    clause: str | None = None
    text: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """The canonical interval of a requirement: 12 significant digits in `unit`; an open end is None."""

    low: Decimal | None
    high: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A declared indicator: what it is called, what is required, how it is tested.

    `code` names the dictionary entry when it is known, and `canonical` is then in that entry's unit.
    """

    name: str
    kind: IndicatorKind
    requirement: Requirement
    method: Method
    code: str | None = None
    canonical: Interval | None = None
