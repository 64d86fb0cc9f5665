"""The closed table spelling → unit, read from the two files beside this one (`docs/units.md` says how it was made)."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources

_PURE_NUMBERS = frozenset({"ratio", "multiple", "energy efficiency ratio"})


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `spelling` is the canonical one and names the unit.

    Values of one `dimension` convert into each other: value x `factor` + `offset` is the value in the dimension's
    reference unit. `factor` None: a scale without a linear factor (HRC, 级, dB), comparable with itself only.
    `ucum` is the code in the manner of UCUM, `unece` the common code of UN/ECE Recommendation 20 where there is one.
    """

    spelling: str
    ucum: str
    dimension: str
    factor: Fraction | None
    offset: Fraction = Fraction(0)
    unece: str | None = None

    @property
    def is_one(self) -> bool:
        """True for the pure number (1, 倍, W·h/(W·h)): a value without a unit can be meant in it. False for %."""
        return self.dimension in _PURE_NUMBERS and self.factor == 1


@dataclass(frozen=True, slots=True)
class _Reading:
    unit: Unit
    words: tuple[str, ...] = ()  # of indicator names that call for this reading
    default: bool = False


def find_unit(spelling: str, *, name: str = "", like: Unit | None = None) -> Unit | None:
    """The unit that `spelling` means, or None where the table does not know it or cannot decide.

    Many spellings have rivals (度 is ℃, °, kW·h, a hardness or a whiteness). `like`, a unit that the dictionary gives
    the indicator, decides first: the reading that converts into it. Then words in `name`, the indicator's name; then
    the default, which some spellings do not have. A canonical spelling is always its own default.
    """
    found = _readings(spelling)
    if like is not None:
        for reading in found:
            if reading.unit.dimension == like.dimension:
                return reading.unit
    for reading in found:
        if any(word in name for word in reading.words):
            return reading.unit
    return next((reading.unit for reading in found if reading.default), None)


def all_units() -> tuple[Unit, ...]:
    return tuple(_units().values())


def all_spellings() -> tuple[str, ...]:
    """Every spelling in the table as it stands there, canonical ones included."""
    return tuple(_exact())


@lru_cache(maxsize=4096)
def _readings(spelling: str) -> tuple[_Reading, ...]:
    spelling = spelling.strip()
    shape = _shape(spelling)
    return _exact().get(spelling) or _folded(_shape).get(shape) or _folded(_caseless).get(_caseless(shape), ())


@cache
def _units() -> dict[str, Unit]:
    units = {}
    for row in _rows("units.csv"):
        factor = _exact_number(row["factor"]) if row["factor"] else None
        offset = _exact_number(row["offset"]) if row["offset"] else Fraction(0)
        units[row["unit"]] = Unit(row["unit"], row["ucum"], row["dimension"], factor, offset, row["unece"] or None)
    return units


@cache
def _exact() -> dict[str, tuple[_Reading, ...]]:
    found: dict[str, tuple[_Reading, ...]] = {
        spelling: (_Reading(unit, default=True),) for spelling, unit in _units().items()
    }
    for row in _rows("spellings.csv"):
        when = row["when"]
        reading = _Reading(
            _units()[row["unit"]],
            words=() if when in {"", "dimension"} else tuple(when.split("|")),
            default=not when,
        )
        found[row["spelling"]] = (*found.get(row["spelling"], ()), reading)
    return found


@cache
def _folded(fold: Callable[[str], str]) -> dict[str, tuple[_Reading, ...]]:
    """Folded spelling → readings. Where spellings of different units fold together, only the exact ones count."""
    found: dict[str, tuple[_Reading, ...]] = {}
    clashes = set()
    for spelling, its in _exact().items():
        before = found.setdefault(fold(spelling), its)
        if _defaults(before) != _defaults(its):
            clashes.add(fold(spelling))
        elif len(its) > len(before):
            found[fold(spelling)] = its
    return {key: its for key, its in found.items() if key and key not in clashes}


def _defaults(its: tuple[_Reading, ...]) -> list[Unit]:
    return [reading.unit for reading in its if reading.default]


_RAISED_O = str.maketrans("º", "°")  # NFKC would make it the letter o
_SIGNS = str.maketrans(dict.fromkeys(".•∙⋅*×・‧", "·") | dict.fromkeys("^()[]〔〕") | {"−": "-", "每": "/"})
_TAGS = re.compile(r"</?su[bp]>|\s", re.IGNORECASE)
_DOTTED_HOUR = re.compile(r"(?<=[WAVwav])[·-](?=[AHah])")  # kW·h, kW-h, kWh; V·A, VA


def _shape(spelling: str) -> str:
    """Widths, blanks, brackets, dots and superscripts made one."""
    text = unicodedata.normalize("NFKC", _TAGS.sub("", spelling).translate(_RAISED_O)).translate(_SIGNS)
    return _DOTTED_HOUR.sub("", text).rstrip("·")


def _caseless(spelling: str) -> str:
    """The shape without case, except of m and M: milli is not mega."""
    return "".join(sign if sign == "M" else sign.lower() for sign in _shape(spelling))


def _exact_number(text: str) -> Fraction:
    """The number that a product and quotient of decimals says: `231*0.0254*0.0254*0.0254/60`."""
    value = Fraction(1)
    for sign, number in re.findall(r"(^|[*/])([^*/]+)", text):
        value = value / Fraction(number) if sign == "/" else value * Fraction(number)
    return value


def _rows(name: str) -> Iterable[dict[str, str]]:
    text = (resources.files(__package__) / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
