"""Deviations and tolerances: `±2mm`, `20±5%`, `900 0/-2`, `+5%/-10%`."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from registry.indicators.grammar import grades
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.measures import unit_of, value_of
from registry.indicators.grammar.messages import CONTRADICTS, PERCENT, Doubt
from registry.indicators.grammar.numbers import exact
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.units import Unit, convert
from registry.indicators.values import Comparator


def deviation(elements: Sequence[Element], cell: Cell) -> Claim:
    """`±2mm` alone: bounds without a nominal value."""
    measure = elements[-1]
    size = measure.measured
    if size.sign:
        raise Doubt
    unit = unit_of([measure], cell)
    if grades.is_graded(unit, cell):
        raise Doubt
    value = value_of(measure, unit)
    return Claim(Comparator.PM, low=-value, high=value, unit=unit)


def limited_deviation(elements: Sequence[Element], cell: Cell) -> Claim:
    """`≤±25%`, `±0.5℃以内`: the bound is on the absolute value."""
    if any(element.op is not None and element.op not in (Op.LE, Op.EQ) for element in elements):
        raise Doubt
    return deviation([element for element in elements if element.kind in "SN"], cell)


def toleranced(elements: Sequence[Element], cell: Cell) -> Claim:
    """`20±5 ℃`."""
    nominal, tolerance = elements[-3], elements[-1]
    if elements[0].kind is Kind.COMPARE and elements[0].asked is not Op.EQ:
        raise Doubt
    if tolerance.measured.sign:
        raise Doubt
    size = tolerance.measured.value
    return tolerated(nominal, (-size, size), tolerance.unit, cell, relative=tolerance.label == "relative")


def tolerated(
    nominal: Element, deviations: tuple[Decimal, Decimal], unit: Unit | None, cell: Cell, *, relative: bool = False
) -> Claim:
    """`nominal` with its lower and upper deviation in `unit`. Percent on percent is absolute, percent on any other unit
    relative (conventions of the corpus); percent on a number without unit may be either."""
    if cell.heading.op is not None:
        raise Doubt(CONTRADICTS, "20±2 ℃")
    value = nominal.measured.value
    own = nominal.unit or cell.heading.unit
    if nominal.unit is None and cell.heading.unknown_unit and (unit is None or unit.spelling == "%"):
        unit_of([nominal], cell)
    low, high = deviations
    if unit is not None and unit.spelling == "%" and not (own is not None and own.spelling.startswith("%")):
        if own is None and not relative:
            raise Doubt(PERCENT, "(65±5)%, 1.2±0.06")
        low, high = (_tidy(exact.multiply(value, part).scaleb(-2, exact)) for part in (low, high))
        if value < 0:
            low, high = high, low
    elif unit is not None and nominal.unit is not None and unit != own and unit.spelling != "%":
        low, high = (_converted(part, unit, nominal.unit) for part in (low, high))
    elif nominal.unit is None and unit is not None and unit.spelling != "%":
        own = unit
    elif relative:
        raise Doubt(PERCENT, "(65±5)%")
    if own is not None and grades.is_graded(own, cell):
        raise Doubt
    return Claim(Comparator.PM, value, exact.add(value, low), exact.add(value, high), unit=own)


def _converted(value: Decimal, unit: Unit, target: Unit) -> Decimal:
    """`value` in `target`, where that is a decimal of the same size: 5 mm of 1 m."""
    if unit.dimension != target.dimension or None in (unit.factor, target.factor) or unit.offset or target.offset:
        raise Doubt
    converted = convert(value, unit, target)
    result = exact.divide(Decimal(converted.numerator), Decimal(converted.denominator))
    if len(result.as_tuple().digits) > 30:
        raise Doubt
    return result


def _tidy(value: Decimal) -> Decimal:
    """Without the zeros that a product brings: 220 × 10 % is 22, not 22.00."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(exact)


def signed_pair(elements: Sequence[Element], cell: Cell) -> Claim:
    """`+5/-3`, `-0mm/+5mm`, `+0.4/0`: two deviations without a nominal value."""
    unit = unit_of([elements[0], elements[2]], cell)
    low, high = sorted((elements[0].measured.value, elements[2].measured.value))
    return Claim(Comparator.PM, low=low, high=high, unit=unit)


def is_signed_pair(elements: Sequence[Element]) -> bool:
    """Whether these are two deviations: of opposite signs, or one of them zero."""
    if shape(elements) != "NJN":
        return False
    numbers = [elements[0].measured, elements[2].measured]
    return (
        any(number.sign for number in numbers)
        and all(number.sign or not number.value for number in numbers)
        and len({number.sign for number in numbers}) == 2
    )


def three_numbers(elements: Sequence[Element], cell: Cell) -> Claim:
    """`2.0+0.1-0.2mm`, `900 0/-2`: a nominal value and its two deviations."""
    nominal, first, second = elements[0], elements[1], elements[-1]
    pair = [first, Element(Kind.JOIN, first.end, first.end, label="/"), second]
    if not is_signed_pair(pair):
        raise Doubt
    return asymmetric(nominal, pair, cell)


def asymmetric(nominal: Element, pair: Sequence[Element], cell: Cell) -> Claim:
    """`nominal` with the two deviations of `pair`."""
    low, high = sorted((pair[0].measured.value, pair[2].measured.value))
    units = {pair[0].unit, pair[2].unit} - {None}
    if len(units) > 1:
        raise Doubt
    return tolerated(nominal, (low, high), units.pop() if units else None, cell)
