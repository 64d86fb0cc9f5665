from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.kernel.decimals import canonical, from_double, plain, to_double

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1E30"), max_value=Decimal("1E30"))


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("1.20", "1.2"),
        ("-0.00", "0"),
        ("1234567890125", "1234567890120"),  # the thirteenth digit: half to even
        ("1234567890135", "1234567890140"),
        ("0.1000000000005", "0.1"),
        ("1E+3", "1000"),
    ],
)
def test_twelve_digits_half_even(exact, expected):
    assert canonical(Decimal(exact)) == Decimal(expected)
    assert plain(canonical(Decimal(exact))) == expected


def test_a_fraction_is_rounded_once():
    assert canonical(Fraction(1, 3)) == Decimal("0.333333333333")
    # Rounded to a double or to 28 digits first, the tail would be lost, and half-even would take the even neighbour.
    assert canonical(Fraction(10**40 + 5 * 10**28 + 1, 10**40)) == Decimal("1.00000000001")


@pytest.mark.parametrize("exact", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(exact):
    with pytest.raises(ValueError, match="not a finite number"):
        canonical(Decimal(exact))


def test_a_decimal_is_written_out_with_its_zeros():
    assert plain(Decimal("5.00")) == "5.00"
    assert plain(Decimal("1E-7")) == "0.0000001"


@given(numbers)
def test_canonical_is_idempotent(number):
    assert canonical(canonical(number)) == canonical(number)


@given(numbers, numbers)
def test_doubles_order_canonical_values_as_decimals_do(one, other):
    left, right = canonical(one), canonical(other)
    assert (left < right) == (to_double(left) < to_double(right))
    assert (left == right) == (to_double(left) == to_double(right))


@given(numbers)
def test_a_double_reads_back(number):
    assert from_double(to_double(canonical(number))) == canonical(number)
