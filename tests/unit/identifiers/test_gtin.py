from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identifiers.gtin import check_digit, parse_gtin
from registry.kernel.findings import Severity


@pytest.mark.parametrize(
    "digits",
    [
        "6901234567892",
        "6920000000012",
        "6940000000003",
        "96385074",  # EAN-8
        "036000291452",  # UPC-A
        "16901234567899",  # GTIN-14 of a case
    ],
)
def test_valid_numbers(digits: str) -> None:
    gtin, findings = parse_gtin(digits)
    assert str(gtin) == digits
    assert findings == ()


def test_a_wrong_check_digit_says_which_is_right() -> None:
    gtin, (finding,) = parse_gtin("6901234567890")
    assert gtin is None
    assert (finding.code, finding.severity, finding.field) == ("gtin-check", Severity.NOTICE, "")
    assert finding.accepted == "6901234567892"
    assert "6901234567890" in finding.text("zh")
    assert "6901234567892" in finding.text("en")


@pytest.mark.parametrize("text", ["", "690123456789x", "69012345", "123456789", "690123456789212", "٦٩٠١٢٣٤٥٦٧٨٩٢"])
def test_other_lengths_and_characters_are_no_numbers(text: str) -> None:
    gtin, findings = parse_gtin(text)
    assert gtin is None
    assert len(findings) == 1


@pytest.mark.parametrize("typed", [" 690-1234-567892 ", "６９０１２３４５６７８９２", "6 901234 567892"])
def test_width_blanks_and_dashes_do_not_matter(typed: str) -> None:
    assert str(parse_gtin(typed)[0]) == "6901234567892"


@given(st.integers(0, 10**11 - 1))
def test_the_key_is_the_same_with_and_without_leading_zeros(number: int) -> None:
    body = f"{number:011d}"
    upc = body + check_digit(body)
    keys = {gtin.key for text in (upc, "0" + upc, "00" + upc) if (gtin := parse_gtin(text)[0])}
    assert keys == {"00" + upc}


@given(st.text())
def test_nothing_typed_raises(text: str) -> None:
    parse_gtin(text)
