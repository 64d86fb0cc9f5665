"""A requirement written out from comparator and values, for writers that have numbers and no words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from registry.indicators.values import Comparator
from registry.kernel.decimals import plain

DIGITS = 40
"""The most that a number has before its point and behind it."""

SIGNS = {Comparator.GE: "≥", Comparator.GT: ">", Comparator.LE: "≤", Comparator.LT: "<", Comparator.EQ: ""}


def written(
    comparator: str,
    *,
    value: str | None = None,
    low: str | None = None,
    high: str | None = None,
    values: Sequence[str] = (),
    unit: str | None = None,
) -> str | None:
    """The words that the grammar reads back as this requirement (`≥5.00 W`, `2~8 ℃`, `20±0.5 mm`); None where they
    cannot be made: an unknown comparator, a value that is missing or no number, a kind that has only words."""
    try:
        asked = Comparator(comparator)
        amount, least, most = (None if number is None else _number(number) for number in (value, low, high))
    except (ValueError, InvalidOperation):
        return None
    of = f" {unit}" if unit else ""
    if asked in SIGNS:
        # A bound may come as the value, or as the end that it is.
        end = most if asked in {Comparator.LE, Comparator.LT} else least
        bound = end if amount is None else amount
        return None if bound is None else f"{SIGNS[asked]}{plain(bound)}{of}"
    if asked is Comparator.ONE_OF:
        return "、".join(values) + of if values else None
    if least is None or most is None:
        return None
    if asked is Comparator.RANGE:
        return f"{plain(least)}~{plain(most)}{of}"
    if asked is Comparator.PM and amount is None and least == -most:
        return f"±{plain(most)}{of}"
    if asked is Comparator.PM and amount is not None and most - amount == amount - least:
        # The unit on both: a percentage of a percentage would be another thing.
        return f"{plain(amount)}{of}±{plain(most - amount)}{of}"
    return None


def _number(text: str) -> Decimal:
    """ValueError for what is no number that anybody measures: written out, 1e999999 has a million digits."""
    number = Decimal(text)
    if not number.is_finite() or abs(number.adjusted()) > DIGITS or len(number.as_tuple().digits) > DIGITS:
        raise ValueError(f"no number that is measured: {text[:80]}")
    return number
