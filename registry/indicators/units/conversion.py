"""Exact conversion within a dimension."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from registry.indicators.units.table import Unit


def convert(value: Decimal | Fraction, source: Unit, target: Unit) -> Fraction:
    """`value` in `source` as an exact fraction in `target`. A unit always converts into itself.

    ValueError when the dimensions differ, or when one of the two is a scale without a linear factor.
    """
    if source == target:
        return Fraction(value)
    if source.dimension != target.dimension:
        raise ValueError(f"{source.spelling} ({source.dimension}) does not convert to {target.spelling}")
    if source.factor is None or target.factor is None:
        raise ValueError(f"{source.spelling} or {target.spelling} is a scale without a linear factor")
    return (Fraction(value) * source.factor + source.offset - target.offset) / target.factor
