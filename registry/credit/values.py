"""Entries of the quality credit record (质量信用记录), and what they bar from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from registry.enterprises.values import Enterprise
from registry.kernel.ids import PublicId


class Kind(StrEnum):
    """What an entry records, in the terms of the authorities."""

    SERIOUS_DISHONESTY = "serious_dishonesty"  # 列入严重违法失信名单
    ABNORMAL_OPERATION = "abnormal_operation"  # 列入经营异常名录
    FAILED_SAMPLING = "failed_sampling"  # 产品质量监督抽查不合格
    PENALTY = "administrative_penalty"  # 行政处罚
    OVERDUE = "overdue_correction"  # 责令改正，逾期未改正 (标准化法 38, 39)


class Bar(StrEnum):
    """What an entry may bar from."""

    RANKING = "ranking"  # 企业标准排行榜
    TITLE = "title"  # 企业标准“领跑者”


class RepairKind(StrEnum):
    """Why an entry counts no more before its own end."""

    REPAIR = "repair"  # 信用修复
    LIFTING = "lifting"  # 移出、撤销: the decision itself was lifted


class EntryStatus(StrEnum):
    """What an entry is on a day. Only one in force bars."""

    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    ENDED = "ended"
    REPAIRED = "repaired"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Source:
    """The published decision that is recorded: who issued it, when, and where it can be read."""

    name: str
    issued_on: date
    number: str | None = None
    url: str | None = None

    def written(self) -> dict[str, str | None]:
        """As it is sent, stored, and hashed with what it is the source of."""
        return {
            "name": self.name,
            "issued_on": self.issued_on.isoformat(),
            "number": self.number,
            "url": self.url,
        }


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry as it is sent: `enterprise` is a credit code, `standard` and `product` are public ids, all as typed. It
    counts from `valid_from` to `valid_to`, both inclusive; None: until it is repaired or lifted."""

    enterprise: str
    kind: Kind
    text: str
    source: Source
    valid_from: date
    valid_to: date | None = None
    bars: tuple[Bar, ...] = ()
    standard: str | None = None
    product: str | None = None


@dataclass(frozen=True, slots=True)
class NewRepair:
    """A repair or lifting as it is sent; `on` is the first day on which the entry counts no more."""

    kind: RepairKind
    on: date
    reason: str
    source: Source


@dataclass(frozen=True, slots=True)
class Recorded:
    """When something was recorded, the hash of its canonical content, and where in the journal it stands."""

    at: datetime
    content_hash: str
    log_index: int
    leaf_hash: str


@dataclass(frozen=True, slots=True)
class Repair:
    """信用修复, or the lifting of an entry. It counts no more from the day `on`."""

    kind: RepairKind
    on: date
    reason: str
    source: Source
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class About:
    """The standard or product that an entry is about; `name` is its number, or name and model as last declared."""

    id: PublicId
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry about an enterprise, or one standard or one product of it. `text` says what was found or decided, as its
    source words it; `recorded_by` is the organisation that recorded it, None for a command of the register itself."""

    id: PublicId
    enterprise: Enterprise
    standard: About | None
    product: About | None
    kind: Kind
    text: str
    source: Source
    valid_from: date
    valid_to: date | None
    bars: tuple[Bar, ...]
    repair: Repair | None
    recorded: Recorded
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class Barred:
    """Who is barred from something on a day, each by the oldest entry that does it. Enterprises, standards and products
    stand by their keys: an enterprise is barred with all of its standards, a standard with all of its products."""

    enterprises: Mapping[int, PublicId]
    standards: Mapping[int, PublicId]
    products: Mapping[int, PublicId]

    def by(self, enterprise: int, standard: int, product: int) -> PublicId | None:
        """The entry that bars this product in this standard, the widest first; None where nothing does."""
        return self.enterprises.get(enterprise) or self.standards.get(standard) or self.products.get(product)


@dataclass(frozen=True, slots=True)
class CreditPage:
    """Entries of an enterprise, those recorded last first, with what they are on `day`; `total` counts all of them,
    `following` is the number below which the next page begins, None at the end."""

    entries: tuple[tuple[Entry, EntryStatus], ...]
    total: int
    following: int | None
    day: date
