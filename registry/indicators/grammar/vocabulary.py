"""The words and signs of requirements, each with what it means. Longest match wins."""

from __future__ import annotations

from enum import StrEnum
from itertools import product


class Op(StrEnum):
    """What a comparing word asks. The last four are no comparator of their own: the words around them decide."""

    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    EQ = "eq"
    REACH = "reach"  # 达到: at least; with a designation (1级能效) it names
    BETTER = "better"  # 优于: a direction only where grades are named
    NOT_WORSE = "not_worse"  # 不劣于
    ABOUT = "about"  # 约: never compared


class Kind(StrEnum):
    """The kind of an element; one letter each, so that the shape of a cell is a short string."""

    MEASURE = "N"  # number, perhaps with sign and unit
    COMPARE = "C"  # asks about what follows
    AFTER = "A"  # asks about what precedes: 以上
    RANGE = "R"
    SPREAD = "S"  # ±
    CODE = "K"  # E1, V-0, AA级
    GROUP = "G"  # brackets
    UNIT = "U"  # a unit apart from its number
    PER = "P"  # 每分钟
    JOIN = "J"  # , 、 / 或 and their like
    WORDS = "W"
    # resolved into the above before any shape is looked at
    MODAL = "M"
    PLUS = "+"
    DASH = "-"


_NEGATIONS = ("不", "不得", "不应", "不应当", "不能", "不可", "不宜", "不允许", "不许")
_MORE = ("大于", "高于", "超过", "多于", "长于", "重于", "迟于", "晚于", "超出", "大过")
_LESS = ("小于", "低于", "少于", "短于", "早于", "轻于")
_WORSE = ("劣于", "差于", "次于")

_COMPARE: dict[str, Op] = {
    **dict.fromkeys(_MORE, Op.GT),
    **dict.fromkeys(_LESS, Op.LT),
    **{negation + word: Op.LE for negation, word in product(_NEGATIONS, _MORE)},
    **{negation + word: Op.GE for negation, word in product(_NEGATIONS, _LESS)},
    **{negation + word: Op.NOT_WORSE for negation, word in product(_NEGATIONS, _WORSE)},
    **{word + tail: Op.GE for word, tail in product(_MORE, ("等于", "或等于"))},
    **{word + tail: Op.LE for word, tail in product(_LESS, ("等于", "或等于"))},
    **dict.fromkeys(("优于", "好于", "高出"), Op.BETTER),
    **dict.fromkeys(("至少", "最少", "最少为", "最小", "最小值", "最低", "最低值", "下限", "下限值", "不小於"), Op.GE),
    **dict.fromkeys(
        ("至多", "最多", "最大", "最大值", "最高", "最高值", "最大允许", "最高允许", "上限", "上限值"), Op.LE
    ),
    **dict.fromkeys(("达到", "达"), Op.REACH),
    **dict.fromkeys(("等于",), Op.EQ),
    **dict.fromkeys(("不足", "不到"), Op.LT),
    **dict.fromkeys(("约", "约为", "大约", "近似", "接近", "≈", "≅"), Op.ABOUT),
    **dict.fromkeys(("≥", ">=", "=>", "≥="), Op.GE),
    **dict.fromkeys(("≤", "<=", "=<", "≤="), Op.LE),
    ">": Op.GT,
    "<": Op.LT,
    "=": Op.EQ,
    "==": Op.EQ,
    **dict.fromkeys(("at least", "not less than", "no less than", "min", "min.", "minimum"), Op.GE),
    **dict.fromkeys(("at most", "not more than", "no more than", "up to", "max", "max.", "maximum"), Op.LE),
    "more than": Op.GT,
    "less than": Op.LT,
}
SIGNS = frozenset("≥≤><=")
# Words that also begin the name of an indicator (最大静压): they compare only where a number follows.
OFTEN_NAMES = ("最大", "最小", "最高", "最低", "最多", "最少", "上限", "下限", "达")

_AFTER: dict[str, Op] = {
    **{prefix + "以上": Op.GE for prefix in ("", "及", "或", "及其", "(含)", "含")},
    **{prefix + "以下": Op.LE for prefix in ("", "及", "或", "及其", "(含)", "含")},
    **dict.fromkeys(("以内", "之内", "内"), Op.LE),
    **dict.fromkeys(("之间",), Op.EQ),
    **dict.fromkeys(("左右", "上下"), Op.ABOUT),
    **dict.fromkeys(("or more", "and above", "or above", "min", "min.", "minimum"), Op.GE),
    **dict.fromkeys(("or less", "or below", "max", "max.", "maximum"), Op.LE),
}
_MODAL = (
    "应",
    "应当",
    "应为",
    "须",
    "必须",
    "需",
    "宜",
    "均",
    "均应",
    "均为",
    "都应",
    "要求",
    "为",
    "从",
    "在",
    "其中",
    "且应",
)
_JOINS = {
    **dict.fromkeys((",", "，", "、", ";", "。", "|", "/", ":", "\n", "\r"), ""),
    **dict.fromkeys(("且", "并且", "而且", "同时", "或", "或者", "和", "及", "与", "or", "and"), ""),
}

AHEAD: dict[str, tuple[Kind, Op | None]] = {
    **dict.fromkeys(_JOINS, (Kind.JOIN, None)),
    **dict.fromkeys(_MODAL, (Kind.MODAL, None)),
    **dict.fromkeys(("~", "至", "到", "to"), (Kind.RANGE, None)),
    **dict.fromkeys(("±", "+/-", "+-", "正负"), (Kind.SPREAD, None)),
    "+": (Kind.PLUS, None),
    "-": (Kind.DASH, None),
    **{word: (Kind.COMPARE, op) for word, op in _COMPARE.items()},
}
BEHIND: dict[str, tuple[Kind, Op | None]] = {word: (Kind.AFTER, op) for word, op in _AFTER.items()}
COMPARING = {**_COMPARE, **{word: op for word, op in _AFTER.items() if word.isascii()}}
PERCENTAGES = {"百分之": "%", "千分之": "‰"}

_LONGEST: dict[str, int] = {}
for _word in (*AHEAD, *BEHIND):
    _LONGEST[_word[0]] = max(len(_word), _LONGEST.get(_word[0], 0))
STARTS = frozenset(_LONGEST)


def word_at(text: str, start: int, *, after_measure: bool) -> tuple[str, Kind, Op | None] | None:
    """The longest known word at `start`; words such as 以上 count only after a measure."""
    for length in range(_LONGEST.get(text[start].lower(), 0), 0, -1):
        word = text[start : start + length]
        if word[0].isascii() and word[0].isalpha():
            end = start + length
            if text[end : end + 1].isascii() and text[end : end + 1].isalnum():
                continue
            word = word.lower()
        found = (BEHIND.get(word) if after_measure else None) or AHEAD.get(word)
        if found is not None:
            return text[start : start + length], *found
    return None
