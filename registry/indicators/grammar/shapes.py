"""The shapes that are one requirement. A cell is read only by a shape listed here; everything else stays text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from registry.indicators.grammar import grades, letters, measures, ranges, tolerances
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.messages import Doubt
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.values import Comparator

_LISTS = frozenset("、/或,，") | {"或者", "or"}


def read_core(elements: Sequence[Element], cell: Cell) -> Claim | None:
    """The claim that these elements are, None where their shape is none of ours. Raises Doubt for a shape of ours that
    has two readings."""
    form = shape(elements)
    reader = _READERS.get(form)
    if reader is None and not (
        len(form) >= 3 and len(form) % 2 and set(form[::2]) in ({"N"}, {"K"}) and set(form[1::2]) == {"J"}
    ):
        return None
    for element in elements:
        if element.kind is Kind.MEASURE:
            letters.believe(element, cell)
        elif element.kind is Kind.CODE:
            grades.believe(element, cell, compared="C" in form or "A" in form)
    return (reader or _listed)(elements, cell)


def _pair(elements: Sequence[Element], cell: Cell) -> Claim:
    return tolerances.signed_pair(elements, cell) if tolerances.is_signed_pair(elements) else _listed(elements, cell)


def _code(elements: Sequence[Element], cell: Cell) -> Claim:
    code = elements[0]
    if len(code.label) == 1 and code.unit is None and not grades.is_known(code.label, cell):
        raise Doubt  # H: a speed, a hardness, a size
    return grades.coded(code, cell.heading.op or Op.EQ, cell)


def _compared_code(elements: Sequence[Element], cell: Cell) -> Claim:
    op = measures.agreed(elements[0].asked, cell)
    code = elements[1]
    if code.label.isalpha() and code.unit is None and not grades.is_known(code.label, cell):
        raise Doubt  # ≤T: a symbol
    return grades.coded(code, op, cell)


def _code_after(elements: Sequence[Element], cell: Cell) -> Claim:
    if elements[1].label.endswith("内"):
        raise Doubt
    return _compared_code([elements[1], elements[0]], cell)


def _listed(elements: Sequence[Element], cell: Cell) -> Claim:
    """`1级或2级`, `12V/24V`, `A、B级`, `2700、3000、4000`: any one of these."""
    items, joins = elements[::2], {element.label for element in elements[1::2]}
    if cell.heading.op is not None or len(joins) > 2 or not joins <= _LISTS:
        raise Doubt
    own = [item.unit for item in items]
    if "/" in joins and items[0].kind is Kind.MEASURE and (None in own or len(set(own)) > 1):
        raise Doubt  # 0.2/30: two quantities
    if items[0].kind is Kind.MEASURE and own[-1] is None and any(own):
        raise Doubt  # 65英寸、2000
    if items[0].kind is Kind.CODE:
        letters = {item.label.rstrip("0123456789.") for item in items}
        if "/" in joins and len(letters) > 1:
            raise Doubt  # P4/F4: two scales
        values = tuple(grades.roman_sign(item.label) for item in items)
        unit = measures.unit_of(items, cell) if any(own) else None
        return Claim(Comparator.ONE_OF, unit=unit, values=values, stated=False)
    if ("," in joins or "，" in joins) and (len(items) < 3 or joins & {"，"}):
        raise Doubt
    values = tuple(f"{measures.value_of(item, None):f}" for item in items)
    return Claim(Comparator.ONE_OF, unit=measures.unit_of(items, cell), values=values, stated=False)


_READERS: dict[str, Callable[[Sequence[Element], Cell], Claim]] = {
    "N": measures.bare,
    "CN": measures.compared,
    "NA": measures.after,
    "CNA": measures.compared_after,
    "NRN": ranges.between,
    "NRNA": ranges.within_after,
    "CNRN": ranges.compared_between,
    "CNCN": ranges.bounded,
    "CNJCN": ranges.bounded,
    "NANA": ranges.bounded_after,
    "NAJNA": ranges.bounded_after,
    "NCWCN": ranges.around_symbol,
    "NCW": ranges.before_symbol,
    "SN": tolerances.deviation,
    "CSN": tolerances.limited_deviation,
    "SNA": tolerances.limited_deviation,
    "CSNA": tolerances.limited_deviation,
    "NSN": tolerances.toleranced,
    "CNSN": tolerances.toleranced,
    "NJN": _pair,
    "NNN": tolerances.three_numbers,
    "NNJN": tolerances.three_numbers,
    "K": _code,
    "CK": _compared_code,
    "KA": _code_after,
}
