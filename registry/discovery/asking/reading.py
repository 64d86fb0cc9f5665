"""The search box: what a person typed, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from registry.discovery.asking import messages
from registry.discovery.asking.conditions import Reading, Text
from registry.discovery.asking.names import Names
from registry.discovery.asking.spans import Spelling
from registry.discovery.asking.values import Asked, Condition, Part, PartKind, Phrase
from registry.identifiers.standard_number import parse_reference
from registry.kernel.findings import Finding
from search.analysis import Word, fold, pieces, words
from search.matching import LONGEST_TEXT, MOST_WORDS, Synonyms, others, parts_of

MOST_CONDITIONS = 10

_QUOTES = {"“": "”", '"': '"', "「": "」", "『": "』", "＂": "＂", "”": "”"}
_LABEL = re.compile(
    r"(?:(?P<number>标准编号|标准号|编号|number)|(?P<enterprise>企业名称|企业|公司|enterprise|company))\s*:\s*",
    re.IGNORECASE,
)
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![^\W_])", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"[A-Za-z/]*[A-Za-z0-9]*[A-Za-z/][A-Za-z0-9]*$")
_JOINT = re.compile("的|并且|而且|且")  # 噪声<62dB的空气净化器, APF>4.5且噪声<40dB
_OF = re.compile("(?<=[^\\W美目标])的(?=[^\\W确])")  # 无醛的地板; not within 美的, 目的, 标的, 的确良
_TOKEN = re.compile(r"\S+")
_COMPARED = re.compile(r"[^\s<>≤≥=]*\s*[<>≤≥]=?\s*[-+]?[\d一二两三四五六七八九十]\S*|\d\S*\s*[<>≤≥]=?")
_LONGEST_PRODUCT = 20

_Span = tuple[int, int]


@dataclass(slots=True)
class _Found:
    """What has been found so far, each with the piece of the text that it takes up."""

    conditions: list[tuple[Condition, Reading]] = field(default_factory=list)
    phrases: list[tuple[Phrase, int, int]] = field(default_factory=list)
    excluded: list[tuple[Phrase, int, int]] = field(default_factory=list)
    labelled: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: list[tuple[int, int]] = field(default_factory=list)
    ends: set[int] = field(default_factory=set)

    def taken(self) -> Iterator[tuple[int, int]]:
        yield from ((read.start, read.end) for _, read in self.conditions)
        for each in (*self.phrases, *self.excluded, *self.labelled.values()):
            yield each[1], each[2]


def understand(
    text: str, names: Names, category: str | None = None, *, assume: bool = True, near: bool = False
) -> Asked:
    """`text` taken apart; `category` is the one that is filtered by, which decides what a name means; else the one that
    the text names. Without `assume` only what compares is a condition: CADR≥400, not CADR 400. With `near` words that
    are spelled nearly like a known one are understood too."""
    too_long = Asked(text, findings=(messages.QUERY_TOO_LONG.error("q", given=text[:80]),))
    if len(text) > LONGEST_TEXT:
        return too_long
    source = Text(text, names, category or names.category_in(text), assume=assume)
    found = _scan(source, names)
    untaken = _blanked(source.text, found.taken())
    parting = [match.span() for match in _OF.finditer(untaken)]
    left = _blanked(untaken, parting)
    spans = _words(left)
    many = len(spans) + sum(len(phrase.words) for phrase, *_ in (*found.phrases, *found.excluded))
    if many > MOST_WORDS or len(found.conditions) > MOST_CONDITIONS:
        return too_long
    unread = _unread(source, left, found) if found.conditions or spans else ()
    if text.strip() and not spans and not found.findings and not any(found.taken()):
        unread = (messages.NOTHING_TO_FIND.notice("q", text.strip()[:80], messages.EXAMPLES),)
    rest = _Rest(source, found, _blanked(source.text, parting), names, bool(category))
    alike: Synonyms = {word.text: others for word in spans if near and (others := names.near(word.text))}
    typed = " ".join(left.split())
    number = parse_reference(typed, date.max)[0] if typed else None
    return Asked(
        text=text,
        words=tuple(spans),
        phrases=tuple(phrase for phrase, *_ in found.phrases),
        excluded=tuple(phrase for phrase, *_ in found.excluded),
        rest=typed,
        number=number if number and number.kind else None,
        number_filter=found.labelled["number"][0] if "number" in found.labelled else None,
        enterprise_filter=found.labelled["enterprise"][0] if "enterprise" in found.labelled else None,
        conditions=tuple(condition for condition, *_ in found.conditions),
        parts=tuple(_parts(rest, spans, {**names.synonyms, **alike} if alike else names.synonyms)),
        findings=(*found.findings, *unread),
        near=alike,
    )


def _scan(source: Text, names: Names) -> _Found:
    found, place = _Found(), 0
    while place < len(source.text):
        end = place + 1
        if not source.text[place].isspace() and _may_begin(source, place, found, names):
            taken = _take(source, place, found)
            if taken:
                found.ends.add(taken)
                end = taken
        place = end
    return found


def _take(source: Text, place: int, found: _Found) -> int | None:
    """Takes what begins at `place` into `found`: where it ends, None where it is a word like others."""
    text, level = source.text, source.level
    before = level[place - 1 : place] if place else " "
    apart = not (before.isascii() and before.isalnum())  # 噪声<62dB的"空气净化器" is a phrase; 55" is not
    if apart and text[place] in _QUOTES:
        phrase, end = _quoted(text, place)
        if phrase:
            found.phrases.append((phrase, place, end))
        return end
    if level[place] == "-" and (before.isspace() or before in _QUOTES.values()) and _can_be_excluded(level, place + 1):
        phrase, end = _quoted(text, place + 1) if text[place + 1] in _QUOTES else _plain(text, place + 1)
        if phrase:
            found.excluded.append((phrase, place, end))
        return end
    code = _CREDIT_CODE.match(level, place) if apart and "enterprise" not in found.labelled else None
    if code:
        found.labelled["enterprise"] = (text[place : code.end()], place, code.end())
        return code.end()
    label = _LABEL.match(level, place)
    if label and label.lastgroup and label.lastgroup not in found.labelled:
        value, end = _labelled(source, label)
        if value:
            found.labelled[label.lastgroup] = (value, place, end)
            return end
    asked = source.condition_at(place)
    return _keep(asked, source, found) if asked else None


def _keep(asked: Reading, source: Text, found: _Found) -> int:
    found.findings += asked.findings
    joined = _JOINT.match(source.level, asked.end) if asked.condition else None
    if joined:
        asked = replace(asked, end=joined.end())
    if asked.condition:
        found.conditions.append((asked.condition, asked))
    else:
        found.refused.append((asked.start, asked.end))
    return asked.end


def _may_begin(source: Text, place: int, found: _Found, names: Names) -> bool:
    """Whether a thing of its own may begin at `place`: 苯 within 二甲苯 does not, 噪声 behind 空气净化器 does."""
    level = source.level
    before, here = level[place - 1 : place], level[place]
    if not before.isalnum() or before == "的" or not here.isalnum():
        return True
    if here.isascii() != before.isascii() and here.isascii() and here.isalpha():
        return True
    if place in found.ends:
        return True
    return any(
        names.is_product(level[start:place])
        for start in range(max(0, place - _LONGEST_PRODUCT), place - 1)
        if start == 0 or not level[start - 1].isalnum() or level[start - 1].isascii()
    )


def _quoted(text: str, place: int) -> tuple[Phrase | None, int]:
    """The phrase in the quotation marks that open at `place`; only the mark, where they do not close."""
    closing = text.find(_QUOTES[text[place]], place + 1)
    if text[place] == "“" and closing < 0:
        closing = text.find('"', place + 1)
    if closing < 0:
        return None, place + 1
    return _phrase(text[place + 1 : closing]), closing + 1


def _plain(text: str, place: int) -> tuple[Phrase | None, int]:
    token = _TOKEN.match(text, place)
    return (_phrase(token[0]), token.end()) if token else (None, place)


def _phrase(text: str) -> Phrase | None:
    found = tuple(word for word, _, _ in pieces(fold(text)))
    return Phrase(text.strip(), found) if found else None


def _can_be_excluded(level: str, place: int) -> bool:
    """A blank, a digit or another dash behind it make a minus a sign or a dash."""
    following = level[place : place + 1]
    return bool(following) and not following.isspace() and not following.isdigit() and following not in "-~?."


def _labelled(source: Text, label: re.Match[str]) -> tuple[str, int]:
    """What stands behind 编号: or 企业:, up to the next blank; a number may have one in it (GB/T 7725)."""
    text, place = source.text, label.end()
    if text[place : place + 1] in _QUOTES and text[place : place + 1]:
        phrase, end = _quoted(text, place)
        if phrase:
            return phrase.text, end
    token = _TOKEN.match(text, place)
    if token is None:
        return "", place
    end = token.end()
    following = _TOKEN.search(text, end)
    if (
        label.lastgroup == "number"
        and following
        and following[0][0].isdigit()
        and _BEFORE_NUMBER.match(source.level[place:end])
    ):
        end = following.end()
    value = text[place:end].strip("".join(_QUOTES))
    return (value, end) if words(value) else ("", place)


def _blanked(text: str, places: Iterable[_Span]) -> str:
    signs = list(text)
    for start, end in places:
        signs[start:end] = " " * (end - start)
    return "".join(signs)


def _words(left: str) -> dict[Word, list[tuple[int, int]]]:
    """The words of what is left, each with every place where it stands."""
    spelling, found = Spelling(left, fold), dict[Word, list[tuple[int, int]]]()
    for word, start, end in pieces(spelling.text):
        found.setdefault(word, []).append(spelling.typed(start, end))
    return found


def _unread(source: Text, left: str, found: _Found) -> tuple[Finding, ...]:
    """What looks like a condition and is none: `xyz<5`."""
    level = "".join(sign if kept.strip() else " " for sign, kept in zip(source.level, left, strict=True))
    return tuple(
        messages.UNKNOWN.notice("q", source.text[match.start() : match.end()], messages.EXAMPLES)
        for match in _COMPARED.finditer(level)
        if not any(start < match.end() and match.start() < end for start, end in found.refused)
    )[:MOST_CONDITIONS]


def _parts(rest: _Rest, spans: dict[Word, list[_Span]], synonyms: Synonyms) -> Iterator[Part]:
    """Everything that was understood, in the order in which it was typed. Synonyms are taken back by quotation marks
    around the word."""
    found, text = rest.found, rest.source.text
    parts: list[tuple[int, Part]] = []

    def add(kind: PartKind, understood: str, understood_en: str, *places: _Span) -> None:
        typed = text[slice(*places[0])]
        parts.append((places[0][0], Part(kind, typed, understood, understood_en, rest.put(dict.fromkeys(places, "")))))

    for condition, read in found.conditions:
        add(PartKind.CONDITION, condition.understood("zh"), condition.understood("en"), (read.start, read.end))
    for kind, phrases in ((PartKind.PHRASE, found.phrases), (PartKind.EXCLUDED, found.excluded)):
        for phrase, start, end in phrases:
            add(kind, phrase.text, phrase.text, (start, end))
    for name, (value, start, end) in found.labelled.items():
        add(PartKind(name), value, value, (start, end))
    for word, places in spans.items():
        add(PartKind.WORD, word.text, word.text, *places)
    for together in parts_of(tuple(spans), synonyms):
        more = others(together, synonyms)
        first, last = spans[together[0]], spans[together[-1]]
        places = first if len(together) == 1 else [(first[0][0], last[0][1])]
        if more and places[0][0] < places[0][1]:
            quoted = rest.put({place: f'"{text[slice(*place)]}"' for place in places})
            typed = text[slice(*places[0])]
            parts.append((places[0][0], Part(PartKind.SYNONYM, typed, "、".join(more), ", ".join(more), quoted)))
    return iter([part for _, part in sorted(parts, key=lambda each: each[0])])


@dataclass(frozen=True, slots=True)
class _Rest:
    """The query as it reads once a part of it is taken back. Its conditions mean what they meant: a name that only the
    category in the words had decided is written as the code of its indicator. `text` has no 的 that parts words."""

    source: Text
    found: _Found
    text: str
    names: Names
    filtered: bool

    def put(self, instead: Mapping[_Span, str]) -> str:
        """The query with something else, or nothing, in these places."""
        shown = self._written(instead)
        if not self.found.conditions or self.filtered or self.names.category_in(shown) == self.source.category:
            return shown
        elsewhere = partial(Text, names=self.names, category=self.names.category_in(shown), assume=True)
        named = {}
        for condition, read in self.found.conditions:
            if (read.start, read.end) in instead:
                continue
            meant = elsewhere(self.source.text[read.start : read.end]).condition_at(0)
            if meant is None or meant.condition is None or meant.condition.entry is not condition.entry:
                named[read.named] = condition.entry.code
        return self._written({**named, **instead})

    def _written(self, instead: Mapping[_Span, str]) -> str:
        pieces, done = [], 0
        for start, end in sorted(instead):
            pieces += [self.text[done:start], instead[start, end]]
            done = end
        return " ".join(" ".join((*pieces, self.text[done:])).split())
