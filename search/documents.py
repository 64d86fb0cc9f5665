"""What the index holds: one document for each standard and each product (检索单元)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from search.analysis import code, cut

SCHEMA_VERSION = 4  # grows with every change of a field below; a difference forces a rebuild

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Unit(StrEnum):
    """What is found: a declared standard, or one product under it."""

    STANDARD = "standard"
    PRODUCT = "product"


class TextField(StrEnum):
    """Fields that words are looked for in. The value is the name of the attribute of `Document`."""

    NUMBER = "number"
    TITLE = "title"
    NAMES = "names"
    ENTERPRISE = "enterprise"
    BODY = "body"
    CODES = "codes"
    INITIALS = "initials"
    ENTERPRISE_INITIALS = "enterprise_initials"

    @property
    def is_ordered(self) -> bool:
        """Whether its tokens have positions, so that a phrase can be asked of it."""
        return self not in (TextField.CODES, TextField.INITIALS, TextField.ENTERPRISE_INITIALS)


class KeywordField(StrEnum):
    """Fields that filter by exact value and are never scored."""

    UNIT = "unit"
    ID = "id"
    STANDARD = "standard"
    KIND = "kind"
    USCC = "uscc"
    CATEGORY = "category"
    INDUSTRY = "industry"
    REGION = "region"
    YEAR = "year"
    INDICATOR = "indicator"
    LEVEL = "level"


class NumberField(StrEnum):
    """Fields that filter by range and that results are sorted by. Dates are held as `day`, instants as `instant`."""

    PUBLISHED_AT = "published_at"
    EFFECTIVE_ON = "effective_on"
    ENDED_ON = "ended_on"
    WITHDRAWN_ON = "withdrawn_on"


@dataclass(frozen=True, slots=True)
class Key:
    """The identity of a document. Its id holds digits, at most 18, and no two ids of a unit hold the same ones."""

    unit: Unit
    id: str

    def __str__(self) -> str:
        return f"{self.unit}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Key:
        unit, _, id_ = text.partition(":")
        return cls(Unit(unit), id_)

    @property
    def rank(self) -> int:
        """The id as a number, which every order ends in. ValueError when the id cannot be one."""
        digits = "".join(sign for sign in self.id if "0" <= sign <= "9")
        if not 1 <= len(digits) <= 18:
            raise ValueError(f"an id holds 1 to 18 digits: {self.id!r}")
        return int(digits) * 2 + (self.unit is Unit.PRODUCT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A standard or a product as it is searched. The next document with the same key replaces it as a whole.

    `mark` tells one content of it from another, as its maker has it, and comes back with each hit. `category` and
    `region` hold the codes of the path from the root down, so that a filter on any of them finds it. `ended_on` is
    the first day on which it is not in force any more, for whatever reason, `withdrawn_on` that of a withdrawal.
    Dates are kept, not a status: a status is a range over them, and midnight changes nothing here. `year` is that
    of publication, `indicator` holds the codes of the indicators declared, `level` the levels that are reached in
    rankings. `codes` are found exactly in any spelling, `initials` (拼音首字母: 空气净化器 → kqjhq, qjhq, …)
    by how they begin: of the title, and apart from them those of the enterprise.
    """

    unit: Unit
    id: str
    mark: int
    standard: str
    kind: str
    uscc: str
    published_at: datetime
    effective_on: date
    ended_on: date | None = None
    withdrawn_on: date | None = None
    category: tuple[str, ...] = ()
    industry: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    year: str = ""
    indicator: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    number: str = ""
    title: str = ""
    names: tuple[str, ...] = ()
    enterprise: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    enterprise_initials: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return Key(self.unit, self.id)

    def tokens(self, field: TextField) -> tuple[str, ...]:
        """The tokens of a field in their positions, as every engine indexes them."""
        value: str | tuple[str, ...] = getattr(self, field)
        values = (value,) if isinstance(value, str) else value
        if field is TextField.CODES:
            return _normal(values)
        return cut(values) if field.is_ordered else _normal_again(values)

    def keywords(self, field: KeywordField) -> tuple[str, ...]:
        """The values of a field, each once."""
        value: str | tuple[str, ...] = getattr(self, field)
        values = (value,) if isinstance(value, str) else value
        return tuple(dict.fromkeys(filter(None, values)))

    def number_of(self, field: NumberField) -> int:
        """The stored number of a field; a date that is not there yet is the last day of the calendar."""
        value: datetime | date | None = getattr(self, field)
        if isinstance(value, datetime):
            return instant(value)
        return day(value or date.max)


def _normal(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(code, values))))


_normal_again = lru_cache(maxsize=4096)(_normal)
"""Initials of names that come again and again."""


def day(value: date) -> int:
    """What the index holds for a date: days since 0001-01-01, counted from 1."""
    return value.toordinal()


def instant(value: datetime) -> int:
    """What the index holds for an instant: microseconds since 1970 in UTC. ValueError without a time zone."""
    if value.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return (value - _EPOCH) // timedelta(microseconds=1)
