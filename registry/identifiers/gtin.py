"""Bar-code numbers (商品条码, GTIN-8, -12, -13, -14; GS1 General Specifications, GB 12904)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.identifiers.folding import folded
from registry.kernel.findings import Finding, Message

# Notices, not errors: a bar code is not among what blocks publication.
MALFORMED = Message(
    "gtin-malformed",
    "商品条码“{given}”应为 8、12、13 或 14 位数字，如 {accepted}",
    "the bar-code number “{given}” should have 8, 12, 13 or 14 digits, such as {accepted}",
)
CHECK = Message(
    "gtin-check",
    "商品条码“{given}”的校验码不符，按前面各位应为 {accepted}",
    "the check digit of the bar-code number “{given}” is wrong: the digits before it give {accepted}",
)

_form = re.compile(r"\d{8}|\d{12,14}", re.ASCII)


def check_digit(body: str) -> str:
    """The check digit for the digits before it: from the right, weights 3, 1, 3, 1…"""
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


@dataclass(frozen=True, slots=True)
class Gtin:
    """A number whose check digit holds. `digits` as printed; two packs bear the same article when their keys agree."""

    digits: str

    def __str__(self) -> str:
        return self.digits

    @property
    def key(self) -> str:
        """14 digits, filled with zeros on the left, as GS1 prescribes for storage."""
        return self.digits.zfill(14)


def parse_gtin(text: str) -> tuple[Gtin | None, tuple[Finding, ...]]:
    """The number in `text` (blanks and dashes between digits do not count), or None and a notice."""
    digits = folded(text).replace(" ", "").replace("-", "")
    if not _form.fullmatch(digits):
        return None, (MALFORMED.notice("", text, "6901234567892"),)
    check = check_digit(digits[:-1])
    if digits[-1] != check:
        return None, (CHECK.notice("", text, digits[:-1] + check),)
    return Gtin(digits), ()
