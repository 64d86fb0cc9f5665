"""Exact decimals and the canonical value.

No float enters a value or a rule. All comparisons of limits, search and ranking are defined on **canonical values**:
12 significant digits, half to even. A double orders up to 15 digits exactly as decimals do, so a column of doubles, a
search engine, numpy and a stand-alone script all agree with `Decimal`.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

DIGITS = 12
_canonical = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999)


def canonical(value: Decimal | Fraction) -> Decimal:
    """`value` at 12 significant digits, without trailing zeros; rounded once, from the exact value.

    `Decimal("1.20")` and `Decimal("1.2")` give the same. NaN and infinities raise ValueError.
    """
    if isinstance(value, Fraction):
        exact = _canonical.divide(Decimal(value.numerator), Decimal(value.denominator))
    elif value.is_finite():
        exact = _canonical.plus(value)
    else:
        raise ValueError(f"not a finite number: {value}")
    return _trimmed(exact)


def _trimmed(value: Decimal) -> Decimal:
    return value.normalize(_canonical) if value else Decimal(0)


def plain(value: Decimal) -> str:
    """The decimal written out without exponent, trailing zeros kept: how measured values travel in JSON."""
    return format(value, "f")


def to_double(value: Decimal) -> float:
    """The double that stands for a canonical value in a column or an engine."""
    return float(value)


def from_double(value: float) -> Decimal:
    """The canonical value that a double stands for (the shortest text that reads back as the double)."""
    return canonical(Decimal(repr(value)))
