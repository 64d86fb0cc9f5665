"""Which indicator of the dictionary a name means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from registry.discovery.asking.spans import Spelling
from registry.discovery.asking.units import fits, is_told_per
from registry.indicators.dictionary import IndicatorEntry, tight
from registry.indicators.grammar.characters import fold
from registry.reference.snapshot import Reference
from registry.reference.values import with_descendants
from search.analysis import simplified
from search.matching import Synonyms

_GRADED = ("等级", "级别")
_QUALIFIED = re.compile(r"(?P<name>.{2,}?)\(.+\)")
_TOLD = re.compile(r"(?:全?年|每?日|24h)(?P<name>(?P<short>[耗用][电水])量)")
_SHORTEST_MISSPELT = 5
_PROPERTY = 4  # characters of a name that is known without its last: 耐磨性, not 酸性
_SHORTEST_HEAD = 3


class Names:
    """The names, synonyms and codes of the dictionary, and the words for products that may stand before one of them
    without a blank (空气净化器噪声<62dB). Built once for each load of the reference data: `names_of`."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._entries: dict[str, list[IndicatorEntry]] = {}
        for entry in reference.dictionary:
            for name in {key(each) for each in (entry.code, entry.name, entry.name_en, *entry.synonyms)}:
                self._entries.setdefault(name, []).append(entry)
        for entry in reference.dictionary:
            for name in _stems(entry):
                if entry not in self._entries.setdefault(name, []):
                    self._entries[name].append(entry)
        named = frozenset(self._entries)
        for entry in reference.dictionary:
            for name in _unqualified(entry) - named:
                self._entries.setdefault(name, []).append(entry)
        self._longest = _longest(self._entries)
        self._products = {key(category.name) for category in reference.categories.values()}.union(reference.synonyms)
        self._categories = dict(_words_of_categories(reference))
        self._longest_category = _longest(self._categories)
        self._latin = [word for word in reference.synonyms if word.isascii() and word.isalpha()]

    @property
    def synonyms(self) -> Synonyms:
        """Other words for the words of a query."""
        return self._reference.synonyms

    def near(self, word: str) -> tuple[str, ...]:
        """The Latin words that have synonyms and differ from `word` by one letter, or by two that changed places, with
        their synonyms; none for a short word, or one that is known itself."""
        if len(word) < _SHORTEST_MISSPELT or not (word.isascii() and word.isalpha()) or word in self.synonyms:
            return ()
        found = [each for each in self._latin if _differ_once(each, word)]
        return tuple(dict.fromkeys(other for each in found for other in (each, *self.synonyms[each])))

    def at(self, spelling: Spelling, place: int) -> Iterator[tuple[str, int]]:
        """The names that begin at `place` of a text put through `key`, the longest first, each with its end."""
        text = spelling.text
        for length in range(min(self._longest.get(text[place], 0), len(text) - place), 0, -1):
            if text[place : place + length] in self._entries:
                yield text[place : place + length], place + length

    def is_product(self, word: str) -> bool:
        """Whether `word` is one for a product, or for something else that indicators are told of."""
        return key(word) in self._products

    def category_in(self, text: str) -> str | None:
        """The category that the words of `text` name; None where they name none, or several."""
        tightened, place, found = key(text), 0, set[str]()
        while place < len(tightened):
            lengths = range(min(self._longest_category.get(tightened[place], 0), len(tightened) - place), 1, -1)
            word = next((w for n in lengths if (w := tightened[place : place + n]) in self._categories), None)
            if word:
                found.add(self._categories[word])
            place += len(word) if word else 1
        return found.pop() if len(found) == 1 else None

    def family(self, name: str, entry: IndicatorEntry, category: str | None) -> Sequence[IndicatorEntry]:
        """What `name`, taken for an indicator of every category, is told by in this one: 噪声 of an air conditioner is
        室内侧噪声 or 室外侧噪声."""
        if entry.categories or name == key(entry.code):
            return ()
        below = self._below(category)
        return [
            each
            for each in self._reference.dictionary
            if each is not entry
            and each.unit == entry.unit
            and below.intersection(each.categories)
            and any(key(own).endswith(name) for own in (each.name, *each.synonyms))
        ]

    def alike(self, entries: Sequence[IndicatorEntry], category: str | None) -> bool:
        """Whether one of several may stand for the others: they are told in one unit, in one category."""
        each = [frozenset(entry.categories) for entry in entries]
        below = self._below(category)
        shared = all(map(below.intersection, each)) if below else frozenset.intersection(*each)
        return bool(shared) and len({entry.unit for entry in entries}) == 1

    def graded(self, label: str, category: str | None) -> Sequence[IndicatorEntry]:
        """The indicators, all of one scale, that have the grade `label`; none where several scales have it."""
        found = [entry for entry in self._reference.dictionary if entry.scale and entry.scale.position(label)]
        found = self._within(found, category)
        return found if len({entry.scale.name for entry in found if entry.scale}) == 1 else ()

    def candidates(self, name: str, unit: str, category: str | None, *, graded: bool) -> Sequence[IndicatorEntry]:
        """What `name` may mean with a value in `unit` ("" where none is stated), or with a grade; narrowed by the
        category that is filtered by. Several where nothing decides; those that do not fit `unit` where none does."""
        found = [entry for entry in self._entries.get(name, ()) if bool(entry.scale) is graded]
        found = found or self._entries.get(name, [])
        found = self._within(found, category) or found
        if not unit:
            return found
        fitting = [entry for entry in found if fits(entry, unit)]
        if not fitting:
            # 甲醛 in mg/m³ is 甲醛释放量: the name begins a longer one that has the unit.
            longer = {id(e): e for k, es in self._entries.items() if k.startswith(name) for e in es if fits(e, unit)}
            fitting = self._within(list(longer.values()), category)
        same = [entry for entry in fitting if is_told_per(entry, unit)]
        return (same if len(fitting) > 1 and same else fitting) or found

    def general(self, name: str, entries: Sequence[IndicatorEntry]) -> IndicatorEntry | None:
        """The one of several that is meant where no category is chosen: the one with this code, else the one that
        bears the name itself and holds in every category. None where there is none: somebody has to say."""
        for entry in entries:
            if name == key(entry.code):
                return entry
        own = (entry for entry in entries if not entry.categories and name in {key(entry.name), key(entry.name_en)})
        return next(own, None)

    def described(self, entries: Iterable[IndicatorEntry], language: str = "zh") -> str:
        """The indicators to choose from: `甲醛含量（formaldehyde_content，纺织品）`."""
        return "、".join(f"{entry.name}（{', '.join((entry.code, *self._top(entry)))}）" for entry in entries)

    def _top(self, entry: IndicatorEntry) -> tuple[str, ...]:
        """The first category of the entry that is not below another of its own."""
        known, own = self._reference.categories, set(entry.categories)
        return tuple(known[code].name for code in entry.categories if known[code].parent not in own)[:1]

    def _below(self, category: str | None) -> frozenset[str]:
        """The category with all below it; none of an unknown one."""
        known = self._reference.categories
        return with_descendants(category, known) if category in known and category else frozenset()

    def _within(self, entries: list[IndicatorEntry], category: str | None) -> list[IndicatorEntry]:
        """Those that mean something in `category` (an unknown one leaves all): its own before those of every one."""
        below = self._below(category)
        if not below:
            return entries
        own = [entry for entry in entries if below.intersection(entry.categories)]
        return own or [entry for entry in entries if not entry.categories]


@lru_cache(maxsize=4)
def names_of(reference: Reference) -> Names:
    return Names(reference)


def key(text: str) -> str:
    """A name, or a text in which names are looked for, without differences of width, case, blanks and traditional
    characters."""
    return tight(fold(simplified(text)))


def _longest(words: Iterable[str]) -> dict[str, int]:
    """How long the words are at most that begin with a character."""
    longest = dict[str, int]()
    for word in words:
        longest[word[0]] = max(len(word), longest.get(word[0], 0))
    return longest


def _differ_once(one: str, other: str) -> bool:
    """Whether a letter more, a letter less, another letter or two that changed places make one word of the other."""
    apart = (place for place, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its)
    same = next(apart, min(len(one), len(other)))
    one, other = one[same:], other[same:]
    return other[1:] in {one, one[1:]} or other in {one[1:], one[1::-1] + one[2:]}


def _unqualified(entry: IndicatorEntry) -> set[str]:
    """SCOP for SCOP（35°C 出水）, 耐洗刷 for 耐洗刷性, 耗电 for 年耗电量: a name without the circumstances, kind or
    time that belong to it."""
    names = {key(name) for name in (entry.name, entry.name_en, *entry.synonyms)}
    matches = filter(None, map(_QUALIFIED.fullmatch, names))
    properties = {name.removesuffix("性") for name in names if name.endswith("性") and len(name) >= _PROPERTY}
    told = (match.groups() for match in map(_TOLD.fullmatch, names) if match)
    return properties.union((match["name"] for match in matches), *told)


def _words_of_categories(reference: Reference) -> Iterator[tuple[str, str]]:
    """Each word that names one category: how only its name ends (逆变器), its name, and what else is said for it."""
    codes = {key(category.name): code for code, category in reference.categories.items()}
    ends = Counter(name[start:] for name in codes for start in range(1, len(name) - _SHORTEST_HEAD + 1))
    for name, code in codes.items():
        yield from ((name[start:], code) for start in range(1, len(name)) if ends[name[start:]] == 1)
    yield from codes.items()
    for word, others in reference.synonyms.items():
        meant = {codes[name] for name in (word, *map(key, others)) if name in codes}
        if word not in codes and len(meant) == 1:
            yield word, meant.pop()


def _stems(entry: IndicatorEntry) -> Iterator[str]:
    """能效 for 能效等级: a grade may be asked by it (能效 1级, 一级能效)."""
    if entry.scale:
        for name in (entry.name, *entry.synonyms):
            for end in _GRADED:
                if name.endswith(end) and len(name) >= len(end) + 2:
                    yield key(name.removesuffix(end))
