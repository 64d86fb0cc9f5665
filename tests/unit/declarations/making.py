"""Declarations made by hand, without the grammar."""

from dataclasses import replace
from datetime import date

from registry.declarations.values import Declaration, DeclaredProduct, WrittenIndicator, WrittenNumber
from registry.identifiers.standard_number import StandardKind, parse_number, parse_reference
from registry.indicators.values import Comparator, Indicator, IndicatorKind, Method, Requirement
from tests.unit.reference.making import category, reference

TODAY = date(2026, 11, 22)
METHOD = Method("GB/T 8059-2016", "6.1")
CATEGORIES = ("household-refrigerators", "battery-electric-cars")
REFERENCE = reference(category=[category(code) for code in CATEGORIES])
"""Nothing but a few categories: no limit, no recommended value, no catalogue."""


def cited(written, understood=None):
    """A citation; what cannot be read as a number stays text."""
    reference_number, _ = parse_reference(understood or written, TODAY)
    return WrittenNumber(written, understood or reference_number.text, reference_number)


def number(written, understood=None):
    return WrittenNumber(written, understood or written)


def indicator(name="噪声", text="≤38 dB(A)", method=METHOD, **more):
    understood = Indicator(name, IndicatorKind.PERFORMANCE, Requirement(text, Comparator.TEXT), method)
    return WrittenIndicator(
        name,
        more.get("kind", IndicatorKind.PERFORMANCE),
        text,
        more.get("unit"),
        more.get("condition"),
        method,
        understood,
    )


def product(**changed):
    made = DeclaredProduct(
        name="家用电冰箱",
        brand="北冰",
        model="BCD-500W",
        specification=None,
        gtins=(number("6901234567892"),),
        category="household-refrigerators",
        indicators=(indicator(),),
    )
    return replace(made, **changed)


def declaration(written="Q/HZDQ 001-2026", **changed):
    made = Declaration(
        kind=StandardKind.ENTERPRISE,
        number=parse_number(written, TODAY)[0],
        number_text=written,
        title="家用电冰箱",
        category="household-refrigerators",
        industry="3851",
        issued_on=date(2026, 11, 1),
        effective_on=date(2026, 12, 1),
        cites=(number("GB/T 8059-2016"),),
        products=(product(),),
    )
    return replace(made, **changed)
