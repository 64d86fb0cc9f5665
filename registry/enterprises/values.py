"""An enterprise as the rooms above and the pages see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class VerificationLevel(StrEnum):
    """How well the identity of the enterprise is proven. Publishing needs L1 (rules: «What blocks publication»)."""

    L0 = "L0"  # an e-mail address answers
    L1 = "L1"  # the business licence was reviewed
    L2 = "L2"  # electronic business licence or a seal of a certificate authority


@dataclass(frozen=True, slots=True)
class Sample:
    """Marks what stands in the register as a sample (示例): where its values come from and under which licence."""

    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """`holder` is the key of its account holder, `region` a code of GB/T 2260."""

    id: int
    holder: int
    uscc: str
    name: str
    region: str
    level: VerificationLevel
    sample: Sample | None


class Standing(StrEnum):
    """Whether the legal entity is there (登记状态), as the registration authority has it."""

    EXISTING = "existing"  # 存续
    REVOKED = "revoked"  # 吊销: the licence is taken away, the entity is not wound up yet
    DEREGISTERED = "deregistered"  # 注销: the entity has ended


@dataclass(frozen=True, slots=True)
class FormerName:
    """曾用名: a name that the enterprise bore before the day `until`."""

    name: str
    until: date


@dataclass(frozen=True, slots=True)
class EnterpriseRecord:
    """What the register knows of an enterprise. `level_on` is the day of its verification; `industry` (a class of GB/T
    4754) and `standing`, which began on `standing_on`, are None where they were not registered. Former names stand
    newest first."""

    enterprise: Enterprise
    level_on: date
    industry: str | None
    standing: Standing | None
    standing_on: date | None
    former_names: tuple[FormerName, ...]
