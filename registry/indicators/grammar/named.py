"""Cells of words alone: 有, 不得添加, 一等品, 白色/黑色, 波轮式."""

from __future__ import annotations

import re

from registry.indicators.grammar.characters import bare
from registry.indicators.grammar.circumstances import is_hanzi
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.grades import place
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator

_MODALS = ("应", "须", "必须", "应当", "均应", "均")
_TRUE = frozenset(
    [
        "有",
        "具有",
        "具备",
        "支持",
        "满足",
        "合格",
        "通过",
        "符合",
        "可",
        "是",
        "能",
        "√",
        "✓",
        "○",
        "齐全",
        "允许",
        "阳性",
        "yes",
        "y",
        "true",
    ]
)
_FALSE = frozenset(
    [
        "无",
        "没有",
        "否",
        "不",
        "×",
        "不具备",
        "不支持",
        "不允许",
        "不允许有",
        "不允许存在",
        "不应有",
        "不得有",
        "不得存在",
        "不应存在",
        "不得含有",
        "不应含有",
        "不得添加",
        "不应添加",
        "不添加",
        "不含",
        "不含有",
        "禁用",
        "禁止",
        "禁止使用",
        "不得使用",
        "不允许使用",
        "阴性",
        "没",
        "no",
        "n",
        "false",
    ]
)
_TESTED = ("法", "试验", "检验")
_LONGEST_TEST = 10
_JOINS = re.compile("[、/，,或]|和(?=[^和]{1,4}$)")
_GRADE_WORD = re.compile("[特优良一二三四五甲乙丙丁合][等格]?[级品]|[特优一二三]级品|合格品")
_NUMBERED = re.compile("[一二三四五]级")
_COLOURS = "白黑红橙黄绿青蓝紫灰棕褐粉银金米茶咖啡乳淡浅深暗亮本原彩透明"
_COLOUR = re.compile(f"[{_COLOURS}]{{1,4}}色?")
_KIND = re.compile("[\u4e00-\u9fff]{2,6}[式型]")
_NO_KIND = re.compile("[不无未应须有的]|方式|形式|正式|款式")


def read_words(cell: Cell) -> Claim | None:
    """The claim that a cell without a measure makes, or None where it is a description."""
    text = bare(cell.text).strip("。.;；")
    return _truth(text, cell) or _named(text, cell)


def _truth(text: str, cell: Cell) -> Claim | None:
    if cell.heading.op is not None or cell.heading.unit is not None:
        return None  # `不得有` beside (微克/克, 不大于) is a content, not a yes or no
    plain = text
    for modal in sorted(_MODALS, key=len, reverse=True):
        if text.startswith(modal) and text[len(modal) :] in _TRUE:
            plain = text[len(modal) :]
    if plain.lower() in _TRUE or text.lower() in _FALSE:
        return Claim(Comparator.BOOL, truth=plain.lower() in _TRUE)
    test = text.removesuffix("合格")
    if test != text and len(test) <= _LONGEST_TEST and is_hanzi(test) and test.endswith(_TESTED):
        return Claim(Comparator.BOOL, truth=True, conditions=(test,))
    return None


def _named(text: str, cell: Cell) -> Claim | None:
    if cell.heading.op is not None or not 1 < len(text) <= 40:
        return None
    items = [item for item in _JOINS.split(text) if item]
    numbered = all(_NUMBERED.fullmatch(item) for item in items)  # 一级: a place, not a name
    if not numbered and all(_GRADE_WORD.fullmatch(item) for item in items):
        unit = find_unit("级") if all(item.endswith("级") for item in items) else None
        grade = place(items[0], cell.scale) if len(items) == 1 else None
        return Claim(Comparator.ONE_OF, unit=unit, values=tuple(items), grade=grade, stated=False)
    if items and items[-1].endswith("色") and all(_COLOUR.fullmatch(item) for item in items):
        colours = tuple(item if item.endswith("色") else item + "色" for item in items)
        return Claim(Comparator.ONE_OF, values=colours, stated=False)
    if items and all(_KIND.fullmatch(item) and not _NO_KIND.search(item) for item in items):
        return Claim(Comparator.ONE_OF, values=tuple(items), stated=False)
    if cell.scale is not None and text in cell.scale.grades:
        return Claim(Comparator.ONE_OF, values=(text,), grade=place(text, cell.scale), stated=False)
    return None
