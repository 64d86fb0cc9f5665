from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identifiers.uscc import (
    ALPHABET,
    check_character,
    organisation_check_character,
    parse_uscc,
    sample_uscc,
)
from registry.kernel.findings import Severity

VALID = [
    "91110105MA0000AA28",
    "91330106MA2KQ7B853",
    "91320594MA1W2C3D7T",
    "12110000400000018T",  # a public institution
    "91350100M000100Y43",  # the example of GB 32100
]


@pytest.mark.parametrize("code", VALID)
def test_synthetic_codes_pass_both_checks(code: str) -> None:
    uscc, findings = parse_uscc(code)
    assert str(uscc) == code
    assert findings == ()


def test_the_standards_own_example() -> None:
    body = "91350100M000100Y4"
    total = sum(ALPHABET.index(character) * 3**place for place, character in enumerate(body))
    assert total % 31 == 28
    assert check_character(body) == "3"


@pytest.mark.parametrize(
    ("code", "finding", "accepted"),
    [
        ("91350100M000100Y4Z", "uscc-character", None),  # Z is not in the alphabet
        ("91350100M000100Y44", "uscc-check", "3"),
        ("9111010SMA0000AA28", "uscc-character", None),
        ("91110105MA0000AA2", "uscc-length", None),
        ("91110105MA0000AA288", "uscc-length", None),
        ("", "uscc-length", None),
        ("9111A105MA0000AA28", "uscc-character", None),  # a letter in the division
    ],
)
def test_wrong_codes_are_refused(code: str, finding: str, accepted: str | None) -> None:
    uscc, findings = parse_uscc(code)
    assert uscc is None
    assert [(found.code, found.severity, found.field) for found in findings] == [(finding, Severity.ERROR, "")]
    assert findings[0].given == code
    if accepted:
        assert findings[0].accepted == accepted


def test_the_place_of_a_wrong_letter_is_named_in_both_languages() -> None:
    _, (finding,) = parse_uscc("9111010SMA0000AA28")
    assert "第 8 位" in finding.text("zh-Hans")
    assert "place 8" in finding.text("en")


@pytest.mark.parametrize(
    "typed",
    [
        " 91110105 ma0000aa28 ",
        "９１１１０１０５ＭＡ００００ＡＡ２８",
        "91110105\u3000MA0000\u200bAA28",
        "9 1 1 1 0 1 0 5 m a 0 0 0 0 a a 2 8",
    ],
)
def test_width_case_and_blanks_do_not_matter(typed: str) -> None:
    assert str(parse_uscc(typed)[0]) == "91110105MA0000AA28"


def test_a_wrong_organisation_check_is_only_a_notice() -> None:
    body = "91110105MA0000AA3"
    uscc, (finding,) = parse_uscc(body + check_character(body))
    assert uscc is not None
    assert (finding.code, finding.severity, finding.accepted) == (
        "uscc-organisation-check",
        Severity.NOTICE,
        "2",
    )


def test_organisation_check_gives_x_for_ten() -> None:
    assert organisation_check_character("00000004") == "3"
    assert organisation_check_character("00000006") == "X"
    assert organisation_check_character("00000000") == "0"


def test_a_division_that_is_not_in_the_table_is_a_notice() -> None:
    uscc, (finding,) = parse_uscc("91110105MA0000AA28", regions={"330106"})
    assert uscc is not None
    assert uscc.region == "110105"
    assert (finding.code, finding.severity) == ("uscc-region-unknown", Severity.NOTICE)
    assert "110105" in finding.text("zh")
    assert parse_uscc("91110105MA0000AA28", regions={"110105"})[1] == ()


def test_without_a_table_the_province_is_looked_at() -> None:
    body = "91990105MA0000AA2"
    uscc, (finding,) = parse_uscc(body + check_character(body))
    assert uscc is not None
    assert finding.code == "uscc-region-unknown"


def test_the_central_authoritys_division_is_known() -> None:
    body = "91100000MA0000AA2"
    assert parse_uscc(body + check_character(body), regions={"110105"})[1] == ()


def test_sample_codes_are_taken_only_for_sample_rows() -> None:
    code = str(sample_uscc(7))
    assert code.startswith("9100000000000007")
    uscc, findings = parse_uscc(code, regions=set(), sample=True)
    assert uscc == sample_uscc(7)
    assert uscc.is_sample
    assert findings == ()
    uscc, (finding,) = parse_uscc(code)
    assert uscc is None
    assert (finding.code, finding.severity) == ("uscc-sample-division", Severity.ERROR)


@given(st.integers(0, 10**8 - 1))
def test_every_sample_code_passes_both_checks(number: int) -> None:
    uscc = sample_uscc(number)
    assert parse_uscc(str(uscc), sample=True) == (uscc, ())


@pytest.mark.parametrize("number", [-1, 10**8])
def test_a_sample_number_has_eight_digits(number: int) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        sample_uscc(number)


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_caught(code: str, place: int, character: str) -> None:
    wrong = code[:place] + character + code[place + 1 :]
    assert (parse_uscc(wrong)[0] is not None) == (wrong == code)


@given(st.text())
def test_nothing_typed_raises(text: str) -> None:
    parse_uscc(text)


@given(st.text(alphabet=string.ascii_lowercase + string.digits + " ", min_size=15, max_size=22))
def test_reading_what_was_read_gives_the_same(text: str) -> None:
    uscc, _ = parse_uscc(text)
    if uscc is not None:
        assert parse_uscc(str(uscc))[0] == uscc
