"""The entry: a requirement cell and its heading to a `Requirement`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from registry.indicators.dictionary import OrdinalScale
from registry.indicators.grammar import messages, named, sentence
from registry.indicators.grammar.arranging import arrange
from registry.indicators.grammar.claims import Cell, Claim
from registry.indicators.grammar.elements import Element, shape
from registry.indicators.grammar.heading import read_heading
from registry.indicators.grammar.lexing import lex
from registry.indicators.grammar.messages import Doubt
from registry.indicators.grammar.numbers import expanded
from registry.indicators.grammar.vocabulary import SIGNS, Kind
from registry.indicators.units import find_unit
from registry.indicators.values import Comparator, Requirement

LONGEST = 2000
_HINTS = frozenset("0123456789%") | SIGNS
_FIELD = "/text"
_MULTIPLES = (("百万", 6), ("百", 2), ("千", 3), ("万", 4), ("亿", 8))


def parse(text: str, *, name: str = "", unit: str = "", scale: OrdinalScale | None = None) -> Requirement:
    """The requirement that the cell `text` states, for the indicator `name` with the unit column `unit`.

    `scale` is the indicator's scale of grades, where the dictionary knows one: it makes `3-4` a half grade and gives
    grades their positions. Values are in the unit of the cell, else of the column, else of the name. What is not
    understood for sure has comparator TEXT and a finding; several requirements in one cell are TEXT with `parts` where
    each of them was understood. `text` is kept exactly.
    """
    if len(text) > LONGEST:
        return _kept(text, Doubt(messages.TOO_LONG), given=text[:40] + "…")
    if not text.strip():
        return _kept(text, Doubt(messages.EMPTY))
    cell = Cell(text, read_heading(name, unit), scale)
    try:
        words = named.read_words(cell)
        if words is not None:
            return _requirement(text, words, cell)
        folded = cell.folded.rstrip(" .。;,，、")
        elements = arrange(lex(folded, name), folded, name)
        try:
            return _requirement(text, sentence.read(elements, cell), cell)
        except Doubt as doubt:
            parts = _parts(elements, cell)
            if parts:
                return _kept(text, Doubt(messages.SEVERAL, parts[0].text), parts=parts)
            raise doubt from None
    except Doubt as doubt:
        describes = doubt.message is messages.NOT_UNDERSTOOD and not _HINTS & set(cell.folded)
        return _kept(text, Doubt(messages.DESCRIPTIVE) if describes else doubt)


def _parts(elements: Sequence[Element], cell: Cell) -> tuple[Requirement, ...]:
    """The requirements of a cell that holds several, if every one of them is understood and compares by itself."""
    found: list[Requirement] = []
    segments = _several(elements, cell)
    if not sentence.are_understood(elements, cell):
        return ()
    for segment in segments:
        try:
            claim = sentence.read_segment(segment, cell)
        except Doubt:
            return ()
        if not claim.stated or claim.comparator is Comparator.EQ:
            return ()  # n=5 c=2 is a plan of sampling
        subject = segment[0]
        if subject.kind is Kind.WORDS and not claim.conditions:  # Pb≤90，Cd≤75: which of the two
            claim = replace(claim, conditions=(cell.words(subject.start, subject.end),))
        if found and found[-1].condition and not claim.conditions:
            return ()  # 对角线长度≥1400，≤3.0: the first is what the second applies to
        text = cell.text[segment[0].start : segment[-1].end].strip()
        found.append(_requirement(text, claim, cell))
    lost = any(part.unit for part in found) and any(
        part.unit is None and part.grade is None and shape(segment) == "CN"
        for part, segment in zip(found, segments, strict=True)
    )
    return tuple(found) if len(found) > 1 and not lost else ()  # ≥5，≤10mm: the unit may hold for both


def _several(elements: Sequence[Element], cell: Cell) -> list[Sequence[Element]]:
    segments = sentence.split(elements, cell)
    if len(segments) > 1:
        return segments
    # ≥15%（浓缩型≥25%）: the bracket is the second requirement, and says for what
    last = elements[-1] if elements else None
    if last is not None and last.inner[:1] and last.inner[0].kind is Kind.WORDS and len(elements) > 1:
        return [elements[:-1], last.inner]
    return []


def _requirement(text: str, claim: Claim, cell: Cell) -> Requirement:
    claim = _expanded(claim)
    return Requirement(
        text=text,
        comparator=claim.comparator,
        value=claim.value,
        low=claim.low,
        high=claim.high,
        low_open=claim.low_open,
        high_open=claim.high_open,
        unit=claim.unit.spelling if claim.unit is not None else None,
        values=claim.values,
        grade=claim.grade,
        truth=claim.truth,
        condition="；".join(claim.conditions) or None,
        basis=claim.basis or cell.heading.basis,
    )


def _expanded(claim: Claim) -> Claim:
    """`10` in a column of 万次 is 100000 次, as it is in the cell."""
    spelling = claim.unit.spelling if claim.unit is not None else ""
    for prefix, power in _MULTIPLES:
        base = find_unit(spelling.removeprefix(prefix)) if spelling.startswith(prefix) else None
        if base is not None and claim.unit is not None and base.dimension == claim.unit.dimension:
            value, low, high = (
                None if number is None else expanded(number, power) for number in (claim.value, claim.low, claim.high)
            )
            return replace(claim, value=value, low=low, high=high, unit=base)
    return claim


def _kept(text: str, doubt: Doubt, *, parts: tuple[Requirement, ...] = (), given: str | None = None) -> Requirement:
    finding = doubt.message.notice(_FIELD, given or doubt.given or text.strip(), doubt.accepted)
    return Requirement(text=text, comparator=Comparator.TEXT, parts=parts, findings=(finding,))
