"""A declared interest, and on which days it keeps the enterprise's products out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

YEARS_AFTER_DRAFTING = 2
"""Whoever has drafted an enterprise's standard does not judge it for so long."""


class InterestKind(StrEnum):
    HOLDING = "holding"  # 持股
    CONSULTING = "consulting"  # 咨询
    TESTING = "testing"  # 检测
    DRAFTING = "drafting"  # 标准起草


@dataclass(frozen=True, slots=True)
class Interest:
    """What an evaluator has to do with the enterprise `uscc`: from the day `starts_on` to `ends_on`, None while it
    lasts. `ended_at` is when the end was declared, where that was later."""

    id: int
    uscc: str
    enterprise: str | None  # its name, where it is registered
    kind: InterestKind
    starts_on: date
    ends_on: date | None
    note: str | None
    recorded_at: datetime
    ended_at: datetime | None

    @property
    def counts_until(self) -> date | None:
        """The last day on which it counts; None: no end is known. Drafting counts for two years after its day."""
        if self.kind is InterestKind.DRAFTING:
            return _years_later(self.ends_on or self.starts_on, YEARS_AFTER_DRAFTING)
        return self.ends_on

    def counts(self, day: date) -> bool:
        until = self.counts_until
        return self.starts_on <= day and (until is None or day <= until)


def conflicted(interests: Iterable[Interest], day: date) -> frozenset[str]:
    """The credit codes of the enterprises whose products their evaluator may not judge on the day."""
    return frozenset(each.uscc for each in interests if each.counts(day))


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March."""
    year = min(day.year + years, date.max.year)
    return date(year, 3, 1) if (day.month, day.day) == (2, 29) else day.replace(year=year)
