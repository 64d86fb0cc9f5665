"""Units of one letter or sign: `5a` may be five years, a footnote or a multiple of the thickness a."""

from __future__ import annotations

import re

from registry.indicators.grammar.claims import Cell
from registry.indicators.grammar.elements import Element
from registry.indicators.grammar.messages import LISTED_UNITS, UNIT_UNKNOWN, Doubt
from registry.indicators.units import find_unit

# Letters that are believed only where the indicator's name calls for what they mean.
_CALLED_FOR = {
    "a": "年|寿命|质保|保修|保质|期限|有效期",
    "C": "温|热|冷",
    "d": "时|期|天|日|龄|寿命|周|限|养护|间隔|发货|交付|响应",
    "D": "纤度|线密度|旦|细度|丝|纱",
    "F": "电容|法拉",
    "G": "重|质量|含量|克",
    "H": "时|寿命|期|续航|待机|盐雾|老化",
    "K": "温|热",
    "l": "容|水量|含量|体积|排量|升",
    "M": "长|宽|高|距|深|径|程|厚|米",
    "R": "转|磨",
    "r": "转|磨",
    "S": "时|延迟|燃|持续|秒",
    "T": "吨|重|载|产量|水量|质量",
    "w": "功率|功耗",
    "x": "倍|放大|变焦",
    "×": "倍|放大|变焦",
    "μ": "厚|径|粒|细度|精度|粗糙",
    "#": "号",
}
_NEVER = "(?!)"
# Of a length these are its multiples: 搭接长度≥35d, 弯曲半径≥6D, 挠度≤0.005L.
_MULTIPLIED = frozenset("adDlLtT")
_LENGTH = re.compile("长度|宽度|高度|厚度|深度|[内外直半]径|间距|弯|挠|跨度|搭接|锚固")
_SHARES = frozenset("%‰")


def believe(measure: Element, cell: Cell) -> None:
    """Raises Doubt where the unit of `measure` is one character that need not be a unit here: one that contradicts the
    unit column, or a letter that the indicator's name does not call for; and where the number is itself a name."""
    written, unit = measure.label.strip(), measure.unit
    name, column = cell.heading.name, cell.heading.unit
    lone = len(written) == 1 and written not in _SHARES
    if cell.heading.is_identity and column is None and (unit is None or lone):
        raise Doubt  # 型号 3500, 材质 316L: a name, no value
    if unit is None or not lone:
        return
    doubt = Doubt(UNIT_UNKNOWN, LISTED_UNITS, given=written)
    if column is not None:
        like = find_unit(written, name=name, like=column)
        if like is None or like.dimension != column.dimension:
            raise doubt
        return
    by_name = unit != find_unit(written)
    sure = not written.isascii() or unit.spelling == written  # 5n may be 5 N, or a footnote
    words = _CALLED_FOR.get(written, "" if sure else _NEVER)
    called_for = by_name or re.search(words, name) is not None
    multiple = not by_name and written in _MULTIPLIED and _LENGTH.search(name) is not None
    if not called_for or multiple:
        raise doubt
