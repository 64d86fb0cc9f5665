"""What the words around a requirement say: under what it holds, what it is called, or that it is none."""

from __future__ import annotations

import re

from registry.indicators.grammar.characters import bare

# A symbol that may stand before its value without an equals sign.
SYMBOLS = frozenset(("Ra", "Rz", "Φ", "φ", "Ø", "AC", "DC", "S", "pH", "PH", "pH值", "PH值"))
# Symbols that only stand for the indicator itself. Any other before a bound (NEDC, Pb, CLTC) says for what it holds.
_QUANTITIES = frozenset((
    "Ra", "Rz", "AC", "DC", "pH", "PH", "Rm", "Re", "Rt", "ReL", "ReH", "Rel", "Reh", "Rw", "Rw+Ctr", "Rw+C", "Lp",
    "Lw", "LpA", "LwA", "LWA", "LPA", "UPF", "SPF", "PF", "cosφ", "cosΦ", "tanδ", "tgδ", "TIR", "SVM", "SN", "CCM",
    "CADR", "CRI", "APF", "SEER", "HSPF", "EER", "COP", "IPLV", "BFE", "PFE", "VFE", "ΔT", "ΔP", "ΔE", "ΔL", "CTI",
    "MFR", "MVR", "LOI", "GWP", "ODP", "SRI", "SAR", "SHGC", "VLT",
))  # fmt: skip
# After a bound these make it a circumstance: 大于30mm的茶梗, 厚度≥7.5mm时.
ATTRIBUTES = ("的", "时", "条件下", "情况下")

_MODALS = ("均应", "应当", "均", "应", "都", "须", "需")
_NO_MODALS = ("平均", "响应", "反应", "效应", "适应", "供应", "感应")
_SYMBOL = re.compile(r"[A-Za-zΑ-ω+]+$")  # letters only: R9, PM2.5 and P1 tell one requirement from another
_REFERS = re.compile(
    "(?<![可常])见|附录|符合|执行|依据|参照|除.{1,20}外|国标|(?:国家|行业|地方|团体|企业)标准|标准(?:要求|规定|限值|值)"
)
_DENIES = re.compile("不(?:适用|符合|应|得|能|可|宜|允许|许|含|包)|未检|未见|禁止|[不非无没勿未]$")
_MINUS = re.compile("(?:零下|零上|负)$")  # 零下18℃: a sign in words
_PARTICLES = re.compile("[至到的和或及与以内上下每]+")
_ANSWERS = re.compile(
    "应?(?:合格|具备|具有|满足|通过|支持|齐全|阴性|阳性|允许|有|是|可|否|无|禁用|yes|no)|.*(?:合格|通过)", re.IGNORECASE
)
_PLACES = ("表", "图", "第", "条", "节", "章", "附录")
_UNGIVEN = re.compile("标称|额定|规定|标识|标示|设定|公称|名义|明示|中心|值$")
_STRAY = re.compile(r"^-|-$|[~=?|&#@!^<>×±≥≤]|(?<![A-Za-z])\*")
_NEGATIVE = re.compile("[不无未没]")


def circumstance(words: str, name: str) -> str:
    """The condition that the words before a requirement state; empty where they only name the indicator or a symbol."""
    text = words.strip()
    for modal in _MODALS:
        if text.endswith(modal) and len(text) > len(modal) + 1 and text[-2:] not in _NO_MODALS:
            text = text.removesuffix(modal)
    text = text.removeprefix("其中").strip()
    symbol = _SYMBOL.search(text)
    if symbol is not None and _is_quantity(symbol[0], name):
        text = text[: symbol.start()].strip()
    return "" if restates(bare(text), name) else text


def _is_quantity(symbol: str, name: str) -> bool:
    """Whether `symbol` is that of the indicator: a known one, a letter as physics writes them, or one in its name."""
    return symbol in _QUANTITIES or (len(symbol) == 1 and (symbol.islower() or symbol in "EQTΦØ")) or symbol in name


def restates(words: str, name: str) -> bool:
    """Whether `words` only repeat the indicator: 光泽变化, or 燃烧 of 离焰后燃烧."""
    return not words or words == name or (len(words) > 1 and name.split("(", maxsplit=1)[0].endswith(words))


def allows_comparison(words: str) -> bool:
    """Whether a bound after `words` is the requirement itself, not one that they refer to, deny or exempt."""
    return not (
        _REFERS.search(words)
        or _DENIES.search(words)
        or _MINUS.search(words)
        or _PARTICLES.fullmatch(words)
        or answers(words)
    )


def answers(words: str) -> bool:
    """Whether `words` are a requirement of their own: 合格, 沸煮法合格, Yes."""
    return _ANSWERS.fullmatch(words) is not None


def points_elsewhere(words: str) -> bool:
    """见表, 第: the number that follows is a place in a document."""
    return words.endswith(_PLACES)


def gives_no_nominal(words: str) -> bool:
    """规定值, 标称: a tolerance on a value that stands elsewhere."""
    return _UNGIVEN.search(words) is not None


def is_negative(words: str) -> bool:
    return _NEGATIVE.search(words) is not None


def is_prose(words: str) -> bool:
    """Whether these are words, with no sign among them that nobody has understood (`32*20`, `5~＜10`)."""
    return any(char.isalpha() for char in words) and _STRAY.search(words) is None


def is_hanzi(words: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in words)
