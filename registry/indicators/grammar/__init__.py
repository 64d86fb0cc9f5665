"""The value grammar: a requirement cell of a Chinese product standard to a `Requirement`.

A cell is cut into elements of a few kinds; the kinds written as letters are its shape: `CN` is a comparator before a
measure. Only the shapes of `shapes.py` are read; everything else stays text. Every pass is linear in the text.

Read in this order: `parsing.py` (the entry); `characters.py`, `vocabulary.py`, `numbers.py`, `lexing.py` (text to
elements); `arranging.py` (signs, runs of words, brackets); `sentence.py`, `prefixes.py`, `conditions.py`,
`circumstances.py`, `brackets.py` (what stands around a requirement); `shapes.py` with `letters.py`, `measures.py`,
`ranges.py`, `tolerances.py`, `grades.py` (the requirement); `named.py` (cells of words); `heading.py` (name and unit
column); `messages.py`.
"""

from registry.indicators.grammar.parsing import parse

__all__ = ["parse"]
