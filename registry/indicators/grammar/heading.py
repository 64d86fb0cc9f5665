"""What stands beside the cell: the indicator's name and the unit column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from registry.indicators.grammar.characters import bare, fold
from registry.indicators.grammar.vocabulary import COMPARING, Op
from registry.indicators.units import Unit, find_unit

_LONGEST = 200
_NO_UNIT = frozenset(("", "-", "/", "1", "无", "--", "??"))
_BASES = frozenset(
    [
        "干基",
        "湿基",
        "干物质",
        "干燥基",
        "绝干",
        "绝干物质",
        "质量分数",
        "体积分数",
        "质量比",
        "质量浓度",
        "W/V",
        "V/V",
        "W/W",
        "m/m",
        "m/V",
        "v/v",
        "w/w",
        "w/v",
        "M/M",
    ]
)
_DEVIATIONS = ("偏差", "公差", "误差", "允差")
# What these name is written in figures, but is no value: 材质 304, 型号 3500, 颜色 1.
_IDENTITIES = re.compile(
    "(型号|规格型号|[牌钢货批款色序品图件证]号|编号|编码|代码|代号|条码|条形码|二维码|备案号|登记号|合金|材质|材料|主材|"
    "电话|手机|热线|传真|邮编|邮政编码|网址|年份|日期|颜色|配合式)(?:要求|名称)?$"
)
# 拉伸强度不低于, 粘结强度最小值; 爆炸下限 is a quantity.
_WORDED = tuple(
    word
    for word, op in COMPARING.items()
    if (word.startswith("不") or word.endswith("值")) and len(word) > 2 and op in (Op.GE, Op.LE)
)
_BOUND_AND_UNIT = re.compile(f"(.*(?:[≥≤><]=?|{'|'.join(_WORDED)})) */? *([^≥≤><=0-9 ].*)")
_TIMES = re.compile("时|期|寿命|续航|间隔|龄|干燥|老化|持续|保温|保压|煮|沸")  # min beside these is minutes
_EFFICIENCIES = re.compile("COP|EER|APF|IPLV|SPF|能效|性能系数|能源效率")
_ELEMENTS = frozenset("氮硫磷钾碳氟硼钒碘钨铀氢氧")
# Letters that are units in brackets; the others there are more often a class, a direction or a symbol: 透光率(T).
_LONE_UNITS = frozenset("NVWAmghsJKLΩ")


@dataclass(frozen=True, slots=True)
class Heading:
    """`unit` and `op` apply where the cell has none; `unknown_unit` is a unit column that the table does not know."""

    name: str
    op: Op | None = None
    unit: Unit | None = None
    unknown_unit: str = ""
    basis: str | None = None
    is_deviation: bool = False
    is_identity: bool = False


@lru_cache(maxsize=4096)
def read_heading(name: str, unit_column: str) -> Heading:
    """The heading that `name` (`游离甲醛(mg/kg, 不大于)`) and `unit_column` make."""
    name = name[:_LONGEST]
    folded = fold(name).strip()
    pieces = [part for piece in _pieces(folded) for part in _bound_apart(piece)]
    column = unit_column.strip()
    unit = find_unit(column, name=name) or find_unit(fold(column), name=name)
    known = unit is not None or bare(column) in _NO_UNIT
    basis = next((piece.strip() for piece in pieces[1:] if is_basis(piece) and not _is_power_ratio(piece, name)), None)
    if unit is not None and (bare(column) == "%" or unit.spelling.startswith("%(")):  # %(V/V): a percentage on a basis
        basis = unit.spelling[2:-1] or basis
        unit = find_unit("%")
    minutes = [piece for piece in pieces[1:] if piece.strip(" /.").lower() == "min"]
    others = [piece for piece in pieces if piece not in minutes]
    asks, measures = (pieces, pieces) if not minutes else (others, pieces) if _TIMES.search(name) else (pieces, others)
    unit = unit if bare(column) not in _NO_UNIT else _unit_in(_proper(measures), name)
    if minutes and measures is others and unit is None:
        known, column = False, minutes[0]  # 搅拌(min): minutes or a minimum
    return Heading(
        name=bare(name),
        op=next((op for index, piece in enumerate(asks) if (op := _op(piece, index)) is not None), None),
        unit=unit,
        unknown_unit="" if known else column,
        basis=basis,
        is_deviation=any(word in name for word in _DEVIATIONS),
        is_identity=_IDENTITIES.search(bare(pieces[0])) is not None,
    )


def is_basis(text: str) -> bool:
    """Whether `text` says what a content is counted on: 以Pb计, 干基, 按100%酒精度折算, W/V."""
    text = bare(text)
    counted = text.endswith("计") and text.startswith(("以", "按"))
    return counted or text in _BASES or "折算" in text or text.removeprefix("以").removesuffix("计") in _BASES


def limit(text: str) -> Op | None:
    """What a number named so is: 限量, 最大允许值."""
    if not text.endswith(("限量", "限值", "限量值", "允许值")) or "极限" in text:
        return None
    return Op.GE if text.startswith(("最低", "最小")) or "下限" in text else Op.LE


def _bound_apart(piece: str) -> list[str]:
    """`拉伸强度≥MPa` as the name with its sign, and the unit."""
    found = _BOUND_AND_UNIT.fullmatch(piece)
    return [piece] if found is None or find_unit(found[2]) is None else [found[1], found[2]]


def _is_power_ratio(piece: str, name: str) -> bool:
    """COP(W/W) is watts per watt; 含量(W/W) is counted on weight."""
    return piece.strip() == "W/W" and _EFFICIENCIES.search(name) is not None


def _pieces(folded: str) -> list[str]:
    """The name cut at commas, blanks, slashes before a unit, and outermost brackets; the name proper comes first."""
    pieces, depth, start = [], 0, 0
    for index, char in enumerate(folded):
        if char == "(":
            if depth == 0 and not _is_within_unit(folded, start, index):
                pieces.append(folded[start:index])
                start = index + 1
            depth += 1
        elif char == ")":
            depth = max(depth - 1, 0)
            if depth == 0 and folded[start - 1 : start] == "(":
                pieces += folded[start:index].replace("，", ",").split(",")
                start = index + 1
        elif depth == 0 and char in ",，; ":
            pieces.append(folded[start:index])
            start = index + 1
    pieces.append(folded[start:])
    return [pieces[0], *(piece for piece in pieces[1:] if piece.strip())] if pieces[0].strip() else pieces


def _is_within_unit(folded: str, start: int, index: int) -> bool:
    """Whether the bracket at `index` is part of a unit: W/(m·K), MPN(100g), dB(A); not COD(mg/L), 强度/MPa(纵向)."""
    close = folded.find(")", index)
    tail = _ascii_tail(folded[start:index]).lstrip("/")
    if close < 0 or not tail or tail[-1] in " )":
        return False
    inside = folded[index + 1 : close]
    whole = {tail, tail.rsplit(" ", maxsplit=1)[-1], tail.split("/", maxsplit=1)[-1]} - {""}
    if any(find_unit(f"{head}({inside})") is not None for head in whole):
        return True
    if find_unit(inside) is None:
        return tail.endswith("/")  # kg/(m·x) is no kg
    heads = {head.removesuffix("/") for head in whole}
    return any(len(head) > 1 and find_unit(head) is not None for head in heads)  # CFU/g(mL): which of the two


def _op(piece: str, index: int) -> Op | None:
    piece = piece.strip().strip("/:")
    if index and (op := COMPARING.get(piece.lower())) is not None:
        return op if op in (Op.GE, Op.GT, Op.LE, Op.LT) else None
    if (op := limit(piece)) is not None:
        return op
    for word in _WORDED:
        if piece.endswith(word):
            return COMPARING[word]
    for length in (2, 1):
        op = COMPARING.get(piece[-length:])
        if op in (Op.GE, Op.GT, Op.LE, Op.LT) and not piece[-length:].isalnum():
            return op
    return None


def _proper(pieces: list[str]) -> list[str]:
    """The pieces from the name proper on: `0-100 km/h` before 加速时间 is its circumstance, and km/h not its unit."""
    if pieces[0][:1].isdigit():
        for index, piece in enumerate(pieces):
            if any("\u4e00" <= char <= "\u9fff" for char in piece):
                return pieces[index:]
    return pieces


def _unit_in(pieces: list[str], name: str) -> Unit | None:
    lone = None  # 传热系数 K(W/(m²·K)): a letter is the unit only where nothing longer is
    for index, piece in enumerate(pieces):
        if index and is_basis(piece) and not _is_power_ratio(piece, name):
            continue
        spelling = piece.strip().rstrip("≥≤><= ")
        candidates = [spelling.lstrip("/")] if index else []
        tail = _ascii_tail(spelling)
        if index == 0 and tail != spelling and (set("/%)") & set(tail)) and not tail.startswith("/"):
            candidates.append(tail)
        if "/" in spelling:
            candidates.append(spelling[spelling.index("/") + 1 :])
        for candidate in candidates:
            if _is_symbol(candidate, name, by_slash=index == 0 or piece.strip().startswith("/")):
                continue
            unit = find_unit(candidate.removesuffix("单位"), name=name) if candidate else None
            if unit is not None and (len(candidate) > 1 or not candidate.isalpha() or "/" in spelling):
                return unit
            lone = lone or unit
    return lone


def _ascii_tail(text: str) -> str:
    start = len(text)
    while start and (text[start - 1].isascii() or text[start - 1] in "μ²³·Ω℃"):
        start -= 1
    return text[start:]


def _is_symbol(candidate: str, name: str, *, by_slash: bool) -> bool:
    """总氮(N) names an element, 断裂强力(N) a unit; after a slash a letter is a unit."""
    if len(candidate) != 1 or not candidate.isascii() or not candidate.isalpha() or by_slash:
        return False
    return candidate not in _LONE_UNITS or any(char in _ELEMENTS for char in name)
