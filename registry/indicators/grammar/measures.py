"""The shapes that are one requirement. A cell is read only by a shape listed here; everything else stays text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from registry.indicators.grammar import grades
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.messages import (
    APPROXIMATE,
    CONTRADICTS,
    HALF_GRADE,
    MINUTE,
    NUMBER,
    PERCENT,
    UNIT_UNKNOWN,
    Doubt,
)
from registry.indicators.grammar.numbers import Number, exact
from registry.indicators.grammar.vocabulary import Kind, Op
from registry.indicators.units import Unit, convert
from registry.indicators.values import Comparator

_UPPER = (Op.LE, Op.LT)
_LOWER = (Op.GE, Op.GT)
_ONE_SIDED = {Op.GE: Comparator.GE, Op.GT: Comparator.GT, Op.LE: Comparator.LE, Op.LT: Comparator.LT}
_MIRRORED = {Op.GE: Op.LE, Op.GT: Op.LT, Op.LE: Op.GE, Op.LT: Op.GT}
BOUND_BREAKS = frozenset((",", "，", "且", "并且", "而且", "同时", "和", "and"))
_LISTS = frozenset("、/或,，") | {"或者", "or"}
# Quantities that are written as powers of ten: 109 Ω in a table is a 10⁹ that lost its superscript.
_IN_POWERS = ("resistance", "resistivity", "colonies per mass", "colonies per volume", "number content", "number density")
_TIMES = ("时", "期", "极限", "寿命", "续航", "间隔")
_PURE_NUMBERS = ("系数", "指数", "率", "比", "度比")
_NEVER_GRADES = ("ph", "系数", "指数", "比值", "次数", "数量", "个数")


def read_core(elements: Sequence[Element], cell: Cell) -> Claim | None:
    """The claim that these elements are, None where their shape is none of ours. Raises Doubt for a shape of ours that
    has two readings."""
    form = shape(elements)
    reader = _READERS.get(form)
    if reader is not None:
        return reader(elements, cell)
    if len(form) >= 3 and len(form) % 2 and set(form[::2]) in ({"N"}, {"K"}) and set(form[1::2]) == {"J"}:
        return _listed(elements, cell)
    return None


def unit_of(measures: Sequence[Element], cell: Cell) -> Unit | None:
    """The one unit of these measures, else the heading's. Raises Doubt where the heading's is unknown."""
    own = {measure.unit for measure in measures} - {None}
    if len(own) > 1:
        raise Doubt
    if own:
        return own.pop()
    if cell.heading.unknown_unit:
        raise Doubt(UNIT_UNKNOWN, "mm, mg/kg, ℃, 次", given=cell.heading.unknown_unit)
    return cell.heading.unit


def one_sided(measure: Element, op: Op, cell: Cell) -> Claim:
    """`op` against `measure`."""
    number = _number(measure)
    if op is Op.ABOUT:
        raise Doubt(APPROXIMATE, "≥5 mm，5±0.5 mm")
    if grades.is_graded(measure.unit, cell):
        return grades.numbered(number, measure.unit, op, cell)
    unit = unit_of([measure], cell)
    value = _value(measure, unit)
    if op is Op.EQ:
        return Claim(Comparator.EQ, value, value, value, unit=unit)
    op = Op.GE if op is Op.REACH else op
    if op not in _ONE_SIDED:
        raise Doubt
    low, high = (value, None) if op in _LOWER else (None, value)
    return Claim(_ONE_SIDED[op], value, low, high, unit=unit)


def _bare(elements: Sequence[Element], cell: Cell) -> Claim:
    measure = elements[0]
    if measure.unit is not None and measure.unit.dimension == "class":
        return grades.named(_number(measure).digits, measure.unit, cell)
    if cell.heading.op is not None:
        return one_sided(measure, cell.heading.op, cell)
    if measure.unit is not None and measure.label.lower() == "min":
        return _minutes_or_minimum(measure, cell)
    claim = one_sided(measure, Op.EQ, cell)
    return Claim(claim.comparator, claim.value, claim.low, claim.high, unit=claim.unit, values=claim.values,
                 grade=claim.grade, stated=False)  # fmt: skip


def _minutes_or_minimum(measure: Element, cell: Cell) -> Claim:
    heading = cell.heading
    of_time = heading.unit is not None and heading.unit.dimension == "time"
    if of_time or (heading.unit is None and any(word in heading.name for word in _TIMES)):
        value = _value(measure, measure.unit)
        return Claim(Comparator.EQ, value, value, value, unit=measure.unit, stated=False)
    if heading.unit is not None or any(word in heading.name for word in _PURE_NUMBERS):
        bare = Element(Kind.MEASURE, measure.start, measure.end, number=measure.number)
        return one_sided(bare, Op.GE, cell)
    raise Doubt(MINUTE, "≥0.85, 60分钟")


def _compared(elements: Sequence[Element], cell: Cell) -> Claim:
    compare, measure = elements
    return one_sided(measure, _agreed(_op(compare), cell), cell)


def _after(elements: Sequence[Element], cell: Cell) -> Claim:
    measure, after = elements
    if _op(after) is Op.EQ:
        raise Doubt  # 5mm之间
    return one_sided(measure, _agreed(_op(after), cell), cell)


def _compared_after(elements: Sequence[Element], cell: Cell) -> Claim:
    """`达到95%以上`, `不超过5min以内`: both words must ask the same way."""
    compare, measure, after = elements
    first, second = _op(compare), _op(after)
    if Op.ABOUT in (first, second):
        raise Doubt(APPROXIMATE, "≥5 mm，5±0.5 mm")
    if first not in (Op.REACH, Op.EQ, second):
        raise Doubt
    return _after([measure, after], cell)


def _agreed(op: Op, cell: Cell) -> Op:
    """`op`, unless the name of the indicator asks the other way."""
    heading = cell.heading.op
    sides = (_UPPER, _LOWER)
    if heading is not None and not any(op in side and heading in side for side in sides):
        raise Doubt(CONTRADICTS, "≥5 mm")
    return op


def _between(elements: Sequence[Element], cell: Cell) -> Claim:
    lower, upper = elements[0], elements[2]
    first, second = _number(lower), _number(upper)
    if grades.is_graded(lower.unit or upper.unit, cell):
        if elements[1].label not in "-~":
            raise Doubt  # 3至4级: the half grade, or either of both
        op = cell.heading.op or Op.EQ
        return grades.half(first, second, upper.unit or lower.unit, op, cell)
    if cell.heading.op is not None:
        raise Doubt(CONTRADICTS, "4.0~7.5")
    unit = unit_of([lower, upper], cell)
    name = cell.heading.name.lower()
    if unit is None and grades.is_step(first, second) and not any(word in name for word in _NEVER_GRADES):
        raise Doubt(HALF_GRADE, "3-4级, 3~4 mm")
    return _interval(first, second, unit, cell, shares_power=lower.unit is None)


def _interval(first: Number, second: Number, unit: Unit | None, cell: Cell, *, shares_power: bool) -> Claim:
    low, high = first.value, second.value
    if shares_power and second.power and not first.power and low:
        if second.power > 0 or low <= high:
            raise Doubt(NUMBER, "(6.5~8.0)×10⁻⁶, 5万次~10万次")
        low = low.scaleb(second.power, exact)
    both_signed = bool(first.sign) and bool(second.sign)
    if low > high and both_signed:
        low, high = high, low
    if low > high:
        raise Doubt
    deviates = cell.heading.is_deviation and low <= 0 <= high and (both_signed or not low or not high)
    return Claim(Comparator.PM if deviates else Comparator.RANGE, low=low, high=high, unit=unit)


def _compared_between(elements: Sequence[Element], cell: Cell) -> Claim:
    """`≥3-4级` is a half grade; `为5~10` a range; any other comparator before a range is none of ours."""
    compare, lower, dash, upper = elements
    op = _op(compare)
    if grades.is_graded(lower.unit or upper.unit, cell) and op is not Op.ABOUT and dash.label in "-~":
        return grades.half(_number(lower), _number(upper), upper.unit or lower.unit, _agreed(op, cell), cell)
    if op is Op.EQ:
        return _between([lower, dash, upper], cell)
    if grades.is_step(_number(lower), _number(upper)) and unit_of([lower, upper], cell) is None:
        raise Doubt(HALF_GRADE, "≥3-4级")
    raise Doubt


def _within_after(elements: Sequence[Element], cell: Cell) -> Claim:
    lower, dash, upper, after = elements
    if _op(after) is Op.EQ:
        return _between(elements[:3], cell)
    if not grades.is_graded(lower.unit or upper.unit, cell) or dash.label not in "-~":
        raise Doubt  # 5~10mm以上
    return grades.half(_number(lower), _number(upper), upper.unit or lower.unit, _agreed(_op(after), cell), cell)


def _bounded(elements: Sequence[Element], cell: Cell) -> Claim:
    """`大于6%小于等于10%`, `≥0.8且≤1.2`: one lower and one upper bound."""
    first, one, *join, second, two = elements
    if join and join[0].label not in BOUND_BREAKS:
        raise Doubt  # ≥5或≤1
    if cell.heading.op is not None:
        raise Doubt(CONTRADICTS, "≥0.8且≤1.2")
    return _bounds((_op(first), one), (_op(second), two), cell)


def _bounds(first: tuple[Op, Element], second: tuple[Op, Element], cell: Cell) -> Claim:
    if first[0] in _UPPER:
        first, second = second, first
    (lower_op, lower), (upper_op, upper) = first, second
    if lower_op not in _LOWER or upper_op not in _UPPER:
        raise Doubt
    unit = unit_of([lower, upper], cell)
    if unit is not None and grades.is_graded(unit, cell):
        raise Doubt
    low, high = _number(lower).value, _number(upper).value
    if low > high:
        raise Doubt
    return Claim(Comparator.RANGE, low=low, high=high, low_open=lower_op is Op.GT, high_open=upper_op is Op.LT, unit=unit)


def _around_symbol(elements: Sequence[Element], cell: Cell) -> Claim:
    """`3000mg≤CCM<5000mg`."""
    one, first, _, second, two = elements
    if first.label != "sign" or second.label != "sign" or _op(first) not in _MIRRORED:
        raise Doubt
    return _bounds((_MIRRORED[_op(first)], one), (_op(second), two), cell)


def _before_symbol(elements: Sequence[Element], cell: Cell) -> Claim:
    """`12000mg≤CCM`."""
    measure, compare, _ = elements
    if compare.label != "sign" or _op(compare) not in _MIRRORED:
        raise Doubt
    return one_sided(measure, _agreed(_MIRRORED[_op(compare)], cell), cell)


def _deviation(elements: Sequence[Element], cell: Cell) -> Claim:
    """`±2mm` alone: bounds without a nominal value."""
    measure = elements[-1]
    size = _number(measure)
    if size.sign:
        raise Doubt
    unit = unit_of([measure], cell)
    value = _value(measure, unit)
    return Claim(Comparator.PM, low=-value, high=value, unit=unit)


def _limited_deviation(elements: Sequence[Element], cell: Cell) -> Claim:
    """`≤±25%`, `±0.5℃以内`: the bound is on the absolute value."""
    if any(element.op is not None and element.op not in (Op.LE, Op.EQ) for element in elements):
        raise Doubt
    return _deviation([element for element in elements if element.kind in "SN"], cell)


def _toleranced(elements: Sequence[Element], cell: Cell) -> Claim:
    nominal, tolerance = elements[-3], elements[-1]
    if elements[0].kind is Kind.COMPARE and _op(elements[0]) is not Op.EQ:
        raise Doubt
    if _number(tolerance).sign:
        raise Doubt
    size = _number(tolerance).value
    return tolerated(nominal, (-size, size), tolerance.unit, cell, relative=tolerance.label == "relative")


def tolerated(
    nominal: Element, deviations: tuple[Decimal, Decimal], unit: Unit | None, cell: Cell, *, relative: bool = False
) -> Claim:
    """`nominal` with its lower and upper deviation in `unit`. Percent on percent is absolute, percent on any other unit
    relative (conventions of the corpus); percent on a number without unit may be either."""
    if cell.heading.op is not None:
        raise Doubt(CONTRADICTS, "20±2 ℃")
    value = _number(nominal).value
    own = nominal.unit or cell.heading.unit
    if nominal.unit is None and cell.heading.unknown_unit and (unit is None or unit.spelling == "%"):
        unit_of([nominal], cell)
    low, high = deviations
    if unit is not None and unit.spelling == "%" and not (own is not None and own.spelling.startswith("%")):
        if own is None and not relative:
            raise Doubt(PERCENT, "(65±5)%, 1.2±0.06")
        low, high = (_tidy(exact.multiply(value, part).scaleb(-2, exact)) for part in (low, high))
        if value < 0:
            low, high = high, low
    elif unit is not None and nominal.unit is not None and unit != own and unit.spelling != "%":
        low, high = (_converted(part, unit, nominal.unit) for part in (low, high))
    elif nominal.unit is None and unit is not None and unit.spelling != "%":
        own = unit
    elif relative:
        raise Doubt(PERCENT, "(65±5)%")
    if own is not None and grades.is_graded(own, cell):
        raise Doubt
    return Claim(Comparator.PM, value, exact.add(value, low), exact.add(value, high), unit=own)


def _converted(value: Decimal, unit: Unit, target: Unit) -> Decimal:
    """`value` in `target`, where that is a decimal of the same size: 5 mm of 1 m."""
    if unit.dimension != target.dimension or unit.factor is None or target.factor is None or unit.offset or target.offset:
        raise Doubt
    converted = convert(value, unit, target)
    result = exact.divide(Decimal(converted.numerator), Decimal(converted.denominator))
    if len(result.as_tuple().digits) > 30:
        raise Doubt
    return result


def _tidy(value: Decimal) -> Decimal:
    """Without the zeros that a product brings: 220 × 10 % is 22, not 22.00."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize(exact)


def _signed_pair(elements: Sequence[Element], cell: Cell) -> Claim:
    """`+5/-3`, `-0mm/+5mm`, `+0.4/0`: two deviations without a nominal value; otherwise a list."""
    if not is_signed_pair(elements):
        return _listed(elements, cell)
    unit = unit_of([elements[0], elements[2]], cell)
    low, high = sorted((_number(elements[0]).value, _number(elements[2]).value))
    return Claim(Comparator.PM, low=low, high=high, unit=unit)


def is_signed_pair(elements: Sequence[Element]) -> bool:
    if shape(elements) != "NJN":
        return False
    numbers = [_number(elements[0]), _number(elements[2])]
    return (
        any(number.sign for number in numbers)
        and all(number.sign or not number.value for number in numbers)
        and len({number.sign for number in numbers}) == 2
    )


def _three_numbers(elements: Sequence[Element], cell: Cell) -> Claim:
    """`2.0+0.1-0.2mm`, `900 0/-2`: a nominal value and its two deviations."""
    nominal, first, second = elements[0], elements[1], elements[-1]
    pair = [first, Element(Kind.JOIN, first.end, first.end, label="/"), second]
    if not is_signed_pair(pair):
        raise Doubt
    return asymmetric(nominal, pair, cell)


def asymmetric(nominal: Element, pair: Sequence[Element], cell: Cell) -> Claim:
    low, high = sorted((_number(pair[0]).value, _number(pair[2]).value))
    units = {pair[0].unit, pair[2].unit} - {None}
    if len(units) > 1:
        raise Doubt
    return tolerated(nominal, (low, high), units.pop() if units else None, cell)


def _code(elements: Sequence[Element], cell: Cell) -> Claim:
    code = elements[0]
    if cell.heading.op is not None:
        return grades.coded(code, cell.heading.op, cell)
    return grades.coded(code, Op.EQ, cell)


def _compared_code(elements: Sequence[Element], cell: Cell) -> Claim:
    op = _agreed(_op(elements[0]), cell)
    if op is Op.ABOUT:
        raise Doubt
    return grades.coded(elements[1], op, cell)


def _code_after(elements: Sequence[Element], cell: Cell) -> Claim:
    return _compared_code([elements[1], elements[0]], cell)


def _listed(elements: Sequence[Element], cell: Cell) -> Claim:
    """`1级或2级`, `12V/24V`, `A、B级`, `2700、3000、4000`: any one of these."""
    items, joins = elements[::2], {element.label for element in elements[1::2]}
    if cell.heading.op is not None or len(joins) > 2 or not joins <= _LISTS:
        raise Doubt
    own = [item.unit for item in items]
    if "/" in joins and items[0].kind is Kind.MEASURE and (None in own or len(set(own)) > 1):
        raise Doubt  # 0.2/30: two quantities
    if items[0].kind is Kind.CODE:
        letters = {item.label.rstrip("0123456789.") for item in items}
        if "/" in joins and len(letters) > 1:
            raise Doubt  # P4/F4: two scales
        units = set(own) - {None}
        values = tuple(grades.roman_sign(item.label) for item in items)
        return Claim(Comparator.ONE_OF, unit=units.pop() if len(units) == 1 else None, values=values, stated=False)
    if ("," in joins or "，" in joins) and (len(items) < 3 or joins & {"，"}):
        raise Doubt
    values = tuple(f"{_value(item, None):f}" for item in items)
    return Claim(Comparator.ONE_OF, unit=unit_of(items, cell), values=values, stated=False)


def _number(measure: Element) -> Number:
    if measure.number is None:
        raise TypeError("a measure without a number")
    return measure.number


def _value(measure: Element, unit: Unit | None) -> Decimal:
    number = _number(measure)
    if unit is not None and unit.dimension in _IN_POWERS and number.is_plain and len(number.digits) in (3, 4):
        lost = number.digits.startswith("10") and number.digits[2] != "0"
        if lost and unit.spelling[0] not in "kMGmμ":
            raise Doubt(NUMBER, "≥1×10⁹ Ω")
    return number.value


def _op(element: Element) -> Op:
    if element.op is None:
        raise TypeError("a comparing element without its meaning")
    return element.op


_READERS: dict[str, Callable[[Sequence[Element], Cell], Claim]] = {
    "N": _bare,
    "CN": _compared,
    "NA": _after,
    "CNA": _compared_after,
    "NRN": _between,
    "NRNA": _within_after,
    "CNRN": _compared_between,
    "CNCN": _bounded,
    "CNJCN": _bounded,
    "NCWCN": _around_symbol,
    "NCW": _before_symbol,
    "SN": _deviation,
    "CSN": _limited_deviation,
    "SNA": _limited_deviation,
    "CSNA": _limited_deviation,
    "NSN": _toleranced,
    "CNSN": _toleranced,
    "NJN": _signed_pair,
    "NNN": _three_numbers,
    "NNJN": _three_numbers,
    "K": _code,
    "CK": _compared_code,
    "KA": _code_after,
}
