"""Ten thousand made-up documents with Chinese titles, and what a query finds in them, reckoned without any engine."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from search.documents import Document, Key, KeywordField, NumberField, TextField, Unit
from search.query import All, AnyOf, Keyword, Node, Not, Phrase, Prefix, Query, Range, Term

BRANDS = ("海尔", "美的", "格力", "小米", "Midea", "TCL", "华帝", "方太", "奥克斯", "Bosch", "九阳", "苏泊尔")
TRAITS = ("家用", "商用", "智能", "变频", "静音", "无叶", "嵌入式", "多功能", "低温", "免清洗", "轻商", "便携式")
NOUNS = (
    "空气净化器", "电冰箱", "洗衣机", "房间空气调节器", "吸油烟机", "电热水器", "净水机", "电饭锅", "微波炉", "干衣机",
    "除湿机", "加湿器", "扫地机器人", "电磁灶", "消毒柜", "净化空气的机器", "冰箱", "空调", "茶叶", "红茶", "电动汽车",
)  # fmt: skip
INDICATORS = (
    "噪声",
    "能效等级",
    "洁净空气量",
    "甲醛",
    "额定容积",
    "循环风量",
    "制热季节能源消耗效率",
    "整机寿命",
    "耗电量",
)
UNITS = ("dB(A)", "m³/h", "mg/m³", "L", "kW·h/24h", "级", "%", "W", "次")
CATEGORIES = (("38", "385", "3852"), ("38", "385", "3854"), ("38", "387"), ("36", "361", "3612"), ("15", "1530"))
REGIONS = (("330000", "330100"), ("440000", "440600", "440606"), ("370000", "370200"), ("310000",))
KINDS = ("enterprise", "enterprise", "enterprise", "association", "national")
START = datetime(2024, 1, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Corpus:
    documents: tuple[Document, ...]
    texts: tuple[dict[TextField, str], ...]  # the tokens of each field, between blanks
    walked: dict[Query, list[Document]] = field(default_factory=dict)  # what was asked of one engine is of the next

    @classmethod
    def generated(cls, count: int) -> Corpus:
        chosen = random.Random("made-up documents")
        documents = tuple(_document(chosen, number) for number in range(1, count + 1))
        return cls(documents, tuple({field: _joined(each.tokens(field)) for field in TextField} for each in documents))

    def keys(self, query: Query) -> set[Key]:
        """The documents that `query` finds, its order and cursor aside."""
        return {each.key for each in self.found(query)}

    def facets(self, query: Query) -> dict[KeywordField, tuple[tuple[str, int], ...]]:
        """What the facets of `query` count."""
        counted = {}
        for facet in query.facets:
            values = Counter(value for each in self.found(query) for value in each.keywords(facet.field))
            ordered = sorted(values.items(), key=lambda value: (-value[1], value[0]))
            counted[facet.field] = tuple(ordered[: facet.most])
        return counted

    def found(self, query: Query) -> list[Document]:
        if query not in self.walked:
            condition = All((*query.filters, *([query.match] if query.match is not None else [])))
            pairs = zip(self.documents, self.texts, strict=True)
            self.walked[query] = [each for each, text in pairs if _holds(condition, each, text)]
        return self.walked[query]


def _holds(node: Node, document: Document, texts: dict[TextField, str]) -> bool:
    match node:
        case All(nodes):
            return all(_holds(each, document, texts) for each in nodes)
        case AnyOf(nodes):
            return any(_holds(each, document, texts) for each in nodes)
        case Not(inner):
            return not _holds(inner, document, texts)
        case Term(field, token):
            return f" {token} " in texts[field]
        case Phrase(field, tokens):
            return bool(tokens) and _joined(tokens) in texts[field]
        case Prefix(field, prefix):
            return bool(prefix) and f" {prefix}" in texts[field]
        case Keyword(field, values):
            return not values.isdisjoint(document.keywords(field))
        case Range(field, low, high):
            value = document.number_of(field)
            return (low is None or low <= value) and (high is None or value <= high)


def _joined(tokens: tuple[str, ...]) -> str:
    return f" {' '.join(tokens)} "


def _document(chosen: random.Random, number: int) -> Document:
    is_standard = number % 4 == 1
    uscc = f"91330100MA2{chosen.randrange(400):06d}X"
    brand, noun = chosen.choice(BRANDS), chosen.choice(NOUNS)
    series = chosen.choice(("KJ", "XQG", "BCD-", "KFR-"))
    model = f"{series}{chosen.randrange(100, 999)}{chosen.choice('ABFGW')}-{number}"
    standard_number = f"Q/{chosen.choice(('SLHJ', 'HR', 'MD 0', 'GREE'))} {number:03d}-{chosen.randrange(2018, 2026)}"
    effective_on = date(2018, 1, 1) + timedelta(days=chosen.randrange(3000))
    indicators = chosen.sample(INDICATORS, chosen.randrange(5))
    trait = "".join(chosen.sample(TRAITS, chosen.randrange(3)))
    return Document(
        unit=Unit.STANDARD if is_standard else Unit.PRODUCT,
        id=f"{'ES' if is_standard else 'EP'}2026-{number:08d}-{number % 10}",
        mark=chosen.randrange(1, 5),
        standard=f"ES2026-{number - (number - 1) % 4:08d}-0",
        kind=chosen.choice(KINDS),
        uscc=uscc,
        # Whole batches are published in one instant, and then single ones again.
        published_at=START + timedelta(hours=number // 700, seconds=number if number % 1400 < 700 else 0),
        effective_on=effective_on,
        ended_on=effective_on + timedelta(days=chosen.randrange(2000)) if chosen.random() < 0.3 else None,
        category=chosen.choice(CATEGORIES),
        region=chosen.choice(REGIONS),
        year=str(effective_on.year),
        indicator=tuple(f"i{INDICATORS.index(name)}" for name in indicators),
        number=standard_number,
        title=f"{brand}{trait}{noun}" if chosen.random() < 0.7 else f"{trait}{noun}（{brand} {model}）",
        names=(brand, model, f"{chosen.randrange(10, 99) / 10}匹"),
        enterprise=(f"{chosen.choice(('杭州', '佛山', '青岛'))}{brand}电器有限公司",),
        body=tuple(
            f"{chosen.choice(INDICATORS)}≤{method / 10}{chosen.choice(UNITS)}，按GB/T {method}—20{method % 26:02d}"
            for method in chosen.sample(range(100, 18000), chosen.randrange(2, 9))
        ),
        codes=(standard_number, model, f"69{number:011d}"),
        initials=(_letters(noun), _letters(brand + noun)),
        enterprise_initials=(_letters(brand),),
    )


def _letters(name: str) -> str:
    """A letter for each character: stands in for initials, for which no engine needs a dictionary."""
    return "".join(chr(ord("a") + ord(sign) % 26) for sign in name)


def random_node(chosen: random.Random, corpus: Corpus, depth: int) -> Node:
    """Some condition that some document may fulfil."""
    kind = chosen.randrange(9 if depth else 6)
    document = chosen.choice(corpus.documents)
    field = chosen.choice(list(TextField))
    tokens = document.tokens(field)
    at = chosen.randrange(len(tokens))
    match kind:
        case 0:
            return Term(field, tokens[at], chosen.choice((0.5, 1.0, 3.0)))
        case 1:
            field = field if field.is_ordered else TextField.TITLE
            tokens = document.tokens(field)
            return Phrase(field, tokens[at % len(tokens) :][: chosen.randrange(1, 6)], chosen.choice((1.0, 2.0)))
        case 2:
            return Prefix(field, tokens[at][: chosen.randrange(1, 4)].replace("|", "空"))
        case 3:
            name = chosen.choice(list(KeywordField))
            values = [value for each in (document, chosen.choice(corpus.documents)) for value in each.keywords(name)]
            return Keyword(name, frozenset(values[: chosen.randrange(1, 4)]))
        case 4 | 5:
            number = chosen.choice(list(NumberField))
            low, high = (chosen.choice(corpus.documents).number_of(number) for _ in range(2))
            return Range(number, chosen.choice((low, None)), chosen.choice((high, None)))
        case 6:
            return Not(random_node(chosen, corpus, depth - 1))
    nodes = tuple(random_node(chosen, corpus, depth - 1) for _ in range(chosen.randrange(1, 4)))
    return All(nodes) if kind == 7 else AnyOf(nodes)
