"""What the query language has to say. In the box these are notices, of `indicator=` they are errors."""

from __future__ import annotations

from registry.kernel.findings import Message

QUERY_TOO_LONG = Message(
    "query-too-long",
    "查询词太长或太复杂；一次最多 64 个词、1000 个字、10 个指标条件。",
    "The query is too long or too complex; at most 64 words, 1,000 characters and 10 conditions at a time.",
)
UNIT_UNKNOWN = Message(
    "asked-unit-unknown",
    "不认识“{given}”里的单位，没有作为指标条件；可用的单位如 {accepted}。",
    "The unit in “{given}” is not known, so it is no condition; a unit such as {accepted} can be used.",
)
UNIT_WRONG = Message(
    "asked-unit-wrong-dimension",
    "“{given}”的单位不能换算成该指标的单位，没有作为指标条件；请用 {accepted} 或可换算的单位。",
    "The unit in “{given}” does not convert into the unit of the indicator, so it is no condition; use {accepted} or "
    "one that converts into it.",
)
UNIT_ASSUMED = Message(
    "asked-unit-assumed",
    "“{given}”没有写单位，按 {accepted} 理解。",
    "“{given}” states no unit and is taken to be in {accepted}.",
)
NO_UNIT = Message(
    "asked-no-unit",
    "“{given}”不是单位，作为字词查找；可用的单位如 {accepted}。",
    "“{given}” is no unit and is looked for as a word; a unit such as {accepted} can be used.",
)
REVERSED = Message(
    "asked-range-reversed",
    "“{given}”的下限大于上限，没有作为指标条件；是否指 {accepted}？",
    "The lower end of “{given}” is above the upper one, so it is no condition; is {accepted} meant?",
)
CONTRADICTING = Message(
    "asked-conditions-contradict",
    "“{given}”与“{accepted}”不能同时满足，没有产品符合；请改其中一个。",
    "“{given}” and “{accepted}” cannot both be met, so that no product meets them; change one of them.",
)
NOTHING_TO_FIND = Message(
    "asked-nothing",
    "“{given}”里没有可以查找的字词；可写名称、型号、企业、标准编号，或条件如 {accepted}。",
    "“{given}” holds no word that can be looked for; write a name, a model, an enterprise, a standard's number, or a "
    "condition such as {accepted}.",
)
CODE_UNKNOWN = Message(
    "asked-code-unknown",
    "没有代码“{given}”，没有标准符合；代码见 {accepted}。",
    "There is no code “{given}”, so that no standard meets it; the codes stand at {accepted}.",
)
DATES_REVERSED = Message(
    "asked-dates-reversed",
    "公开日期的起始 {given} 晚于截止 {accepted}，没有标准符合。",
    "The first day of publication {given} is after the last one {accepted}, so that no standard meets them.",
)
AMBIGUOUS = Message(
    "asked-indicator-ambiguous",
    "“{given}”可以指不同的指标，没有作为条件；请写明是哪一个，或选定产品类别：{accepted}。",
    "“{given}” may mean different indicators, so it is no condition; name the indicator, or choose a category: "
    "{accepted}.",
)
TAKEN = Message(
    "asked-indicator-taken",
    "“{given}”按所有类别通用的指标理解；在个别类别中它是另一项指标，可改写为：{accepted}。",
    "“{given}” is taken for the indicator that all categories share; in some it is another one, which can be named: "
    "{accepted}.",
)
ANY_OF = Message(
    "asked-indicator-any-of",
    "“{given}”可以指几项指标，符合其中任一项即可：{accepted}。",
    "“{given}” may mean several indicators; one of them has to meet it: {accepted}.",
)
ASSUMED = Message(
    "asked-condition-assumed",
    "“{given}”按 {accepted} 理解；没有产品符合时只按字词查找。",
    "“{given}” is taken for {accepted}; where no product meets it, its words are looked for.",
)
UNKNOWN = Message(
    "asked-indicator-unknown",
    "“{given}”里没有读出指标词典中的指标和可比较的数值，没有作为条件；指标可写名称、别名或代码，如 {accepted}。",
    "In “{given}” no indicator of the dictionary with a value that compares was found, so it is no condition; write a "
    "name, a synonym or a code, as in {accepted}.",
)
NO_VALUES = Message(
    "asked-indicator-in-words",
    "“{given}”的指标没有可比较的数值或等级，没有作为条件；可写 {accepted}。",
    "The indicator of “{given}” has no values or grades to compare, so it is no condition; write {accepted}.",
)
NOT_UNDERSTOOD = Message(
    "asked-condition-not-understood",
    "“{given}”不是指标条件；写法如 {accepted}。",
    "“{given}” is no condition of an indicator; write one as in {accepted}.",
)

ORDER_UNKNOWN = Message(
    "sort-unknown",
    "不能按“{given}”排序；可用 {accepted}，指标代码见 /api/v1/reference/indicators。",
    "Results cannot be sorted by “{given}”; use {accepted}, with a code from /api/v1/reference/indicators.",
)

EXAMPLES = "apf>=4.5，噪声<=45dB，total_volume=200..400L"
