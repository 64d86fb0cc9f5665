"""Many products of one standard as one table."""

from dataclasses import replace
from datetime import date

from registry.declarations.values import ProductView, Status
from registry.discovery.comparing import _rows
from registry.discovery.table import table
from registry.enterprises.values import Enterprise, VerificationLevel
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Method, Requirement
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.reference.snapshot import KINDS, build

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


def names(found):
    return [(head.name, head.requirement.condition) for head in found.heads]


def test_a_row_for_each_product_and_a_column_for_each_indicator():
    a, b = indicator("A"), indicator("B")
    found = table([product(1, a, b), product(2, b)])
    assert names(found) == [("A", None), ("B", None)]
    assert [row.cells for row in found.rows] == [(a, b), (None, b)]
    assert found.left_out == 0


def test_conditions_part_columns_and_codes_join_them():
    wltp, cltc = indicator("续航", "WLTP", code="range"), indicator("续航里程", "CLTC", code="range")
    synonym = indicator("续航里程", "WLTP", code="range")
    found = table([product(1, wltp, cltc), product(2, synonym)])
    assert names(found) == [("续航", "WLTP"), ("续航里程", "CLTC")]
    assert found.rows[1].cells == (synonym, None)


def test_of_an_indicator_declared_twice_the_first_is_shown_as_when_comparing():
    first, second = indicator("甲"), replace(indicator("甲"), requirement=Requirement("2", Comparator.EQ))
    once = product(1, first, second)
    (row,) = table([once]).rows
    (compared,) = _rows([once, product(2, second)], build(0, {kind: {} for kind in KINDS}), {}, date(2026, 11, 22))
    assert row.cells == (first,)
    assert [cell.declared for cell in compared.cells] == [first, second]


def test_the_most_common_indicators_stay_in_declared_order():
    rare, first, second = indicator("稀"), indicator("甲"), indicator("乙")
    found = table([product(1, rare, first, second), product(2, first, second)], columns=2)
    assert names(found) == [("甲", None), ("乙", None)]
    assert found.left_out == 1


def test_no_product_makes_an_empty_table():
    assert table([]).heads == ()
