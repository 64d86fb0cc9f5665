"""Public ids: `ES2026-00012345-7` is prefix, year, running number, ISO 7064 check character.

The check is ISO 7064 MOD 11,10 over year and number: one digit, and it catches every single wrong digit and nearly
every swap of neighbours. The running number is a primary key that the database never uses twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STANDARD, PRODUCT, DRAFT, IMPORT, CREDIT, EDITION = "ES", "EP", "ED", "EI", "EC", "ER"

_form = re.compile(r"([A-Z]{2})(\d{4})-(\d{8,12})-(\d)")


_NEXT = {
    remainder: {str(digit): ((remainder + digit) % 10 or 10) * 2 % 11 for digit in range(10)} for remainder in range(11)
}
"""The remainder after one more digit."""


def check_character(digits: str) -> str:
    """The ISO 7064 MOD 11,10 check digit of a string of digits."""
    remainder = 10
    for digit in digits:
        remainder = _NEXT[remainder][digit]
    return str((11 - remainder) % 10)


@dataclass(frozen=True, slots=True)
class PublicId:
    """An address that is never used again. `str()` gives the public form."""

    prefix: str
    year: int
    number: int

    def __str__(self) -> str:
        digits = f"{self.year:04d}{self.number:08d}"
        return f"{self.prefix}{self.year:04d}-{self.number:08d}-{check_character(digits)}"

    @classmethod
    def parse(cls, text: str, prefix: str) -> PublicId | None:
        """The id in `text` if it is well formed, has this prefix and its check digit holds; else None."""
        match = _form.fullmatch(text.strip().upper())
        if match is None or match[1] != prefix or not match.string.isascii():
            return None
        if check_character(match[2] + match[3]) != match[4] or (len(match[3]) > 8 and match[3][0] == "0"):
            return None
        return cls(prefix, int(match[2]), int(match[3]))
