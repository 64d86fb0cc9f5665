"""Unified social credit code (统一社会信用代码, USCC; GB 32100-2015).

18 characters: registering authority, category, six digits of division, nine of organisation code (GB 11714, with its
own check character), check character. The alphabet leaves out I, O, S, V and Z.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from registry.identifiers.folding import folded
from registry.identifiers.region import PROVINCES
from registry.kernel.findings import Finding, Message

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SAMPLE_DIVISION = "000000"  # reserved by this register for sample enterprises: no authority has this code
NATIONAL_DIVISION = "100000"  # registered with the central authority; not a division of GB/T 2260

_DIVISION = range(2, 8)
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_EXAMPLE = "91350100M000100Y43"

LENGTH = Message(
    "uscc-length",
    "统一社会信用代码“{given}”有 {length} 位，应为 18 位，如 {accepted}",
    "the unified social credit code “{given}” has {length} characters; 18 are expected, as in {accepted}",
)
CHARACTER = Message(
    "uscc-character",
    "统一社会信用代码“{given}”第 {places} 位不可用：应为数字或大写字母（不用 I、O、S、V、Z），"
    "第 3 至 8 位只用数字，如 {accepted}",
    "the unified social credit code “{given}” is wrong at place {places}: digits or letters other than I, O, S, V and "
    "Z are expected, and only digits at places 3 to 8, as in {accepted}",
)
CHECK = Message(
    "uscc-check",
    "统一社会信用代码“{given}”的校验码不符：按前 17 位，末位应为 {accepted}，请核对各位",
    "the check character of the unified social credit code “{given}” is wrong: the 17 characters before it give "
    "{accepted}; please compare every character",
)
ORGANISATION_CHECK = Message(
    "uscc-organisation-check",
    "统一社会信用代码“{given}”第 17 位与组织机构代码校验（GB 11714）不符，按规则应为 {accepted}，请核对",
    "place 17 of the unified social credit code “{given}” does not agree with the check of the organisation code "
    "(GB 11714), which gives {accepted}; please compare",
)
REGION_UNKNOWN = Message(
    "uscc-region-unknown",
    "统一社会信用代码“{given}”中的行政区划代码 {region} 不在现行区划表内（撤并前登记的代码仍有效），请核对",
    "the division {region} in the unified social credit code “{given}” is not in the present table of divisions (codes "
    "given before a merger stay valid); please compare",
)
SAMPLE_DIVISION_USED = Message(
    "uscc-sample-division",
    "统一社会信用代码“{given}”的行政区划 000000 只用于示例企业，应填写营业执照上的代码，如 {accepted}",
    "the unified social credit code “{given}” has division 000000, which is kept for sample enterprises; give the code "
    "on the business licence, such as {accepted}",
)


@dataclass(frozen=True, slots=True, order=True)
class Uscc:
    """A code whose check character holds. Made by `parse_uscc` and `sample_uscc`."""

    code: str

    def __str__(self) -> str:
        return self.code

    @property
    def region(self) -> str:
        """The division where the entity was first registered, as GB/T 2260 had it then."""
        return self.code[2:8]

    @property
    def organisation(self) -> str:
        """主体标识码, the former 组织机构代码: nine characters with their check character."""
        return self.code[8:17]

    @property
    def is_sample(self) -> bool:
        return self.region == SAMPLE_DIVISION


def check_character(body: str) -> str:
    """The 18th character for the 17 before it."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check_character(body: str) -> str:
    """The ninth character of an organisation code for the eight before it (letters count 10 to 35)."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def parse_uscc(
    text: str, *, regions: Container[str] | None = None, sample: bool = False
) -> tuple[Uscc | None, tuple[Finding, ...]]:
    """The code in `text`: any width and case, blanks ignored; None when there is an error among the findings.

    `regions` holds the division codes of the table in use; without it only the province is looked at. Division 000000
    is taken only for a row marked `sample`.
    """
    code = folded(text).replace(" ", "")
    if len(code) != 18:
        return None, (LENGTH.error("", text, _EXAMPLE, length=str(len(code))),)
    wrong = [
        str(place + 1)
        for place, character in enumerate(code)
        if character not in (ALPHABET[:10] if place in _DIVISION else ALPHABET)
    ]
    if wrong:
        return None, (CHARACTER.error("", text, _EXAMPLE, places=", ".join(wrong)),)
    check = check_character(code[:17])
    if code[17] != check:
        return None, (CHECK.error("", text, check),)
    uscc = Uscc(code)
    if uscc.is_sample and not sample:
        return None, (SAMPLE_DIVISION_USED.error("", text, _EXAMPLE),)
    return uscc, tuple(_doubts(uscc, text, regions))


def _doubts(uscc: Uscc, text: str, regions: Container[str] | None) -> list[Finding]:
    doubts = []
    check = organisation_check_character(uscc.organisation[:8])
    if uscc.organisation[8] != check:
        doubts.append(ORGANISATION_CHECK.notice("", text, check))
    known = uscc.region[:2] in PROVINCES if regions is None else uscc.region in regions
    if not known and uscc.region not in {NATIONAL_DIVISION, SAMPLE_DIVISION}:
        doubts.append(REGION_UNKNOWN.notice("", text, region=uscc.region))
    return doubts


def sample_uscc(number: int) -> Uscc:
    """The code of sample enterprise `number` (0 to 99,999,999): both checks hold, division 000000, category 91."""
    if not 0 <= number < 10**8:
        raise ValueError(f"a sample enterprise has a number of at most eight digits, not {number}")
    organisation = f"{number:08d}"
    body = f"91{SAMPLE_DIVISION}{organisation}{organisation_check_character(organisation)}"
    return Uscc(body + check_character(body))
