"""What the grammar has to say about a cell that it does not read as one requirement."""

from __future__ import annotations

from registry.kernel.findings import Message

NOT_UNDERSTOOD = Message(
    "requirement-not-understood",
    "指标要求「{given}」未能读成可比较的数值，已按原文保留。可写成：{accepted}。",
    "The requirement “{given}” could not be read as a value that compares and is kept as text. Accepted: {accepted}.",
)
DESCRIPTIVE = Message(
    "requirement-descriptive",
    "指标要求「{given}」是文字描述，按原文保留，不参与比较。若有数值请写出，如：{accepted}。",
    "The requirement “{given}” is a description; it is kept as text and not compared. State a value if there is one: "
    "{accepted}.",
)
EMPTY = Message(
    "requirement-empty",
    "指标要求为空。请填写，如：{accepted}。",
    "The requirement is empty. State one, such as {accepted}.",
)
TOO_LONG = Message(
    "requirement-too-long",
    "指标要求过长，按原文保留，未作解读。一个单元格请只写一项要求，如：{accepted}。",
    "The requirement is too long to be read and is kept as text. Write one requirement in a cell, such as {accepted}.",
)
APPROXIMATE = Message(
    "requirement-approximate",
    "「{given}」是约数，不能比较。请写明界限或允差：{accepted}。",
    "“{given}” is approximate and cannot be compared. State a bound or a tolerance: {accepted}.",
)
HALF_GRADE = Message(
    "requirement-ambiguous-half-grade",
    "「{given}」可以是半级，也可以是区间。半级请写「级」，区间请写单位：{accepted}。",
    "“{given}” may be a half grade or a range. Write 级 for a grade, a unit for a range: {accepted}.",
)
NUMBER = Message(
    "requirement-ambiguous-number",
    "「{given}」中的数字有不止一种读法（千分位、小数逗号、列举、丢失的上标、只作用于一端的倍数）。请写成：{accepted}。",
    "A number in “{given}” has more than one reading (thousands, decimal comma, list, lost superscript, a power that "
    "may apply to both ends). Accepted: {accepted}.",
)
PERCENT = Message(
    "requirement-ambiguous-percent",
    "「{given}」的百分数可以是绝对偏差，也可以是相对偏差。请写明单位：{accepted}。",
    "The percentage in “{given}” may be an absolute or a relative tolerance. State the unit: {accepted}.",
)
MINUTE = Message(
    "requirement-ambiguous-min",
    "「{given}」中的 min 可以是分钟，也可以是最小值。请写成：{accepted}。",
    "The “min” in “{given}” may be minutes or a minimum. Accepted: {accepted}.",
)
SEVERAL = Message(
    "requirement-several-parts",
    "「{given}」含多项要求，按原文保留。要参与比较，请分行填写，每行一项，如：{accepted}。",
    "“{given}” holds several requirements and is kept as text. Give each its own row to have it compared, such as "
    "{accepted}.",
)
CONTRADICTS = Message(
    "requirement-contradicts-name",
    "「{given}」与指标名称中的比较词不一致。请只在一处写比较词，如：{accepted}。",
    "“{given}” contradicts the comparator in the indicator's name. State the comparator once, such as {accepted}.",
)
UNIT_UNKNOWN = Message(
    "unit-unknown",
    "不认识单位「{given}」，数值未作解读。请用单位表中的写法，如：{accepted}。",
    "The unit “{given}” is not in the table of units, so the value is not read. Use a listed spelling, such as "
    "{accepted}.",
)

LISTED_UNITS = "mm, mg/kg, ℃, 次"
EXAMPLES = "≥5 mm，4.0~7.5，20±2 ℃，≥3-4级，A级"


class Doubt(Exception):
    """Raised where a cell has no reading that is sure; carries what is said about it."""

    def __init__(
        self, message: Message = NOT_UNDERSTOOD, accepted: str = EXAMPLES, *, given: str | None = None
    ) -> None:
        super().__init__(message.code)
        self.message = message
        self.accepted = accepted
        self.given = given
