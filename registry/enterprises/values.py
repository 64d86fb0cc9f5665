"""An enterprise as the rooms above and the pages see it."""

from __future__ import annotations

from dataclasses import dataclass
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
