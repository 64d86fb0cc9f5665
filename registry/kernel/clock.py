"""Time: instants are UTC, the legal day is that of Asia/Shanghai.

Shanghai has kept UTC+8 without summer time since 1991-09-15, so a fixed offset is exact for every date that the
register holds, and no time-zone database need be installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def legal_day(instant: datetime) -> date:
    """The day that counts in law at `instant` (aware)."""
    return instant.astimezone(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class Clock:
    """The register's time: the machine's, moved by `offset` in sample registers and tests, or standing at `frozen`."""

    offset: timedelta = timedelta()
    frozen: datetime | None = None

    def now(self) -> datetime:
        """This instant, UTC, to the microsecond."""
        return (self.frozen or datetime.now(UTC)) + self.offset

    def today(self) -> date:
        return legal_day(self.now())


def rfc3339(instant: datetime) -> str:
    """`2026-11-22T08:30:00.123456Z`: always UTC, always six decimals, so that text sorts as time does."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
