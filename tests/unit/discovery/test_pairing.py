"""What two products have to say to each other."""

from decimal import Decimal

import pytest

from registry.discovery.pairing import APART, DIFFERENCES, pairs
from registry.discovery.values import CompareCell, CompareRow
from registry.indicators.canonical import canonical_interval
from registry.indicators.dictionary import IndicatorEntry, OrdinalScale
from registry.indicators.grammar import parse
from registry.indicators.values import Direction, Indicator, IndicatorKind, Method

GRADES = OrdinalScale("甲醛释放量", ("E1", "E0", "ENF"), tuple(map(Decimal, range(1, 4))))


def row(*texts, direction=Direction.DOWN, unit="W", methods=None, known=True, **more):
    """A row with what each product declares, None where it does not."""
    entry = IndicatorEntry("x", "某指标", "x", IndicatorKind.PERFORMANCE, direction, unit, **more)
    cells = []
    for place, text in enumerate(texts):
        if text is None:
            cells.append(CompareCell(None, None, None, comparable=False, reason="not-declared", best=False))
            continue
        requirement = parse(text, name=entry.name, unit=unit or "", scale=entry.scale)
        interval = canonical_interval(requirement, entry.unit, scale=entry.scale)
        method = Method((methods or {}).get(place, "GB/T 1"))
        declared = Indicator("某指标", IndicatorKind.PERFORMANCE, requirement, method, "x", interval)
        low, high = (interval.low, interval.high) if interval else (None, None)
        cells.append(CompareCell(declared, low, high, comparable=True, reason=None, best=False))
    return CompareRow("某指标", "x", IndicatorKind.PERFORMANCE, None, entry if known else None, tuple(cells))


def told(*texts, **more):
    """Amount and percent of the only difference of the only pair."""
    (pair,) = pairs([row(*texts, **more)], 2)
    (found,) = pair.differences
    return tuple(value and str(value.quantize(Decimal("0.1"))) for value in (found.amount, found.percent))


@pytest.mark.parametrize(
    ("texts", "more", "expected"),
    [
        (("≥650", "≥500"), {"direction": Direction.UP}, ("150.0", "30.0")),
        (("≤58", "≤60"), {}, ("-2.0", "-3.3")),
        (("≤0.058 kW", "≤60 W"), {}, ("-2.0", "-3.3")),
        (("600~700", "500~900"), {"direction": Direction.UP}, ("100.0", "20.0")),
        (("≤58", "≤60"), {"unit": "dB(A)"}, ("-2.0", None)),  # 3 % of a decibel means nothing
        (("≤10", "≤12"), {"unit": "%"}, ("-2.0", None)),  # percentage points
        (("≤-18", "≤-12"), {"unit": "℃"}, ("-6.0", None)),
        (("≤5", "≤0"), {}, ("5.0", None)),
        (("≤50", "<50"), {}, (None, None)),
        (("6.5~7.5", "5.5~8.5"), {"direction": Direction.TARGET, "unit": None}, (None, None)),
        (("E0", "E1"), {"direction": Direction.UP, "unit": None, "scale": GRADES}, (None, None)),
    ],
)
def test_by_how_much_the_first_is_higher(texts, more, expected):
    assert told(*texts, **more) == expected


def test_what_is_alike_is_counted_and_what_does_not_compare_is_told_with_the_reason():
    (pair,) = pairs(
        [
            row("≤5", "≤5"),
            row("≤5", "≤6", methods={1: "GB/T 2"}),
            row("≤5", None),
            row(None, "见铭牌"),
            row("≤5", "见铭牌"),
        ],
        2,
    )
    assert (pair.differences, pair.equal) == ((), 1)
    assert [reason for _, reason in pair.apart] == ["other-method", "not-declared"]
    assert pair.more_apart == 2


def test_sizes_and_what_the_dictionary_does_not_know_are_not_told_of():
    (pair,) = pairs([row("5", "6", direction=Direction.NONE), row("≤5", "≤6", known=False), row(None, None)], 2)
    assert (pair.differences, pair.apart, pair.more, pair.more_apart, pair.equal) == ((), (), 0, 0, 0)


def test_a_sentence_is_bounded():
    (pair,) = pairs([row("≤5", "≤6")] * 9 + [row("≤5", None)] * 9, 2)
    assert (len(pair.differences), pair.more) == (DIFFERENCES, 9 - DIFFERENCES)
    assert (len(pair.apart), pair.more_apart) == (APART, 9 - APART)


@pytest.mark.parametrize(("products", "expected"), [(2, 1), (3, 3), (4, 6), (6, 15)])
def test_every_pair_those_of_the_first_product_first(products, expected):
    found = [(pair.first, pair.second) for pair in pairs([row(*["≤5"] * products)], products)]
    assert len(set(found)) == len(found) == expected
    assert found == sorted(found)


def test_a_grade_has_its_name():
    assert [GRADES.label(Decimal(place)) for place in ("1", "3", "9")] == ["E1", "ENF", "9"]
    fastness = OrdinalScale("色牢度", ("1", "2", "3"), tuple(map(Decimal, range(1, 4))), halves=True)
    assert fastness.label(Decimal("2.5")) == "2-3"
