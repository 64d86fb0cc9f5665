"""Division codes (行政区划代码, GB/T 2260): their form and order. Which codes exist is the reference room's table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from registry.identifiers.folding import folded
from registry.kernel.findings import Finding, Message

# GB/T 2260: the first two digits, one for each province, municipality, autonomous and special administrative region.
# fmt: off
PROVINCES = frozenset((
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
    "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
))
# fmt: on

MALFORMED = Message(
    "region-malformed",
    "行政区划代码“{given}”不合规范：应为 6 位数字（省 2 位、市 2 位、县 2 位，缺者补 00），如 {accepted}",
    "“{given}” is not a division code: 6 digits are expected (2 each for province, city and county, 00 where there is "
    "none), such as {accepted}",
)


PROVINCE_UNKNOWN = Message(
    "region-province-unknown",
    "行政区划代码“{given}”的前两位不是省级代码，可用的有：{accepted}",
    "the first two digits of the division code “{given}” are no province; there are: {accepted}",
)


class RegionLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """A well-formed division code, as `440305`. Made by `parse_region`."""

    code: str

    def __str__(self) -> str:
        return self.code

    @property
    def level(self) -> RegionLevel:
        if self.code.endswith("0000"):
            return RegionLevel.PROVINCE
        return RegionLevel.CITY if self.code.endswith("00") else RegionLevel.COUNTY

    @property
    def parent(self) -> Region | None:
        """The division above by the code alone (`440305` → `440300` → `440000` → None). Cities without counties
        (东莞 441900) and counties under a province directly (`429004` → `429000`) follow the same rule."""
        if self.level is RegionLevel.PROVINCE:
            return None
        return Region(self.code[:4] + "00" if self.level is RegionLevel.COUNTY else self.code[:2] + "0000")

    @property
    def stem(self) -> str:
        """The digits with which the codes of all its descendants begin: `44`, `4403`, `440305`."""
        return self.code[: {RegionLevel.PROVINCE: 2, RegionLevel.CITY: 4, RegionLevel.COUNTY: 6}[self.level]]


_form = re.compile(r"(?P<province>\d\d)(?:0000|(?!00)\d\d(?:00|(?!00)\d\d))", re.ASCII)


def parse_region(text: str) -> tuple[Region | None, tuple[Finding, ...]]:
    """The division code in `text`, or None and an error where the form is wrong or there is no such province."""
    match = _form.fullmatch(folded(text).replace(" ", ""))
    if match is None:
        return None, (MALFORMED.error("", text, "110105"),)
    if match["province"] not in PROVINCES:
        return None, (PROVINCE_UNKNOWN.error("", text, ", ".join(sorted(PROVINCES))),)
    return Region(match.string), ()
