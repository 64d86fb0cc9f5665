from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identifiers.standard_number import (
    INDUSTRY_LETTERS,
    StandardKind,
    StandardNumber,
    display_of,
    normalise,
    parse_number,
    parse_reference,
    split_references,
)
from registry.kernel.findings import Severity

TODAY = date(2026, 11, 22)
CATALOGUE = Path(__file__).parents[2] / "data" / "standards_catalog.csv"
KINDS = {
    "国家标准": StandardKind.NATIONAL,
    "行业标准": StandardKind.INDUSTRY,
    "地方标准": StandardKind.LOCAL,
    "团体标准": StandardKind.ASSOCIATION,
    "企业标准": StandardKind.ENTERPRISE,
}

GOOD = [
    ("GB 4806.4—2016", StandardKind.NATIONAL, "GB 4806.4—2016", "GB4806.4-2016"),
    ("GB/T 9756-2018", StandardKind.NATIONAL, "GB/T 9756—2018", "GB/T9756-2018"),
    ("GB/Z 43194-2023", StandardKind.NATIONAL, "GB/Z 43194—2023", "GB/Z43194-2023"),
    ("GB 50016—2014", StandardKind.NATIONAL, "GB 50016—2014", "GB50016-2014"),
    ("GB/T1.1-2020", StandardKind.NATIONAL, "GB/T 1.1—2020", "GB/T1.1-2020"),
    ("GBZ 2.1—2019", StandardKind.NATIONAL, "GBZ 2.1—2019", "GBZ2.1-2019"),
    ("QB/T 5202—2017", StandardKind.INDUSTRY, "QB/T 5202—2017", "QB/T5202-2017"),
    ("FZ/T 73053—2015", StandardKind.INDUSTRY, "FZ/T 73053—2015", "FZ/T73053-2015"),
    ("SN/T 0852-2000", StandardKind.INDUSTRY, "SN/T 0852—2000", "SN/T0852-2000"),
    ("JG/T 285-2010", StandardKind.INDUSTRY, "JG/T 285—2010", "JG/T285-2010"),
    ("DB32/T 4369—2022", StandardKind.LOCAL, "DB32/T 4369—2022", "DB32/T4369-2022"),
    ("DB3205/T 1052—2022", StandardKind.LOCAL, "DB3205/T 1052—2022", "DB3205/T1052-2022"),
    ("DG/TJ08-2291B-2022", StandardKind.LOCAL, "DG/TJ08-2291B—2022", "DG/TJ08-2291B-2022"),
    ("T/CAQP 015—2020", StandardKind.ASSOCIATION, "T/CAQP 015—2020", "T/CAQP015-2020"),
    ("T/CNHA 1027-2020", StandardKind.ASSOCIATION, "T/CNHA 1027—2020", "T/CNHA1027-2020"),
    ("T/CTES 1080—2025", StandardKind.ASSOCIATION, "T/CTES 1080—2025", "T/CTES1080-2025"),
    ("T/CECA-G 0098-2021", StandardKind.ASSOCIATION, "T/CECA-G 0098—2021", "T/CECA-G0098-2021"),
    ("CECS 21:2000", StandardKind.ASSOCIATION, "CECS 21—2000", "CECS21-2000"),
    ("Q/SXDJX 001-2021", StandardKind.ENTERPRISE, "Q/SXDJX 001—2021", "Q/SXDJX001-2021"),
    ("Q/SJX 0001S-2020", StandardKind.ENTERPRISE, "Q/SJX 0001S—2020", "Q/SJX0001S-2020"),
    ("Q/CSGD 003—2018", StandardKind.ENTERPRISE, "Q/CSGD 003—2018", "Q/CSGD003-2018"),
    ("ISO 8124-3:2020", StandardKind.INTERNATIONAL, "ISO 8124-3:2020", "ISO8124-3:2020"),
    ("ISO/IEC 27001:2022", StandardKind.INTERNATIONAL, "ISO/IEC 27001:2022", "ISO/IEC27001:2022"),
    ("IEC 60335-1:2020", StandardKind.INTERNATIONAL, "IEC 60335-1:2020", "IEC60335-1:2020"),
    ("EN 71-3:2019+A1:2021", StandardKind.INTERNATIONAL, "EN 71-3:2019+A1:2021", "EN71-3:2019+A1:2021"),
]

BAD = [
    ("GB 4806.4", "standard-number-undated", "GB 4806.4—YYYY"),
    ("GBT 9756-2018", "standard-number-prefix-unknown", "GB/T 9756—2018"),
    ("GB 18582-2O20", "standard-number-malformed", "GB 18582—2020"),
    ("XX/T 123-2020", "standard-number-prefix-unknown", None),
    ("DB3/T 12-2020", "standard-number-malformed", None),
    ("DB320/T 12-2020", "standard-number-malformed", None),
    ("DB99/T 12-2020", "standard-number-prefix-unknown", None),
    ("T/ 015-2020", "standard-number-malformed", None),
    ("T31/01002-C001-2014", "standard-number-malformed", None),
    ("Q/ 001-2020", "standard-number-malformed", "Q/SXDJX 001—2021"),
    ("Q/ 0001S-2020", "standard-number-malformed", None),
    ("Q/ABC-2020", "standard-number-malformed", None),
    ("Q/海尔 001-2020", "standard-number-malformed", None),
    ("Q/ABC 001:2020", "standard-number-malformed", "Q/ABC 001—2020"),
    ("Q/ABC 001", "standard-number-undated", "Q/ABC 001—YYYY"),
    ("Q/ABC 001-2020(修订)", "standard-number-malformed", None),
    ("GB/T 5009.1~5009.9-2003", "standard-number-malformed", None),
    ("CNS 123-2020", "standard-number-prefix-unknown", None),
    ("ISO 8124-3-2020", "standard-number-malformed", "ISO 8124-3:2020"),
    ("GB/T 9756-٢٠١٨", "standard-number-malformed", None),  # only ASCII digits are digits
    ("", "standard-number-malformed", None),
]


@pytest.mark.parametrize(("text", "kind", "display", "key"), GOOD)
def test_good_numbers(text: str, kind: StandardKind, display: str, key: str) -> None:
    number, findings = parse_number(text, TODAY)
    assert number is not None
    assert (number.kind, number.display, number.key, number.legacy) == (kind, display, key, False)
    assert findings == ()


@pytest.mark.parametrize(("text", "code", "accepted"), BAD)
def test_bad_numbers_are_refused_with_what_would_be_accepted(text: str, code: str, accepted: str | None) -> None:
    number, (finding,) = parse_number(text, TODAY)
    assert number is None
    assert (finding.code, finding.severity, finding.field, finding.given) == (code, Severity.ERROR, "", text)
    assert finding.accepted
    assert finding.accepted in finding.text("zh")
    assert finding.accepted in finding.text("en")
    if accepted:
        assert finding.accepted == accepted


@pytest.mark.parametrize(
    ("text", "display"),
    [
        ("Q/BJLLHD002-2017", "Q/BJLLHD002—2017"),
        ("Q/AB12003-2020", "Q/AB12003—2020"),
        ("Q/ABC/J 001-2015", "Q/ABC/J 001—2015"),
        ("Q/ABC JB001-2015", "Q/ABC JB001—2015"),
        ("Q/320281 ABC 001-2010", "Q/320281 ABC 001—2010"),
    ],
)
def test_legacy_enterprise_numbers_are_accepted_and_flagged(text: str, display: str) -> None:
    number, (finding,) = parse_number(text, TODAY)
    assert number is not None
    assert number.legacy
    assert number.kind is StandardKind.ENTERPRISE
    assert number.display == display
    assert (finding.code, finding.severity) == ("standard-number-legacy", Severity.NOTICE)


def test_a_number_without_blank_has_the_key_of_each_of_its_splits() -> None:
    written = ("Q/AB12003-2020", "Q/AB 12003-2020", "Q/AB12 003-2020")
    assert {number.key for text in written if (number := parse_number(text, TODAY)[0])} == {"Q/AB12003-2020"}


def test_a_two_digit_year_is_legacy_and_of_the_twentieth_century() -> None:
    number, (finding,) = parse_number("GB 8923-88", TODAY)
    assert number is not None
    assert (number.year, number.display, number.key) == (1988, "GB 8923—88", "GB8923-1988")
    assert (finding.code, finding.accepted) == ("standard-number-legacy", "GB 8923—1988")


@pytest.mark.parametrize("text", ["GB/T 9756-2028", "GB/T 9756-1948", "GB/T 9756-18", "Q/ABC 001-9999"])
def test_a_year_that_cannot_be_is_refused(text: str) -> None:
    number, (finding,) = parse_number(text, TODAY)
    assert number is None
    assert (finding.code, finding.accepted) == ("standard-number-year", "1949–2027")


def test_next_years_number_is_accepted() -> None:
    assert parse_number("GB/T 9756-2027", TODAY)[0] is not None
    assert parse_number("GB/T 9756-2027", date(2025, 12, 31))[0] is None


@pytest.mark.parametrize(
    ("text", "mandatory"),
    [
        ("GB 4806.4-2016", True),
        ("GBZ 2.1-2019", True),
        ("GB/T 9756-2018", False),
        ("GB/Z 43194-2023", False),
        ("QB/T 5202-2017", False),
        ("DL 5009.2-2013", None),
        ("DB32/T 4369-2022", False),
        ("DB31/652-2012", None),
        ("DG/TJ08-2291B-2022", False),
        ("T/CAQP 015-2020", False),
        ("Q/SXDJX 001-2021", False),
        ("ISO 8124-3:2020", False),
    ],
)
def test_whether_the_number_says_mandatory(text: str, mandatory: bool | None) -> None:
    number, findings = parse_number(text, TODAY)
    assert number is not None
    assert number.mandatory is mandatory
    assert [finding.code for finding in findings] == (
        ["standard-number-obligation-unclear"] if mandatory is None else []
    )


@pytest.mark.parametrize(
    ("text", "display", "year", "note"),
    [
        ("GB/T 7725", "GB/T 7725", None, ""),
        ("GB/T 7725-2004", "GB/T 7725—2004", 2004, ""),
        ("GB 50016-2014（2018年版）", "GB 50016—2014(2018年版)", 2014, "(2018年版)"),
        ("GB 2099.1-2008/XG1-2019", "GB 2099.1—2008/XG1—2019", 2008, "/XG1-2019"),
        ("GB/T 16422（所有部分）", "GB/T 16422(所有部分)", None, "(所有部分)"),
        ("Q/CSG-GPG-GPED 2 16 016-2019", "Q/CSG-GPG-GPED 2 16 016—2019", 2019, ""),
        ("GB 50254~50259-96", "GB 50254~50259—96", 1996, ""),
        ("DBS 31/ 2003-2012", "DBS31/2003—2012", 2012, ""),
        ("DBJ/T 15-101-2014", "DBJ/T15-101—2014", 2014, ""),
        ("DB/T 29-2008", "DB/T 29—2008", 2008, ""),  # seismology, not a province
        ("ISO 9001", "ISO 9001", None, ""),
    ],
)
def test_references(text: str, display: str, year: int | None, note: str) -> None:
    reference, findings = parse_reference(text, TODAY)
    assert (reference.display, reference.year, reference.note) == (display, year, note)
    assert reference.kind is not None
    assert findings == ()


def test_editions_of_a_standard_share_the_series() -> None:
    texts = ("GB/T 7725", "GB/T7725-2004", "gb/t 7725—2022", "GB/T 7725-2004(XG1)")
    references = [parse_reference(text, TODAY)[0] for text in texts]
    assert {reference.series for reference in references} == {"GB/T7725"}
    assert len({reference.key for reference in references}) == len(texts)


@pytest.mark.parametrize("text", ["CNS 123-2020", "T31/01002-C001-2014", "本企业自定方法，见附录", "GB 50ll9-2003", ""])
def test_what_cannot_be_read_is_text_with_a_notice(text: str) -> None:
    reference, (finding,) = parse_reference(text, TODAY)
    assert (reference.kind, reference.display) == (None, text)
    assert reference.mandatory is None
    assert (finding.code, finding.severity) == ("standard-reference-unknown", Severity.NOTICE)


def test_a_doubtful_year_of_a_citation_is_a_notice() -> None:
    reference, (finding,) = parse_reference("GB/T 7725-2044", TODAY)
    assert reference.year == 2044
    assert (finding.code, finding.severity) == ("standard-number-year", Severity.NOTICE)


@pytest.mark.parametrize(
    ("cell", "pieces"),
    [
        ("JGJ7-2010JGJ78-91JGJ61-2003", ["JGJ 7—2010", "JGJ 78—91", "JGJ 61—2003"]),
        ("JGJ138-2001YB9082-97", ["JGJ 138—2001", "YB 9082—97"]),
        ("GB 18582-2008、GB 24408-2009", ["GB 18582—2008", "GB 24408—2009"]),
        ("T/CECA-G 0098-2021; T/CSTE 0172-2021", ["T/CECA-G 0098—2021", "T/CSTE 0172—2021"]),
        ("GB/T 1-2020Q/ABC 001-2020T/CAQP 1-2020", ["GB/T 1—2020", "Q/ABC 001—2020", "T/CAQP 1—2020"]),
        ("DG/TJ08-2291B-2022", ["DG/TJ08-2291B—2022"]),
    ],
)
def test_a_cell_with_several_numbers_is_split(cell: str, pieces: list[str]) -> None:
    assert [parse_reference(piece, TODAY)[0].display for piece in split_references(cell)] == pieces
    if len(pieces) > 1:
        reference, (finding,) = parse_reference(cell, TODAY)
        assert reference.kind is None
        assert finding.code == "standard-reference-several"


def test_every_row_of_the_catalogue_parses_as_a_reference() -> None:
    with CATALOGUE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 647
    unread, several, open_years = [], 0, 0
    for row in rows:
        pieces = split_references(row["standard_no"])
        several += len(pieces) > 1
        for piece in pieces:
            reference, findings = parse_reference(piece, TODAY)
            open_years += [finding.code for finding in findings] == ["standard-reference-year-open"]
            if reference.kind is None:
                unread.append((row["standard_no"], findings[0].accepted))
                continue
            assert reference.kind is KINDS[row["kind"]], row
            if reference.mandatory is not None and row["attribute"]:
                assert reference.mandatory == (row["attribute"] == "强制性"), row
            assert parse_reference(reference.display, TODAY)[0] == reference
    assert unread == [("GB50ll9-2003", "GB 50119—2003")]  # letters for digits in the source: offered, not guessed
    assert (several, open_years) == (7, 2)


def test_every_industry_code_of_the_table_is_accepted() -> None:
    assert {"QB", "JGJ", "CJJ", "NB", "RB", "XF"} <= INDUSTRY_LETTERS
    for letters in INDUSTRY_LETTERS:
        number, findings = parse_number(f"{letters}/T 123-2020", TODAY)
        assert number is not None
        assert number.kind is StandardKind.INDUSTRY
        assert findings == ()


digits = st.integers(1, 999_999).map(str)
bodies = st.tuples(digits, st.lists(st.integers(1, 999).map(str), max_size=2)).map(lambda it: ".".join([it[0], *it[1]]))
years = st.integers(1949, 2027).map(str)
makers = st.from_regex(r"\A[A-Z]{1,12}\Z").filter(str.isascii)
government = st.sampled_from(["GB", "GB/T", "GB/Z", "GBZ", "QB/T", "JGJ", "DB32/T", "DB3205/T", "T/CAQP", "CECS"])
dated = st.one_of(
    st.builds("{} {}-{}".format, government, bodies, years),
    st.builds("Q/{} {}-{}".format, makers, digits, years),
    st.builds("ISO {}-{}:{}".format, digits, st.integers(1, 999), years),
)
DASHES = "-‐‑–—―−－"


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in text)


@st.composite
def rewritten(draw: st.DrawFn) -> tuple[str, str]:
    """A dated number, and the same as somebody else might type it."""
    text = draw(dated)
    other = "".join(draw(st.sampled_from(DASHES)) if character == "-" else character for character in text)
    if draw(st.booleans()):
        other = other.lower()
    if draw(st.booleans()):
        other = full_width(other)
    blank = draw(st.sampled_from([" ", "  ", "\u3000", "\t", "\u00a0", "" if not text.startswith("DB") else " "]))
    other = other.replace(" ", blank)
    padding = draw(st.sampled_from(["", " ", "\u200b", "\ufeff\n"]))
    return text, padding + other + padding


@given(rewritten())
def test_the_key_does_not_depend_on_how_it_is_typed(pair: tuple[str, str]) -> None:
    text, other = pair
    number, _ = parse_number(text, TODAY)
    same, _ = parse_number(other, TODAY)
    assert number is not None
    assert same is not None
    assert same.key == number.key
    assert not set(number.key) & set(" —abcdefghijklmnopqrstuvwxyz")


@given(dated)
def test_reading_the_display_form_gives_the_same_number(text: str) -> None:
    number, _ = parse_number(text, TODAY)
    assert number is not None
    assert parse_number(number.display, TODAY)[0] == number
    assert parse_reference(number.display, TODAY)[0] == number


@given(st.text() | st.text(alphabet="GBQTDJ/ -—~:+()0123456789.sx年版、;") | dated)
def test_any_text_is_read_the_same_again_and_nothing_raises(text: str) -> None:
    parse_number(text, TODAY)
    reference, _ = parse_reference(text, TODAY)
    assert parse_reference(reference.display, TODAY)[0] == reference
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    "pattern", ["0", "A", "Q/", "GB ", "Q/A1", "T/A-", "-", " ", "(", "GB 1.1", "~1", "GB1-2020", "、"]
)
def test_long_hostile_text_is_handled_at_any_length(pattern: str) -> None:
    for length in (10_000, 20_000):
        text = (pattern * length)[:length]
        assert parse_number(text, TODAY)[0] is None
        reference, findings = parse_reference(text, TODAY)
        assert reference.kind is None
        assert len(findings) == 1


def test_text_and_number_print_as_displayed() -> None:
    assert str(StandardNumber(StandardKind.NATIONAL, "GB/T 1.1", "2020")) == "GB/T 1.1—2020"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Q/SLHJ 012-2025", "Q/SLHJ 012—2025"),
        ("GB/T 7725", "GB/T 7725"),
        ("ISO 8124-3:2020", "ISO 8124-3:2020"),
        ("DBJ/T 15-101-2014", "DBJ/T15-101—2014"),
        ("厂内规程 3-1", "厂内规程 3-1"),
    ],
)
def test_a_number_is_printed_with_the_dash_before_its_year_alone(text, printed):
    assert display_of(text) == printed


def test_what_was_given_stands_in_english_quotes():
    _, (finding,) = parse_number("it's", TODAY)
    assert finding.text("en").startswith("“it's” is not a standard number")
