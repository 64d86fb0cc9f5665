"""Standard numbers (标准编号): what is declared, and what is cited.

`parse_number` reads the dated number of a standard that an enterprise declares; `parse_reference` reads a citation,
where the year may be left out (`GB/T 7725` follows the current edition) and what cannot be read stays text.

Sources: 标准化法 (2018) art. 2; order 83 (企业标准化促进办法, 2024) art. 13 for enterprise numbers; 国家标准管理办法,
行业标准管理办法, 地方标准管理办法 and 团体标准管理规定 for the other kinds. The industry letters are package data, see
README.md beside this file.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from registry.identifiers.folding import folded
from registry.identifiers.region import PROVINCES
from registry.kernel.findings import Finding, Message


class StandardKind(StrEnum):
    """企业 / 国家 / 行业 / 地方 / 团体 / 国际标准."""

    ENTERPRISE = "enterprise"
    NATIONAL = "national"
    INDUSTRY = "industry"
    LOCAL = "local"
    ASSOCIATION = "association"
    INTERNATIONAL = "international"


MALFORMED = Message(
    "standard-number-malformed",
    "标准编号“{given}”不合规范，应写作如 {accepted}",
    "“{given}” is not a standard number; it should be written as in {accepted}",
)
PREFIX_UNKNOWN = Message(
    "standard-number-prefix-unknown",
    "标准编号“{given}”的代号 {prefix} 不在代号表内，可用的如 {accepted}",
    "the standard number “{given}” begins with {prefix}, which is not a known code; known are, for example, {accepted}",
)
UNDATED = Message(
    "standard-number-undated",
    "标准编号“{given}”缺少年份，自我声明的编号应带年份，如 {accepted}",
    "the standard number “{given}” has no year; a declared number is dated, as in {accepted}",
)
YEAR = Message(
    "standard-number-year",
    "标准编号“{given}”的年份 {year} 不可信，应为 {accepted}",
    "the year {year} of the standard number “{given}” is not plausible; {accepted} is accepted",
)
LEGACY = Message(
    "standard-number-legacy",
    "标准编号“{given}”是旧式写法，现行规则的写法如 {accepted}",
    "the standard number “{given}” is written in an old form; by the present rules it is written as in {accepted}",
)
OBLIGATION_UNCLEAR = Message(
    "standard-number-obligation-unclear",
    "编号“{given}”不带 /T：《标准化法》第二条规定强制性标准只有国家标准，行业标准、地方标准的推荐性编号如 {accepted}",
    "the number “{given}” lacks /T: by article 2 of the Standardization Law only national standards are mandatory; a "
    "recommended industry or local standard is numbered as in {accepted}",
)
UNKNOWN_REFERENCE = Message(
    "standard-reference-unknown",
    "“{given}”未能识别为标准编号，按文字保存；可识别的写法如 {accepted}",
    "“{given}” could not be read as a standard number and is kept as text; what can be read looks like {accepted}",
)
SEVERAL_REFERENCES = Message(
    "standard-reference-several",
    "“{given}”含有多个标准编号，按文字保存；请逐个填写：{accepted}",
    "“{given}” holds several standard numbers and is kept as text; give them one by one: {accepted}",
)
YEAR_OPEN = Message(
    "standard-reference-year-open",
    "“{given}”的年份尚未确定，按不注日期引用处理；注日期的写法如 {accepted}",
    "the year of “{given}” is left open and it is read as an undated reference; a dated one looks like {accepted}",
)


@dataclass(frozen=True, slots=True)
class StandardNumber:
    """A number that was read, or a citation kept as text (`kind` None, everything in `stem`).

    `stem` is the number without year (`GB/T 4806.4`, `Q/SXDJX 001`); a number written without blank is left whole, for
    `Q/AB12003` may be AB 12003 or AB12 003. `edition` is the year as written (`2016`, `96`, empty when undated), `note`
    the amendment (`(2018年版)`, `/XG1-2019`, `+A1:2021`), `legacy` says that the present rules write it otherwise.
    """

    kind: StandardKind | None
    stem: str
    edition: str = ""
    note: str = ""
    legacy: bool = False

    def __str__(self) -> str:
        return self.display

    @property
    def year(self) -> int | None:
        """Four digits; two written digits belong to the 20th century (GB 8923-88)."""
        if not self.edition:
            return None
        return int(self.edition) if len(self.edition) == 4 else 1900 + int(self.edition)

    @property
    def mark(self) -> str:
        """What stands before the year in print."""
        return ":" if self.kind is StandardKind.INTERNATIONAL else "—"

    @property
    def text(self) -> str:
        """As it is typed: `Q/SXDJX 001-2021`."""
        return self.display.replace("—", "-")

    @property
    def display(self) -> str:
        """As it is printed: `Q/SXDJX 001—2021`, `ISO 8124-3:2020`. Reading it gives this number again."""
        note = self.note.replace("-", "—") if self.note.startswith("/") else self.note
        return self.stem + (self.mark + self.edition if self.edition else "") + note

    @property
    def series(self) -> str:
        """What all editions share, for comparing: `GB/T7725`."""
        return _series(self.stem) if len(self.stem) <= _SHORT else _series.__wrapped__(self.stem)

    @property
    def key(self) -> str:
        """The identity of the number however it is typed: no blanks, one kind of dash, upper case, four-digit year."""
        year = f"{':' if self.kind is StandardKind.INTERNATIONAL else '-'}{self.year}" if self.edition else ""
        return self.series + year + self.note.replace(" ", "")

    @property
    def mandatory(self) -> bool | None:
        """Whether the number says that the standard is mandatory (强制性). None where it does not tell: industry and
        local numbers without /T stem from before 2018 or from fields that still number so."""
        if self.kind is None:
            return None
        if self.kind is StandardKind.NATIONAL:
            return "/" not in self.stem
        if self.kind in {StandardKind.INDUSTRY, StandardKind.LOCAL}:
            return False if "/T" in self.stem or "/Z" in self.stem else None
        return False


def normalise(text: str) -> str:
    """`text` in half-width upper case with one kind of dash, single blanks, and none beside - / : ~ + and brackets."""
    tight = re.sub(r" ?([-/:~+()]) ?", r"\1", folded(text))
    return re.sub(r"-{2,}", "-", tight)


_SHORT = 40  # characters of a stem that is worth remembering: a citation kept as text may be of any length


@lru_cache(maxsize=4096)
def _series(stem: str) -> str:
    """The same few standards are cited in row after row of an import."""
    return normalise(stem).replace(" ", "")


FIRST_YEAR = 1949  # no Chinese standard in use is older, nor any of ISO

_N = r"\d{1,6}(?:\.\d{1,3}){0,2}"
_BODY = rf" ?(?P<body>{_N}(?:~{_N})?)"  # GB 50254~50259: a citation of several parts
_YEAR = r"(?:-(?P<edition>\d{4}))?"
_OLD_YEAR = r"(?:-(?P<edition>\d{4}|\d{2}))?"
_NOTE = r"(?P<note>\([^()]{1,40}\)|/XG\d{1,2}-\d{4})?"
_MAKER = r"[A-Z0-9]{1,20}"  # 企业代号: pinyin letters, digits or both
_LETTERED = r"(?=[\d ]{0,21}[A-Z][A-Z0-9/ ]{0,32}\d)"  # without a blank, Q/001-2020 names no enterprise
_SEQUENCE = r"\d{1,6}(?:\.\d{1,3})?S?"  # S: food (食品安全企业标准)
_ISSUERS = r"(?:EN[ -])?(?:ISO/IEC|IEC/IEEE|ISO|IEC|CISPR)(?:[/ ](?:TS|TR|PAS|GUIDE))?|EN"
_PART = r"[-.](?!(?:19|20)\d\d(?!\d))\d{1,4}"  # not a year: ISO 8124-3-2020 wants a colon, and is not guessed at


@dataclass(frozen=True, slots=True)
class _Form:
    """How one family of numbers is written once normalised, and its stem in terms of the groups."""

    kind: StandardKind
    pattern: re.Pattern[str]
    stem: str
    legacy: bool = False


def _form(kind: StandardKind, pattern: str, stem: str, *, legacy: bool = False) -> _Form:
    return _Form(kind, re.compile(pattern, re.ASCII), stem, legacy)


_INDUSTRY = _form(
    StandardKind.INDUSTRY,
    rf"(?P<letters>[A-Z]{{2,4}})(?P<suffix>/[TZ])?{_BODY}{_OLD_YEAR}{_NOTE}",
    "{letters}{suffix} {body}",
)
_LOCAL = (
    _form(
        StandardKind.LOCAL,
        rf"(?P<letters>DB[JS]?) ?(?P<region>\d{{4}}|\d{{2}})/T{_BODY}{_YEAR}{_NOTE}",
        "{letters}{region}/T {body}",
    ),
    _form(  # before 2018 also mandatory; without slash or blank the region could not be told from the number
        StandardKind.LOCAL,
        rf"(?P<letters>DB[JS]?) ?(?P<region>\d{{4}}|\d{{2}})[/ ](?P<body>{_N}){_YEAR}{_NOTE}",
        "{letters}{region}/{body}",
    ),
    _form(  # construction codes of a province: DG/TJ08-2291B-2022, DBJ/T 15-101-2014
        StandardKind.LOCAL,
        rf"(?P<letters>DG/TJ|DGJ|DBJ(?:/T)?) ?(?P<region>\d\d)-(?P<body>\d{{1,5}}[A-Z]?){_YEAR}{_NOTE}",
        "{letters}{region}-{body}",
    ),
)
_FORMS = (
    _form(
        StandardKind.NATIONAL,
        rf"(?P<letters>GB(?:/[TZ])?|GBZ(?:/T)?|GBJ){_BODY}{_OLD_YEAR}{_NOTE}",
        "{letters} {body}",
    ),
    _form(StandardKind.ENTERPRISE, rf"(?P<stem>Q/{_MAKER} {_SEQUENCE}){_YEAR}{_NOTE}", "{stem}"),
    _form(
        StandardKind.ENTERPRISE,
        rf"(?P<stem>Q/{_LETTERED}{_MAKER}(?:[/ ][A-Z0-9]{{1,10}})? ?{_SEQUENCE})-(?P<edition>\d{{4}}){_NOTE}",
        "{stem}",
        legacy=True,
    ),
    _form(
        StandardKind.ASSOCIATION,
        rf"(?P<stem>T/[A-Z][A-Z0-9]{{1,11}}(?:-[A-Z]{{1,4}})?(?: [A-Z0-9]{{1,10}})? ?{_N}(?:~{_N})?){_YEAR}{_NOTE}",
        "{stem}",
    ),
    _form(
        StandardKind.ASSOCIATION,
        rf"CECS{_BODY}(?:[-:](?P<edition>\d{{4}}|\d{{2}}))?{_NOTE}",
        "CECS {body}",
    ),
    *_LOCAL,
    _form(
        StandardKind.INTERNATIONAL,
        rf"(?P<letters>{_ISSUERS})[ -]?(?P<body>\d{{1,6}}(?:{_PART}){{0,4}})(?::(?P<edition>\d{{4}}))?"
        r"(?P<note>(?:[+/](?:AMD|AC|A|COR) ?\d{1,2}:\d{4}){0,3})",
        "{letters} {body}",
    ),
    _INDUSTRY,
)
# Enterprise numbers with further groups, as large companies write them: Q/CSG-GPG-GPED 2 16 016-2019.
_CITED_FORMS = (
    *_FORMS,
    _form(
        StandardKind.ENTERPRISE,
        rf"(?P<stem>Q/{_MAKER}(?:[-/ ][A-Z0-9]{{1,10}}){{1,4}} {_SEQUENCE})-(?P<edition>\d{{4}}){_NOTE}",
        "{stem}",
        legacy=True,
    ),
)
_SEAM = re.compile(r"[;,、]|(?:(?<=-\d{2})|(?<=-\d{4}))(?!XX)(?=[A-Z]{2}|[QT]/)", re.ASCII)
_EXAMPLES = {
    "Q/": "Q/SXDJX 001—2021",
    "T/": "T/CAQP 015—2020",
    "DB": "DB32/T 4369—2022",
    "ISO": "ISO 8124-3:2020",
    "IEC": "IEC 60335-1:2020",
    "": "GB/T 9756—2018",
}


def _industry_letters() -> frozenset[str]:
    table = files(__package__).joinpath("industry_prefixes.csv").read_text(encoding="utf-8")
    return frozenset(row["prefix"] for row in csv.DictReader(table.splitlines()))


INDUSTRY_LETTERS = _industry_letters()


def _known(match: re.Match[str]) -> bool:
    """Whether the code that opens the number exists: the province of a local one, the letters of an industry one."""
    groups = match.groupdict()
    if "region" in groups:
        # The construction codes of Shanghai bear 08, not the province's 31.
        return groups["region"][:2] in PROVINCES or groups["letters"] in {"DG/TJ", "DGJ", "DBJ", "DBJ/T"}
    return match.re is not _INDUSTRY.pattern or groups["letters"] in INDUSTRY_LETTERS


def _read(tight: str, forms: tuple[_Form, ...]) -> StandardNumber | None:
    for form in forms:
        match = form.pattern.fullmatch(tight)
        if match is not None and _known(match):
            groups = match.groupdict("")
            edition = groups["edition"]
            legacy = form.legacy or len(edition) == 2
            return StandardNumber(form.kind, form.stem.format_map(groups), edition, groups["note"], legacy)
    return None


def parse_number(text: str, today: date) -> tuple[StandardNumber | None, tuple[Finding, ...]]:
    """The dated number of a declared standard, or None and what is wrong with `text`.

    Errors: not a number, unknown code, no year, a year before 1949 or after next year (seen from `today`). Notices: an
    old form; an industry or local number that lacks /T.
    """
    tight = normalise(text)
    number = _read(tight, _FORMS)
    if number is None:
        prefix = _unknown_prefix(tight)
        accepted = _meant(tight) or _example(tight)
        if prefix:
            return None, (PREFIX_UNKNOWN.error("", text, accepted, prefix=prefix),)
        return None, (MALFORMED.error("", text, accepted),)
    if "~" in number.stem or (number.kind is StandardKind.ENTERPRISE and number.note):
        return None, (MALFORMED.error("", text, _example(tight)),)
    if number.year is None:
        return None, (UNDATED.error("", text, f"{number.stem}{number.mark}YYYY"),)
    if doubtful := _doubtful_year(number, today):
        return None, (YEAR.error("", text, doubtful, year=number.edition),)
    findings = []
    if number.legacy:
        modern = _EXAMPLES["Q/"] if number.kind is StandardKind.ENTERPRISE else f"{number.stem}—{number.year}"
        findings.append(LEGACY.notice("", text, modern))
    if number.mandatory is None:
        example = _EXAMPLES["DB"] if number.kind is StandardKind.LOCAL else "QB/T 5202—2017"
        findings.append(OBLIGATION_UNCLEAR.notice("", text, example))
    return number, tuple(findings)


def parse_reference(text: str, today: date) -> tuple[StandardNumber, tuple[Finding, ...]]:
    """The standard that is cited by `text`: year optional, amendment note kept; what cannot be read is text with a
    notice. There are no errors."""
    tight = normalise(text)
    open_year = re.fullmatch(r"(.+)-(?:\d\dXX|XXXX)", tight, re.ASCII)
    number = _read(open_year[1] if open_year else tight, _CITED_FORMS)
    if number is None:
        return StandardNumber(None, " ".join(text.split())), (_unread(text, tight),)
    if open_year:
        return number, (YEAR_OPEN.notice("", text, f"{number.stem}{number.mark}YYYY"),)
    if doubtful := _doubtful_year(number, today):
        return number, (YEAR.notice("", text, doubtful, year=number.edition),)
    return number, ()


@lru_cache(maxsize=4096)
def display_of(text: str) -> str:
    """A number as it is printed, whatever it is: `Q/SXDJX 001—2021`, `ISO 8124-3:2020`; text that is none as it is."""
    return parse_reference(text, date.max)[0].display


def split_references(text: str) -> tuple[str, ...]:
    """The citations of a cell, normalised: set off by 、 , ; or run together (`JGJ7-2010JGJ78-91`)."""
    return tuple(piece.strip() for piece in _SEAM.split(normalise(text)) if piece.strip())


def _unread(text: str, tight: str) -> Finding:
    pieces = split_references(text)
    if len(pieces) > 1 and all(_read(piece, _CITED_FORMS) for piece in pieces):
        return SEVERAL_REFERENCES.notice("", text, "; ".join(pieces))
    return UNKNOWN_REFERENCE.notice("", text, _meant(tight) or _example(tight))


def _doubtful_year(number: StandardNumber, today: date) -> str | None:
    """The span of years that is accepted, where the number's own lies outside."""
    if number.year is None or FIRST_YEAR <= number.year <= today.year + 1:
        return None
    return f"{FIRST_YEAR}–{today.year + 1}"


def _unknown_prefix(tight: str) -> str | None:
    for form in (*_LOCAL, _INDUSTRY):
        if match := form.pattern.fullmatch(tight):
            return match["letters"] + match.groupdict().get("region", "")
    return None


def _example(tight: str) -> str:
    return next(example for start, example in _EXAMPLES.items() if tight.startswith(start))


def _meant(tight: str) -> str | None:
    """What was probably meant, to be offered and never taken: GBT for GB/T, O and l for 0 and 1, dash for colon."""
    first_digit = re.search(r"\d", tight, re.ASCII)
    start = first_digit.start() if first_digit else len(tight)
    repaired = (
        re.sub(r"^([A-Z]{2,3}(?:\d{4}|\d{2})?)T(?=[ \d])", r"\1/T", tight),
        tight[:start] + tight[start:].translate(str.maketrans("OIL", "011")),
        ":".join(tight.rsplit("-", 1)),
        "-".join(tight.rsplit(":", 1)),
    )
    readings = (_read(candidate, _FORMS) for candidate in repaired)
    return next((number.display for number in readings if number), None)
