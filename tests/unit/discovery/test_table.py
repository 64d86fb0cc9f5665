"""Many products of one standard as one table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from registry.declarations.values import AgainstLimit, ProductView, Status
from registry.discovery.comparing import _rows
from registry.discovery.placing import Among, Place
from registry.discovery.table import table
from registry.enterprises.values import Enterprise, VerificationLevel
from registry.indexing.values import Distribution
from registry.indicators.comparison import Result
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Method, Requirement
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.reference.snapshot import KINDS, build

PERFORMANCE, SAFETY, SERVICE = IndicatorKind.PERFORMANCE, IndicatorKind.SAFETY, IndicatorKind.SERVICE
SOMEBODY = Enterprise(1, 1, "91330106000000001X", "企业", "330106", VerificationLevel.L1, None)


def indicator(name, condition=None, code=None):
    return Indicator(
        name, IndicatorKind.PERFORMANCE, Requirement("1", Comparator.EQ, condition=condition), Method(), code
    )


def product(number, *indicators):
    return ProductView(
        id=PublicId(PRODUCT, 2026, number),
        standard=PublicId(STANDARD, 2026, 1),
        standard_number="Q/A 1-2026",
        standard_title="标准",
        status=Status.CURRENT,
        enterprise=SOMEBODY,
        name="产品",
        brand=None,
        model=str(number),
        specification=None,
        gtins=(),
        category="",
        indicators=indicators,
    )


def against(name):
    """How a value stands to a limit of which only the id matters here."""
    return AgainstLimit(SimpleNamespace(id=name), Result.STRICTER)


def names(found):
    return [(head.name, head.requirement.condition) for head in found.heads]


def declared(row):
    return tuple(cell and cell.indicator for cell in row.cells)


def test_a_row_for_each_product_and_a_column_for_each_indicator():
    a, b = indicator("A"), indicator("B")
    found = table([product(1, a, b), product(2, b)])
    assert names(found) == [("A", None), ("B", None)]
    assert [declared(row) for row in found.rows] == [(a, b), (None, b)]
    assert found.left_out == 0


def test_conditions_part_columns_and_codes_join_them():
    wltp, cltc = indicator("续航", "WLTP", code="range"), indicator("续航里程", "CLTC", code="range")
    synonym = indicator("续航里程", "WLTP", code="range")
    found = table([product(1, wltp, cltc), product(2, synonym)])
    assert names(found) == [("续航", "WLTP"), ("续航里程", "CLTC")]
    assert declared(found.rows[1]) == (synonym, None)


def test_of_an_indicator_declared_twice_the_first_is_shown_as_when_comparing():
    first, second = indicator("甲"), replace(indicator("甲"), requirement=Requirement("2", Comparator.EQ))
    once = product(1, first, second)
    (row,) = table([once]).rows
    (compared,) = _rows([once, product(2, second)], build(0, {kind: {} for kind in KINDS}), {}, date(2026, 11, 22))
    assert declared(row) == (first,)
    assert [cell.declared for cell in compared.cells] == [first, second]


def test_the_most_common_indicators_stay_in_declared_order():
    rare, first, second = indicator("稀"), indicator("甲"), indicator("乙")
    found = table([product(1, rare, first, second), product(2, first, second)], columns=2)
    assert names(found) == [("甲", None), ("乙", None)]
    assert found.left_out == 1


def test_no_product_makes_an_empty_table():
    assert table([]).heads == ()


def test_what_all_values_of_a_column_share_is_told_once():
    by_one, by_other = (replace(indicator("甲"), method=Method(number=number)) for number in ("GB/T 1", "GB/T 2"))
    both, one = against("M1"), against("M2")
    found = table([product(1, by_one, indicator("乙")), product(2, by_other, indicator("乙"))], [{1: both}, {1: both}])
    assert [each.method for each in found.shared] == [None, Method()]
    assert [(each.limit, each.apart) for each in found.shared] == [(None, False), (both, False)]
    found = table([product(1, indicator("乙")), product(2, indicator("乙"))], [{0: both}, {0: one}])
    assert [(each.limit, each.apart) for each in found.shared] == [(None, True)]
    found = table([product(1, indicator("乙")), product(2, indicator("乙"))], [{0: both}, {}])
    assert [(each.limit, each.apart, found.limited) for each in found.shared] == [(None, True, True)]


def test_columns_stand_by_kind_and_in_declared_order():
    safe, service = (replace(indicator(name), kind=kind) for name, kind in (("安", SAFETY), ("服", SERVICE)))
    found = table([product(1, service, safe, indicator("性"), replace(safe, name="全"))])
    assert names(found) == [("性", None), ("安", None), ("全", None), ("服", None)]
    assert found.kinds == [(PERFORMANCE, 1), (SAFETY, 2), (SERVICE, 1)]


def test_how_many_values_stand_how_to_their_limit():
    stricter, equal = against("M1"), replace(against("M1"), result=Result.EQUAL)
    found = table([product(number, indicator("乙")) for number in range(3)], [{0: stricter}, {0: equal}, {0: stricter}])
    assert found.shared[0].results == {Result.STRICTER: 2, Result.EQUAL: 1}


def test_places_among_the_same_are_drawn_together():
    among = Distribution(6, tuple(map(Decimal, range(21))), 1)
    places = [Place(among, Decimal(value), Decimal(9), 50) for value in (7, 3, 5)]
    products = [product(number, indicator("乙")) for number in range(3)]
    found = table(products, places=[{0: place} for place in places])
    assert found.shared[0].among == Among(among, (Decimal(3), Decimal(5), Decimal(7)), Decimal(9))
    assert [(head.name, place) for head, place in found.placed] == [("乙", found.shared[0].among)]
    assert found.shared[0].among.axis.ends[1] >= 9
    other = replace(places[0], distribution=replace(among, count=7))
    assert table(products, places=[{0: other}, {0: places[1]}, {}]).placed == []
    assert table(products).placed == []
    unlimited = table(products, places=[{0: places[0]}, {0: replace(places[1], limit=None)}, {}])
    assert unlimited.shared[0].among == Among(among, (Decimal(3), Decimal(7)), None)
