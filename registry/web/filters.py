"""Values, numbers and times as people read them on pages. JSON has all of them exact.

Digits are parted by thin blanks in threes. A value that had to be converted is rounded to four digits, and then what
was declared stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

import segno
from flask import Flask
from markupsafe import Markup

from registry.http.locale import ENGLISH, language
from registry.identifiers.standard_number import display_of
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator, Indicator, Requirement
from registry.indicators.writing import SIGNS
from registry.kernel.clock import SHANGHAI
from registry.kernel.decimals import plain
from registry.kernel.findings import declared_messages

THIN = "\N{NARROW NO-BREAK SPACE}"
SHOWN_DIGITS = 4
ONE = "1"
"""The unit of what has none, such as pH: it is not written."""

_rounding = Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN)
_number = re.compile(r"\d+(\.\d+)?")
_with_unit = re.compile(r"\d[\d\s.,~～–—-]*[^\d\s.,~～–—-]")
_SAME = str.maketrans({"≧": "≥", "≦": "≤", "⩾": "≥", "⩽": "≤", "~": "～", "–": "～", "—": "～", "〜": "～", THIN: None})


@dataclass(frozen=True, slots=True)
class Shown:
    """A declared value on a page: `≥650`, `m³/h`; `original` is what was declared, where that is not what is shown."""

    text: str
    unit: str = ""
    original: str = ""


def shown(indicator: Indicator) -> Shown:
    """The value in the dictionary's unit where it is a number there, else as declared."""
    requirement, canonical = indicator.requirement, indicator.canonical
    own, target = (
        "" if unit in {None, ONE} else str(unit) for unit in (requirement.unit, canonical and canonical.unit)
    )
    same = canonical is not None and (canonical.low, canonical.high) == (requirement.low, requirement.high)
    if canonical is None or target in {"", own} or same:  # 7.0 without its unit is not converted: it stays 7.0
        text, unit = _interval(requirement, requirement.low, requirement.high, exact=True), target if same else own
    else:
        text, unit = _interval(requirement, canonical.low, canonical.high, exact=False), target
    if text is None:
        return Shown(requirement.text)
    return Shown(text, unit, "" if _alike(requirement.text, text, unit) else _declared(requirement))


def grouped(number: Decimal | int) -> str:
    """The exact number, its digits parted: `12 000`."""
    return _number.sub(_parted, plain(Decimal(number)), count=1)


def amount(number: Decimal) -> str:
    """The number to four digits, parted."""
    return grouped(Decimal(plain(_rounding.plus(number))))


def share(percent: Decimal) -> str:
    """A percentage as a sentence bears it: `30`, below ten `6.7`."""
    return grouped(percent.quantize(Decimal(1) if percent >= 10 else Decimal("0.1")))


def moment(instant: datetime) -> str:
    """`2025-11-03 09:12`, in Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def day(instant: datetime) -> str:
    """The legal day of an instant: `2025-11-03`."""
    return moment(instant)[:10]


def said(code: str) -> str:
    """The sentence of a finding's code that takes no parameters, in the language of the page."""
    message = declared_messages()[code]
    return message.en if language() == ENGLISH else message.zh


@lru_cache(maxsize=1000)  # a long address takes ten milliseconds, and four thousand characters of drawing
def qr(address: str) -> Markup:
    """A drawing (SVG) that a telephone reads the address from; black on white in every mode, as readers need it."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(border=2, light="#fff", omitsize=True, svgclass=None, lineclass=None))  # noqa: S704 - the library's own drawing


def install(app: Flask) -> None:
    for each in (shown, grouped, amount, share, moment, day, said, qr):
        app.jinja_env.filters[each.__name__] = each
    app.jinja_env.filters["number_display"] = display_of


def _interval(requirement: Requirement, low: Decimal | None, high: Decimal | None, *, exact: bool) -> str | None:
    """What is shown for these ends; None where the declared text says it better."""

    def written(value: Decimal) -> str:
        return grouped(value) if exact else amount(value)

    value = high if low is None else low
    if requirement.comparator in SIGNS and requirement.grade is None and value is not None:
        # What was written, with its trailing zeros, and not the bound that follows from it.
        own = requirement.value if exact and requirement.value is not None else value
        return SIGNS[requirement.comparator] + written(own)
    two_ends = {Comparator.RANGE} if exact else {Comparator.RANGE, Comparator.PM}
    closed = not (requirement.low_open or requirement.high_open)
    if requirement.comparator in two_ends and closed and low is not None and high is not None:
        return f"{written(low)}{'–' if language() == ENGLISH else '～'}{written(high)}"
    return None


def _alike(declared: str, text: str, unit: str) -> bool:
    """Whether a reader of `text` and `unit` sees what was declared, but for blanks, widths and the unit's spelling."""
    value, spelled = _folded(text), _folded(unit)
    rest = _folded(declared).removeprefix(value)
    if rest in {"", spelled} or (spelled and _folded(declared).replace(spelled, "") == value):
        return True
    meant = find_unit(unit) if unit else None
    return meant is not None and find_unit(rest, like=meant) == meant


def _declared(requirement: Requirement) -> str:
    """The declared text; with its unit, where that stood in a column of its own and not in the text (五百升)."""
    text, unit = requirement.text.strip(), requirement.unit
    if not unit or _with_unit.search(text) or _ends_with(text, unit):
        return text
    return f"{text} {unit}"


def _ends_with(text: str, unit: str) -> bool:
    """Whether the last signs of `text` are a spelling of `unit`."""
    meant = find_unit(unit)
    return meant is not None and any(find_unit(text[-length:], like=meant) == meant for length in range(1, len(text)))


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.translate(_SAME)).split()).casefold().translate(_SAME)


def _parted(match: re.Match[str]) -> str:
    whole, point, fraction = match[0].partition(".")
    return f"{int(whole):,}".replace(",", THIN) + point + fraction
