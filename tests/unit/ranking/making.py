"""Schemes and candidates made by hand."""

from datetime import date
from decimal import Decimal

from registry.declarations.values import ProductView, Status
from registry.enterprises.values import Enterprise, VerificationLevel
from registry.indicators.dictionary import IndicatorEntry
from registry.indicators.values import (
    Comparator,
    Direction,
    Indicator,
    IndicatorKind,
    Interval,
    Method,
    Requirement,
)
from registry.kernel.ids import PRODUCT, STANDARD, PublicId
from registry.ranking.values import CoreIndicator, Level, Provenance, Scheme
from registry.reference.values import Category

CATEGORY = Category("household-refrigerators", "家用电冰箱", "Household refrigerators", None, "3851")
UP, DOWN = Direction.UP, Direction.DOWN
METHOD = Method("GB/T 8059-2016")


def core(indicator="energy", direction=DOWN, *, condition=None, thresholds=(350, 500, 750)):
    """A core indicator; `thresholds` are for advanced, average, baseline."""
    return CoreIndicator(
        entry=IndicatorEntry(indicator, indicator, indicator, IndicatorKind.PERFORMANCE, direction, "kW·h/a"),
        condition=condition,
        method=METHOD,
        thresholds=dict(zip((Level.ADVANCED, Level.AVERAGE, Level.BASELINE), map(Decimal, thresholds), strict=True)),
        provenance=Provenance.SAMPLE,
    )


def scheme(*cores):
    return Scheme(
        id="scheme",
        version=1,
        title="方案",
        title_en="Scheme",
        evaluator="机构",
        category=CATEGORY,
        valid_from=date(2026, 1, 1),
        valid_to=None,
        core=cores,
        sample=True,
    )


def declared(code="energy", low=None, high=None, *, condition=None, basis=None, method=METHOD):
    """An indicator whose canonical value lies from `low` to `high`; neither: not a number."""
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    comparator = Comparator.TEXT if low is high is None else Comparator.RANGE
    return Indicator(
        name=code,
        kind=IndicatorKind.PERFORMANCE,
        requirement=Requirement(f"{low}–{high}", comparator, condition=condition, basis=basis),
        method=method,
        code=code,
        canonical=None if comparator is Comparator.TEXT else Interval(*ends, "kWh/a"),
    )


def product(*indicators, status=Status.CURRENT):
    return ProductView(
        id=PublicId(PRODUCT, 2026, 1),
        standard=PublicId(STANDARD, 2026, 1),
        standard_number="Q/HZDQ 001-2026",
        standard_title="家用电冰箱",
        status=status,
        enterprise=Enterprise(1, 1, "91330106MA2KQ7B853", "某公司", "330106", VerificationLevel.L1, None),
        name="家用电冰箱",
        brand=None,
        model="BCD-500",
        specification=None,
        gtins=(),
        category=CATEGORY.code,
        indicators=indicators,
    )
