"""Values, numbers and times as people read them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask

from registry.http import locale
from registry.indicators.comparison import Reason
from registry.indicators.grammar import parse
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Interval, Method, Requirement
from registry.web import filters
from registry.web.filters import Shown, day, grouped, moment, said, shown

THIN = filters.THIN


@pytest.fixture(autouse=True)
def _asked_in_chinese():
    """A page is being made for a reader of Chinese."""
    app = Flask(__name__)
    with app.test_request_context("/"):
        yield


def declared(text, *, unit="", low=None, high=None, in_unit=None):
    canonical = Interval(low and Decimal(low), high and Decimal(high), in_unit) if low or high else None
    requirement = parse(text, unit=unit)
    return Indicator("名称", IndicatorKind.PERFORMANCE, requirement, Method(), "code", canonical)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        (declared("≥5.00", low="5"), Shown("≥5.00")),  # as written, zeros and all
        (declared("≥5.00 kW", low="5", in_unit="kW"), Shown("≥5.00", "kW")),
        (declared("≥5.00", unit="kW", low="5", in_unit="kW"), Shown("≥5.00", "kW")),
        (declared("7.0", low="7", high="7", in_unit="kW"), Shown("7.0", "kW")),  # the unit was left out
        (declared("400 kWh/a", low="400", high="400", in_unit="kW·h/a"), Shown("400", "kW·h/a")),  # one unit
        (declared("12000 mg", low="12000", high="12000", in_unit="mg"), Shown(f"12{THIN}000", "mg")),
        (declared("不大于58 dB(A)", high="58", in_unit="dB(A)"), Shown("≤58", "dB(A)", "不大于58 dB(A)")),
        (
            declared("22.2 ft3", low="628.633993", high="628.633993", in_unit="L"),
            Shown("628.6", "L", "22.2 ft3"),
        ),
        (declared("22.2", unit="ft3", low="628.633993", high="628.633993", in_unit="L"), None),
        (declared("2~8 ℃", low="2", high="8", in_unit="℃"), Shown("2～8", "℃")),
        (declared("10%~20%", low="10", high="20", in_unit="%"), Shown("10～20", "%")),
        (declared("4.0~7.5", low="4", high="7.5", in_unit="1"), Shown("4.0～7.5")),  # pH
        (declared("4.0~7.5", unit="1", low="4", high="7.5", in_unit="1"), Shown("4.0～7.5")),
        (declared("无异味"), Shown("无异味")),
        (declared("五百升", unit="L", low="500", high="500", in_unit="L"), Shown("500", "L", "五百升")),
        (declared("不小于五百升", low="500", in_unit="L"), Shown("≥500", "L", "不小于五百升")),
    ],
)
def test_a_value_is_shown_in_the_unit_of_the_dictionary(indicator, expected):
    if expected is None:  # the unit stood in a column of its own: it is told with the text
        assert shown(indicator).original == f"22.2 {indicator.requirement.unit}"
    else:
        assert shown(indicator) == expected


def test_a_converted_value_is_rounded_half_even_and_never_written_with_an_exponent():
    def converted(value):
        requirement = Requirement("1 km", Comparator.EQ, Decimal(1), Decimal(1), Decimal(1), unit="km")
        interval = Interval(Decimal(value), Decimal(value), "m")
        return shown(Indicator("长", IndicatorKind.FUNCTIONAL, requirement, Method(), "length", interval)).text

    assert converted("123456789") == f"123{THIN}500{THIN}000"
    assert converted("0.000012344999") == "0.00001234"
    assert converted("1.00050000000") == "1.000"  # half to even
    assert converted("1778") == f"1{THIN}778"


def test_a_range_is_written_in_the_reader_s_language(monkeypatch):
    indicator = declared("2~8 ℃", low="2", high="8", in_unit="℃")
    monkeypatch.setattr(filters, "language", lambda: locale.ENGLISH)
    assert shown(indicator).text == "2–8"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0"),
        (999, "999"),
        (12000, f"12{THIN}000"),
        (Decimal("-1234.5670"), f"-1{THIN}234.5670"),
        (Decimal("1E+6"), f"1{THIN}000{THIN}000"),
    ],
)
def test_digits_are_parted_and_nothing_is_lost(number, expected):
    assert grouped(number) == expected


def test_instants_are_told_in_shanghai():
    assert moment(datetime(2026, 11, 22, 17, 5, tzinfo=UTC)) == "2026-11-23 01:05"
    assert day(datetime(2026, 11, 22, 17, 5, tzinfo=UTC)) == "2026-11-23"


def test_a_reason_is_said_in_the_reader_s_language(monkeypatch):
    assert said(Reason.OTHER_METHOD) == "试验方法不同，数值不能比较。"
    monkeypatch.setattr(filters, "language", lambda: locale.ENGLISH)
    assert said(Reason.OTHER_METHOD).startswith("The values come from different test methods")
