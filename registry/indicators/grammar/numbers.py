"""Numbers as people write them: thousands separators, decimal commas, powers of ten, 万 and 亿, Chinese numerals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from registry.indicators.grammar.characters import SUPERSCRIPTS
from registry.indicators.grammar.messages import NUMBER, Doubt

exact = Context(prec=120)  # 30 digits and 30 places of exponent on either side: sums and products stay exact

_LONGEST = 30
MULTIPLIERS = {"万": 4, "亿": 8}
_CHINESE = {char: digit for digit, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
NUMERALS = frozenset(_CHINESE) | frozenset(_PLACES)
_WRITTEN = "1000, 1 000, 0.5, 10、15、20, 5×10³"


@dataclass(frozen=True, slots=True)
class Number:
    """An exact number: `digits` as written (`3`, `1.0`) times ten to the `power` that stood beside it (×10³, 万)."""

    digits: str
    power: int = 0
    sign: str = ""

    @property
    def value(self) -> Decimal:
        value = expanded(Decimal(self.digits), self.power)
        return -value if self.sign == "-" else value

    @property
    def is_plain(self) -> bool:
        """A bare whole number: nothing but digits."""
        return self.digits.isdigit() and not self.power and not self.sign


def expanded(value: Decimal, power: int) -> Decimal:
    """`value` × 10^`power`, exact and without a positive exponent: 1.5 万 is 15000, not 1.5E+4."""
    value = value.scaleb(power, exact)
    return value.quantize(Decimal(1), context=exact) if value == value.to_integral_value() and power > 0 else value


def number_at(text: str, start: int, *, lone_point: bool) -> tuple[list[Number], int] | None:
    """The number at `start` and where it ends; several when commas list them (`10,15,20`). None where none starts.

    `lone_point` allows `.5` and `5. 5`, which elsewhere may be the end of a sentence or the number of a paragraph.
    Raises Doubt where the digits have more than one reading.
    """
    end = digits_end_at(text, start)
    if end == start:
        end = digits_end_at(text, start + 1)
        if not (lone_point and text[start] == "." and end > start + 1):
            return None
        return _with_power(text, "0" + text[start:end], end)
    groups, end = _groups(text, start, end)
    if len(groups[0]) > 1 and groups[0].startswith("0"):
        raise Doubt  # 0571: a number of a telephone or of a part
    if len(groups) > 1 and not _is_thousands(groups, text[start:end]):
        if "," in text[start:end] and len(groups) == 2 and not groups[0].strip("0"):
            return _with_power(text, ".".join(groups), end)
        if "," in text[start:end] and len(groups) > 2 and not _could_be_thousands(groups):
            return [Number(group) for group in groups], end
        raise Doubt(NUMBER, _WRITTEN)
    digits = "".join(groups)
    fraction = _fraction_end(text, end, lone_point=lone_point)
    if fraction > end:
        digits += "." + text[end + 1 : fraction].strip()
        if text[fraction : fraction + 1] == "." and text[fraction + 1 : fraction + 2].isdigit():
            raise Doubt(NUMBER, _WRITTEN)  # 5.2.1: a clause
        end = fraction
    return _with_power(text, digits, end)


def chinese_number_at(text: str, start: int) -> tuple[Number, int] | None:
    """`三`, `十二`, `二十四`, `一百零五` and where it ends; None for anything else."""
    end = start
    while end < len(text) and text[end] in NUMERALS and end - start < 8:
        end += 1
    total, digit = 0, None
    for char in text[start:end]:
        if char in _PLACES:
            total += (1 if digit is None else digit) * _PLACES[char]
            digit = None
        elif digit:
            return None  # 二三: read out, not counted
        else:
            digit = _CHINESE[char]
    return (Number(str(total + (digit or 0))), end) if end > start else None


def past_blanks(text: str, start: int) -> int:
    """Where the blanks at `start` end."""
    end = start
    while text[end : end + 1] == " ":
        end += 1
    return end


def digits_end_at(text: str, start: int) -> int:
    """Where the run of digits at `start` ends."""
    end = start
    while end < len(text) and "0" <= text[end] <= "9":
        end += 1
    return end


def _groups(text: str, start: int, end: int) -> tuple[list[str], int]:
    """Runs of digits joined by one comma, or in threes by one blank."""
    groups = [text[start:end]]
    separator = text[end : end + 1]
    while separator and separator in ", " and text[end : end + 1] == separator:
        following = digits_end_at(text, end + 1)
        if following == end + 1 or (separator == " " and (following - end != 4 or len(groups[0]) > 3)):
            break
        groups.append(text[end + 1 : following])
        end = following
    return groups, end


def _could_be_thousands(groups: list[str]) -> bool:
    return len(groups[0]) <= 3 and not groups[0].startswith("0") and all(len(group) == 3 for group in groups[1:])


def _is_thousands(groups: list[str], written: str) -> bool:
    """Sure to be one number: 5,000 and 1,234,567; `100,200,300` and `148 950` may be lists."""
    if not _could_be_thousands(groups):
        return False
    if len(groups) == 2 and "," in written:
        return True
    return len(groups[0]) < 3 or any(group.startswith("0") for group in groups[1:])


def _fraction_end(text: str, end: int, *, lone_point: bool) -> int:
    if text[end : end + 1] != ".":
        return end
    start = end + 1
    if lone_point and text[start : start + 1] == " ":
        start += 1
    after = digits_end_at(text, start)
    return after if after > start else end


def _with_power(text: str, digits: str, end: int) -> tuple[list[Number], int]:
    power, end = power_at(text, end)
    if digits == "10" and not power:
        superscript = _superscripts_end(text, end)
        if superscript > end:
            power, end, digits = _power(text[end:superscript].translate(SUPERSCRIPTS)), superscript, "1"
        elif text[end : end + 1] == "^":
            caret, after = _caret(text, end)
            power, end, digits = (caret, after, "1") if after > end else (0, end, digits)
    after = past_blanks(text, end)
    while text[after : after + 1] in MULTIPLIERS:
        power += MULTIPLIERS[text[after]]
        after = end = after + 1
    if len(digits) > _LONGEST or abs(power) > _LONGEST:
        raise Doubt(NUMBER, _WRITTEN)
    return [Number(digits, power)], end


def power_at(text: str, start: int) -> tuple[int, int]:
    """The power of ten written at `start` (`×10⁻³`, `x10^5`, `E-3`) and where it ends; `(0, start)` where none is."""
    if text[start : start + 1] in ("E", "e"):
        sign = text[start + 1 : start + 2] in ("+", "-")
        end = digits_end_at(text, start + 1 + sign)
        is_grade = not sign and text[start + 1 : end] in ("0", "1", "2")  # 4 E0
        glued = not sign and text[end : end + 1].isascii() and text[end : end + 1].isalpha()  # 5E3A: perhaps a code
        if end > start + 1 + sign and not glued and not is_grade:
            return _power(text[start + 1 : end]), end
        return 0, start
    times = past_blanks(text, start)
    if text[times : times + 1] not in ("×", "x", "X", "*", "·"):
        return 0, start
    ten = past_blanks(text, times + 1)
    if text[ten : ten + 2] != "10":
        return 0, start
    end = _superscripts_end(text, ten + 2)
    if end > ten + 2:
        return _power(text[ten + 2 : end].translate(SUPERSCRIPTS)), end
    power, end = _caret(text, ten + 2)
    if end > ten + 2:
        return power, end
    raise Doubt(NUMBER, _WRITTEN)  # ×103: a lost superscript, or a size


def _superscripts_end(text: str, start: int) -> int:
    end = start
    while end < len(text) and ord(text[end]) in SUPERSCRIPTS:
        end += 1
    return end


def _caret(text: str, start: int) -> tuple[int, int]:
    marks = 1 if text[start : start + 1] == "^" else 2 if text[start : start + 2] == "**" else 0
    sign = text[start + marks : start + marks + 1] in ("+", "-")
    end = digits_end_at(text, start + marks + sign)
    return (_power(text[start + marks : end]), end) if marks and end > start + marks + sign else (0, start)


def _power(written: str) -> int:
    if len(written) > 4 or not written.lstrip("+-").isdigit():
        raise Doubt(NUMBER, _WRITTEN)
    return int(written)
